// Assign turns, or passages of turns, to a speaker.
import { $ } from "./dom.js";
import { plural, wordRanges } from "./store.js";

/**
 * @param {import("./recording.js").App} app
 * @param {any[]} list turns, or passages of turns
 * @param {string} speaker
 * @param {string | undefined} group of edits that are undone together
 * @returns {Promise<any> | undefined} the server's answer
 */
export function assignTurns({ store, turns, sendEdit }, list, speaker, group) {
  const words = wordRanges(list);
  if (!words.length) return undefined;
  const label = store.label(speaker);
  const original = store.label(list[0].speaker);
  for (const turn of list) if (!turn.isPart) turns.showSpeaker(turn, speaker);
  const isConfirmed = list.every((one) => one.speaker === speaker);
  const place = nameOf(turns, list);
  const message = isConfirmed ? `Confirmed: ${label} for ${place}` : `Assigned ${place} to ${label}`;
  const changesTurns = list.some((one) => one.isPart);
  const selects = changesTurns ? words[0][0] : undefined;
  if (changesTurns) getSelection().removeAllRanges();
  return sendEdit("assign-speaker", { words, speaker }, { turn: list[0].id, message, original, yours: label, group, changesTurns, selects });
}

// The words with which a message names turns, or passages of turns.
export function nameOf(turns, list) {
  if (list.length > 1) return plural(list.length, list.some((one) => one.isPart) ? "passage" : "turn");
  const [one] = list;
  return one.isPart ? plural(one.count, "word") : `the turn at ${$(".at", turns.node(one)).textContent}`;
}
