// Find and replace in the words and the names of a recording: every hit can be played and unticked.
import { $, element } from "./dom.js";
import { REPLACED } from "./edit_history.js";
import { formatTime, plural } from "./store.js";
import { LETTER_OR_DIGIT, soundsLike } from "./sounds_like.js";
import { combined, changedWords } from "./word_edits.js";

const CONTEXT = 40; // characters on each side of a hit
const SHOWN = 100; // hits shown at first; a button shows all others

/** @typedef {{turn: any, from: number, to: number, text: string}} Hit in a turn's text, or in a speaker's name */

export class FindReplace {
  /** @param {import("./recording.js").App} app */
  constructor(app) {
    this.app = app;
    this.dialog = $("#find");
    this.form = $("form.find", this.dialog);
    this.list = $("#hits");
    /** @type {Hit[]} */
    this.hits = [];
    this.names = []; // speakers whose names match
    this.left = new Set(); // hits and speakers that are not ticked
    this.form.addEventListener("input", (event) => this.onInput(event));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.replace();
    });
    this.dialog.addEventListener("close", () => this.app.player.pause());
  }

  open() {
    const selected = String(getSelection()).trim();
    if (selected && selected.length < 80) this.form.find.value = selected;
    this.dialog.showModal();
    this.form.find.select();
    this.updateLink();
    this.search();
  }

  // Link to the page for all recordings, with the text that is typed here.
  updateLink() {
    const [find, replacement] = [this.form.find.value.trim(), this.form.replacement.value.trim()];
    $("#everywhere").href = `/replace?${new URLSearchParams({ find, replacement })}`;
  }

  onInput({ target }) {
    this.updateLink();
    if (target.matches("#hits input")) this.tick(target);
    else if (target !== this.form.replacement) this.search();
  }

  tick(box) {
    const key = box.dataset.speaker ?? Number(box.dataset.hit);
    if (box.checked) this.left.delete(key);
    else this.left.add(key);
    this.count();
  }

  search() {
    const { store, turns } = this.app;
    this.left.clear();
    this.shown = SHOWN;
    const pattern = searchPattern(this.form.find.value, this.form.whole.checked, this.form.case.checked);
    const isSound = this.form.sounds.checked;
    if (isSound) return this.searchSounds(pattern);
    this.hits = pattern ? store.turns.flatMap((turn) => (turn.run ? hitsIn(turn, turns.text(turn), pattern) : [])) : [];
    this.names = pattern ? [...store.speakers.values()].filter((one) => one.name && one.name.search(pattern) >= 0) : [];
    this.pattern = pattern;
    this.draw();
  }

  // Words that sound alike are not ticked: the editor has to listen first.
  searchSounds(pattern) {
    const { store, turns } = this.app;
    const wanted = this.form.find.value;
    this.hits = store.turns.filter(({ run }) => run).flatMap((turn) => {
      const text = turns.text(turn);
      return soundsLike(text, wanted).map(([from, to]) => ({ turn, from, to, text }));
    });
    this.left = new Set(this.hits.keys());
    this.names = [];
    this.pattern = pattern;
    return this.draw();
  }

  draw() {
    const rows = this.hits.slice(0, this.shown).map((hit, n) => this.row(hit, n));
    this.list.replaceChildren(...this.names.map((one) => this.nameRow(one)), ...rows);
    const more = this.hits.length - this.shown;
    if (more > 0) {
      const click = () => {
        this.shown = Infinity;
        this.draw();
      };
      const button = element("button", { type: "button", class: "plain", text: `Show ${plural(more, "more place")}`, on: { click } });
      this.list.append(element("li", {}, button));
    }
    this.count();
  }

  row(hit, n) {
    const { turn, from, to } = hit;
    const text = this.app.turns.text(turn);
    const start = turn.wordStarts[wordsBefore(text, from)] ?? turn.start;
    const box = element("input", { type: "checkbox", checked: !this.left.has(n), data: { hit: n } });
    const play = () => this.app.player.playAround(start, start + 1);
    return element(
      "li",
      {},
      element(
        "label",
        {},
        box,
        element(
          "span",
          {},
          `${from > CONTEXT ? "…" : ""}${text.slice(Math.max(0, from - CONTEXT), from)}`,
          element("mark", { text: text.slice(from, to) }),
          `${text.slice(to, to + CONTEXT)}${text.length > to + CONTEXT ? "…" : ""}`,
        ),
      ),
      this.app.player.hasSound
        ? element("button", { type: "button", class: "plain", text: `▶ ${formatTime(start)}`, "aria-label": `Play from ${formatTime(start)}`, on: { click: play } })
        : null,
    );
  }

  nameRow(one) {
    const box = element("input", { type: "checkbox", checked: true, data: { speaker: one.id } });
    return element("li", {}, element("label", {}, box, element("span", {}, "Speaker’s name: ", element("mark", { text: one.name }))));
  }

  get ticked() {
    return [this.hits.filter((_, n) => !this.left.has(n)), this.names.filter(({ id }) => !this.left.has(id))];
  }

  count() {
    const [hits, names] = this.ticked;
    const all = this.hits.length + this.names.length;
    $("#hit-count").textContent = this.pattern ? `${plural(all, "place")} found, ${hits.length + names.length} ticked` : "";
    $("button.strong", this.form).disabled = !(hits.length + names.length);
  }

  // Replace the ticked hits and names, as one entry of the history.
  replace() {
    const [hits, names] = this.ticked;
    if (!hits.length && !names.length) return;
    const { sendEdit, store, turns } = this.app;
    const [find, replacement] = [this.form.find.value.trim(), this.form.replacement.value.trim()];
    const why = `${REPLACED}${find}” with “${replacement}”: ${plural(hits.length + names.length, "place")}`;
    const about = { why, group: `replace ${Date.now()}`, message: why };
    const byTurn = new Map();
    for (const hit of hits) {
      if (!byTurn.has(hit.turn)) byTurn.set(hit.turn, []);
      byTurn.get(hit.turn).push(hit);
    }
    const edits = [...byTurn].flatMap(([turn, own]) => {
      const before = turns.text(turn).split(" ");
      return changedWords(turn, before, replaced(before, own, replacement), store.insertedAfter(turn));
    });
    for (const [kind, parameters] of combined(edits)) sendEdit(kind, parameters, about);
    for (const { id, name } of names) {
      sendEdit("set-name", { speaker: id, name: name.replaceAll(this.pattern, () => replacement).trim() || null }, about);
    }
    this.dialog.close();
  }
}

