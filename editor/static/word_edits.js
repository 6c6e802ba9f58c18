// Turn typed text into the fewest edits of words, so that all other words keep their times.
import { wordNumber } from "./store.js";

/**
 * List the edits that turn a text into another, as [kind, parameters]. `inserted` maps the number of a
 * word to the words that a correction inserted after it: these change if the correction is accepted or rejected.
 * @param {any} turn
 * @param {string} original
 * @param {string} typed
 * @param {Map<number, {id: string, accepted: boolean, text: string}>} inserted
 * @returns {[string, Record<string, any>][]}
 */
export function wordEdits(turn, original, typed, inserted = new Map()) {
  const old = splitWords(original);
  const now = splitWords(typed);
  const numbers = old.map((_, n) => wordNumber(turn, Math.min(n, turn.wordStarts.length - 1)));
  const texts = new Map(); // number: [original words, typed words]
  old.forEach((text, n) => {
    if (!texts.has(numbers[n])) texts.set(numbers[n], [[], []]);
    texts.get(numbers[n])[0].push(text);
  });
  const add = (number, text) => texts.get(number)[1].push(text);
  for (const [from, to, begin, end] of hunks(old, now)) {
    const replaced = numbers.slice(from, to);
    // Each replaced word gets one typed word; the last replaced word gets all that remain. Inserted
    // words join the word before them.
    const targets = replaced.length ? replaced : [from > 0 ? numbers[from - 1] : numbers[0]];
    now.slice(begin, end).forEach((text, n) => add(targets[Math.min(n, targets.length - 1)], text));
  }
  const edits = [...texts].flatMap(([number, [before, after]]) =>
    editsOfWord(number, before.join(" "), after.join(" "), inserted.get(number)),
  );
  return combined(edits);
}

// List the edits that turn the words of a turn into as many others, some of them empty.
export function changedWords(turn, before, after, inserted = new Map()) {
  const texts = new Map(); // number: [original words, new words]
  before.forEach((text, n) => {
    const number = wordNumber(turn, Math.min(n, turn.wordStarts.length - 1));
    if (!texts.has(number)) texts.set(number, [[], []]);
    texts.get(number)[0].push(text);
    if (after[n]) texts.get(number)[1].push(after[n]);
  });
  return [...texts].flatMap(([number, [old, now]]) => editsOfWord(number, old.join(" "), now.join(" "), inserted.get(number)));
}

// Combine all rewritten words into one edit, so that they are undone together.
export function combined(edits) {
  const words = edits.filter(([kind]) => kind === "rewrite-word").map(([, { word, text }]) => [word, text]);
  if (words.length < 2) return edits;
  return [...edits.filter(([kind]) => kind !== "rewrite-word"), ["rewrite-words", { words }]];
}

function editsOfWord(word, before, after, insertion) {
  if (before === after) return [];
  const tail = insertion && ` ${insertion.text}`;
  if (!insertion || !before.endsWith(tail)) return [["rewrite-word", { word, text: after }]];
  if (after.endsWith(tail)) return [["rewrite-word", { word, text: after.slice(0, -tail.length) }]];
  const revert = ["decide-corrections", { corrections: [insertion.id], accept: !insertion.accepted }];
  return after === before.slice(0, -tail.length) ? [revert] : [revert, ["rewrite-word", { word, text: after }]];
}

export function splitWords(text) {
  return text.split(/\s+/).filter(Boolean);
}

// Align two lists of words: [from, to) of the first, [begin, end) of the second, in order. Equal words
// are hunks of one word each; the changed words are hunks between them.
function* hunks(old, now) {
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let [oldEnd, nowEnd] = [old.length, now.length];
  while (oldEnd > start && nowEnd > start && old[oldEnd - 1] === now[nowEnd - 1]) {
    [oldEnd, nowEnd] = [oldEnd - 1, nowEnd - 1];
  }
  for (let n = 0; n < start; n++) yield [n, n + 1, n, n + 1];
  let [i, j] = [start, start];
  for (const [a, b] of longestCommon(old.slice(start, oldEnd), now.slice(start, nowEnd))) {
    if (i < start + a || j < start + b) yield [i, start + a, j, start + b];
    yield [start + a, start + a + 1, start + b, start + b + 1];
    [i, j] = [start + a + 1, start + b + 1];
  }
  if (i < oldEnd || j < nowEnd) yield [i, oldEnd, j, nowEnd];
  for (let n = 0; oldEnd + n < old.length; n++) yield [oldEnd + n, oldEnd + n + 1, nowEnd + n, nowEnd + n + 1];
}

// The longest common subsequence of two lists, as pairs of indexes.
function longestCommon(a, b) {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        a[i] === b[j]
          ? lengths[(i + 1) * width + j + 1] + 1
          : Math.max(lengths[(i + 1) * width + j], lengths[i * width + j + 1]);
    }
  }
  const pairs = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]) i++;
    else j++;
  }
  return pairs;
}
