// The places to check, those with the most valuable answers first. Each question is shown below its turn.
import { $, actionButton, diffLine, element, submitRow } from "./dom.js";
import { fetchJson } from "./outbox.js";
import { capitalize, formatTime, plural } from "./store.js";

const KINDS = { correction: "wording", "turn-break": "turn break", speaker: "speaker", name: "name" };
const RELOAD_AFTER_MS = 300; // the list is loaded again this long after an edit
const COMPARED_AFTER_MS = 10_000; // between requests while the voices of turns are compared
const BULK_FROM = 3; // at least this many corrections of a kind can be accepted together
const PLAY_SECONDS = 12; // most sound that is played of a place
const READERS = {
  "at once": "Readers see your changes some seconds after you make them.",
  "on demand": "Readers see your changes when somebody presses “Publish now”.",
};
const FIRST_STEPS = "Begin here: Next (N) plays the first place, and one click or key answers it. A digit changes who speaks in the selected turn, Shift+↓ selects more turns, E edits its words, Space plays. Everything is saved and can be undone.";
const FIRST_STEPS_WITHOUT_KEYS = "Begin here: “Next” plays the first place. Tap a name to change who speaks, “Edit” to change words. Everything is saved and can be undone.";
const WITHOUT_KEYS = matchMedia("(max-width: 40rem), (pointer: coarse)");
const DONE = { "Split here": "Split the turn", "Keep together": "Kept the turn together", "Move the break": "Moved the break", "Leave the break": "Left the break" };
const BREAK = "¶"; // marks a turn break in the text of a correction

export class ReviewPanel {
  /**
   * @param {import("./recording.js").App} app
   * @param {[number, string][]} likelihoods minimum score and wording of each likelihood, the highest first
   * @param {string} publishes when edits are published: "at once" or "on demand"
   */
  constructor(app, likelihoods, publishes) {
    this.app = app;
    this.publishes = publishes;
    this.likelihoods = likelihoods;
    this.doubts = [];
    this.added = new Set(); // open questions about turns that a comparison of the voices added
    this.isLoaded = false;
    this.cursor = -1; // the index from which the next step starts; between two indexes if the place there is gone
    this.index = -1; // the index of the place that was shown last
    this.current = null;
    this.card = null;
    $("#doubts").addEventListener("click", (event) => {
      const id = event.target.closest("button")?.dataset.doubt;
      if (id) this.show(this.doubts.findIndex((one) => one.id === id));
    });
  }

  async load() {
    const { doubts, revision, comparing } = await fetchJson(`${this.app.outbox.address}/doubts`);
    if (!this.app.outbox.isIdle || revision < this.app.outbox.revision) return this.scheduleLoad();
    const known = new Set(this.doubts.map((one) => one.id));
    const isNew = ({ id, kind }) => this.added.has(id) || (kind === "speaker" && this.isLoaded && !known.has(id));
    this.added = new Set(doubts.filter(isNew).map((one) => one.id));
    this.isLoaded = true;
    this.doubts = doubts;
    if (comparing) this.scheduleLoad(COMPARED_AFTER_MS);
    this.cursor = this.current
      ? doubts.findIndex((one) => one.id === this.current.id)
      : Math.min(this.cursor, doubts.length);
    if (this.current && this.cursor < 0) this.cursor = Math.min(this.index, doubts.length) - 0.5;
    this.render();
    return undefined;
  }

