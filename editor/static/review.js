// The doubtful places, the one whose answer is worth most first; each is asked in its place.
import { $, change, deed, make } from "./dom.js";
import { fetched } from "./outbox.js";
import { capital, clock, many } from "./store.js";

const SURE = [[0.8, "very likely"], [0.5, "likely"], [0, "check"]]; // the words for a score
const KINDS = { correction: "wording", "turn-break": "where a turn begins", speaker: "who speaks", name: "a name" };
const QUIET_MS = 300; // after a decision, until the places are asked for again
const BULK = 3; // corrections of a kind from which on they can be accepted together

export class Review {
  constructor(desk) {
    this.desk = desk;
    this.doubts = [];
    this.answered = new Set();
    this.cursor = -1;
    this.now = null;
    $("#doubts").addEventListener("click", (event) => {
      const id = event.target.closest("button")?.dataset.doubt;
      if (id) this.show(this.doubts.findIndex((one) => one.id === id));
    });
  }

  async load() {
    const { doubts, revision } = await fetched(`${this.desk.outbox.address}/doubts`);
    if (!this.desk.outbox.idle || revision < this.desk.outbox.revision) return this.later();
    this.answered.clear();
    this.doubts = doubts;
    this.cursor = this.now ? doubts.findIndex((one) => one.id === this.now.id) : Math.min(this.cursor, doubts.length);
    if (this.now && this.cursor < 0) this.cursor = Math.min(this.place, doubts.length) - 0.5;
    this.list();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load().catch(() => {}), QUIET_MS);
  }

  list() {
    const left = this.doubts.length;
    $("#left").textContent = left;
    $("#left-says").textContent = left
      ? `Left to check: ${left}. Done means that each was accepted, rejected or put right.`
      : "Nothing is left to check: every doubtful place was decided.";
    $("#doubts").replaceChildren(...this.doubts.map((one) => this.item(one)));
    this.bulk();
  }

  item(one) {
    const what = make("span", { class: "what" });
    if (one.kind === "correction") what.append(`${one.before || "nothing"} → ${one.after || "nothing"}`);
    else what.append(one.question);
    const button = make(
      "button",
      { type: "button", data: { doubt: one.id }, "aria-current": this.now?.id === one.id ? "true" : null },
      make("span", { class: "time", text: clock(one.start) }),
      what,
      make("span", { class: "kind", text: `${KINDS[one.kind]} · ${sure(one.score)}` }),
    );
    return make("li", {}, button);
  }

  // Go to the next place, or the one before; each plays by itself.
  step(by) {
    if (!this.doubts.length) return this.desk.say("Nothing is left to check.");
    const from = by > 0 ? Math.floor(this.cursor) : Math.ceil(this.cursor);
    this.show((from + by + this.doubts.length) % this.doubts.length);
  }

  show(index, { play = true } = {}) {
    const one = this.doubts[index];
    if (!one) return;
    this.leave();
    const { store, turns, player } = this.desk;
    this.cursor = this.place = index;
    this.now = one;
    const turn = store.byId.get(one.turn);
    if (!turn) return this.desk.say(one.question);
    this.card = this.asking(one);
    turns.node(turn).append(this.card);
    turns.select(turn, { show: false });
    if (one.kind === "correction" || one.kind === "turn-break") {
      turns.light("asked", turn, ...turns.words(turn, one));
    }
    this.mark();
    turns.frame(turn);
    if (play) player.around(one.start, Math.min(one.end, one.start + 12));
  }

  asking(one) {
    const { keys } = this.desk;
    const row = make("div", { class: "row" }, deed("replay", "Listen", "plain", keys));
    if (one.kind === "speaker") row.append(deed("right", "Right", "plain strong", keys), deed("choose", "Somebody else…", "plain", keys));
    else row.append(deed("accept", one.kind === "name" ? "The name is right" : "Accept", "plain strong", keys), deed("reject", one.kind === "name" ? "Not this name" : "Reject", "plain", keys));
    row.append(deed("next", "Next", "plain", keys));
    return make(
      "div",
      { class: "review", role: "group", "aria-label": one.question },
      make("p", { class: "question", text: one.question }),
      one.kind === "correction" ? change(one.before, one.after) : null,
      make(
        "details",
        { class: "sure" },
        make("summary", { text: capital(sure(one.score)) }),
        make("p", { text: `${Math.round(one.score * 100)} of 100 (${KINDS[one.kind]})` }),
      ),
      row,
    );
  }

  mark() {
    for (const button of $("#doubts").querySelectorAll("button")) {
      if (button.dataset.doubt === this.now?.id) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
    $("#doubts [aria-current]")?.scrollIntoView({ block: "nearest" });
  }

  leave() {
    this.card?.remove();
    this.card = this.now = null;
    this.desk.turns.light("asked", null);
  }

  // Yes or no to what is asked, and on to the next.
  answer(yes) {
    const one = this.now;
    if (!one) return this.desk.say("Nothing is asked here: N goes to the next doubtful place.");
    const about = { turn: one.turn, says: yes ? "Accepted" : "Rejected", original: one.before };
    if (one.kind === "speaker") {
      return yes ? this.desk.right() : this.desk.choose();
    }
    if (one.kind === "name") {
      const name = yes ? this.desk.store.speakers.get(one.about)?.name ?? null : null;
      this.desk.decide("name", { speaker: one.about, name }, about);
    } else {
      this.desk.decide("decide", { corrections: [one.about], accept: yes }, about);
    }
    this.onwards();
  }

  // This place is decided: take it from the list and show the next.
  onwards() {
    if (!this.now) return false;
    const [gone] = this.doubts.splice(this.cursor, 1);
    this.answered.add(gone.id);
    const index = this.cursor < this.doubts.length ? this.cursor : 0;
    this.leave();
    this.list();
    if (this.doubts.length) this.show(index);
    else this.desk.say("Nothing is left to check.");
    return true;
  }

  // --- Many at once, after a look at each

  bulk() {
    const kinds = new Map();
    for (const one of this.desk.store.corrections.values()) {
      if (one.status !== "proposed" || one.kind === "order" || one.kind === "turn-break") continue;
      kinds.set(one.kind, [...(kinds.get(one.kind) ?? []), one]);
    }
    const offers = [...kinds].filter(([, list]) => list.length >= BULK);
    $("#bulk").replaceChildren(
      ...offers.map(([kind, list]) =>
        make("button", { type: "button", class: "plain", text: `Look at all ${list.length} of ${kind}…`, on: { click: () => this.together(kind, list) } }),
      ),
    );
  }

  together(kind, list) {
    const boxes = list.map((one) => make("input", { type: "checkbox", checked: true, value: one.id }));
    const rows = list.map((one, n) => make("label", {}, boxes[n], change(one.before, one.after)));
    const accept = () => {
      const corrections = boxes.filter((box) => box.checked).map((box) => box.value);
      if (corrections.length) this.desk.decide("decide", { corrections, accept: true }, { says: `Accepted ${many(corrections.length, "correction")}` });
      this.leave();
    };
    const save = make("button", { class: "plain strong", text: "Accept those that are ticked" });
    this.desk.ask(`All ${list.length} of ${kind}`, [make("div", { class: "choices" }, ...rows), make("div", { class: "row" }, save)], accept);
  }
}

function sure(score) {
  return SURE.find(([least]) => score >= least)[1];
}
