// Typed text becomes the fewest edits.
import assert from "node:assert/strict";
import { test } from "node:test";
import { splitWords, wordEdits } from "../../editor/static/word_edits.js";

// Words 5 to 8 are "One two three four."; correction C1 inserted "oh," after word 6.
const TURN = { run: [5, 9], numbers: [5, 6, 6, 7, 8], wordStarts: [0, 1, 2, 3, 4] };
const TEXT = "One two oh, three four.";
const INSERTED = new Map([[6, { id: "C1", accepted: true, text: "oh," }]]);
const REJECT = ["decide-corrections", { corrections: ["C1"], accept: false }];

const CASES = [
  [TEXT, []],
  ["One too oh, three four.", [["rewrite-word", { word: 6, text: "too" }]]],
  ["Well, one two oh, three four.", [["rewrite-word", { word: 5, text: "Well, one" }]]],
  ["One two oh, three four. Yes.", [["rewrite-word", { word: 8, text: "four. Yes." }]]],
  ["One two oh, four.", [["rewrite-word", { word: 7, text: "" }]]],
  ["Won two oh, three five.", [["rewrite-words", { words: [[5, "Won"], [8, "five."]] }]]],
  ["Won two ah, three four.", [REJECT, ["rewrite-words", { words: [[5, "Won"], [6, "two ah,"]] }]]],
  ["One two three four.", [REJECT]],
  ["One two ah, three four.", [REJECT, ["rewrite-word", { word: 6, text: "two ah," }]]],
];

for (const [typed, edits] of CASES) {
  test(`typing “${typed}”`, () => assert.deepEqual(wordEdits(TURN, TEXT, typed, INSERTED), edits));
}

test("no edit loses a word, whatever is typed", () => {
  const words = ["a", "b", "c", "d."];
  let seed = 7;
  const random = (n) => (seed = (seed * 48271) % 2147483647) % n;
  for (let round = 0; round < 500; round++) {
    const length = 1 + random(6);
    const old = Array.from({ length }, () => words[random(4)]);
    const typed = Array.from({ length: random(8) }, () => words[random(4)]).join(" ");
    const turn = { run: [0, length], numbers: null, wordStarts: old.map((_, n) => n) };
    const texts = [...old];
    for (const [kind, parameters] of wordEdits(turn, old.join(" "), typed)) {
      const changes = kind === "rewrite-words" ? parameters.words : [[parameters.word, parameters.text]];
      for (const [word, text] of changes) texts[word] = text;
    }
    assert.equal(splitWords(texts.join(" ")).join(" "), typed, `${old.join(" ")} -> ${typed}`);
  }
});
