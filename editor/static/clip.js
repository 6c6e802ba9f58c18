// Cut a clip out of the recording: its sound, captions, and the quote with its citation, as a ZIP file.
import { $, element, radio, submitRow } from "./dom.js";
import { postJson } from "./outbox.js";
import { quotation } from "./passages.js";
import { formatTime } from "./store.js";

const TIMEOUT_MS = 120_000; // the server cuts other clips first, and reads a long recording slowly
const LEVELS = [
  // mean level of the speech in dB of full scale, label
  ["", "As in the recording"],
  ["-16", "Loud, as podcasts (−16 dB)"],
  ["-20", "Medium (−20 dB)"],
  ["-26", "Quiet (−26 dB)"],
];
const FORMS = [
  ["wav", "WAV, for editing"],
  ["mp3", "MP3, a smaller file"],
];

export class Clips {
  /** @param {import("./recording.js").App} app */
  constructor(app) {
    this.app = app;
  }

  /** @param {any[]} meant turns, or passages of turns */
  open(meant) {
    const { openDialog, player } = this.app;
    player.pause();
    this.span = { start: meant[0].start, end: Math.max(...meant.map((one) => one.end)) };
    const words = quotation(this.app, meant, "Words of the clip");
    const level = element("select", { name: "level" }, ...LEVELS.map(([value, text]) => element("option", { value, text })));
    const fields = [
      ["Seconds around the words", seconds("pad", 0.15)],
      ["Seconds of fading", seconds("fade", 0.05)],
    ];
    const options = element("div", { class: "fields" }, ...fields.map(([text, input]) => element("label", { class: "field" }, text, input)));
    const loudness = element("label", { class: "field" }, "Loudness", level);
    const forms = element("fieldset", {}, element("legend", { text: "Sound file" }), element("div", { class: "choices" }, ...FORMS.map(([value, label], n) => radio("form", value, n === 0, label))));
    const hint = element("p", { class: "hint", text: "Downloads a ZIP file with the sound, its captions, and a text with the quote and where it is from; their times include the sound around the words. For fewer words, close this and drag over them in the text first. Words and sound that are withheld are left out; “Play” plays them." });
    this.state = element("p", { class: "hint", role: "status" });
    const play = element("button", { type: "button", class: "plain", text: "Play", on: { click: () => player.playRange(this.span.start, this.span.end) } });
    const row = submitRow("Download");
    row.append(play);
    openDialog(`Download this passage: ${formatTime(this.span.start)} to ${formatTime(this.span.end)}`, [words, options, loudness, forms, hint, this.state, row], () => {}, () => player.pause());
    this.app.form.addEventListener("submit", (event) => this.onSubmit(event), { capture: true });
  }

  onSubmit(event) {
    event.preventDefault();
    event.stopImmediatePropagation(); // the dialog stays open until the clip is there
    this.download(this.app.form);
  }

  async download(form) {
    const button = $("button.strong", form);
    const { pad, fade, level, form: kind } = Object.fromEntries(new FormData(form));
    const request = { ...this.span, pad: Number(pad), fade: Number(fade), level: level === "" ? null : Number(level), form: kind };
    button.disabled = true;
    this.state.textContent = "Cutting…";
    try {
      const name = await save(await postJson(`${this.app.outbox.address}/clip`, request, TIMEOUT_MS));
      if (form.isConnected && $("#ask").open) $("#ask").close();
      this.app.notify(`Downloaded ${name}`);
    } catch (error) {
      this.state.textContent = `Nothing was downloaded: ${error.message}`;
    }
    button.disabled = false;
  }
}

function seconds(name, value) {
  return element("input", { type: "number", name, value, min: 0, max: 10, step: 0.01, required: true });
}

// Save the file of an answer under the name that the server gave it; returns the name.
async function save(answer) {
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).error ?? `the server answered ${answer.status}`);
  const [, name] = answer.headers.get("content-disposition").match(/filename="(.+)"/);
  const address = URL.createObjectURL(await answer.blob());
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return name;
}
