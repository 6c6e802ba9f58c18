// Listen again: a passage is recognized anew, and one key takes the new wording or keeps the current one.
import { $, element } from "./dom.js";
import { fetchAnswer } from "./outbox.js";
import { placeOf, wordsOf } from "./passages.js";
import { formatTime } from "./store.js";
import { combined, splitWords, wordEdits } from "./word_edits.js";

const REPEAT_MS = 700; // between requests while the server recognizes the passage
const LANGUAGES = { en: "English", de: "German", fr: "French", es: "Spanish", it: "Italian", nl: "Dutch", pl: "Polish", pt: "Portuguese", uk: "Ukrainian", tr: "Turkish", la: "Latin" };

export class ListenAgain {
  /**
   * @param {import("./recording.js").App} app
   * @param {string[]} models that can be used, beginning with that of the recording
   * @param {string} language of the recording
   */
  constructor(app, models, language) {
    this.app = app;
    this.models = models;
    this.language = language;
    this.found = null; // the words that were recognized, as [text, start, end]
  }

  /** @param {any[]} meant turns, or passages of turns */
  open(meant) {
    const { openDialog, notify, player } = this.app;
    if (!this.models.length) return notify("The editor was started without models: it can’t listen again.");
    player.pause();
    this.passages = meant.filter((one) => one.run);
    this.span = { start: meant[0].start, end: Math.max(...meant.map((one) => one.end)) };
    this.found = null;
    this.run = {};
    const [own, ...others] = this.models;
    const model = select("model", [own, ...others].map((name) => [name, name === own ? `${name} (as before)` : name]));
    model.value = others[0] ?? own;
    const language = select("language", this.languages());
    language.value = this.language;
    this.hint = element("input", { type: "text", autocomplete: "off", name: "hint" });
    this.hint.setAttribute("list", "names");
    const fields = [["Model", model], ["Language", language], ["Names or words that may be said", this.hint]];
    this.options = element("div", { class: "fields" }, ...fields.map(([text, input]) => element("label", { class: "field" }, text, input)));
    this.result = element("dd", { class: "wording", text: "Not recognized yet", tabIndex: 0 });
    this.state = element("p", { class: "hint", role: "status" });
    this.keep = this.button("Keep the current wording", "R", () => $("#ask").close());
    this.take = this.button("Take the new wording", "A", () => this.takeNew());
    this.take.disabled = true;
    const present = element("dd", { class: "wording", text: this.presentText(), tabIndex: 0 });
    const sides = element("dl", { class: "sides" }, pair("Current wording", present), pair("New wording", this.result));
    const play = this.button("Play", "P", () => player.playRange(this.span.start, this.span.end));
    const body = [this.options, element("p", { class: "row" }, element("button", { class: "plain strong", text: "Listen" })), this.state, sides, element("p", { class: "row" }, play, this.keep, this.take)];
    const title = `Listen again: ${formatTime(this.span.start)} to ${formatTime(this.span.end)}`;
    openDialog(title, body, () => {}, () => this.close());
    const { form } = this.app;
    form.addEventListener("submit", (event) => this.onSubmit(event), { capture: true });
    form.addEventListener("keydown", (event) => this.onKey(event));
    return $("button.strong", form).focus();
  }

  close() {
    this.run = null;
    this.app.player.pause();
  }

  languages() {
    const known = { [this.language]: this.language, ...LANGUAGES };
    return Object.entries(known).sort(([a], [b]) => Number(b === this.language) - Number(a === this.language));
  }

  button(label, key, click) {
    const name = { type: "button", class: "plain", on: { click }, data: { press: key.toLowerCase() } };
    return element("button", name, label, " ", element("kbd", { text: key, "aria-hidden": "true" }));
  }

  onSubmit(event) {
    event.preventDefault();
    event.stopImmediatePropagation(); // the dialog stays open
    this.listen();
  }

  onKey(event) {
    if (event.target.matches("input, select") || event.ctrlKey || event.metaKey || event.altKey) return;
    const button = $(`[data-press="${CSS.escape(event.key.toLowerCase())}"]`, this.app.form);
    if (!button || button.disabled) return;
    event.preventDefault();
    button.click();
  }

  async listen() {
    const run = (this.run = {}); // a later click, or closing the dialog, ends this run
    const { form, outbox } = this.app;
    this.take.disabled = true;
    this.state.textContent = "Listening…";
    this.result.textContent = "…";
    const request = { ...this.span, model: form.model.value, language: form.language.value, hint: form.hint.value.trim() || null };
    let answer = null;
    while (!answer?.ready && this.run === run) {
      if (answer) await new Promise((resolve) => setTimeout(resolve, REPEAT_MS));
      answer = await fetchAnswer(`${outbox.address}/listen`, request).catch((error) => ({ ready: true, error: error.message, words: [] }));
    }
    if (this.run === run) this.show(answer, `Listened again with ${request.model}, language ${request.language}`);
  }

  show({ error, words }, why) {
    this.found = error ? null : words;
    this.why = why;
    const text = words.map(([word]) => word).join(" ");
    const isSame = text === this.presentText();
    this.state.textContent = error ? `Couldn’t listen: ${error}` : isSame ? "The same wording." : "";
    this.result.replaceChildren(...(text ? markNew(this.presentText(), text) : [error ? "No result" : "No words were recognized"]));
    this.take.disabled = !text || isSame;
    (this.take.disabled ? this.keep : this.take).focus();
  }

  presentText() {
    return this.passages.map((one) => wordsOf(this.app.turns, one).join(" ")).join(" ");
  }

  // Replace the current words with the new ones, each in the passage in which it is spoken.
  takeNew() {
    const { store, turns, sendEdit } = this.app;
    const about = { why: this.why, group: `listen ${Date.now()}`, message: "Took the new wording", turn: this.passages[0].id };
    const edits = this.passages.flatMap((passage, n) => {
      const { turn, from, to } = placeOf(turns, passage);
      const before = splitWords(turns.text(turn));
      const fresh = this.found.filter((word) => this.passageOf(word) === n).map(([text]) => text);
      const typed = [...before.slice(0, from), ...fresh, ...before.slice(to)].join(" ");
      return typed ? wordEdits(turn, before.join(" "), typed, store.insertedAfter(turn)) : [];
    });
    for (const [kind, parameters] of combined(edits.flatMap(singleWords))) sendEdit(kind, parameters, about);
    getSelection().removeAllRanges();
    $("#ask").close();
  }

  // The index of the passage in which a word is spoken, or of the nearest one.
  passageOf([, start, end]) {
    const middle = (start + end) / 2;
    const gaps = this.passages.map((one) => Math.max(one.start - middle, middle - one.end, 0));
    return gaps.indexOf(Math.min(...gaps));
  }
}

function singleWords([kind, parameters]) {
  if (kind !== "rewrite-words") return [[kind, parameters]];
  return parameters.words.map(([word, text]) => ["rewrite-word", { word, text }]);
}

function select(name, options) {
  return element("select", { name }, ...options.map(([value, text]) => element("option", { value, text })));
}

function pair(label, value) {
  return element("div", {}, element("dt", { text: label }), value);
}

// The words of a text; those that another text does not have are marked.
function markNew(before, text) {
  const rest = new Map();
  for (const word of splitWords(before)) rest.set(word, (rest.get(word) ?? 0) + 1);
  return splitWords(text).flatMap((word) => {
    const left = rest.get(word) ?? 0;
    rest.set(word, left - 1);
    return [left > 0 ? word : element("ins", { text: word }), " "];
  });
}
