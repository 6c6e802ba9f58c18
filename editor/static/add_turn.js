// Add a turn at the playhead, where the machine missed what is said.
import { $, element, radio, submitRow } from "./dom.js";
import { postJson } from "./outbox.js";
import { formatTime } from "./store.js";
import { splitWords } from "./word_edits.js";

export class AddingTurns {
  /** @param {import("./recording.js").App} app */
  constructor(app) {
    this.app = app;
  }

  open() {
    const { notify, openDialog, outbox, player, store } = this.app;
    if (!store.hasTimes) return notify("This transcript has no recording: there is no time to add a turn at.");
    player.pause();
    postJson(`${outbox.address}/times`, {}).catch(() => {}); // the server loads the model that measures times
    const time = player.time;
    this.start = Math.round(time * 1000) / 1000;
    this.text = element("textarea", { rows: 3, required: true, spellcheck: true });
    const words = element("label", { class: "field" }, "Words", this.text);
    const last = this.lastSpeaker(time);
    this.name = element("input", { type: "text", autocomplete: "off", maxLength: 200, "aria-label": "Name of somebody else" });
    const people = store.orderedSpeakers().map(({ id }) => radio("person", id, id === last, this.label(id)));
    const other = radio("person", "", !last, "Somebody else:", this.name);
    const choices = element("div", { class: "choices", on: { change: () => this.onChoice() } }, ...people, other);
    this.other = $("input", other);
    this.name.addEventListener("input", () => {
      this.other.checked = true;
      this.onChoice();
    });
    const who = element("fieldset", {}, element("legend", { text: "Who speaks?" }), choices);
    const hint = element("p", { class: "hint", text: "The times of the words are estimated from here on, and then measured in the recording." });
    openDialog(`Add a turn at ${formatTime(time)}`, [words, who, hint, submitRow("Add")], () => this.submit());
    this.onChoice();
    return this.text.focus();
  }

  onChoice() {
    this.name.required = this.other.checked;
  }

  label(speaker) {
    const { store } = this.app;
    return element("span", { class: `dot c${store.colorOf(speaker)}`, text: store.label(speaker) });
  }

  // The speaker of the turn at a moment, or else of the last turn before it, or of the first turn.
  lastSpeaker(time) {
    return this.app.store.nearestTurn(time)?.speaker;
  }

  async submit() {
    const { form, notify, sendEdit, store, turns } = this.app;
    const text = splitWords(this.text.value).join(" ");
    if (!text) return notify("A turn needs words: type what is said.");
    const group = `add turn ${Date.now()}`;
    let speaker = $("[name=person]:checked", form).value;
    if (!speaker) {
      const added = await sendEdit("add-speaker", { name: this.name.value.trim(), role: null }, { group });
      if (!added) return undefined;
      speaker = `S${added.edit.id}`;
    }
    const message = `Added a turn at ${formatTime(this.start)}`;
    const answer = await sendEdit("add-turn", { start: this.start, speaker, text }, { group, message });
    const turn = answer && store.byId.get(`T${answer.edit.id}`);
    if (turn) turns.select(turn);
    return undefined;
  }
}