// The pattern that finds a text; null if the text is empty.
export function searchPattern(text, isWhole, isCase) {
  const escaped = text.trim().split(/\s+/).map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("\\s+");
  if (!escaped) return null;
  const whole = `(?<!${LETTER_OR_DIGIT})${escaped}(?!${LETTER_OR_DIGIT})`;
  return new RegExp(isWhole ? whole : escaped, isCase ? "gu" : "giu");
}

/** @returns {Hit[]} */
export function hitsIn(turn, text, pattern) {
  return [...text.matchAll(pattern)].map((match) => ({ turn, from: match.index, to: match.index + match[0].length, text }));
}

// The words of a turn after replacing hits, as many as before; additional words go into the last word of a hit.
export function replaced(before, hits, replacement) {
  const words = [...before];
  const starts = [];
  before.reduce((at, word) => (starts.push(at), at + word.length + 1), 0);
  for (const { from, to } of [...hits].reverse()) {
    const first = starts.findLastIndex((at) => at <= from);
    const last = starts.findLastIndex((at) => at < to);
    const passage = words.slice(first, last + 1).join(" ");
    const [begin, end] = [from - starts[first], to - starts[first]];
    const tokens = (passage.slice(0, begin) + replacement + passage.slice(end)).split(/\s+/).filter(Boolean);
    for (let n = first; n < last; n++) words[n] = tokens[n - first] ?? "";
    words[last] = tokens.slice(last - first).join(" ");
  }
  return words;
}

function wordsBefore(text, at) {
  return text.slice(0, at).split(" ").length - 1;
}
