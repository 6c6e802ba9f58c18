// The history. Each entry is an edit, or several edits made at once; any entry can be undone, not only the last.
import { $, diffLine, element } from "./dom.js";
import { fetchJson } from "./outbox.js";
import { formatTime, plural } from "./store.js";

export const REPLACED = "Replaced “"; // the beginning of the reason of every replacement

const SHOWN = 200; // entries shown at first; a button shows older ones
const QUIET = ["set-times", "mark-heard"]; // kinds of edits that the program makes; the history leaves them out
const CATEGORIES = {
  Words: ["rewrite-word", "rewrite-words", "decide-corrections"],
  "Who speaks": ["assign-speaker", "unassign-speaker", "assign-voice", "mark-passage"],
  People: ["add-speaker", "set-name", "set-role", "remove-speaker", "merge-voices", "split-voice"],
  Comments: ["add-comment"],
  "State and details": ["set-checked", "set-metadata", "set-times", "mark-heard", "assign-recording"],
  Turns: ["add-turn", "split-turn", "join-turns", "move-boundary"],
  Withheld: ["withhold-passage", "withhold-person", "withhold-recording"],
};

export class EditHistory {
  /** @param {import("./recording.js").App} app */
  constructor(app) {
    this.app = app;
    this.undoStack = []; // groups of edits made in this page, the last at the end
    this.redoStack = []; // groups that were undone
    this.list = $("#edits");
    this.person = $("#by-person");
    this.category = $("#by-category");
    this.category.append(...["", ...Object.keys(CATEGORIES)].map(option("All changes")));
    this.shown = SHOWN;
    for (const filter of [this.person, this.category]) filter.addEventListener("change", () => this.draw());
  }

  // Remember a saved edit; the edits of one group are undone together. Returns the group.
  record(entry, edit) {
    if (entry.about.isUndoOrRedo || QUIET.includes(entry.kind)) return null;
    const { group, turn, message } = entry.about;
    let top = this.undoStack.at(-1);
    if (top && group && top.group === group) top.ids.push(edit.id);
    else this.undoStack.push((top = { group, ids: [edit.id], turn, what: message ?? edit.text }));
    this.redoStack = [];
    return top;
  }

  async undo() {
    const group = this.undoStack.at(-1) ?? (await this.latestOwnDecision());
    if (!group) return this.app.notify("Nothing to undo.");
    return this.undoGroup(group);
  }

  // Undo the edits of a group, and no other edits.
  undoGroup(group, message = `Undone: ${group.what}`) {
    this.undoStack = this.undoStack.filter((other) => other !== group);
    this.redoStack.push(group);
    return this.send("undo", [...group.ids].reverse(), message, group.turn);
  }

  redo() {
    const group = this.redoStack.pop();
    if (!group) return this.app.notify("Nothing to redo.");
    this.undoStack.push(group);
    return this.send("redo", group.ids, `Redone: ${group.what}`, group.turn);
  }

  send(kind, ids, message, turn = undefined) {
    const about = { isUndoOrRedo: true, message, turn };
    return Promise.all(ids.map((edit) => this.app.sendEdit(kind, { edit }, about)));
  }

  // After a reload, undo starts with the person's latest decision that is still in effect.
  async latestOwnDecision() {
    const { author } = this.app.outbox;
    const own = (await this.decisions()).filter((one) => !one.undone && one.author === author);
    return own.length ? { ids: own.at(-1).ids, what: describe(own.at(-1)) } : null;
  }

  // All decisions, the oldest first; a decision may consist of several edits.
  async decisions() {
    const { edits } = await fetchJson(`${this.app.outbox.address}/history`);
    const found = new Map();
    for (const edit of edits) {
      if (["undo", "redo", ...QUIET].includes(edit.kind)) continue;
      const one = found.get(edit.decision);
      if (one) one.edits.push(edit);
      else found.set(edit.decision, { author: edit.author, edits: [edit] });
    }
    return [...found.values()].map((one) => {
      const inEffect = one.edits.filter((edit) => !edit.undone);
      return { ...one, undone: !inEffect.length, ids: (inEffect.length ? inEffect : one.edits).map(({ id }) => id) };
    });
  }

  async render() {
    if ($("#history").hidden) return;
    this.all = (await this.decisions()).reverse();
    const authors = ["", ...new Set(this.all.map((one) => one.author))];
    const chosen = this.person.value;
    this.person.replaceChildren(...authors.map(option("Everybody")));
    this.person.value = authors.includes(chosen) ? chosen : "";
    this.draw();
  }

  draw() {
    const kinds = CATEGORIES[this.category.value];
    const shown = (this.all ?? []).filter(
      ({ author, edits }) =>
        (!this.person.value || author === this.person.value) && (!kinds || edits.some(({ kind }) => kinds.includes(kind))),
    );
    this.list.replaceChildren(...shown.slice(0, this.shown).map((one) => this.item(one)));
    const more = shown.length - this.shown;
    if (!shown.length) this.list.append(element("li", { text: "No edits." }));
    if (more <= 0) return;
    const click = () => {
      this.shown = Infinity;
      this.draw();
    };
    const button = element("button", { type: "button", class: "plain", text: `Show ${plural(more, "older change")}`, on: { click } });
    this.list.append(element("li", {}, button));
  }

  item(one) {
    const [first, last] = [one.edits[0], one.edits.at(-1)];
    const text = describe(one);
    const at = new Date(last.at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    const why = last.why && last.why !== text ? ` · ${last.why}` : "";
    return element(
      "li",
      {},
      element("span", { class: one.undone ? "undone" : "", text }),
      this.changeLine(one),
      element("span", { class: "when" }, this.timeLink(one), element("span", { text: `${first.author}, ${at}${why}` })),
      this.undoButton(one, text),
    );
  }

  // The text that a decision changed, before and after the decision.
  changeLine({ edits }) {
    const about = edits.filter((edit) => edit.before !== edit.after && edit.before !== null);
    const [before, after] = [about[0]?.before, about.at(-1)?.after];
    return about.length ? diffLine(before, after) : null;
  }

  timeLink({ edits }) {
    const start = edits.find((edit) => edit.start !== null)?.start;
    if (start === undefined) return null;
    const click = (event) => {
      event.preventDefault();
      this.app.goTo(start);
    };
    return element("a", { href: `#t=${start.toFixed(2)}`, text: formatTime(start), on: { click } });
  }

  undoButton(one, text) {
    const [kind, label] = one.undone ? ["redo", "Redo"] : ["undo", "Undo"];
    const ids = kind === "undo" ? [...one.ids].reverse() : one.ids;
    const message = `${kind === "undo" ? "Undone" : "Redone"}: ${text}`;
    const click = () => this.send(kind, ids, message).then(() => this.forget(one.ids));
    return element("button", { type: "button", class: "plain", text: label, "aria-label": `${label}: ${text}`, on: { click } });
  }

  forget(ids) {
    for (const stack of [this.undoStack, this.redoStack]) {
      const index = stack.findIndex((group) => group.ids.some((id) => ids.includes(id)));
      if (index >= 0) stack.splice(index, 1);
    }
  }
}

// Describe what a decision changed. A replacement has one description, the reason of all of its
// edits.
export function describe({ edits }) {
  const { why } = edits[0];
  if (why?.startsWith(REPLACED) && edits.every((edit) => edit.why === why)) return why;
  return [...new Set(edits.map(({ text }) => text))].join(" and ");
}

function option(all) {
  return (value) => element("option", { value, text: value || all });
}
