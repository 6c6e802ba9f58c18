// The dialogs about turns: assign a speaker, mark, join, and go to a time.
import { $, element, radio, submitRow } from "./dom.js";
import { formatTime, isAdded, plural, wordRanges } from "./store.js";

const PASSAGES = { clip: "Clip", announcer: "Announcer", "not speech": "Not speech (removes the text)" };

export class TurnDialogs {
  /** @param {import("./recording.js").App} app */
  constructor(app) {
    this.app = app;
  }

  // --- Assign a speaker: to one turn, or to more turns if the editor chooses so

  // What a change may apply to: [name, label, turns]. `meant` are turns, or passages of turns.
  scopes(meant) {
    const { store, turns } = this.app;
    const [turn] = meant;
    if (meant.some((one) => one.isPart)) return [["words", meant.length > 1 ? `The ${meant.length} selected passages` : `The ${plural(turn.count, "selected word")}`, meant]];
    const scopes = [["turn", "This turn", [turn]]];
    if (turns.range.length > 1) {
      scopes.unshift(["range", `The ${turns.range.length} selected turns`, turns.range]);
    }
    const run = this.untilNextSpeaker(turn);
    if (run.length > 1) scopes.push(["run", `All turns up to the next speaker (${plural(run.length, "turn")})`, run]);
    const onwards = store.turnsOf(turn.speaker).filter((other) => other.index >= turn.index);
    if (onwards.length > run.length) {
      const label = `${store.label(turn.speaker)} from here to the end (${plural(onwards.length, "turn")})`;
      scopes.push(["onwards", label, onwards]);
    }
    const voice = this.turnsOfVoice(turn);
    if (turn.voice && store.turns.length > 1) {
      const count = plural(voice.length, "turn");
      const label = `All turns of voice ${turn.voice} (${count}; turns you set by hand won’t change)`;
      scopes.push(["voice", label, voice]);
    }
    return scopes;
  }

  untilNextSpeaker(turn) {
    const { turns } = this.app.store;
    const other = turns.findIndex((one) => one.index > turn.index && one.speaker !== turn.speaker);
    return turns.slice(turn.index, other < 0 ? turns.length : other);
  }

  // A voice's turns, without those that somebody assigned to another speaker by hand.
  turnsOfVoice(turn) {
    const { store } = this.app;
    const owner = [...store.speakers.values()].find((one) => one.voices.includes(turn.voice));
    return store.turns.filter((other) => other.voice === turn.voice && other.speaker === owner?.id);
  }

  assignSpeaker(meant) {
    const { store, turns, openDialog } = this.app;
    const [turn] = meant;
    const scopes = this.scopes(meant);
    const input = element("input", {
      type: "text",
      autocomplete: "off",
      on: { input: () => this.filter(input.value) },
    });
    this.options = element(
      "div",
      { class: "choices", role: "radiogroup", "aria-label": "Speaker" },
      ...store.orderedSpeakers().map((one) => this.speakerOption(one, turn)),
    );
    this.newOption = radio("person", "", false, element("span"));
    this.newOption.hidden = true;
    this.options.append(this.newOption);
    const scopeOptions = scopes.map(([name, label], n) => radio("scope", name, n === 0, label));
    const scope = element(
      "fieldset",
      { on: { change: () => this.preview(scopes) } },
      element("legend", { text: "Apply to" }),
      element("div", { class: "choices" }, ...scopeOptions),
    );
    this.summary = element("p", { class: "preview", role: "status" });
    const field = element("label", { class: "field" }, "Speaker: type a name to filter or add", input);
    openDialog(
      `Who speaks at ${formatTime(turn.start)}?`,
      [field, this.options, this.renameHint(turn), scope, this.summary, submitRow("Assign")],
      () => this.submitAssignment(turn, scopes),
      () => turns.outline([]),
    );
    this.preview(scopes);
  }

  // Somebody who wants to correct a name should not make a second person.
  renameHint({ speaker }) {
    const field = () => $(`[data-person="${CSS.escape(speaker)}"] input`);
    const click = () => {
      $("#tab-people").click();
      $("#ask").addEventListener("close", () => field()?.focus(), { once: true });
      $("#ask").close();
    };
    const button = element("button", { type: "button", class: "link", text: "Correct it in “People”", on: { click } });
    return element("p", { class: "hint" }, "Is the name misspelt? ", button, ", and it changes everywhere.");
  }

  speakerOption(speaker, turn) {
    const { store } = this.app;
    const digit = store.digitOf(speaker.id);
    return radio(
      "person",
      speaker.id,
      speaker.id === turn.speaker,
      this.name(speaker.id),
      digit < 10 ? element("kbd", { class: "digit", text: digit }) : null,
    );
  }

  name(speaker) {
    const { store } = this.app;
    return element("span", { class: `dot c${store.colorOf(speaker)}`, text: store.label(speaker) });
  }

