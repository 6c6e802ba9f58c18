// The page of one recording: its actions, and what happens when the server saves an edit.
import { Conflicts } from "./conflicts.js";
import { $ } from "./dom.js";
import { EditHistory } from "./edit_history.js";
import { FindReplace } from "./find_replace.js";
import { notify, showDialog } from "./messages.js";
import { fetchTranscript, Outbox } from "./outbox.js";
import { PeoplePanel } from "./people.js";
import { restorePlace } from "./place.js";
import { Player } from "./player.js";
import { Publication } from "./publication.js";
import { ReviewPanel } from "./review.js";
import { Shortcuts } from "./shortcuts.js";
import { formatTime, plural, TranscriptStore, wordRanges } from "./store.js";
import { prepareTabs } from "./tabs.js";
import { TextEditor } from "./text_editor.js";
import { TurnDialogs } from "./turn_dialogs.js";
import { TurnStarts } from "./turn_starts.js";
import { TurnList } from "./turns.js";
import { Waveform } from "./waveform.js";

/**
 * What the parts of the page need of one another.
 * @typedef {object} App
 * @property {TranscriptStore} store
 * @property {TurnList} turns
 * @property {Player} player
 * @property {Outbox} outbox
 * @property {Conflicts} conflicts
 * @property {Shortcuts} shortcuts
 * @property {any} form of the open dialog
 * @property {(kind: string, parameters: object, about?: any) => Promise<any>} sendEdit
 * @property {(text: string, undo?: (() => any) | null) => void} notify
 * @property {(title: string, body: Node[], submit: () => any, onClose?: () => void) => void} openDialog
 * @property {(turns: any[], speaker: string, group?: string) => void} assign
 * @property {(time: number) => void} goTo
 * @property {(event?: any) => void} confirmSpeaker
 * @property {() => void} chooseSpeaker
 * @property {(turn: any, word: number) => any} splitAt
 * @property {(speaker: string, name: string, about?: any) => void} nameVoice
 */

const STATES = { saved: "Saved", saving: "Saving…", failed: "Not saved" };
const SLOW_MS = 5000; // of saving, until the page says that it takes long
const CHANGES_WORDS = new Set([
  "split-turn",
  "join-turns",
  "move-boundary",
  "rewrite-word",
  "rewrite-words",
  "mark-passage",
  "undo",
  "redo",
]);
const LEAD_SECONDS = 1.5; // to play before or after the start of a turn

const data = JSON.parse($("#data").textContent);
const store = new TranscriptStore(data);
const turns = new TurnList(store);
const player = new Player(data.title);
/** @type {App} */
const app = {
  store,
  turns,
  player,
  sendEdit,
  notify,
  openDialog,
  assign,
  goTo,
  confirmSpeaker: () => actions.confirm(),
  splitAt: (turn, word) => turnStarts.splitAt(turn, word),
  nameVoice: (speaker, name, about) => people.nameVoice(speaker, name, about),
  chooseSpeaker: () => actions.choose(),
  outbox: undefined,
  conflicts: undefined,
  shortcuts: undefined,
  form: undefined,
};
const handlers = { onState, onSaved, onRejected, onConflict };
const outbox = (app.outbox = new Outbox(data.id, data, handlers));
const conflicts = (app.conflicts = new Conflicts(app));
const dialogs = new TurnDialogs(app);
const people = new PeoplePanel(app, data.roles);
const editHistory = new EditHistory(app);
const publication = new Publication(app);
const textEditor = new TextEditor(app);
const turnStarts = new TurnStarts(app);
const findReplace = new FindReplace(app);
const review = new ReviewPanel(app, data.likelihoods);
const waveform = new Waveform(store, player);

// --- Saving

function sendEdit(kind, parameters, about = {}) {
  const turn = store.byId.get(about.turn);
  if (turn) turns.setChip(turn, "pending", "saving");
  const sent = outbox.send(kind, parameters, about);
  if (CHANGES_WORDS.has(kind)) {
    const settled = sent.then(() => new Promise(requestAnimationFrame)).then(() => {
      if (settling === settled) settling = upcoming = null;
    });
    settling = settled;
    upcoming = about.selects ?? null;
  }
  return sent;
}

