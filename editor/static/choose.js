// Whose is it, and for how much: this turn unless a person says otherwise, each time anew.
import { make } from "./dom.js";
import { clock, many, runs } from "./store.js";

export class Chooser {
  constructor(desk) {
    this.desk = desk;
  }

  // What each scope of a change would touch: [name, label, turns, kind].
  scopes(turn) {
    const { store, turns } = this.desk;
    const found = [["turn", "This turn", [turn]]];
    if (turns.range.length > 1) found.unshift(["range", `The ${turns.range.length} selected turns`, turns.range]);
    const run = this.run(turn);
    if (run.length > 1) found.push(["run", `This run, to the next change (${many(run.length, "turn")})`, run]);
    const onwards = store.of(turn.speaker).filter((other) => other.place >= turn.place);
    if (onwards.length > run.length) {
      found.push(["onwards", `From here on, all that ${store.label(turn.speaker)} says (${many(onwards.length, "turn")})`, onwards]);
    }
    const voice = this.ofVoice(turn);
    if (turn.voice && store.turns.length > 1) {
      found.push(["voice", `All turns of this voice, ${turn.voice} (${many(voice.length, "turn")}; those given by hand stay)`, voice]);
    }
    return found;
  }

  run(turn) {
    const { turns } = this.desk.store;
    const found = [];
    for (let n = turn.place; n < turns.length && turns[n].speaker === turn.speaker; n++) found.push(turns[n]);
    return found;
  }

  // Turns of a voice that follow it: one that was given to somebody by hand keeps its speaker.
  ofVoice(turn) {
    const owner = [...this.desk.store.speakers.values()].find((one) => one.voices.includes(turn.voice));
    return this.desk.store.turns.filter((other) => other.voice === turn.voice && other.speaker === owner?.id);
  }

  open(turn) {
    const { store, turns, ask } = this.desk;
    const scopes = this.scopes(turn);
    const filter = make("input", { type: "text", autocomplete: "off", on: { input: () => this.narrow(filter.value) } });
    this.list = make("div", { class: "choices", role: "radiogroup", "aria-label": "Speaker" }, ...store.people().map((one) => this.person(one, turn)));
    this.fresh = make("label", { hidden: true }, make("input", { type: "radio", name: "person", value: "" }), make("span"));
    this.list.append(this.fresh);
    const scope = make("fieldset", {}, make("legend", { text: "For how much" }), make("div", { class: "choices" }, ...scopes.map(([name, label], n) =>
      make("label", {}, make("input", { type: "radio", name: "scope", value: name, checked: n === 0, on: { change: () => this.preview(scopes) } }), label))));
    this.says = make("p", { class: "preview", role: "status" });
    const give = make("button", { class: "plain strong", text: "Give" });
    this.body = [make("label", { class: "field" }, "Speaker: type to narrow, or a new name", filter), this.list, scope, this.says, make("div", { class: "row" }, give)];
    ask(`Who speaks at ${clock(turn.start)}?`, this.body, () => this.take(turn, scopes), () => turns.outline([]));
    this.preview(scopes);
  }

  person(one, turn) {
    const { store } = this.desk;
    const radio = make("input", { type: "radio", name: "person", value: one.id, checked: one.id === turn.speaker });
    const digit = store.digit(one.id);
    return make("label", {}, radio, make("span", { class: `dot c${store.colour(one.id)}`, text: store.label(one.id) }), digit < 10 ? make("kbd", { class: "digit", text: digit }) : null);
  }

  narrow(text) {
    const wanted = text.trim().toLowerCase();
    const labels = [...this.list.children].filter((label) => label !== this.fresh);
    for (const label of labels) label.hidden = !label.textContent.toLowerCase().includes(wanted);
    const shown = labels.filter((label) => !label.hidden);
    const known = labels.some((label) => label.querySelector(".dot").textContent.toLowerCase() === wanted);
    this.fresh.hidden = !wanted || known;
    this.fresh.querySelector("span").textContent = `${text.trim()}, a new person`;
    this.name = text.trim();
    const first = shown[0] ?? (this.fresh.hidden ? null : this.fresh);
    if (first && wanted) first.querySelector("input").checked = true;
  }

