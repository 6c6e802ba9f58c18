// The history of edits. Every edit can be undone, not only the last.
import { $, element } from "./dom.js";
import { fetchJson } from "./outbox.js";

export class EditHistory {
  /** @param {import("./recording.js").App} app */
  constructor(app) {
    this.app = app;
    this.undoStack = []; // groups of edits made in this page, the last at the end
    this.redoStack = []; // groups that were undone
    this.list = $("#edits");
  }

  // Remember a saved edit; the edits of one group are undone together.
  record(entry, edit) {
    if (entry.about.isUndoOrRedo) return;
    const { group, turn } = entry.about;
    const top = this.undoStack.at(-1);
    if (top && group && top.group === group) top.ids.push(edit.id);
    else this.undoStack.push({ group, ids: [edit.id], turn });
    this.redoStack = [];
  }

  async undo() {
    const group = this.undoStack.pop() ?? (await this.latestOwnEdit());
    if (!group) return this.app.notify("Nothing to undo.");
    this.redoStack.push(group);
    return this.send("undo", [...group.ids].reverse(), group.turn);
  }

  redo() {
    const group = this.redoStack.pop();
    if (!group) return this.app.notify("Nothing to redo.");
    this.undoStack.push(group);
    return this.send("redo", group.ids, group.turn);
  }

  send(kind, ids, turn = undefined) {
    const about = { isUndoOrRedo: true, message: kind === "undo" ? "Undone" : "Redone", turn };
    return Promise.all(ids.map((edit) => this.app.sendEdit(kind, { edit }, about)));
  }

  // After a reload, undo starts with the person's latest edit that is still in effect.
  async latestOwnEdit() {
    const { address, author } = this.app.outbox;
    const { edits } = await fetchJson(`${address}/history`);
    const own = edits.filter((e) => !e.undone && e.author === author && !["undo", "redo"].includes(e.kind));
    return own.length ? { ids: [own.at(-1).id] } : null;
  }

  async render() {
    if ($("#history").hidden) return;
    const { edits } = await fetchJson(`${this.app.outbox.address}/history`);
    const shown = edits.filter((edit) => edit.kind !== "undo" && edit.kind !== "redo").reverse();
    this.list.replaceChildren(...shown.map((edit) => this.item(edit)));
    if (!shown.length) this.list.append(element("li", { text: "No edits yet." }));
  }

  item(edit) {
    const [kind, label] = edit.undone ? ["redo", "Redo"] : ["undo", "Undo"];
    const click = () => this.send(kind, [edit.id]).then(() => this.forget(edit.id));
    const at = new Date(edit.at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    const button = { type: "button", class: "plain", text: label, "aria-label": `${label}: ${edit.text}`, on: { click } };
    return element(
      "li",
      {},
      element("span", { class: edit.undone ? "undone" : "", text: edit.text }),
      element("span", { class: "when", text: `${edit.author}, ${at}${edit.why ? ` · ${edit.why}` : ""}` }),
      element("button", button),
    );
  }

  forget(id) {
    for (const stack of [this.undoStack, this.redoStack]) {
      const index = stack.findIndex((group) => group.ids.includes(id));
      if (index >= 0) stack.splice(index, 1);
    }
  }
}
