// Corrections, underlined in the text, and withheld words.
import { $ } from "./dom.js";

const MINOR_KINDS = new Set(["punctuation", "case", "contraction"]); // corrections that are not underlined
const MARK_AFTER_MS = 100; // of scrolling

export class CorrectionMarks {
  /** @param {import("./turns.js").TurnList} turns */
  constructor(turns) {
    this.turns = turns;
    this.corrections = new Map(); // by turn
    const names = ["hard", "doubtful", "applied", "commented", "withheld"];
    this.marks = Object.fromEntries(names.map((name) => [name, new Highlight()]));
    for (const [name, marks] of Object.entries(this.marks)) CSS.highlights?.set(name, marks);
    addEventListener("scroll", () => this.schedule(), { passive: true });
  }

  // Count the open corrections beside the names of changed turns, and underline the visible ones.
  update(changed) {
    const { store } = this.turns;
    this.corrections.clear();
    for (const one of store.corrections.values()) {
      if (!this.corrections.has(one.turn)) this.corrections.set(one.turn, []);
      this.corrections.get(one.turn).push(one);
    }
    for (const turn of changed) {
      const open = (this.corrections.get(turn.id) ?? []).filter((one) => one.status === "proposed").length;
      if (open || $(".chip.doubtful", this.turns.node(turn))) {
        this.turns.setChip(turn, "doubtful", open ? `${open} to check` : "");
      }
    }
    this.schedule();
  }

  schedule() {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.markVisible();
    }, MARK_AFTER_MS);
  }

  // Underline only about three screens: whenever a word lights up, the browser looks at all
  // highlights, and a thousand would cost it three frames.
  markVisible() {
    for (const marks of Object.values(this.marks)) marks.clear();
    for (const turn of this.visibleTurns()) {
      for (const word of turn.hard) {
        const range = this.turns.wordRange(turn, word);
        if (range) this.marks.hard.add(range);
      }
      for (const one of this.corrections.get(turn.id) ?? []) {
        const kind = one.status === "proposed" ? "doubtful" : "applied";
        if (one.status === "rejected" || (kind === "applied" && MINOR_KINDS.has(one.kind))) continue;
        const range = this.turns.wordRange(turn, ...this.turns.wordsOf(turn, one));
        if (range) this.marks[kind].add(range);
      }
      this.markComments(turn);
      this.markWithheld(turn);
    }
  }

  markComments(turn) {
    for (const one of this.turns.store.comments) {
      if (one.start >= turn.end || turn.start >= one.end) continue;
      const range = this.turns.wordRange(turn, ...this.turns.wordsOf(turn, one));
      if (range) this.marks.commented.add(range);
    }
  }

  // Black out the words that are not published: those of withheld times, and of withheld people.
  markWithheld(turn) {
    for (const one of this.turns.store.withheld) {
      const isTime = one.start !== null && one.start < turn.end && turn.start < one.end;
      const isPerson = one.level && one.speaker === turn.speaker;
      const words = isTime ? this.turns.wordsOf(turn, one) : isPerson ? [0, Infinity] : null;
      const range = words && this.turns.wordRange(turn, ...words);
      if (range) this.marks.withheld.add(range);
    }
  }

  // The turns in the window, and up to one screen above and below.
  visibleTurns() {
    const { turns } = this.turns.store;
    const box = (n) => this.turns.node(turns[n]).getBoundingClientRect();
    let [low, high] = [0, turns.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (box(middle).bottom < -innerHeight) low = middle + 1;
      else high = middle;
    }
    let end = low;
    while (end < turns.length && box(end).top < 2 * innerHeight) end++;
    return turns.slice(low, end);
  }
}