// While turns or words are about to change, the next action on them waits. It is done to the turns that
// were meant when the key was pressed, wherever their words are by then.
let settling = null;
let upcoming = null; // the first word of the turn that the pending edit is going to select
function whenSettled(action) {
  return (event) => {
    const words = upcoming === null ? turns.meant().map((turn) => turn.run?.[0]) : [upcoming];
    const act = () => (settling ? settling.then(act) : action(turnsWithWords(words), event));
    return act();
  };
}

function turnsWithWords(words) {
  const found = words.map((word) => store.turns.find(({ run }) => run && run[0] <= word && word < run[1]));
  const existing = [...new Set(found.filter(Boolean))];
  return existing.length ? existing : [turns.selected];
}

let slowTimer = null;
function onState(name, reason = "") {
  const text = STATES[name] + (name === "failed" ? `: ${reason}. Kept in this browser; trying again.` : "");
  showState(name, text);
  if (name === "saving") slowTimer ??= setTimeout(() => showState(name, "Still saving… Kept in this browser until the server answers."), SLOW_MS);
  else slowTimer = clearTimeout(slowTimer) ?? null;
}

function showState(name, text) {
  const node = $("#saved");
  if (node.textContent !== text) node.textContent = text;
  node.className = `saved ${name}`;
}

function onSaved(entry, answer) {
  applyAnswer(answer);
  const group = editHistory.record(entry, answer.edit);
  publication.watch();
  const { message } = entry.about;
  if (message) notify(`${message}.`, group && (() => editHistory.undoGroup(group)));
}

function onRejected(_entry, error) {
  notify(`Couldn’t save: ${error}`);
  fetchTranscript(outbox.address).then(applyAnswer, () => {});
}

function onConflict(entry, answer) {
  if (answer.theirs) {
    applyAnswer(answer);
    conflicts.showEdit(entry, answer);
    return;
  }
  fetchTranscript(outbox.address).then((whole) => {
    applyAnswer(whole);
    conflicts.showEdit(entry, answer);
  });
}

// Show what an answer of the server says has changed: a few turns, or all of them.
function applyAnswer(answer) {
  if (answer.isWhole) {
    const kept = new Set(answer.turns.map((turn) => turn.id));
    answer.removed = [...store.byId.keys()].filter((id) => !kept.has(id));
    outbox.revision = Math.max(outbox.revision, answer.revision);
  }
  const before = new Map([...store.speakers.keys()].map((id) => [id, store.label(id)]));
  const ids = store.merge(answer);
  const isRenamed = [...store.speakers.keys()].some((id) => before.get(id) !== store.label(id));
  const hasNewNames = isRenamed || before.size !== store.speakers.size;
  if (hasNewNames) turns.updateNames();
  if (hasNewNames || ids.length || answer.removed.length) people.render();
  const corrected = answer.corrections.map((one) => one.turn);
  turns.render(ids.concat(corrected.filter((id) => store.byId.has(id) && !ids.includes(id))));
  for (const id of ids) turns.setChip(store.byId.get(id), "pending", "");
  for (const chip of document.querySelectorAll(".chip.pending")) if (outbox.isIdle) chip.remove();
  $("#revision").textContent = answer.revision;
  store.checked = answer.checked;
  showChecked();
  waveform.redraw();
  people.updatePressed();
  review.scheduleLoad();
  editHistory.render().catch(() => {});
}

// Who checked the whole transcript, if anybody did: no more than somebody said.
function showChecked() {
  const { checked } = store;
  const day = checked && new Date(checked.at).toLocaleDateString([], { dateStyle: "medium" });
  $("#checked").textContent = checked ? `Checked by ${checked.by} on ${day}` : "Not checked as a whole yet";
  $("#check-all").textContent = checked ? "Not checked after all" : "Mark as checked";
}

// --- Dialogs

function openDialog(title, body, submit, onClose = () => {}) {
  app.form = showDialog(title, body, submit, () => {
    onClose();
    if (textEditor.isOpen) return;
    if (turns.selected) turns.node(turns.selected)?.focus({ preventScroll: true });
    else turns.list.focus();
  });
}

// --- Assigning speakers

