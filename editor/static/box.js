// The box: one turn's words as a text that can be edited. Typing is saved when it pauses.
import { make, recall, remember } from "./dom.js";
import { clock } from "./store.js";
import { rewrites, split } from "./words.js";

const PAUSE_MS = 2000; // of typing, until it is saved

export class Box {
  constructor(desk) {
    this.desk = desk;
    this.key = `draft:${desk.store.id}`;
    this.turn = null;
  }

  get open() {
    return this.turn !== null;
  }

  // Open a turn; `draft` is what was typed before the page was loaded again.
  edit(turn, draft = null) {
    const { turns, store, player } = this.desk;
    if (!turn?.run) return;
    if (this.open) this.close(true);
    player.pause();
    this.turn = turn;
    this.former = draft?.former ?? turns.text(turn);
    this.area = make("textarea", {
      class: "box",
      value: draft?.typed ?? this.former,
      spellcheck: true,
      "aria-label": `Words of ${store.label(turn.speaker)} at ${clock(turn.start)}`,
      on: { input: () => this.typed(), blur: () => this.save() },
    });
    const button = (label, deed, name = "plain") => make("button", { type: "button", class: name, text: label, on: { click: deed } });
    this.panel = make(
      "div",
      { class: "writing" },
      this.area,
      make("div", { class: "row" }, button("Save", () => this.close(true), "plain strong"), button("Leave", () => this.leave()), make("p", { class: "says", text: "Saved by itself when you pause." })),
    );
    turns.node(turn).classList.add("editing");
    turns.node(turn).append(this.panel);
    this.area.focus();
    if (draft) this.typed();
    else this.area.setSelectionRange(0, 0);
    this.warned = false;
  }

  // Open again what was not saved when the page was left.
  restore() {
    const draft = recall(this.key);
    const turn = draft && this.desk.store.byId.get(draft.turn);
    if (!draft) return false;
    if (turn && this.desk.turns.text(turn) === draft.former) {
      this.desk.turns.select(turn);
      this.edit(turn, draft);
    } else if (!turn || this.desk.turns.text(turn) !== draft.typed.trim()) {
      this.desk.clash.text(draft.turn, draft.former, draft.typed, "This turn changed since you typed.");
    }
    remember(this.key, null);
    return true;
  }

  typed() {
    remember(this.key, { turn: this.turn.id, former: this.former, typed: this.area.value });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE_MS);
    this.warned = false;
  }

  get changed() {
    return this.open && split(this.area.value).join(" ") !== this.former;
  }

  // Send what was typed; true where there is nothing that could not be sent.
  save() {
    clearTimeout(this.timer);
    if (!this.changed) return true;
    const { store, turns, decide, say } = this.desk;
    const typed = split(this.area.value).join(" ");
    if (!typed) {
      say("A turn has words. To take it out, mark it as not speech (X).");
      return false;
    }
    const turn = store.byId.get(this.turn.id);
    const about = { turn: turn.id, group: `text ${Date.now()}`, original: this.former, typed };
    for (const [kind, parameters] of rewrites(turn, turns.text(turn), typed, store.behind(turn))) {
      this.sent = decide(kind, parameters, about);
    }
    this.former = turn.text = typed;
    remember(this.key, null);
    return true;
  }

  // Leave the box, with what was typed or without it.
  close(keep) {
    if (!this.open || (keep && !this.save())) return;
    clearTimeout(this.timer);
    const { turns } = this.desk;
    const { turn, panel, area } = this;
    this.turn = null;
    if (!keep) remember(this.key, null);
    const here = panel.contains(document.activeElement);
    area.remove(); // its blur saves nothing any more
    panel.remove();
    turns.node(turn)?.classList.remove("editing");
    if (turns.nodes.has(turn.id)) turns.redraw([turn.id]);
    if (here) turns.select(turns.store.byId.get(turn.id) ?? turns.selected, { show: false });
  }

  // Esc: leave, but warn once where something was typed that is not saved.
  leave() {
    if (this.changed && !this.warned) {
      this.warned = true;
      this.desk.say("Not saved yet: Esc again drops what you typed, Ctrl+Enter saves it.");
      return;
    }
    this.close(false);
  }

  // Split at the caret: what was typed is saved before.
  async split() {
    const { turn, area } = this;
    const word = split(area.value.slice(0, area.selectionStart)).length;
    if (!this.save()) return;
    await this.sent;
    this.close(true);
    this.desk.splitAt(this.desk.store.byId.get(turn.id), word);
  }
}
