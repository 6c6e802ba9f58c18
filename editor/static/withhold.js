// Withhold a passage, a person or the whole recording from publication; undoing it releases them.
import { $, element, radio, submitRow } from "./dom.js";
import { formatTime } from "./store.js";

const LEVELS = { closed: "For everybody", "on-site": "Except in the archive’s reading room" };

export class Withholding {
  /** @param {import("./recording.js").App} app */
  constructor(app) {
    this.app = app;
  }

  /** @param {any[]} meant turns, or passages of turns */
  open(meant) {
    const { store, openDialog } = this.app;
    this.meant = meant;
    this.span = { start: meant[0].start, end: Math.max(...meant.map((one) => one.end)) };
    this.speaker = store.speakers.get(meant[0].speaker);
    const what = group("What", this.targets().map(([value, label], n) => radio("what", value, n === 0, label)));
    const who = group("For whom it is withheld", Object.entries(LEVELS).map(([value, label], n) => radio("level", value, n === 0, label)));
    this.pseudonym = element("input", { type: "text", autocomplete: "off", maxLength: 200 });
    this.other = element("label", { class: "field", hidden: true }, "Shown name, a pseudonym (leave empty for none)", this.pseudonym);
    const day = (this.day = element("input", { type: "date", name: "until" }));
    const until = element("label", { class: "field" }, "Until (leave empty for no end)", day);
    this.tone = element("input", { type: "checkbox" });
    const tone = (this.toneChoice = element("label", { class: "check" }, this.tone, " A tone in the sound instead of silence"));
    const hint = element("p", { class: "hint", text: "Words, sound and everything made from them are left out of what is published. The title, the programme, the description and the file name are not changed: check them in “Details…”." });
    what.addEventListener("change", () => this.onTarget(who));
    openDialog("Withhold from publication", [what, this.other, who, until, tone, hint, submitRow("Withhold")], () => this.send());
  }

  // What can be withheld, as [value, label].
  targets() {
    const passage = `${formatTime(this.span.start)} to ${formatTime(this.span.end)}`;
    const name = this.speaker?.name;
    return [
      ["passage", passage],
      ...(name ? [["person", `Everything that ${name} says, and the name`], ["name", `Only the name ${name}, wherever it is said or written`]] : []),
      ["recording", "The whole recording: nothing of it is published"],
    ];
  }

  get target() {
    return $("[name=what]:checked", this.app.form).value;
  }

  onTarget(who) {
    this.other.hidden = !["person", "name"].includes(this.target);
    who.hidden = this.target === "name"; // a name alone is withheld for everybody
    this.toneChoice.hidden = this.target === "recording";
  }

  send() {
    const { sendEdit, publication } = this.app;
    const level = $("[name=level]:checked", this.app.form).value;
    const until = this.day.value || null;
    const tone = this.tone.checked;
    const { name, id: speaker } = this.speaker ?? {};
    const pseudonym = this.pseudonym.value.trim() || null;
    const [kind, parameters, what] = {
      passage: ["withhold-passage", { ...this.span, level, until, tone }, this.targets()[0][1]],
      person: ["withhold-person", { name, speaker, pseudonym, level, until, tone }, `what ${name} says`],
      name: ["withhold-person", { name, speaker, pseudonym, level: null, until, tone }, `the name ${name}`],
      recording: ["withhold-recording", { level, until }, "the whole recording"],
    }[this.target];
    const readers = publication.published === null ? "" : `. Readers see it until the next version is published`;
    getSelection().removeAllRanges();
    return sendEdit(kind, parameters, { turn: this.meant[0].id, message: `Withheld ${what}${readers}` });
  }
}

function group(label, options) {
  return element("fieldset", {}, element("legend", { text: label }), element("div", { class: "choices" }, ...options));
}
