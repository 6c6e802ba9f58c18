// Comments and highlights of editors: about a time, never published, removed by undoing them.
import { $, element, submitRow } from "./dom.js";
import { formatTime, plural } from "./store.js";

export class Comments {
  /**
   * @param {import("./recording.js").App} app
   * @param {any[]} comments in order of time
   */
  constructor(app, comments) {
    this.app = app;
    this.list = $("#comment-list");
    this.show(comments);
  }

  // Show all comments: in their list, beside the names of their turns, and in the text.
  show(comments) {
    const { store, turns } = this.app;
    store.comments = comments;
    for (const chip of document.querySelectorAll(".chip.commented")) chip.remove();
    for (const turn of store.turns) {
      const own = comments.filter((one) => one.start < turn.end && turn.start < one.end).length;
      if (own) turns.setChip(turn, "commented", plural(own, "comment"));
    }
    turns.marks.schedule();
    if (JSON.stringify(comments) === this.shown) return;
    this.shown = JSON.stringify(comments);
    $("#comment-count").textContent = comments.length || "";
    const items = comments.map((one) => this.item(one));
    const hint = "No comments yet. Select words or turns and press T. Comments are for editors and are not published.";
    this.list.replaceChildren(...(items.length ? items : [element("li", { class: "hint", text: hint })]));
  }

  item({ id, start, end, text, author, at }) {
    const { player, goTo, editHistory } = this.app;
    const when = new Date(at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    const time = formatTime(start);
    const play = () => {
      goTo(start);
      player.playRange(start, end);
    };
    const remove = () => editHistory.undoGroup({ ids: [id] });
    const what = text || "Highlight";
    return element(
      "li",
      {},
      element("span", { class: text ? "comment" : "comment muted", text: what }),
      element("span", { class: "when" }, element("button", { type: "button", class: "at", text: time, "aria-label": `Play from ${time}`, on: { click: play } }), element("span", { text: `${author}, ${when}` })),
      element("button", { type: "button", class: "plain", text: "Remove", "aria-label": `Remove: ${what}`, on: { click: remove } }),
    );
  }

  /** @param {any[]} meant turns, or passages of turns */
  open(meant) {
    const { openDialog, sendEdit, store } = this.app;
    const [start, end] = [meant[0].start, Math.min(store.duration, Math.max(...meant.map((one) => one.end)))];
    const text = element("textarea", { rows: 4, maxLength: 4000 });
    const field = element("label", { class: "field" }, "Comment (leave it empty to highlight the passage)", text);
    const hint = element("p", { class: "hint", text: "For editors: it is not published. “Export…” downloads comments, unless something of the recording is withheld." });
    const submit = () => {
      const message = text.value.trim() ? "Comment saved" : "Passage highlighted";
      getSelection().removeAllRanges();
      return sendEdit("add-comment", { start, end, text: text.value.trim() }, { turn: meant[0].id, message });
    };
    openDialog(`Comment on ${formatTime(start)} to ${formatTime(end)}`, [field, hint, submitRow("Save")], submit);
    text.focus();
  }
}
