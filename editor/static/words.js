// What was typed over a turn, as the fewest rewritten words: the times of all others stay as they are.
import { number } from "./store.js";

// Give the decisions that make a text of another, as [kind, parameters]. `behind` has the words that
// a decision on a correction put behind a word: they are no part of it, and go with that decision.
export function rewrites(turn, former, typed, behind = new Map()) {
  const old = split(former);
  const now = split(typed);
  const said = new Map(); // number: [former words, new words]
  const numbers = old.map((_, n) => number(turn, Math.min(n, turn.at.length - 1)));
  old.forEach((text, n) => {
    if (!said.has(numbers[n])) said.set(numbers[n], [[], []]);
    said.get(numbers[n])[0].push(text);
  });
  for (const [from, to, begin, end] of hunks(old, now)) {
    const places = numbers.slice(from, to);
    if (places.length) {
      // Word for word as far as it goes; the last takes what is over.
      now.slice(begin, end).forEach((text, n) => give(places[Math.min(n, places.length - 1)], text));
    } else {
      const place = from > 0 ? numbers[from - 1] : numbers[0];
      for (const text of now.slice(begin, end)) give(place, text);
    }
  }
  return together([...said].flatMap(([word, [before, after]]) => decisions(word, before.join(" "), after.join(" "), behind.get(word))));

  function give(place, text) {
    said.get(place)[1].push(text);
  }
}

// Make one decision of all rewritten words, so that they are undone together.
function together(changes) {
  const words = changes.filter(([kind]) => kind === "rewrite-word").map(([, { word, text }]) => [word, text]);
  if (words.length < 2) return changes;
  return [...changes.filter(([kind]) => kind !== "rewrite-word"), ["rewrite-words", { words }]];
}

function decisions(word, before, after, put) {
  if (before === after) return [];
  const tail = put && ` ${put.text}`;
  if (!put || !before.endsWith(tail)) return [["rewrite-word", { word, text: after }]];
  if (after.endsWith(tail)) return [["rewrite-word", { word, text: after.slice(0, -tail.length) }]];
  const back = ["decide-corrections", { corrections: [put.id], accept: !put.accepted }];
  return after === before.slice(0, -tail.length) ? [back] : [back, ["rewrite-word", { word, text: after }]];
}

export function split(text) {
  return text.split(/\s+/).filter(Boolean);
}

// Stretches of two lists of words, in order: [from, to) of the one, [begin, end) of the other. Words
// that are alike are stretches of one each; between them stands what was changed.
function* hunks(old, now) {
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let [oldEnd, nowEnd] = [old.length, now.length];
  while (oldEnd > start && nowEnd > start && old[oldEnd - 1] === now[nowEnd - 1]) [oldEnd, nowEnd] = [oldEnd - 1, nowEnd - 1];
  for (let n = 0; n < start; n++) yield [n, n + 1, n, n + 1];
  let [i, j] = [start, start];
  for (const [a, b] of alike(old.slice(start, oldEnd), now.slice(start, nowEnd))) {
    if (i < start + a || j < start + b) yield [i, start + a, j, start + b];
    yield [start + a, start + a + 1, start + b, start + b + 1];
    [i, j] = [start + a + 1, start + b + 1];
  }
  if (i < oldEnd || j < nowEnd) yield [i, oldEnd, j, nowEnd];
  for (let n = 0; oldEnd + n < old.length; n++) yield [oldEnd + n, oldEnd + n + 1, nowEnd + n, nowEnd + n + 1];
}

// The longest common words of two lists, as pairs of their places.
function alike(a, b) {
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i * width + j] =
        a[i] === b[j]
          ? longest[(i + 1) * width + j + 1] + 1
          : Math.max(longest[(i + 1) * width + j], longest[i * width + j + 1]);
    }
  }
  const pairs = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (longest[(i + 1) * width + j] >= longest[i * width + j + 1]) i++;
    else j++;
  }
  return pairs;
}
