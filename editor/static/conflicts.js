// Resolve a conflict, when two people changed the same turn: show the original and both versions. No typed text is lost.
import { $, element } from "./dom.js";
import { clearMessage } from "./messages.js";
import { splitWords, wordEdits } from "./word_edits.js";

export class Conflicts {
  /** @param {import("./recording.js").App} app */
  constructor(app) {
    this.app = app;
  }

  // Show an edit that the server did not save, because somebody else had changed the same words or speakers.
  showEdit(entry, answer) {
    const { about } = entry;
    const who = answer.theirs?.author ?? "Somebody else";
    if (about.typed !== undefined) {
      this.app.outbox.dropGroup(about.group);
      const reason = `${who} changed this turn while you were editing.`;
      this.showText(about.turn, about.original, about.typed, reason);
      return;
    }
    const rows = [
      ["Before", about.original ?? "as you saw it"],
      ["Theirs", answer.theirs?.text ?? "The recording was processed again."],
      ["Yours", about.yours ?? about.message ?? entry.kind],
    ];
    const retry = () => this.app.sendEdit(entry.kind, entry.parameters, about);
    this.panel(about.turn, `${who} changed this while you were editing. Yours isn’t saved.`, rows, retry);
  }

  showText(id, original, typed, reason) {
    const { store, turns, sendEdit } = this.app;
    const turn = store.byId.get(id);
    const theirs = turn ? turns.text(turn) : "The turn was removed.";
    const textarea = element("textarea", { class: "mine", value: typed, rows: 4, "aria-label": "Yours" });
    const useMine = () => {
      const now = store.byId.get(id);
      const words = splitWords(textarea.value).join(" ");
      if (!now || !words) return;
      const about = { turn: id, group: `text ${Date.now()}`, original: turns.text(now), typed: words };
      for (const [kind, parameters] of wordEdits(now, about.original, words, store.insertedAfter(now))) {
        sendEdit(kind, parameters, about);
      }
    };
    const rows = [["Before", original], ["Theirs", theirs], ["Yours", textarea]];
    this.panel(id, `${reason} Yours isn’t saved.`, rows, turn && useMine, textarea);
  }

  panel(id, title, rows, useMine, focus = null) {
    clearMessage(); // a message about an earlier edit would cover the buttons
    const button = (text, className, listener = null) => {
      const click = () => {
        panel.remove();
        listener?.();
        this.app.turns.list.focus();
      };
      return element("button", { type: "button", class: className, text, on: { click } });
    };
    const panel = element(
      "div",
      { class: "conflict", role: "group", "aria-label": "Conflict" },
      element("div", { role: "alert" }, element("h3", { text: title })),
      element("dl", {}, ...rows.flatMap(([term, value]) => [element("dt", { text: term }), element("dd", {}, value)])),
      element(
        "div",
        { class: "row" },
        button("Keep theirs", "plain"),
        useMine ? button("Use mine", "plain strong", useMine) : null,
      ),
    );
    (document.getElementById(id ?? "") ?? $("main")).append(panel);
    panel.scrollIntoView({ block: "center" });
    (focus ?? $("button", panel)).focus();
  }
}
