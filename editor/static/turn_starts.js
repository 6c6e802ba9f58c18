// Change where turns start: split a turn at a word, or move its start by a word.
import { isAdded, wordAt, wordNumber } from "./store.js";

export class TurnStarts {
  /** @param {import("./recording.js").App} app */
  constructor(app) {
    this.app = app;
    this.splitPoint = null; // {turn, word}: the word that the second turn would start with
  }

  get isSplitting() {
    return this.splitPoint !== null;
  }

  // Mark a word to split at: the word that is played, or else the word in the middle.
  startSplit(turn) {
    const { turns, player, notify } = this.app;
    if (turn !== turns.selected) turns.select(turn);
    if (!turn?.run || turn.wordStarts.length < 2) return notify("A turn of one word can’t be split.");
    const played = turns.current === turn ? wordAt(turn, player.time) : 0;
    this.splitPoint = { turn, word: played || Math.ceil(turn.wordStarts.length / 2) };
    this.moveSplit(0);
    turns.node(turn).focus({ preventScroll: true }); // so that Enter splits, and does not press the button again
    return notify("Split before the marked word: ← and → move it, Enter splits, Esc cancels. Or click a word.");
  }

  moveSplit(by) {
    const { turns, notify } = this.app;
    const { turn, word } = this.splitPoint;
    const moved = Math.max(1, Math.min(turn.wordStarts.length - 1, word + by));
    this.splitPoint.word = moved;
    turns.highlight("pick", turn, moved);
    const range = turns.wordRange(turn, moved);
    if (!range) return;
    turns.showWords(turn, range);
    if (by) notify(`Split before “${range}”`);
  }

  split() {
    const { turn, word } = this.splitPoint;
    return this.splitAt(turn, word);
  }

  splitAt(turn, word) {
    const { notify, sendEdit, store, turns } = this.app;
    this.cancelSplit();
    if (!turn || word < 1 || word >= turn.wordStarts.length) {
      return notify("Choose a word after the first: the split goes before it.");
    }
    const at = wordNumber(turn, word);
    const about = { turn: turn.id, message: "Turn split. Press a speaker’s digit for the second half", selects: at };
    return sendEdit("split-turn", { at }, about).then((answer) => {
      const second = answer && store.turns.find((one) => one.run?.[0] === at);
      if (second && turns.selected.id === turn.id) turns.select(second); // unless the editor selected another turn
    });
  }

  cancelSplit() {
    this.splitPoint = null;
    this.app.turns.highlight("pick", null);
  }

  onSelect(turn) {
    if (this.splitPoint && this.splitPoint.turn !== turn) this.cancelSplit();
  }

  // Move the start of a turn by a word.
  move(turn, by) {
    const { notify, sendEdit, store, turns } = this.app;
    const previous = store.previousTurn(turn);
    if (!previous) return notify(isAdded(turn) ? "You added this turn: its start is measured in the recording." : "This is the first turn.");
    if ((by < 0 ? previous : turn).wordStarts.length < 2) return notify("A turn needs one word. Join instead (M)?");
    const at = turn.run[0];
    const message = by < 0 ? "Turn starts one word earlier" : "Turn starts one word later";
    return sendEdit("move-boundary", { at, to: at + by }, { turn: turn.id, message, selects: at + by }).then(() => {
      const moved = store.turns.find((one) => one.run?.[0] === at + by);
      if (moved && turns.selected.id === turn.id) turns.select(moved, { show: false });
    });
  }
}