  scheduleLoad(delay = RELOAD_AFTER_MS) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load().catch(() => {}), delay);
  }

  render() {
    const left = this.doubts.length;
    $("#left").textContent = left;
    const first = WITHOUT_KEYS.matches ? FIRST_STEPS_WITHOUT_KEYS : FIRST_STEPS;
    const hint = left ? `${first} ${READERS[this.publishes]}` : "No open questions. What the machine was sure of may still be wrong.";
    $("#left-hint").textContent = this.added.size ? `${plural(this.added.size, "new question")} about who speaks: after a change of speakers, the voices of all turns are compared again. One answer may settle several.` : hint;
    $("#doubts").replaceChildren(...this.doubts.map((one) => this.item(one)));
    this.renderBulk();
  }

  item(one) {
    const text = one.kind === "correction" && one.before && one.after ? `${one.before} → ${one.after}` : one.question;
    const current = this.current?.id === one.id ? "true" : null;
    const button = element(
      "button",
      { type: "button", data: { doubt: one.id }, "aria-current": current },
      element("span", { class: "time", text: formatTime(one.start) }),
      element("span", { class: "what", text }),
      element("span", { class: "kind", text: `${KINDS[one.kind]} · ${this.likelihood(one.score)}` }),
    );
    return element("li", {}, button);
  }

  // A score in words, as on the published page: how likely the suggestion is right.
  likelihood(score) {
    return this.likelihoods.find(([least]) => score >= least)[1];
  }

  // Go to the next place, or the previous one, and play it.
  step(by) {
    if (!this.doubts.length) return this.app.notify("No open questions.");
    const from = by > 0 ? Math.floor(this.cursor) : Math.ceil(this.cursor);
    return this.show((from + by + this.doubts.length) % this.doubts.length);
  }

  show(index) {
    const one = this.doubts[index];
    if (!one) return;
    this.close();
    const { store, turns, player, notify } = this.app;
    this.cursor = this.index = index;
    this.current = one;
    const turn = store.byId.get(one.turn);
    if (!turn) {
      notify(one.question);
      return;
    }
    getSelection().removeAllRanges(); // without a selection, keys answer the question
    this.card = this.questionCard(one);
    turns.node(turn).append(this.card);
    turns.isFollowing = false;
    turns.select(turn, { show: false });
    if (one.kind === "correction" || one.kind === "turn-break") {
      turns.highlight("asked", turn, ...turns.wordsOf(turn, one));
    }
    this.markCurrent();
    turns.scrollFullyIntoView(turn);
    player.playAround(one.start, Math.min(one.end, one.start + PLAY_SECONDS));
  }

  questionCard(one) {
    const { shortcuts } = this.app;
    const [accept, reject] = answerLabels(one);
    const isSpeaker = one.kind === "speaker";
    const row = element(
      "div",
      { class: "row" },
      this.app.player.hasSound ? actionButton("replay", "Play", "plain", shortcuts) : null,
      one.kind === "name" && !one.after ? null : actionButton(isSpeaker ? "confirm" : "accept", accept, "plain strong", shortcuts),
      actionButton(isSpeaker ? "choose" : "reject", reject, "plain", shortcuts),
      actionButton("next", "Next", "plain", shortcuts),
    );
    return element(
      "div",
      { class: "review", role: "group", "aria-label": one.question },
      element("p", { class: "question", text: one.question }),
      one.kind === "correction" ? diffLine(one.before, one.after) : null,
      one.kind === "turn-break" ? outcomes(one) : null,
      element(
        "details",
        { class: "likelihood" },
        element("summary", { text: capitalize(this.likelihood(one.score)) }),
        element("p", { text: `${Math.round(one.score * 100)} % (${KINDS[one.kind]})` }),
      ),
      row,
      one.kind === "name" ? this.nameForm(one) : null,
    );
  }

  // The form in which the editor types whose voice it is.
  nameForm(one) {
    const { store, sendEdit } = this.app;
    const field = element("input", { type: "text", autocomplete: "off", required: true, "aria-label": `Name of ${store.label(one.about)}` });
    field.setAttribute("list", "names");
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.app.turns.node(this.app.turns.selected).focus();
    });
    const submit = (event) => {
      event.preventDefault();
      if (field.value.trim()) this.saveName(one, field.value.trim());
    };
    const remove = () => {
      sendEdit("set-name", { speaker: one.about, name: null }, { message: "Name removed" });
      this.advance();
    };
    const save = element("button", { class: "plain strong", text: "Save name" });
    const removal = element("button", { type: "button", class: "plain", text: "Remove the name", on: { click: remove } });
    return element("form", { class: "row", on: { submit } }, field, save, store.speakers.get(one.about)?.name ? removal : null);
  }

  saveName(one, name) {
    const { nameVoice, turns } = this.app;
    nameVoice(one.about, name, { turn: one.turn });
    if (!this.advance()) turns.list.focus();
    else turns.node(turns.selected).focus({ preventScroll: true });
  }

  markCurrent() {
    for (const button of $("#doubts").querySelectorAll("button")) {
      if (button.dataset.doubt === this.current?.id) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
    $("#doubts [aria-current]")?.scrollIntoView({ block: "nearest" });
  }

  close() {
    this.card?.remove();
    this.card = this.current = null;
    this.app.turns.highlight("asked", null);
  }

  // Answer the question that is shown, and show the next one.
  answer(accept) {
    const one = this.current;
    const { sendEdit, notify, confirmSpeaker, chooseSpeaker } = this.app;
    if (!one) return notify("No question open. Press N for the next one.");
    if (one.kind === "speaker") return accept ? confirmSpeaker() : chooseSpeaker();
    const about = { turn: one.turn, message: outcome(one, accept), original: one.before };
    if (one.kind !== "name") {
      sendEdit("decide-corrections", { corrections: [one.about, ...one.together], accept }, about);
      return this.advance();
    }
    if (accept && one.after) return this.saveName(one, one.after);
    return $("input", this.card)?.focus();
  }

  // Take the answered place from the list and show the next one. False if none is shown.
  advance() {
    if (!this.current) return false;
    this.doubts.splice(this.cursor, 1);
    const index = this.cursor < this.doubts.length ? this.cursor : 0;
    this.close();
    this.render();
    if (this.doubts.length) this.show(index);
    else this.app.notify("No open questions.");
    return true;
  }

  // --- Several corrections of a kind, accepted together after a look at each

  renderBulk() {
    const kinds = new Map();
    for (const one of this.app.store.corrections.values()) {
      if (one.status !== "proposed" || one.kind === "order" || one.kind === "turn-break") continue;
      kinds.set(one.kind, [...(kinds.get(one.kind) ?? []), one]);
    }
    const buttons = [...kinds]
      .filter(([, list]) => list.length >= BULK_FROM)
      .map(([kind, list]) => {
        const text = `Review all ${list.length} ${kind} suggestions…`;
        return element("button", { type: "button", class: "plain", text, on: { click: () => this.reviewAll(kind, list) } });
      });
    $("#bulk").replaceChildren(...buttons);
  }

  reviewAll(kind, list) {
    const boxes = list.map((one) => element("input", { type: "checkbox", checked: true, value: one.id }));
    const rows = list.map((one, n) => element("label", {}, boxes[n], diffLine(one.before, one.after)));
    const submit = () => {
      const corrections = boxes.filter((box) => box.checked).map((box) => box.value);
      const message = `Accepted ${plural(corrections.length, "correction")}`;
      if (corrections.length) this.app.sendEdit("decide-corrections", { corrections, accept: true }, { message });
      this.close();
    };
    const choices = element("div", { class: "choices" }, ...rows);
    this.app.openDialog(`All ${list.length} ${kind} suggestions`, [choices, submitRow("Accept ticked")], submit);
  }
}

