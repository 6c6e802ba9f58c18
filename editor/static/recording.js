// The page of one recording: its actions, and what happens when the server saves an edit.
import { AddingTurns } from "./add_turn.js";
import { AlikeTurns } from "./alike.js";
import { assignTurns, nameOf } from "./assigning.js";
import { Assignment } from "./assignment.js";
import { CheckedMark } from "./checked_mark.js";
import { Clips } from "./clip.js";
import { Comments } from "./comments.js";
import { Comparing } from "./compare.js";
import { Conflicts } from "./conflicts.js";
import { Details } from "./details.js";
import { $ } from "./dom.js";
import { EditHistory } from "./edit_history.js";
import { ExportMenu } from "./export_menu.js";
import { FindReplace } from "./find_replace.js";
import { HeardParts } from "./heard.js";
import { ListenAgain } from "./listen_again.js";
import { LiveChanges } from "./live.js";
import { openMenu } from "./menus.js";
import { clearMessage, notify, showDialog } from "./messages.js";
import { copiedText, selectedPassages } from "./passages.js";
import { PeoplePanel } from "./people.js";
import { restorePlace } from "./place.js";
import { playbackActions } from "./playback.js";
import { Player } from "./player.js";
import { Publication } from "./publication.js";
import { ReviewPanel } from "./review.js";
import { Saving } from "./saving.js";
import { Shortcuts } from "./shortcuts.js";
import { formatTime, plural, TranscriptStore, wordRanges } from "./store.js";
import { prepareTabs } from "./tabs.js";
import { TextEditor } from "./text_editor.js";
import { TurnDialogs } from "./turn_dialogs.js";
import { TurnStarts } from "./turn_starts.js";
import { TurnList } from "./turns.js";
import { Waveform } from "./waveform.js";
import { Withholding } from "./withhold.js";

/**
 * The parts of the page, which use one another.
 * @typedef {object} App
 * @property {TranscriptStore} store
 * @property {TurnList} turns
 * @property {Player} player
 * @property {import("./outbox.js").Outbox} outbox
 * @property {Conflicts} conflicts
 * @property {Shortcuts} shortcuts
 * @property {PeoplePanel} people
 * @property {EditHistory} editHistory
 * @property {Publication} publication
 * @property {Details} details
 * @property {Comments} comments
 * @property {CheckedMark} checkedMark
 * @property {Assignment} assignment
 * @property {ReviewPanel} review
 * @property {Waveform} waveform
 * @property {any} form of the open dialog
 * @property {(kind: string, parameters: object, about?: any) => Promise<any>} sendEdit
 * @property {(text: string, undo?: (() => any) | null, link?: Node | null) => void} notify
 * @property {(title: string, body: Node[], submit: () => any, onClose?: () => void) => void} openDialog
 * @property {(turns: any[], speaker: string, group?: string) => void} assign
 * @property {(time: number) => void} goTo
 * @property {(event?: any) => void} confirmSpeaker
 * @property {() => void} chooseSpeaker
 * @property {() => boolean} isTyping
 * @property {(turn: any, word: number) => any} splitAt
 * @property {(speaker: string, name: string, about?: any) => void} nameVoice
 */

const data = JSON.parse($("#data").textContent);
const store = new TranscriptStore(data);
const turns = new TurnList(store);
const player = new Player(data.title);
const app = /** @type {App} */ ({
  store,
  turns,
  player,
  sendEdit: (kind, parameters, about) => saving.send(kind, parameters, about),
  notify,
  openDialog,
  assign,
  goTo,
  confirmSpeaker: () => actions.confirm(),
  splitAt: (turn, word) => turnStarts.splitAt(turn, word),
  nameVoice: (speaker, name, about) => people.nameVoice(speaker, name, about),
  chooseSpeaker: () => actions.choose(),
  isTyping: () => textEditor.isOpen,
  form: undefined,
});
const saving = new Saving(app, data);
const { outbox } = saving;
app.outbox = outbox;
app.conflicts = new Conflicts(app);
const dialogs = new TurnDialogs(app);
const people = (app.people = new PeoplePanel(app, data.roles));
const editHistory = (app.editHistory = new EditHistory(app));
const publication = (app.publication = new Publication(app, data));
const details = (app.details = new Details(app, data.recording));
app.comments = new Comments(app, data.comments);
const checkedMark = (app.checkedMark = new CheckedMark(app));
const assignment = (app.assignment = new Assignment(app, data.assignee));
const comparing = new Comparing(app);
const clips = new Clips(app);
const withholding = new Withholding(app);
const exportMenu = new ExportMenu(app);
const textEditor = new TextEditor(app);
const turnStarts = new TurnStarts(app);
const addingTurns = new AddingTurns(app);
const listenAgain = new ListenAgain(app, data.models, data.language);
const findReplace = new FindReplace(app);
const review = (app.review = new ReviewPanel(app, data.likelihoods, data.publish));
const waveform = (app.waveform = new Waveform(store, player));
const alike = new AlikeTurns(app);
const isDeciding = () => textEditor.isOpen || turnStarts.isSplitting || Boolean($("dialog[open]"));
const live = new LiveChanges(app, (answer) => saving.applyAnswer(answer), isDeciding);
const { sendEdit } = app;
const whenSettled = (action) => saving.whenSettled(action);

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
  assignTurns(app, list, speaker, group)?.then((answer) => answer && alike.update(speaker));
}