function assign(list, speaker, group = undefined) {
  const words = wordRanges(list);
  if (!words.length) return;
  const label = store.label(speaker);
  const what = list.length === 1 ? `the turn at ${$(".at", turns.node(list[0])).textContent}` : plural(list.length, "turn");
  const original = store.label(list[0].speaker);
  for (const turn of list) turns.showSpeaker(turn, speaker);
  const message = `Assigned ${what} to ${label}`;
  sendEdit("assign-speaker", { words, speaker }, { turn: list[0].id, message, original, yours: label, group });
}

function confirmSpeaker(meant) {
  const isAsked = review.current?.kind === "speaker";
  assign(isAsked ? meant.slice(0, 1) : meant, meant[0].speaker);
  if (!(isAsked && review.advance())) stepTurn(1);
}

function assignByDigit(meant, digit) {
  const one = store.orderedSpeakers()[digit - 1];
  if (!one) return notify(`There is no speaker ${digit}.`);
  assign(meant, one.id);
  if (review.current?.kind === "speaker" && meant.length === 1) review.advance();
  return undefined;
}

// --- Moving from turn to turn

function stepTurn(by, extend = false) {
  const turn = store.turns[(turns.selected?.index ?? -1) + by];
  if (!turn) return;
  review.close();
  turns.isFollowing = false;
  turns.select(turn, { extend });
  showFollowing();
  if (!extend) player.playRange(turn.start);
}

function goTo(time) {
  player.seek(time);
  const turn = store.nearestTurn(player.time);
  if (turn) turns.select(turn);
}

function resumeFollowing() {
  turns.isFollowing = true;
  showFollowing();
  const turn = turns.current ?? store.nearestTurn(player.time);
  if (turn) turns.select(turn);
}

// --- Actions that depend on what is open

function cancel() {
  if (textEditor.isOpen) textEditor.cancel();
  else if (turnStarts.isSplitting) turnStarts.cancelSplit();
  else if (review.current) review.close();
  else turns.setRange([turns.selected]);
}

// Whether the selection goes along with the sound: said below the turns, where the keys' effect is said.
function showFollowing() {
  $("#follow").hidden = turns.isFollowing || !player.isPlaying;
  const many = turns.range.length > 1;
  const at = turns.selected ? formatTime(turns.selected.start) : "";
  const state = turns.isFollowing && player.isPlaying ? "Playing" : "Selected";
  const text = many ? plural(turns.range.length, "turn") : `${state}: ${at}`;
  if ($("#chosen").textContent !== text) $("#chosen").textContent = text;
}

function releaseSpeaker(meant) {
  const about = { turn: meant[0].id, message: "Restored the detected speaker" };
  sendEdit("unassign-speaker", { words: wordRanges(meant) }, about);
}

function replay() {
  const { current } = review;
  if (current && !textEditor.isOpen) player.playAround(current.start, current.end);
  else player.playRange(turns.selected.start, turns.selected.end);
}

function stepReview(by) {
  textEditor.close(true);
  review.step(by);
}

// --- Actions, by their names in the table of shortcuts and on the buttons

