// What the buttons below a question say.
import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.matchMedia = () => ({ matches: false });
const { answerLabels } = await import("../../editor/static/review.js");

const CASES = [
  [{ kind: "speaker" }, ["Correct speaker", "Change speaker…"]],
  [{ kind: "name" }, ["Correct name", "Not this name"]],
  [{ kind: "correction", before: "hands", after: "hounds" }, ["Accept", "Reject"]],
  [{ kind: "turn-break", before: "rage. What", after: "rage. ¶ What" }, ["Split", "Don’t split"]],
  [{ kind: "turn-break", before: "rage. ¶ What", after: "rage. What" }, ["Keep together", "Split"]],
  [{ kind: "turn-break", before: "a ¶ b c", after: "a b ¶ c" }, ["Move the break", "Leave it"]],
];

for (const [doubt, labels] of CASES) {
  test(labels.join(" / "), () => assert.deepEqual(answerLabels(doubt), labels));
}
