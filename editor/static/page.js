// The page of one recording: what each deed does, and what happens when it is saved.
import { Box } from "./box.js";
import { Chooser } from "./choose.js";
import { Clash } from "./clash.js";
import { $, make, recall, remember } from "./dom.js";
import { Keys } from "./keys.js";
import { opened, Outbox, post } from "./outbox.js";
import { Past } from "./past.js";
import { People } from "./people.js";
import { Player } from "./player.js";
import { Review } from "./review.js";
import { number, runs, Store, many, wordAt } from "./store.js";
import { Turns } from "./turns.js";
import { Wave } from "./wave.js";

const STATES = { saved: "Saved", saving: "Saving…", failed: "Not saved" };
const SHOWN_MS = 8000; // a message stays so long
const MOVING = new Set(["split-turn", "join-turns", "move-boundary", "rewrite-word", "rewrite-words", "mark-passage", "undo", "redo"]);
const JOIN = 1.5; // seconds before or after the place where a turn begins

const data = JSON.parse($("#data").textContent);
const store = new Store(data);
const turns = new Turns(store);
const player = new Player(data.title);
const desk = { store, turns, player, decide, say, ask, give, go, right, splitAt, choose: () => chooser.open(turns.selected) };
const outbox = (desk.outbox = new Outbox(data.id, data, { state, saved, refused, clash: clashed }));
const chooser = new Chooser(desk);
const people = new People(desk);
const past = new Past(desk);
const clash = (desk.clash = new Clash(desk));
const box = new Box(desk);
const review = new Review(desk);
const wave = new Wave(store, player);

// --- Saving

function decide(kind, parameters, about = {}) {
  const turn = store.byId.get(about.turn);
  if (turn) turns.chip(turn, "pending", "saving");
  const sent = outbox.send(kind, parameters, about);
  if (MOVING.has(kind)) {
    const until = (settling = sent.then(() => new Promise(requestAnimationFrame)).then(() => settling === until && (settling = null)));
  }
  return sent;
}

// Where turns begin and which words they have is about to change: what is decided next comes after.
let settling = null;
function afterwards(deed) {
  return (...given) => (settling ? settling.then(() => afterwards(deed)(...given)) : deed(...given));
}

function state(name, why = "") {
  const shown = $("#saved");
  const text = STATES[name] + (name === "failed" ? `: ${why}. It is kept here and sent again.` : "");
  if (shown.textContent !== text) shown.textContent = text;
  shown.className = `saved ${name}`;
}

function saved(entry, answer) {
  take(answer);
  past.note(entry, answer.edit);
  if (entry.about.says) say(`${entry.about.says}.`, entry.about.past ? null : "undo");
}

function refused(entry, error) {
  say(`Not done: ${error}`);
  opened(outbox.address).then(take, () => {});
}

function clashed(entry, answer) {
  if (answer.theirs) {
    take(answer);
    clash.show(entry, answer);
  } else opened(outbox.address).then((all) => (take(all), clash.show(entry, answer)));
}

// Show what an answer says is different: a few turns, or all of them.
function take(answer) {
  if (answer.whole) {
    const kept = new Set(answer.turns.map((turn) => turn.id));
    answer.removed = [...store.byId.keys()].filter((id) => !kept.has(id));
    outbox.revision = Math.max(outbox.revision, answer.revision);
  }
  const before = new Map([...store.speakers.keys()].map((id) => [id, store.label(id)]));
  const ids = store.merge(answer);
  const named = [...store.speakers.keys()].some((id) => before.get(id) !== store.label(id)) || before.size !== store.speakers.size;
  if (named) turns.rename();
  if (named || ids.length || answer.removed.length) people.show();
  turns.redraw(ids.concat(answer.corrections.map((one) => one.turn).filter((id) => store.byId.has(id) && !ids.includes(id))));
  for (const id of ids) turns.chip(store.byId.get(id), "pending", "");
  for (const chip of document.querySelectorAll(".chip.pending")) if (outbox.idle) chip.remove();
  $("#revision").textContent = answer.revision;
  wave.redraw();
  people.press();
  review.later();
  past.show().catch(() => {});
}

// --- Telling

let silence;
function say(text, action = null) {
  const message = $("#message");
  clearTimeout(silence);
  message.replaceChildren(make("span", { text }));
  if (action) message.append(make("button", { type: "button", text: "Undo", data: { do: action } }));
  silence = setTimeout(() => message.replaceChildren(), SHOWN_MS);
}

function ask(title, body, take, leave = null) {
  const dialog = $("#ask");
  const form = make("form", { method: "dialog", on: { submit: () => (dialog.close(), take()) } }, ...body);
  $("#ask-title").textContent = title;
  $("#ask-body").replaceChildren(form);
  desk.asked = form;
  dialog.onclose = () => {
    leave?.();
    if (!box.open) turns.selected ? turns.node(turns.selected)?.focus({ preventScroll: true }) : turns.list.focus();
  };
  dialog.showModal();
  form.querySelector("input:checked, input, button")?.focus();
}

