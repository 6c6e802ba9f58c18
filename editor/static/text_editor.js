// Edit one turn's words in a text box. Typing is saved when it pauses.
import { element, loadLocal, saveLocal } from "./dom.js";
import { postJson } from "./outbox.js";
import { formatTime } from "./store.js";
import { scrollFullyIntoView } from "./viewport.js";
import { splitWords, wordEdits } from "./word_edits.js";

const SAVE_AFTER_MS = 2000; // text is saved after this time without a keystroke

export class TextEditor {
  /** @param {import("./recording.js").App} app */
  constructor(app) {
    this.app = app;
    this.draftKey = `draft:${app.store.id}`;
    this.turn = null;
    this.original = "";
  }

  get isOpen() {
    return this.turn !== null;
  }

  // Open a turn; `draft` is what was typed before the page was reloaded.
  open(turn, draft = null) {
    const { turns, store, player } = this.app;
    if (!turn?.run) return;
    if (this.isOpen) this.close(true);
    player.pause();
    postJson(`${this.app.outbox.address}/times`, {}).catch(() => {}); // the server loads the model that measures times
    this.turn = turn;
    this.sent = null;
    this.group = `text ${turn.id} ${Date.now()}`; // what is typed until the box is closed is undone together
    this.original = draft?.original ?? turns.text(turn);
    this.textarea = element("textarea", {
      class: "box",
      value: draft?.typed ?? this.original,
      spellcheck: true,
      "aria-label": `Words of ${store.label(turn.speaker)} at ${formatTime(turn.start)}`,
      on: { input: () => this.onInput(), blur: () => this.save() },
    });
    const button = (label, listener, className = "plain") =>
      element("button", { type: "button", class: className, text: label, on: { click: listener } });
    this.panel = element(
      "div",
      { class: "writing" },
      this.textarea,
      element(
        "div",
        { class: "row" },
        button("Save", () => this.close(true), "plain strong"),
        element("p", { class: "hint", text: "Saves automatically, also when Esc closes it" }),
      ),
    );
    turns.node(turn).classList.add("editing");
    turns.node(turn).append(this.panel);
    this.textarea.focus();
    if (draft) this.onInput();
    else this.textarea.setSelectionRange(0, 0);
    scrollFullyIntoView(this.panel);
  }

  // Reopen what was not saved when the page was left.
  restoreDraft() {
    const draft = loadLocal(this.draftKey);
    if (!draft) return;
    const { store, turns, conflicts } = this.app;
    const turn = store.byId.get(draft.turn);
    if (turn && turns.text(turn) === draft.original) {
      turns.select(turn);
      this.open(turn, draft);
    } else if (!turn || turns.text(turn) !== draft.typed.trim()) {
      conflicts.showText(draft.turn, draft.original, draft.typed, "This turn changed since you typed.");
    }
    saveLocal(this.draftKey, null);
  }

  onInput() {
    const { id } = this.turn;
    saveLocal(this.draftKey, { turn: id, original: this.original, typed: this.textarea.value });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), SAVE_AFTER_MS);
  }

  get isChanged() {
    return this.isOpen && splitWords(this.textarea.value).join(" ") !== this.original;
  }

  // Send what was typed. False if it cannot be saved.
  save() {
    clearTimeout(this.timer);
    if (!this.isChanged) return true;
    const { store, turns, sendEdit, notify } = this.app;
    const typed = splitWords(this.textarea.value).join(" ");
    if (!typed) {
      notify("A turn can’t be empty. To remove it, press X.");
      return false;
    }
    const turn = store.byId.get(this.turn.id);
    const about = { turn: turn.id, group: this.group, original: this.original, typed };
    for (const [kind, parameters] of wordEdits(turn, turns.text(turn), typed, store.insertedAfter(turn))) {
      this.sent = sendEdit(kind, parameters, about);
    }
    this.original = turn.text = typed;
    saveLocal(this.draftKey, null);
    return true;
  }

  close(save) {
    if (!this.isOpen || (save && !this.save())) return;
    clearTimeout(this.timer);
    const { turns, store } = this.app;
    const { turn, panel, textarea } = this;
    this.turn = null;
    if (!save) saveLocal(this.draftKey, null);
    const hadFocus = panel.contains(document.activeElement);
    textarea.remove(); // removed now, so that its blur event saves nothing
    panel.remove();
    turns.node(turn)?.classList.remove("editing");
    if (turns.nodes.has(turn.id)) turns.render([turn.id]);
    if (hadFocus) turns.select(store.byId.get(turn.id) ?? turns.selected, { show: false });
    this.offerUndo(turn);
  }

  // Show that words were changed, with an Undo for these alone; a conflict has its own message.
  async offerUndo(turn) {
    const { group, sent } = this;
    if (!(await sent)) return;
    const { editHistory, notify, store } = this.app;
    const typed = editHistory.undoStack.find((one) => one.group === group);
    const place = store.hasTimes ? ` at ${formatTime(turn.start)}` : "";
    if (typed) notify(`Changed the words${place}.`, () => editHistory.undoGroup(typed));
  }

  // Esc: save what was typed and close. Only an empty text, which cannot be saved, is dropped.
  cancel() {
    const isEmpty = splitWords(this.textarea.value).length === 0;
    if (isEmpty && this.isChanged) this.app.notify("A turn can’t be empty: its words stay as they were. To remove it, press X.");
    this.close(!isEmpty);
  }

  // Split the turn at the caret, after saving what was typed.
  async split() {
    const { turn, textarea } = this;
    const word = splitWords(textarea.value.slice(0, textarea.selectionStart)).length;
    if (!this.save()) return;
    await this.sent;
    this.close(true);
    this.app.splitAt(this.app.store.byId.get(turn.id), word);
  }
}
