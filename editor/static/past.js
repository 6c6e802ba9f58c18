// What was decided: every edit with who and when, and each can be undone, not only the last.
import { $, make } from "./dom.js";
import { fetched } from "./outbox.js";

export class Past {
  constructor(desk) {
    this.desk = desk;
    this.done = []; // groups of edits of this page, the last at the end
    this.gone = []; // groups that were undone
    this.list = $("#edits");
  }

  // Note an edit that was saved; those of one group are undone together.
  note(entry, edit) {
    if (entry.about.past) return;
    const top = this.done.at(-1);
    if (top && entry.about.group && top.group === entry.about.group) top.ids.push(edit.id);
    else this.done.push({ group: entry.about.group, ids: [edit.id], turn: entry.about.turn });
    this.gone = [];
  }

  async undo() {
    const group = this.done.pop() ?? (await this.newest());
    if (!group) return this.desk.say("There is nothing to undo.");
    this.gone.push(group);
    return this.send("undo", [...group.ids].reverse(), group.turn);
  }

  redo() {
    const group = this.gone.pop();
    if (!group) return this.desk.say("There is nothing to redo.");
    this.done.push(group);
    return this.send("redo", group.ids, group.turn);
  }

  send(kind, ids, turn) {
    const says = kind === "undo" ? "Undone" : "Redone";
    return Promise.all(ids.map((edit) => this.desk.decide(kind, { edit }, { past: true, says, turn })));
  }

  // After the page was loaded again: the last of your own edits that counts.
  async newest() {
    const { edits } = await fetched(`${this.desk.outbox.address}/history`);
    const mine = edits.filter((e) => !e.undone && e.author === this.desk.outbox.author && !["undo", "redo"].includes(e.kind));
    return mine.length ? { ids: [mine.at(-1).id] } : null;
  }

  async show() {
    if ($("#history").hidden) return;
    const { edits } = await fetched(`${this.desk.outbox.address}/history`);
    const rows = edits.filter((edit) => edit.kind !== "undo" && edit.kind !== "redo").reverse();
    this.list.replaceChildren(...rows.map((edit) => this.item(edit)));
    if (!rows.length) this.list.append(make("li", { text: "Nothing was changed by hand yet." }));
  }

  item(edit) {
    const kind = edit.undone ? "redo" : "undo";
    const at = new Date(edit.at);
    const button = make("button", {
      type: "button",
      class: "plain",
      text: edit.undone ? "Redo" : "Undo",
      "aria-label": `${edit.undone ? "Redo" : "Undo"}: ${edit.text}`,
      on: { click: () => this.send(kind, [edit.id]).then(() => this.forget(edit.id)) },
    });
    return make(
      "li",
      {},
      make("span", { class: edit.undone ? "undone" : "", text: edit.text }),
      make("span", { class: "when", text: `${edit.author}, ${at.toLocaleString([], { dateStyle: "medium", timeStyle: "short" })}${edit.why ? ` · ${edit.why}` : ""}` }),
      button,
    );
  }

  forget(id) {
    for (const list of [this.done, this.gone]) {
      const index = list.findIndex((group) => group.ids.includes(id));
      if (index >= 0) list.splice(index, 1);
    }
  }
}
