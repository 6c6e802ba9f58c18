// Selected words of turns: copied with the speakers' names, or assigned to a speaker.
import { element } from "./dom.js";
import { wordNumber } from "./store.js";
import { splitWords } from "./word_edits.js";

/**
 * Selected words that are a part of a turn; `run` is the range of their numbers, as for a turn.
 * @typedef {{id: string, speaker: string, start: number, end: number, run: [number, number], count: number, isPart: boolean}} Passage
 */

/**
 * The selected words as passages, turn by turn; turns that are selected as a whole stay turns.
 * Empty if no words of turns are selected.
 * @param {import("./turns.js").TurnList} turns
 * @returns {any[]} turns and passages
 */
export function selectedPassages(turns, selection = getSelection()) {
  if (!selection.rangeCount || selection.isCollapsed) return [];
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(turns.list)) return [];
  const paragraphs = [...turns.list.querySelectorAll(".words")].filter((p) => range.intersectsNode(p));
  const found = [...new Set(paragraphs.map((p) => turns.turnOf(p)))].map((turn) => passageIn(turns, turn, range));
  return found.filter(Boolean);
}

function passageIn(turns, turn, range) {
  const spans = turns.wordSpans(turn);
  const isInside = ({ node, from, to }) => {
    if (!range.intersectsNode(node)) return false;
    const first = node === range.startContainer ? range.startOffset : 0;
    const last = node === range.endContainer ? range.endOffset : Infinity;
    return to > first && from < last;
  };
  const from = spans.findIndex(isInside);
  if (from < 0 || !turn.run) return null;
  const to = spans.findLastIndex(isInside);
  const count = to - from + 1;
  if (count === spans.length) return turn;
  const run = [wordNumber(turn, from), wordNumber(turn, to) + 1];
  const end = turn.wordStarts[to + 1] ?? turn.end;
  return { ...turn, run, start: turn.wordStarts[from], end, count, isPart: true };
}

/**
 * The current turn of a passage, and the range of the turn's words in the passage, [from, to).
 * @param {import("./turns.js").TurnList} turns
 */
export function placeOf(turns, { id, run }) {
  const turn = turns.store.byId.get(id);
  const inside = turn.wordStarts.map((_, n) => wordNumber(turn, n)).map((number) => run[0] <= number && number < run[1]);
  return { turn, from: inside.indexOf(true), to: inside.lastIndexOf(true) + 1 };
}

/** The words of a turn or passage. */
export function wordsOf(turns, one) {
  if (!one.isPart) return splitWords(turns.text(one));
  const { turn, from, to } = placeOf(turns, one);
  return splitWords(turns.text(turn)).slice(from, to);
}

/** The words of turns or passages, for a dialog: each with its speaker. */
export function quotation({ turns, store }, meant, label) {
  const lines = meant.map((one) => element("p", { text: `${store.label(one.speaker)}: ${wordsOf(turns, one).join(" ")}` }));
  return element("div", { class: "wording", tabIndex: 0, role: "group", "aria-label": label }, ...lines);
}

/** The selected words of several turns, each turn with its speaker; empty within one turn. */
export function copiedText(turns, selection) {
  if (selection.isCollapsed) return "";
  const paragraphs = [...turns.list.querySelectorAll(".words")].filter((p) => selection.containsNode(p, true));
  if (new Set(paragraphs.map((p) => turns.turnOf(p))).size < 2) return "";
  const range = selection.getRangeAt(0);
  const lines = paragraphs.map((p) => {
    const part = document.createRange();
    part.selectNodeContents(p);
    if (p.contains(range.startContainer)) part.setStart(range.startContainer, range.startOffset);
    if (p.contains(range.endContainer)) part.setEnd(range.endContainer, range.endOffset);
    return [turns.turnOf(p), String(part).trim()];
  });
  return lines
    .filter(([, text]) => text)
    .map(([turn, text], n, all) => (turn === all[n - 1]?.[0] ? text : `${turns.store.label(turn.speaker)}: ${text}`))
    .join("\n\n");
}