  picked(scopes) {
    const value = this.desk.asked.querySelector("[name=scope]:checked").value;
    return scopes.find(([name]) => name === value);
  }

  preview(scopes) {
    const [, , turns] = this.picked(scopes);
    const seconds = turns.reduce((sum, turn) => sum + turn.end - turn.start, 0);
    this.says.textContent = `Changes ${many(turns.length, "turn")}, ${clock(seconds)} of speech.`;
    this.desk.turns.outline(turns.length > 1 ? turns : []);
  }

  async take(turn, scopes) {
    const { desk } = this;
    const chosen = desk.asked.querySelector("[name=person]:checked");
    const [scope, , turns] = this.picked(scopes);
    if (!chosen) return;
    const fresh = chosen.value === "" ? await desk.decide("add-speaker", { name: this.name, role: null }, { says: `Added ${this.name}` }) : null;
    const speaker = chosen.value || (fresh && `S${fresh.edit.id}`);
    if (!speaker) return;
    if (scope === "voice") {
      desk.decide("assign-voice", { voice: turn.voice, speaker }, { says: `${many(turns.length, "turn")} of ${turn.voice} are now ${desk.store.label(speaker)}` });
    } else {
      desk.give(turns, speaker);
    }
  }

  // --- Other questions about a turn

  mark(turns) {
    const { ask, decide } = this.desk;
    const labels = { clip: "A clip", announcer: "An announcer", "not speech": "Not speech: take it out" };
    const rows = Object.entries(labels).map(([value, label], n) =>
      make("label", {}, make("input", { type: "radio", name: "passage", value, checked: n === 0 }), label),
    );
    const take = () => {
      const passage = this.desk.asked.querySelector(":checked").value;
      decide("mark-passage", { words: runs(turns), passage }, { turn: turns[0].id, says: `Marked as ${passage}` });
    };
    ask(`Mark ${many(turns.length, "turn")} as`, [make("div", { class: "choices" }, ...rows), make("div", { class: "row" }, make("button", { class: "plain strong", text: "Mark" }))], take);
  }

  // Join a turn with the one before: where two people speak, it asks whose name stays.
  join(turn) {
    const { store, say, ask } = this.desk;
    const before = store.before(turn);
    if (!before) return say("There is no turn before it to join with.");
    if (before.speaker === turn.speaker) return this.joined(before, turn, before.speaker);
    const rows = [before, turn].map((one, n) =>
      make("label", {}, make("input", { type: "radio", name: "whose", value: one.speaker, checked: n === 0 }), make("span", { class: `dot c${store.colour(one.speaker)}`, text: store.label(one.speaker) })),
    );
    const take = () => this.joined(before, turn, this.desk.asked.querySelector(":checked").value);
    return ask("Whose are the joined turns?", [make("div", { class: "choices" }, ...rows), make("div", { class: "row" }, make("button", { class: "plain strong", text: "Join" }))], take);
  }

  joined(before, turn, speaker) {
    const words = [before.run[0], turn.run[1]];
    const group = `join ${Date.now()}`;
    this.desk.decide("join-turns", { words }, { turn: before.id, group, says: "Joined" });
    if (speaker !== before.speaker) this.desk.decide("assign-speaker", { words: [words], speaker }, { turn: before.id, group, says: "Joined" });
  }

  time() {
    const field = make("input", { type: "text", inputMode: "numeric", placeholder: "1:02:30", autocomplete: "off" });
    const go = () => {
      const parts = field.value.trim().split(/[:.\s]+/).map(Number);
      if (parts.some(Number.isNaN) || !field.value.trim()) return this.desk.say("Write a time as 1:02:30 or 62:30.");
      this.desk.go(parts.reduce((sum, part) => sum * 60 + part, 0));
    };
    this.desk.ask("Go to a time", [make("label", { class: "field" }, "Hours, minutes, seconds", field), make("div", { class: "row" }, make("button", { class: "plain strong", text: "Go" }))], go);
  }
}
