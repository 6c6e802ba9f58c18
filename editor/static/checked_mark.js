// Show who checked the whole transcript and how much of it a person has heard, with the button that
// marks the transcript as checked.
import { $, element, submitRow } from "./dom.js";
import { plural } from "./store.js";

export class CheckedMark {
  /** @param {import("./recording.js").App} app */
  constructor(app) {
    this.app = app;
    this.reviewed = 0; // turns that a person has heard or changed
  }

  show(reviewed) {
    this.reviewed = reviewed;
    const { checked, turns } = this.app.store;
    const share = Math.floor((100 * reviewed) / Math.max(1, turns.length));
    $("#reviewed").textContent = `${reviewed} of ${plural(turns.length, "turn")} heard or changed by a person (${share}\u00a0%)`;
    const day = checked && new Date(checked.at).toLocaleDateString([], { dateStyle: "medium" });
    $("#checked").textContent = checked ? `Checked by ${checked.by} on ${day}` : "Not marked as checked yet";
    $("#check-all").textContent = checked ? "Mark as not checked" : "Mark as checked";
  }

  // Mark the transcript as checked, or as not checked; ask first if nobody has looked at some parts
  // of it.
  toggle() {
    const left = this.describeUnreviewed();
    if (this.app.store.checked || !left) return this.mark();
    const body = [element("p", { text: `${left}.` }), submitRow("Mark as checked")];
    return this.app.openDialog("Mark as checked?", body, () => this.mark());
  }

  // Describe what nobody has answered, heard or changed yet; "" if nothing is left.
  describeUnreviewed() {
    const { review, store } = this.app;
    const questions = review.doubts.length;
    const turns = store.turns.length - this.reviewed;
    return [
      questions ? `${plural(questions, "question")} ${questions === 1 ? "is" : "are"} open` : "",
      turns > 0 ? `${plural(turns, "turn")} ${turns === 1 ? "was" : "were"} neither heard nor changed by a person` : "",
    ]
      .filter(Boolean)
      .join(", and ");
  }

  mark() {
    const checked = !this.app.store.checked;
    this.app.sendEdit("set-checked", { checked }, { message: checked ? "Marked as checked" : "Marked as not checked" });
  }
}
