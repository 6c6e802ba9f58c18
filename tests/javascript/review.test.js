// What the buttons below a question say.
import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.matchMedia = () => ({ matches: false });
const { answerLabels, outcome } = await import("../../editor/static/review.js");

const CASES = [
  [{ kind: "speaker" }, ["Confirm speaker", "Change speaker…"]],
  [{ kind: "name", after: "Ann Ives" }, ["Yes, Ann Ives", "Another name…"]],
  [{ kind: "correction", before: "hands", after: "hounds" }, ["Accept", "Reject"]],
  [{ kind: "turn-break", before: "rage. What", after: "rage. ¶ What" }, ["Split here", "Keep together"]],
  [{ kind: "turn-break", before: "rage. ¶ What", after: "rage. What" }, ["Keep together", "Split here"]],
  [{ kind: "turn-break", before: "a ¶ b c", after: "a b ¶ c" }, ["Move the break", "Leave the break"]],
];

for (const [doubt, labels] of CASES) {
  test(labels.join(" / "), () => assert.deepEqual(answerLabels(doubt), labels));
}

// What the message about an answer says.
const OUTCOMES = [
  [{ kind: "correction", before: "heroine", after: "heroin" }, "Changed “heroine” to “heroin”", "Kept “heroine”"],
  [{ kind: "correction", before: "", after: "her." }, "Added “her.”", "Left out “her.”"],
  [{ kind: "correction", before: "the the", after: "" }, "Removed “the the”", "Kept “the the”"],
  [{ kind: "turn-break", before: "rage. What", after: "rage. ¶ What" }, "Split the turn", "Kept the turn together"],
  [{ kind: "turn-break", before: "a ¶ b c", after: "a b ¶ c" }, "Moved the break", "Left the break"],
];

for (const [doubt, accepted, rejected] of OUTCOMES) {
  test(accepted, () => assert.deepEqual([outcome(doubt, true), outcome(doubt, false)], [accepted, rejected]));
}
