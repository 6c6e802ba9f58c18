// Show whether edits are saved, and apply the server's answers to the page.
import { $ } from "./dom.js";
import { notify } from "./messages.js";
import { fetchTranscript, Outbox } from "./outbox.js";

const STATES = { saved: "Saved", saving: "Saving…", failed: "Not saved" };
const SLOW_MS = 5000; // after this time, the page says that saving takes long
const CHANGES_WORDS = new Set([
  "split-turn",
  "join-turns",
  "move-boundary",
  "rewrite-word",
  "rewrite-words",
  "mark-passage",
  "add-turn",
  "undo",
  "redo",
]);

export class Saving {
  /**
   * @param {import("./recording.js").App} app
   * @param {any} data of the page
   */
  constructor(app, data) {
    this.app = app;
    // The promise of the pending edit that changes turns or words; the next action on them waits for it.
    this.settling = null;
    this.upcoming = null; // the first word of the turn that the pending edit is going to select
    this.slowTimer = null;
    this.outbox = new Outbox(data.id, data, {
      onState: (name, reason) => this.onState(name, reason),
      onSaved: (entry, answer) => this.onSaved(entry, answer),
      onRejected: (entry, error) => this.onRejected(entry, error),
      onConflict: (entry, answer) => this.onConflict(entry, answer),
    });
  }

  send(kind, parameters, about = {}) {
    const { store, turns } = this.app;
    const turn = store.byId.get(about.turn);
    if (turn) turns.setChip(turn, "pending", "saving");
    const sent = this.outbox.send(kind, parameters, about);
    if (CHANGES_WORDS.has(kind) || about.changesTurns) {
      const settled = sent.then(() => new Promise(requestAnimationFrame)).then(() => {
        if (this.settling === settled) this.settling = this.upcoming = null;
      });
      this.settling = settled;
      this.upcoming = about.selects ?? null;
    }
    return sent;
  }

  // Wrap an action so that it applies to the turns that were selected when the key was pressed, even if
  // their words are in other turns by then.
  whenSettled(action) {
    return (event) => {
      const words = this.upcoming === null ? this.app.turns.meant().map((turn) => turn.run?.[0]) : [this.upcoming];
      const act = () => (this.settling ? this.settling.then(act) : action(this.turnsWithWords(words), event));
      return act();
    };
  }

  turnsWithWords(words) {
    const { store, turns } = this.app;
    const found = words.map((word) => store.turns.find(({ run }) => run && run[0] <= word && word < run[1]));
    const existing = [...new Set(found.filter(Boolean))];
    return existing.length ? existing : [turns.selected];
  }

  onState(name, reason = "") {
    const text = STATES[name] + (name === "failed" ? `: ${reason}. Kept in this browser; trying again.` : "");
    showState(name, text);
    if (name === "saving") {
      this.slowTimer ??= setTimeout(() => showState("saving slow", "Still saving… Kept in this browser until the server answers."), SLOW_MS);
    } else this.slowTimer = clearTimeout(this.slowTimer) ?? null;
  }

  onSaved(entry, answer) {
    const { editHistory, publication } = this.app;
    this.applyAnswer(answer);
    const group = editHistory.record(entry, answer.edit);
    publication.watch();
    const { message } = entry.about;
    if (message) notify(`${message}.`, group && (() => editHistory.undoGroup(group)));
  }

  onRejected(_entry, error) {
    notify(`Couldn’t save: ${error}`);
    fetchTranscript(this.outbox.address).then((whole) => this.applyAnswer(whole), () => {});
  }

  async onConflict(entry, answer) {
    this.applyAnswer(answer.theirs ? answer : await fetchTranscript(this.outbox.address));
    this.app.conflicts.showEdit(entry, answer);
  }

  // Show the changes in an answer of the server: a few turns, or all of them.
  applyAnswer(answer) {
    const { store, turns, people, waveform, review, editHistory } = this.app;
    if (answer.isWhole) {
      const kept = new Set(answer.turns.map((turn) => turn.id));
      answer.removed = [...store.byId.keys()].filter((id) => !kept.has(id));
      this.outbox.revision = Math.max(this.outbox.revision, answer.revision);
    }
    const before = new Map([...store.speakers.keys()].map((id) => [id, store.label(id)]));
    store.withheld = answer.withheld;
    const ids = store.merge(answer);
    const isRenamed = [...store.speakers.keys()].some((id) => before.get(id) !== store.label(id));
    const hasNewNames = isRenamed || before.size !== store.speakers.size;
    if (hasNewNames) turns.updateNames();
    if (hasNewNames || ids.length || answer.removed.length) people.render();
    const corrected = answer.corrections.map((one) => one.turn);
    turns.render(ids.concat(corrected.filter((id) => store.byId.has(id) && !ids.includes(id))));
    for (const id of ids) turns.setChip(store.byId.get(id), "pending", "");
    for (const chip of document.querySelectorAll(".chip.pending")) if (this.outbox.isIdle) chip.remove();
    this.app.publication.show({ version: answer.version });
    store.checked = answer.checked;
    this.app.checkedMark.show(answer.reviewed);
    this.showEstimated(answer.estimated);
    this.app.details.show(answer.recording);
    this.app.comments.show(answer.comments);
    this.app.assignment.show(answer.assignee);
    waveform.redraw();
    people.updatePressed();
    review.scheduleLoad();
    editHistory.render().catch(() => {});
  }

  // Mark the turns with typed words whose times nobody has measured yet.
  showEstimated(ids) {
    const { store, turns } = this.app;
    store.estimated = new Set(ids);
    for (const chip of document.querySelectorAll(".chip.estimated")) chip.remove();
    for (const id of ids) turns.setChip(store.byId.get(id), "estimated", "times estimated");
  }
}

function showState(name, text) {
  const node = $("#saved");
  if (node.textContent !== text) node.textContent = text;
  node.className = `saved ${name}`;
}
