// What is found, and what becomes of the words.
import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.matchMedia = () => ({ matches: false });
const { hitsIn, replaced, searchPattern } = await import("../../editor/static/find_replace.js");
const { changedWords, combined } = await import("../../editor/static/word_edits.js");

const CASES = [
  ["a name with its comma", "Joanna Stigel, hello.", "joanna stigel", {}, "Ioana Szczygiel", ["Ioana", "Szczygiel,", "hello."]],
  ["only whole words", "The cat in a category.", "cat", {}, "dog", ["The", "dog", "in", "a", "category."]],
  ["parts of words", "A cat, a category", "cat", { whole: false }, "dog", ["A", "dog,", "a", "dogegory"]],
  ["case", "Rose rose.", "Rose", { isCase: true }, "Ann", ["Ann", "rose."]],
  ["signs as they are", "What (really)?", "(really)?", { whole: false }, "now?", ["What", "now?"]],
  ["a hyphen", "Well-known, well.", "well-known", {}, "famous", ["famous,", "well."]],
  ["more words", "Hi Ann.", "Ann", {}, "Ann Ives", ["Hi", "Ann Ives."]],
  ["fewer words", "you know what", "you know", {}, "", ["", "", "what"]],
  ["letters of any alphabet", "Łódź, Łódźka", "łódź", {}, "Lodz", ["Lodz,", "Łódźka"]],
  ["twice in a word", "ha-ha-ho", "ha", {}, "he", ["he-he-ho"]],
];

for (const [name, text, find, { whole = true, isCase = false }, replacement, expected] of CASES) {
  test(name, () => {
    const hits = hitsIn({}, text, searchPattern(find, whole, isCase));
    assert.deepEqual(replaced(text.split(" "), hits, replacement), expected);
  });
}

test("nothing is no pattern", () => assert.equal(searchPattern("  ", true, false), null));

test("all places of a recording are one edit", () => {
  const turn = { run: [10, 13], numbers: null, wordStarts: [0, 1, 2] };
  const edits = changedWords(turn, ["a", "b", "a"], ["x", "b", "x"]);
  assert.deepEqual(combined(edits), [["rewrite-words", { words: [[10, "x"], [12, "x"]] }]]);
});
