// Suggest turns that sound like the turns that an editor has assigned to a speaker.
import { $, element, submitRow } from "./dom.js";
import { fetchJson } from "./outbox.js";
import { formatTime, plural } from "./store.js";

const RETRY_MS = 5000; // between requests while the server computes the voices of the recording
const TICKED_FROM = 0.8; // least probability of a turn that is ticked before somebody has heard it
const QUOTED = 70; // most characters shown of a turn

export class AlikeTurns {
  /** @param {import("./recording.js").App} app */
  constructor(app) {
    this.app = app;
    this.button = $("#alike");
    this.speaker = null;
    /** @type {{turn: string, score: number}[]} */
    this.found = [];
  }

  // Look for turns that sound like a speaker's, after the editor has assigned a turn to that speaker.
  async update(speaker) {
    this.speaker = speaker;
    clearTimeout(this.timer);
    const address = `${this.app.outbox.address}/alike?speaker=${encodeURIComponent(speaker)}`;
    const answer = await fetchJson(address).catch(() => null);
    if (!answer || speaker !== this.speaker) return;
    if (!answer.ready && !answer.error) this.timer = setTimeout(() => this.update(speaker), RETRY_MS);
    this.found = answer.turns.filter(({ turn }) => this.app.store.byId.has(turn));
    this.show();
  }

  show() {
    const { length } = this.found;
    this.button.hidden = !length;
    $("span", this.button).textContent = length ? `${plural(length, "other turn")} may be ${this.app.store.label(this.speaker)}…` : "";
  }

  open() {
    const { store, openDialog, notify } = this.app;
    const { speaker, found } = this;
    if (!found.length) return notify("No turns to offer: first give at least three turns of one voice to another speaker.");
    const boxes = found.map(({ turn, score }) => element("input", { type: "checkbox", value: turn, checked: score >= TICKED_FROM }));
    const rows = found.map((one, n) => this.row(one, boxes[n]));
    const submit = () => this.assign(boxes.filter((box) => box.checked).map((box) => store.byId.get(box.value)), speaker);
    const hint = element("p", { class: "hint", text: "These sound like the turns that you corrected. Play them, and tick those to assign." });
    const label = store.label(speaker);
    return openDialog(
      `Turns that ${label} may have spoken`,
      [hint, element("div", { class: "choices" }, ...rows), submitRow(`Assign ticked to ${label}`)],
      submit,
      () => this.app.player.pause(),
    );
  }

  row({ turn: id, score }, box) {
    const { store, turns, player, review } = this.app;
    const turn = store.byId.get(id);
    const text = turns.text(turn);
    const quote = text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text;
    const time = formatTime(turn.start);
    const play = element("button", { type: "button", class: "plain", text: `▶ ${time}`, "aria-label": `Play from ${time}` });
    play.addEventListener("click", () => player.playRange(turn.start, turn.end));
    const likelihood = element("span", { class: "kind", text: `${review.likelihood(score)} (${Math.round(score * 100)} %)` });
    return element("div", { class: "alike" }, element("label", {}, box, element("span", { text: quote }), likelihood), play);
  }

  assign(chosen, speaker) {
    const existing = chosen.filter(Boolean);
    this.found = [];
    this.show();
    if (existing.length) this.app.assign(existing, speaker);
  }
}