const actions = {
  play: () => player.toggle(),
  back: () => player.skip(-3),
  forward: () => player.skip(3),
  "step-back": () => (turnStarts.isSplitting ? turnStarts.moveSplit(-1) : player.skip(-1)),
  "step-forward": () => (turnStarts.isSplitting ? turnStarts.moveSplit(1) : player.skip(1)),
  slower: () => notify(`Speed ${player.changeSpeed(-1)}`),
  faster: () => notify(`Speed ${player.changeSpeed(1)}`),
  replay,
  before: () => player.playRange(turns.selected.start - LEAD_SECONDS, turns.selected.start),
  after: () => player.playRange(turns.selected.start, turns.selected.start + LEAD_SECONDS),
  up: () => stepTurn(-1),
  down: () => stepTurn(1),
  "extend-up": () => stepTurn(-1, true),
  "extend-down": () => stepTurn(1, true),
  next: () => stepReview(1),
  previous: () => stepReview(-1),
  accept: () => review.answer(true),
  reject: () => review.answer(false),
  confirm: whenSettled(confirmSpeaker),
  speaker: whenSettled((meant, event) => assignByDigit(meant, Number(event.code?.at(-1) ?? event.digit))),
  release: whenSettled(releaseSpeaker),
  choose: whenSettled((meant) => dialogs.assignSpeaker(meant[0])),
  earlier: whenSettled(([turn]) => turnStarts.move(turn, -1)),
  later: whenSettled(([turn]) => turnStarts.move(turn, 1)),
  edit: whenSettled(([turn]) => {
    if (turnStarts.isSplitting) return turnStarts.split();
    turns.select(turn);
    return textEditor.open(turn);
  }),
  save: () => textEditor.close(true),
  cancel,
  split: () => (textEditor.isOpen ? textEditor.split() : turnStarts.startSplit(turns.meant()[0])),
  join: whenSettled(([turn]) => dialogs.join(turn)),
  mark: whenSettled((meant) => dialogs.mark(meant)),
  undo: () => editHistory.undo(),
  redo: () => editHistory.redo(),
  replace: whenSettled(() => {
    textEditor.close(true);
    findReplace.open();
  }),
  goto: () => dialogs.goToTime(),
  follow: resumeFollowing,
  help: () => app.shortcuts.open(),
  checked: whenSettled(() => {
    const checked = !store.checked;
    sendEdit("set-checked", { checked }, { message: checked ? "Marked as checked" : "Marked as not checked" });
  }),
  publish: () => publication.publish(),
  "add-person": () => people.addPerson(),
};
app.shortcuts = new Shortcuts(data.keys, actions);

document.addEventListener("click", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  /** @type {HTMLElement | null} */
  const button = target.closest("[data-do]");
  const turn = turns.turnOf(target);
  if (turn) {
    turns.isFollowing = false;
    if ((event.ctrlKey || event.metaKey) && !button) return turns.toggle(turn);
    if (turn !== turns.selected) turns.select(turn, { focus: !textEditor.isOpen, show: false, extend: event.shiftKey });
  }
  if (button) {
    actions[button.dataset.do]?.({ digit: button.dataset.digit });
    return;
  }
  const word = target.closest(".words") && getSelection().isCollapsed && turns.wordUnder(event);
  if (!word) return;
  if (turnStarts.isSplitting) {
    turnStarts.splitAt(word.turn, word.word);
  } else {
    player.seek(word.turn.wordStarts[word.word]);
  }
});
turns.list.addEventListener("copy", (event) => {
  const text = turns.copiedText(getSelection());
  if (!text) return;
  event.clipboardData.setData("text/plain", text);
  event.preventDefault();
});
turns.list.addEventListener("dblclick", ({ target }) => {
  if (target.closest(".words")) textEditor.open(turns.turnOf(target));
});

// --- What follows the playback

player.listeners.push((time, isPlaying) => {
  turns.followPlayback(time, isPlaying);
  showFollowing();
});
player.listeners.push((time) => waveform.update(time));
player.onError = notify;
player.onStep = (by) => stepTurn(by);
turns.shouldFollow = () => {
  const isBusy = textEditor.isOpen || review.current || turnStarts.isSplitting || turns.range.length > 1;
  return turns.isFollowing && !isBusy && player.stopAt === Infinity;
};
prepareTabs(() => editHistory.render().catch(() => {}));
turns.onSelect = (turn) => {
  people.updatePressed();
  showFollowing();
  turnStarts.onSelect(turn);
};
const stopFollowing = () => {
  if (player.isPlaying) turns.isFollowing = false;
};
for (const type of ["wheel", "touchmove"]) addEventListener(type, stopFollowing, { passive: true });
addEventListener("keydown", ({ key }) => {
  if (["PageUp", "PageDown", "Home", "End"].includes(key)) stopFollowing();
});
new ResizeObserver(([entry]) => {
  document.documentElement.style.setProperty("--dock", `${entry.borderBoxSize[0].blockSize}px`);
}).observe($(".dock"));

restorePlace(app);
textEditor.restoreDraft();
people.loadNames();
showChecked();
publication.watch();
review.load().catch(() => review.scheduleLoad());
outbox.adoptClosedTabs();
performance.mark("ready");
document.documentElement.dataset.ready = "yes";
