import assert from "node:assert/strict";
import { test } from "node:test";

import { soundKey, soundsLike } from "../../editor/static/sounds_like.js";

const ALIKE = [["Catharine", "Katherine"], ["Smith", "Smyth"], ["Philip", "Filip"], ["Meyer", "Maier"], ["Stephen", "Steven"], ["Wright", "Right"], ["Johnson", "Jonson"], ["Łukasz", "Lukas"]];
const DIFFERENT = [["Anna", "Nina"], ["Marian", "Ifeoma"], ["Smith", "Schmied"], ["tide", "light"]];

for (const [one, other] of ALIKE) {
  test(`${one} sounds like ${other}`, () => assert.equal(soundKey(one), soundKey(other)));
}

for (const [one, other] of DIFFERENT) {
  test(`${one} does not sound like ${other}`, () => assert.notEqual(soundKey(one), soundKey(other)));
}

test("places are found in the text, without the marks around them", () => {
  const text = "I met “Filip Smyth”, then Philip. Smith left; Phillip Smith stayed.";
  assert.deepEqual(soundsLike(text, "Philip Smith").map(([from, to]) => text.slice(from, to)), ["Filip Smyth", "Philip. Smith", "Phillip Smith"]);
  assert.deepEqual(soundsLike(text, " … "), []);
});
