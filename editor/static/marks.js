// Underline corrections in the text, and strike through withheld words.
import { $ } from "./dom.js";

const MINOR_KINDS = new Set(["punctuation", "case", "contraction"]); // corrections that are not underlined
const MARK_AFTER_MS = 100; // delay after a scroll event; events during the delay are ignored

export class CorrectionMarks {
  /** @param {import("./turns.js").TurnList} turns */
  constructor(turns) {
    this.turns = turns;
    this.corrections = new Map(); // corrections by turn
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

  // Underline corrections on only about three screens: whenever the spoken word changes, the
  // browser checks all highlights, and a thousand of them would take three frames.
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

  // Strike through the words that are not published: those of withheld times, and of withheld people.
  // A button beside the turn's name says so, and leads to the dialog that publishes them again.
  markWithheld(turn) {
    const [quotes, node] = [new Set(), this.turns.node(turn)];
    for (const one of this.turns.store.withheld) {
      if (!isAbout(one, turn)) continue;
      if (one.start === null && !one.level) quotes.add(`the name ${one.name}`);
      else {
        const range = this.turns.wordRange(turn, ...(one.start === null ? [0, Infinity] : this.turns.wordsOf(turn, one)));
        if (!range) continue;
        this.marks.withheld.add(range);
        quotes.add(`“${range}”`);
      }
    }
    const title = quotes.size ? `Withheld from publication: ${[...quotes].join(", ")}` : "";
    if (($(".chip.withheld", node)?.title ?? "") === title) return;
    this.turns.setChip(turn, "withheld", quotes.size ? "Withheld" : "");
    for (const words of node.querySelectorAll(".words")) words.title = title;
    const chip = $(".chip.withheld", node);
    if (chip) Object.assign(chip, { title, ariaLabel: `${title}. Change…` });
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

/** Whether a withheld part concerns a turn or passage: its time, or the person who speaks. */
export function isAbout(withheld, one) {
  if (withheld.start !== null) return withheld.start < one.end && one.start < withheld.end;
  return Boolean(withheld.name) && withheld.speaker === one.speaker;
}