// --- Whose it is

function give(list, speaker) {
  const words = runs(list);
  if (!words.length) return;
  const label = store.label(speaker);
  const says = list.length === 1 ? `The turn at ${$(".at", turns.node(list[0])).textContent} is ${label}` : `${many(list.length, "turn")} are ${label}`;
  const original = store.label(list[0].speaker);
  for (const turn of list) turns.paint(turn, speaker);
  decide("assign-speaker", { words, speaker }, { turn: list[0].id, says, original, yours: label });
}

function right() {
  const turn = turns.selected;
  const asked = review.now?.kind === "speaker";
  give(asked ? [turn] : turns.range, turn.speaker);
  if (!(asked && review.onwards())) step(1);
}

function speaker(digit) {
  const one = store.people()[digit - 1];
  if (!one) return say(`There is no speaker ${digit}.`);
  give(turns.range, one.id);
  if (review.now?.kind === "speaker" && turns.range.length === 1) review.onwards();
}

// --- Moving

function step(by, extend = false) {
  const turn = store.turns[(turns.selected?.place ?? -1) + by];
  if (!turn) return;
  review.leave();
  turns.select(turn, { extend });
  if (!extend) player.range(turn.start);
}

function go(time) {
  turns.following = true;
  player.seek(time);
  const turn = store.nearest(player.time);
  if (turn) turns.select(turn);
}

function follow() {
  turns.following = true;
  $("#follow").hidden = true;
  const turn = turns.current ?? store.nearest(player.time);
  if (turn) turns.select(turn);
}

// --- Where turns begin

let pick = null; // the word that a split would begin with, while it is picked
function split() {
  const turn = turns.selected;
  if (!turn?.run || turn.at.length < 2) return say("There is nothing to split.");
  const playing = turns.current === turn ? wordAt(turn, player.time) : 0;
  pick = { turn, word: playing || Math.ceil(turn.at.length / 2) };
  moved(0);
  return say("Split before the marked word: ← and → move it, Enter splits, Esc leaves. A click on a word does it, too.");
}

function moved(by) {
  const { turn } = pick;
  pick.word = Math.max(1, Math.min(turn.at.length - 1, pick.word + by));
  turns.light("pick", turn, pick.word);
  const range = turns.over(turn, pick.word);
  if (range) {
    turns.show(turn, range);
    if (by) say(`Before “${range}”`);
  }
}

function splitAt(turn, word) {
  unpick();
  if (!turn || word < 1 || word >= turn.at.length) return say("A turn is split before one of its words, not before the first.");
  const at = number(turn, word);
  const about = { turn: turn.id, says: "Split: a digit gives the second half to another" };
  return decide("split-turn", { at }, about).then((answer) => {
    const made = answer && store.turns.find((one) => one.run?.[0] === at);
    if (made && turns.selected.id === turn.id) turns.select(made); // unless the person went on
  });
}

function unpick() {
  pick = null;
  turns.light("pick", null);
}

function begin(by) {
  const turn = turns.selected;
  const before = store.before(turn);
  if (!before) return say("No turn comes before it.");
  if ((by < 0 ? before : turn).at.length < 2) return say("One word has to stay: join the turns instead (M).");
  const at = turn.run[0];
  return decide("move-boundary", { at, to: at + by }, { turn: turn.id, says: by < 0 ? "Begins one word earlier" : "Begins one word later" }).then(() => {
    const made = store.turns.find((one) => one.run?.[0] === at + by);
    if (made && turns.selected.id === turn.id) turns.select(made, { show: false });
  });
}

// --- Deeds, by the names that the table of keys and the buttons have