  filter(text) {
    const query = text.trim().toLowerCase();
    const options = [...this.options.children].filter((option) => option !== this.newOption);
    for (const option of options) option.hidden = !option.textContent.toLowerCase().includes(query);
    const exists = options.some((option) => $(".dot", option).textContent.toLowerCase() === query);
    this.newOption.hidden = !query || exists;
    $("span", this.newOption).textContent = `Add “${text.trim()}”`;
    this.newName = text.trim();
    const first = options.find((option) => !option.hidden) ?? (this.newOption.hidden ? null : this.newOption);
    if (first && query) $("input", first).checked = true;
  }

  pickedScope(scopes) {
    const { value } = $("[name=scope]:checked", this.app.form);
    return scopes.find(([name]) => name === value);
  }

  preview(scopes) {
    const [, , turns] = this.pickedScope(scopes);
    const seconds = turns.reduce((sum, turn) => sum + turn.end - turn.start, 0);
    this.summary.textContent = `Changes ${plural(turns.length, "turn")}${this.app.store.hasTimes ? `, ${formatTime(seconds)} of speech` : ""}.`;
    this.app.turns.outline(turns.length > 1 ? turns : []);
  }

  async submitAssignment(turn, scopes) {
    const { form, sendEdit, store, assign } = this.app;
    const chosen = $("[name=person]:checked", form);
    const [scope, , turns] = this.pickedScope(scopes);
    if (!chosen) return;
    let [speaker, group] = [chosen.value, undefined];
    if (!speaker) {
      const parameters = { name: this.newName, role: null };
      group = `new person ${Date.now()}`;
      const answer = await sendEdit("add-speaker", parameters, { group });
      if (!answer) return;
      speaker = `S${answer.edit.id}`;
    }
    if (scope === "voice") {
      const message = `Assigned ${plural(turns.length, "turn")} of voice ${turn.voice} to ${store.label(speaker)}`;
      sendEdit("assign-voice", { voice: turn.voice, speaker }, { message, group });
    } else {
      assign(turns, speaker, group);
    }
  }

  // --- Mark, join, go to a time

  mark(turns) {
    const { assign, openDialog, sendEdit, store } = this.app;
    const options = Object.entries(PASSAGES).map(([value, label], n) => radio("passage", value, n === 0, label));
    const submit = () => {
      const passage = $(":checked", this.app.form).value;
      const known = [...store.speakers.values()].find((one) => one.role === passage && !one.name);
      if (known) return assign(turns, known.id); // one speaker for all such passages
      const about = { turn: turns[0].id, message: `Marked as ${passage}` };
      return sendEdit("mark-passage", { words: wordRanges(turns), passage }, about);
    };
    const choices = element("div", { class: "choices" }, ...options);
    openDialog(`Mark ${plural(turns.length, "turn")} as…`, [choices, submitRow("Mark")], submit);
  }

  // Assign turns, or words of turns, to a new voice, which belongs to a new speaker without a name.
  splitVoice(meant) {
    const { sendEdit } = this.app;
    const words = wordRanges(meant);
    if (!words.length) return;
    getSelection().removeAllRanges();
    const message = `Split off ${plural(meant.length, "passage")} as a voice of its own: type its name in “People”`;
    sendEdit("split-voice", { words }, { turn: meant[0].id, message, changesTurns: true, selects: words[0][0] });
  }

  // Join a turn with the previous one; if two people speak, ask which speaker it gets.
  join(turn) {
    const { store, notify, openDialog } = this.app;
    const previous = store.previousTurn(turn);
    if (!previous) return notify(isAdded(turn) ? "You added this turn: it can’t be joined with its neighbour. Edit the words of one of them, and remove the other with X." : "This is the first turn: there is nothing to join it with.");
    if (previous.speaker === turn.speaker) return this.sendJoin(previous, turn, previous.speaker);
    const options = [previous, turn].map((one, n) => radio("speaker", one.speaker, n === 0, this.name(one.speaker)));
    const submit = () => this.sendJoin(previous, turn, $(":checked", this.app.form).value);
    const choices = element("div", { class: "choices" }, ...options);
    return openDialog("Who speaks in the joined turn?", [choices, submitRow("Join")], submit);
  }

  sendJoin(previous, turn, speaker) {
    const words = [previous.run[0], turn.run[1]];
    const about = { turn: previous.id, group: `join ${Date.now()}`, message: "Joined two turns" };
    this.app.sendEdit("join-turns", { words }, about);
    if (speaker !== previous.speaker) this.app.sendEdit("assign-speaker", { words: [words], speaker }, about);
  }

  goToTime() {
    const { openDialog, notify, goTo } = this.app;
    const input = element("input", {
      type: "text",
      inputMode: "numeric",
      placeholder: "1:02:30",
      data: { lookup: "" }, // closing the dialog may discard this text
      autocomplete: "off",
    });
    const submit = () => {
      const parts = input.value.trim().split(/[:.\s]+/).map(Number);
      if (parts.some(Number.isNaN) || !input.value.trim()) return notify("Type a time like 1:02:30 or 62:30.");
      return goTo(parts.reduce((sum, part) => sum * 60 + part, 0));
    };
    const field = element("label", { class: "field" }, "Hours, minutes, seconds", input);
    openDialog("Go to a time", [field, submitRow("Go")], submit);
  }
}