// Wrap an action that changes the speaker: it applies to the selected words, or, without these, to
// the turns that `turns.meant()` returns.
function onWordsOrTurns(action) {
  return (event) => {
    const passages = selectedPassages(turns);
    if (!passages.length) return whenSettled(action)(event);
    if (saving.settling) return notify("Still saving. Try again in a moment.");
    return action(passages, event);
  };
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
  getSelection().removeAllRanges();
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
  if (openMenu()) openMenu().hidePopover();
  else if (textEditor.isOpen) textEditor.cancel();
  else if (turnStarts.isSplitting) {
    turnStarts.cancelSplit();
    clearMessage(); // removes the instructions for splitting
  }
  else if (review.current) review.close();
  else {
    turns.setRange([turns.selected]);
    people.updatePressed();
  }
}

// Show below the turns what keys apply to, and whether the selection follows the sound.
function showFollowing() {
  $("#follow").hidden = turns.isFollowing || !player.isPlaying;
  const passages = selectedPassages(turns);
  const many = turns.range.length > 1;
  const at = turns.selected ? formatTime(turns.selected.start) : "";
  const state = turns.isFollowing && player.isPlaying ? "Playing" : "Selected";
  const text = passages.length ? nameOf(turns, passages) : many ? plural(turns.range.length, "turn") : `${state}: ${at}`;
  if ($("#chosen").textContent !== text) $("#chosen").textContent = text;
}

function releaseSpeaker(meant) {
  const about = { turn: meant[0].id, message: "Restored the detected speaker" };
  sendEdit("unassign-speaker", { words: wordRanges(meant) }, about);
}

function stepReview(by) {
  textEditor.close(true);
  review.step(by);
}

// --- Actions, by their names in the table of shortcuts and on the buttons

const actions = {
  ...playbackActions(app),
  "step-back": () => (turnStarts.isSplitting ? turnStarts.moveSplit(-1) : player.skip(-1)),
  "step-forward": () => (turnStarts.isSplitting ? turnStarts.moveSplit(1) : player.skip(1)),
  up: () => stepTurn(-1),
  down: () => stepTurn(1),
  "extend-up": () => stepTurn(-1, true),
  "extend-down": () => stepTurn(1, true),
  next: () => stepReview(1),
  previous: () => stepReview(-1),
  accept: () => review.answer(true),
  reject: () => review.answer(false),
  confirm: whenSettled(confirmSpeaker),
  speaker: onWordsOrTurns((meant, event) => assignByDigit(meant, Number(event.code?.at(-1) ?? event.digit))),
  alike: whenSettled(() => alike.open()),
  release: whenSettled(releaseSpeaker),
  choose: onWordsOrTurns((meant) => dialogs.assignSpeaker(meant)),
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
  "add-turn": whenSettled(() => {
    textEditor.close(true);
    addingTurns.open();
  }),
  listen: onWordsOrTurns((meant) => listenAgain.open(meant)),
  mark: whenSettled((meant) => dialogs.mark(meant)),
  comment: onWordsOrTurns((meant) => app.comments.open(meant)),
  assign: () => assignment.open(),
  "split-voice": onWordsOrTurns((meant) => dialogs.splitVoice(meant)),
  withhold: onWordsOrTurns((meant) => withholding.open(meant)),
  clip: onWordsOrTurns((meant) => clips.open(meant)),
  undo: () => editHistory.undo(),
  redo: () => editHistory.redo(),
  replace: whenSettled(() => {
    textEditor.close(true);
    findReplace.open();
  }),
  goto: () => dialogs.goToTime(),
  follow: resumeFollowing,
  help: () => app.shortcuts.open(),
  checked: whenSettled(() => checkedMark.toggle()),
  details: () => details.open(),
  compare: () => comparing.open(),
  export: () => exportMenu.open(),
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
    openMenu()?.hidePopover();
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
  const text = copiedText(turns, getSelection());
  if (!text) return;
  event.clipboardData.setData("text/plain", text);
  event.preventDefault();
});
document.addEventListener("selectionchange", () => showFollowing());
turns.list.addEventListener("dblclick", ({ target }) => {
  if (target.closest(".words")) textEditor.open(turns.turnOf(target));
});

// --- Following the playback

player.listeners.push((time, isPlaying) => {
  turns.followPlayback(time, isPlaying);
  showFollowing();
});
player.listeners.push((time) => waveform.update(time));
new HeardParts(app);
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
for (const [name, bar] of [["--masthead", $(".masthead")], ["--dock", $(".dock")]]) {
  new ResizeObserver(([entry]) => {
    document.documentElement.style.setProperty(name, `${entry.borderBoxSize[0].blockSize}px`);
  }).observe(bar);
}

restorePlace(app);
textEditor.restoreDraft();
people.loadNames();
checkedMark.show(data.reviewed);
saving.showEstimated(data.estimated);
live.ask();
publication.watch();
review.load().catch(() => review.scheduleLoad());
outbox.adoptClosedTabs();
performance.mark("ready");
document.documentElement.dataset.ready = "yes";