// The labels of the two buttons below a question.
export function answerLabels({ kind, before, after }) {
  if (kind === "speaker") return ["Confirm speaker", "Change speaker…"];
  if (kind === "name") return [`Yes, ${after}`, after ? "Another name…" : "Type a name…"];
  if (kind !== "turn-break") return ["Accept", "Reject"];
  if (!before.includes(BREAK)) return ["Split here", "Keep together"];
  return after.includes(BREAK) ? ["Move the break", "Leave the break"] : ["Keep together", "Split here"];
}

// The effect of an answer, for the message about it.
export function outcome({ kind, before, after }, accept) {
  if (kind === "turn-break") return DONE[answerLabels({ kind, before, after })[accept ? 0 : 1]];
  if (!accept) return before ? `Kept “${before}”` : `Left out “${after}”`;
  if (!before) return `Added “${after}”`;
  return after ? `Changed “${before}” to “${after}”` : `Removed “${before}”`;
}

// The text that results from each answer.
function outcomes(one) {
  const [accept, reject] = answerLabels(one);
  const rows = [[accept, one.after], [reject, one.before]];
  return element("dl", { class: "outcomes" }, ...rows.flatMap(([term, text]) => [element("dt", { text: term }), element("dd", { text: `… ${text} …` })]));
}