const deeds = {
  play: () => player.toggle(),
  back: () => player.by(-3),
  forward: () => player.by(3),
  "step-back": () => (pick ? moved(-1) : player.by(-1)),
  "step-forward": () => (pick ? moved(1) : player.by(1)),
  slower: () => say(`Speed ${player.faster(-1)}`),
  faster: () => say(`Speed ${player.faster(1)}`),
  replay: () => (review.now && !box.open ? player.around(review.now.start, review.now.end) : player.range(turns.selected.start, turns.selected.end)),
  before: () => player.range(turns.selected.start - JOIN, turns.selected.start),
  after: () => player.range(turns.selected.start, turns.selected.start + JOIN),
  up: () => step(-1),
  down: () => step(1),
  "extend-up": () => step(-1, true),
  "extend-down": () => step(1, true),
  next: () => (box.close(true), review.step(1)),
  previous: () => (box.close(true), review.step(-1)),
  accept: () => review.answer(true),
  reject: () => review.answer(false),
  right: afterwards(right),
  speaker: afterwards((event) => speaker(Number(event.code?.at(-1) ?? event.digit))),
  release: afterwards(() => decide("unassign-speaker", { words: runs(turns.range) }, { turn: turns.selected.id, says: "Back to the detected speaker" })),
  choose: afterwards(() => chooser.open(turns.selected)),
  earlier: afterwards(() => begin(-1)),
  later: afterwards(() => begin(1)),
  edit: afterwards(() => (pick ? splitAt(pick.turn, pick.word) : box.edit(turns.selected))),
  save: () => box.close(true),
  leave: () => (box.open ? box.leave() : pick ? unpick() : review.now ? review.leave() : turns.choose([turns.selected])),
  split: () => (box.open ? box.split() : split()),
  join: afterwards(() => chooser.join(turns.selected)),
  mark: afterwards(() => chooser.mark(turns.range)),
  undo: () => past.undo(),
  redo: () => past.redo(),
  goto: () => chooser.time(),
  follow,
  help: () => keys.open(),
  publish,
  "add-person": () => people.add(),
};
const keys = (desk.keys = new Keys(data.keys, deeds));

async function publish() {
  const answer = await post(`${outbox.address}/publish`, {}).catch(() => null);
  const said = await answer?.json().catch(() => null);
  say(answer?.ok ? `Revision ${said.revision} is being published.` : `Not published: ${said?.error ?? "the editor cannot be reached"}`);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  const turn = turns.turnOf(event.target);
  if (turn && turn !== turns.selected) turns.select(turn, { focus: !box.open, show: false, extend: event.shiftKey });
  if (button) return deeds[button.dataset.do]?.({ digit: button.dataset.digit });
  const word = event.target.closest(".words") && getSelection().isCollapsed && turns.under(event);
  if (!word) return undefined;
  if (pick) return splitAt(word.turn, word.word);
  turns.following = true;
  return player.seek(word.turn.at[word.word]);
});
turns.list.addEventListener("dblclick", (event) => event.target.closest(".words") && box.edit(turns.turnOf(event.target)));

// --- Panels

const tabs = [...document.querySelectorAll("[role=tab]")];
function open(tab) {
  for (const other of tabs) {
    other.setAttribute("aria-selected", String(other === tab));
    other.tabIndex = other === tab ? 0 : -1;
    document.getElementById(other.getAttribute("aria-controls")).hidden = other !== tab;
  }
  past.show().catch(() => {});
}
for (const [n, tab] of tabs.entries()) {
  tab.addEventListener("click", () => open(tab));
  tab.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const next = tabs[(n + by + tabs.length) % tabs.length];
    open(next);
    next.focus();
  });
}

// --- What moves with the sound, and where a person was

player.listeners.push((time, playing) => {
  turns.play(time, playing);
  $("#follow").hidden = turns.following || !playing;
});
player.onerror = say;
player.onstep = (by) => step(by);
turns.follows = () => turns.following && !box.open && !review.now && !pick && turns.range.length < 2 && player.until === Infinity;
turns.onselect = (turn) => {
  people.press();
  $("#chosen").textContent = turns.range.length > 1 ? many(turns.range.length, "turn") : "This turn";
  if (pick && pick.turn !== turn) unpick();
};
for (const kind of ["wheel", "touchmove"]) addEventListener(kind, () => (turns.following = !player.playing), { passive: true });
addEventListener("keydown", (event) => {
  if (["PageUp", "PageDown", "Home", "End"].includes(event.key)) turns.following = !player.playing;
});
const keep = () => turns.selected && remember(`place:${data.id}`, { turn: turns.selected.id, time: player.time });
addEventListener("pagehide", keep);
document.addEventListener("visibilitychange", keep);
new ResizeObserver(([entry]) => {
  document.documentElement.style.setProperty("--dock", `${entry.borderBoxSize[0].blockSize}px`);
}).observe($(".dock"));

const place = recall(`place:${data.id}`);
turns.select(store.byId.get(place?.turn) ?? store.turns[0], { show: Boolean(place) });
if (place?.time && !location.hash) player.audio.addEventListener("loadedmetadata", () => player.seek(place.time), { once: true });
function fromAddress() {
  const found = /^#t=(\d+(?:\.\d+)?)$/.exec(location.hash);
  if (!found) return;
  const to = () => go(Number(found[1]));
  if (player.audio.readyState) to();
  else player.audio.addEventListener("loadedmetadata", to, { once: true });
  turns.select(store.nearest(Number(found[1])));
}
addEventListener("hashchange", fromAddress);
fromAddress();
box.restore();
review.load().catch(() => review.later());
outbox.adopt();
performance.mark("ready");
document.documentElement.dataset.ready = "yes";
