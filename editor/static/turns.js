// The list of turns: plain text in cards; which turn is selected, which plays, which words are lit.
import { $, calm, make } from "./dom.js";
import { clock, lastBefore, wordAt } from "./store.js";

const SMALL = new Set(["punctuation", "case", "contraction"]); // repairs nobody needs to see marked
const SLICE_MS = 8; // half a frame
const MARK_MS = 100; // after scrolling began, until what came into sight is marked
const BATCH = 12; // cards laid out at once: about two milliseconds
const names = new CSSStyleSheet(); // one rule a speaker: a new name is one rule, not a thousand nodes
document.adoptedStyleSheets = [...document.adoptedStyleSheets, names];

export class Turns {
  constructor(store) {
    this.store = store;
    this.list = $("#turns");
    this.nodes = new Map([...this.list.children].map((node) => [node.id, node]));
    this.selected = null;
    this.range = [];
    this.current = null;
    this.following = true;
    this.marks = { doubtful: new Highlight(), applied: new Highlight() };
    for (const [name, marks] of Object.entries(this.marks)) CSS.highlights?.set(name, marks);
    addEventListener("scroll", () => this.markSoon(), { passive: true });
    this.rename();
    this.guessHeights();
    this.layLater();
    this.markLater(store.turns);
  }

  node(turn) {
    return this.nodes.get(turn.id);
  }

  // --- Words

  text(turn) {
    turn.text ??= [...this.node(turn).querySelectorAll(".words")].map((p) => p.textContent).join(" ");
    return turn.text;
  }

  // Where each word of a turn stands in the page.
  spots(turn) {
    if (turn.spots) return turn.spots;
    turn.spots = [];
    for (const { firstChild: node } of this.node(turn).querySelectorAll(".words")) {
      for (const found of node?.data.matchAll(/[^ \n]+/g) ?? []) {
        turn.spots.push({ node, from: found.index, to: found.index + found[0].length });
      }
    }
    return turn.spots;
  }

  // A range over words, from the first to the last; null where the turn has none.
  over(turn, from, to = from) {
    const spots = this.spots(turn);
    const [first, last] = [spots[from], spots[Math.min(to, spots.length - 1)]];
    if (!first || !last) return null;
    const range = new Range();
    range.setStart(first.node, first.from);
    range.setEnd(last.node, last.to);
    return range;
  }

  // The words of a correction: those in its time, or the one before a place that has none.
  words(turn, { start, end }) {
    const from = lastBefore(turn.at, start - 0.006) + 1;
    const to = lastBefore(turn.at, end - 0.006);
    return to < from ? [Math.max(0, from - 1), Math.max(0, from - 1)] : [from, to];
  }

  // The word under a pointer: its turn and number.
  under(event) {
    const spot = document.caretPositionFromPoint?.(event.clientX, event.clientY);
    const old = spot ? null : document.caretRangeFromPoint?.(event.clientX, event.clientY);
    const node = spot?.offsetNode ?? old?.startContainer;
    const offset = spot?.offset ?? old?.startOffset;
    const turn = this.turnOf(node?.parentElement);
    if (!turn) return null;
    const word = this.spots(turn).findIndex((s) => s.node === node && s.from <= offset && offset <= s.to);
    return word < 0 ? null : { turn, word };
  }

  turnOf(element) {
    return this.store.byId.get(element?.closest?.(".turn")?.id);
  }

  // --- What stands on the page

  rename(preview = {}) {
    const rules = [...this.store.speakers.keys()].map(
      (id) => `.who[data-speaker="${CSS.escape(id)}"]::after{content:${quoted(preview[id] ?? this.store.label(id))}}`,
    );
    names.replaceSync(rules.join("\n"));
  }

  // Draw turns anew, put new ones in their place, take away those that are gone.
  redraw(ids) {
    for (const id of ids) {
      const turn = this.store.byId.get(id);
      if (turn) this.fill(turn);
    }
    for (const [id, node] of this.nodes) {
      if (this.store.byId.has(id)) continue;
      if (node.contains(document.activeElement)) this.list.focus();
      node.remove();
      this.nodes.delete(id);
    }
    let before = null;
    for (const turn of this.store.turns) {
      const node = this.nodes.get(turn.id) ?? this.fill(turn);
      const place = before ? before.nextElementSibling : this.list.firstElementChild;
      if (node !== place) this.list.insertBefore(node, place);
      before = node;
    }
    if (this.selected && !this.store.byId.has(this.selected.id)) {
      this.select(this.store.nearest(this.selected.start), { focus: false });
    } else if (this.selected) {
      this.selected = this.store.byId.get(this.selected.id);
    }
    this.range = this.range.map((turn) => this.store.byId.get(turn.id)).filter(Boolean);
    this.current = this.current && (this.store.byId.get(this.current.id) ?? null);
    this.markLater(ids.map((id) => this.store.byId.get(id)).filter(Boolean));
  }

  fill(turn) {
    const made = $("#turn-template").content.firstElementChild.cloneNode(true);
    const node = this.nodes.get(turn.id) ?? made;
    const card = made.querySelector(".card");
    const text = this.text(turn);
    const focused = document.activeElement?.closest(".card")?.parentElement === node;
    const cards = parts(turn, text, this.store.letters).map(([at, text], n) =>
      n ? later(at, text) : titled(card, turn, at, text),
    );
    node.id = turn.id;
    for (const old of node.querySelectorAll(":scope > .card")) old.remove();
    node.prepend(...cards); // what is written or asked there stays, and keeps the focus
    if (focused) node.focus({ preventScroll: true });
    turn.spots = null;
    this.nodes.set(turn.id, node);
    this.paint(turn);
    return node;
  }

  // Whose a turn is.
  paint(turn, speaker = turn.speaker) {
    const node = this.node(turn);
    node.setAttribute("aria-labelledby", `name-${speaker} ${turn.id}-at`);
    node.dataset.speaker = speaker;
    for (const who of node.querySelectorAll(".who")) {
      who.className = `who c${this.store.colour(speaker)}`;
      who.dataset.speaker = speaker;
      if (who.matches("button")) who.setAttribute("aria-labelledby", `name-${speaker}`);
    }
  }

  // A word or two behind the name, of a kind: "saving", "2 to check"; nothing takes it away.
  chip(turn, kind, text) {
    const head = this.node(turn)?.querySelector(".head");
    if (!head) return;
    head.querySelector(`.chip.${kind}`)?.remove();
    if (text) head.append(make("span", { class: `chip ${kind}`, text }));
  }

  guessHeights() {
    // Heights of cards that were never seen, guessed by their length, keep the scroll bar honest.
    const line = Math.max(30, this.list.clientWidth / 9.2); // letters: one is about half an em wide
    for (const card of this.list.querySelectorAll(".card")) {
      const lines = Math.ceil(card.lastElementChild.textContent.length / line);
      card.style.containIntrinsicBlockSize = `auto ${2 + lines * 1.9}rem`;
    }
  }

  // What was not on the screen at first is laid out in the browser's idle time: then scrolling costs
  // a fifth, and a jump lands where it should. Until then a card that comes into view is laid out.
  layLater() {
    const waiting = [...this.list.querySelectorAll(".card")];
    const idle = window.requestIdleCallback ?? ((work) => setTimeout(work, 50));
    const work = (deadline) => {
      do for (const card of waiting.splice(0, BATCH)) card.classList.add("laid");
      while (waiting.length && deadline?.timeRemaining() > SLICE_MS);
      if (waiting.length) idle(work, { timeout: 300 });
      else performance.mark("laid");
    };
    idle(work, { timeout: 300 });
  }

  // --- Marks in the text, as highlights over it

  // Say beside each turn's name how much is to check, and mark what is in sight.
  markLater(turns) {
    this.places = new Map();
    for (const one of this.store.corrections.values()) {
      if (!this.places.has(one.turn)) this.places.set(one.turn, []);
      this.places.get(one.turn).push(one);
    }
    for (const turn of turns) {
      const open = (this.places.get(turn.id) ?? []).filter((one) => one.status === "proposed").length;
      if (open || this.node(turn).querySelector(".chip.doubtful")) this.chip(turn, "doubtful", open ? `${open} to check` : "");
    }
    this.markSoon();
  }

  markSoon() {
    this.marking ??= setTimeout(() => ((this.marking = null), this.mark()), MARK_MS);
  }

  // Only what is in sight is marked, a screen around it, too: whenever a word lights up the browser
  // looks at all marks that there are, and a thousand would cost it three frames.
  mark() {
    for (const marks of Object.values(this.marks)) marks.clear();
    for (const turn of this.inSight()) {
      for (const one of this.places.get(turn.id) ?? []) {
        const kind = one.status === "proposed" ? "doubtful" : "applied";
        if (one.status === "rejected" || (kind === "applied" && SMALL.has(one.kind))) continue;
        const range = this.over(turn, ...this.words(turn, one));
        if (range) this.marks[kind].add(range);
      }
    }
  }

  inSight() {
    const { turns } = this.store;
    const box = (n) => this.node(turns[n]).getBoundingClientRect();
    let [low, high] = [0, turns.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (box(middle).bottom < -innerHeight) low = middle + 1;
      else high = middle;
    }
    let end = low;
    while (end < turns.length && box(end).top < 2 * innerHeight) end++;
    return turns.slice(low, end);
  }

  // Light some words under a name: what is asked, where a turn would be split.
  light(name, turn, from, to) {
    const range = turn && this.over(turn, from, to);
    if (range) CSS.highlights?.set(name, new Highlight(range));
    else CSS.highlights?.delete(name);
  }

  // --- Selecting

  select(turn, { focus = true, extend = false, show = true } = {}) {
    if (!turn) return;
    if (!extend) this.choose([turn]);
    if (this.selected && this.nodes.has(this.selected.id)) {
      this.node(this.selected).tabIndex = -1;
      this.node(this.selected).classList.remove("selected");
    }
    this.selected = turn;
    const node = this.node(turn);
    node.tabIndex = 0;
    node.classList.add("selected");
    if (extend) this.choose(this.between(this.anchor, turn));
    else this.anchor = turn;
    if (focus) node.focus({ preventScroll: true });
    if (show) this.show(turn);
    this.onselect?.(turn);
  }

  between(a, b) {
    const [from, to] = [a.place, b.place].sort((x, y) => x - y);
    return this.store.turns.slice(from, to + 1);
  }

  choose(turns) {
    for (const turn of this.range) this.node(turn)?.classList.remove("ranged");
    this.range = turns;
    if (turns.length > 1) for (const turn of turns) this.node(turn).classList.add("ranged");
  }

  // Which rows a decision would change, while a person thinks about it.
  outline(turns) {
    for (const node of this.list.querySelectorAll(".affected")) node.classList.remove("affected");
    for (const turn of turns) this.node(turn)?.classList.add("affected");
  }

  // What is seen of the page: between the line at its top and the dock.
  get sight() {
    const roof = $(".masthead").offsetHeight + 12;
    return { roof, space: innerHeight - $(".dock").offsetHeight - 12 - roof };
  }

  // Bring a turn, or words of it, to where they are seen; nothing moves where they are already.
  show(turn, range = null) {
    const box = (range ?? this.node(turn)).getBoundingClientRect();
    const { roof, space } = this.sight;
    if (box.height && box.top >= roof && box.bottom <= roof + space) return;
    this.scroll(turn, range, () => roof + space * 0.22);
  }

  // Bring a turn with what is asked of it as a whole to where it is seen, or else its end.
  frame(turn) {
    const { roof, space } = this.sight;
    const box = this.node(turn).getBoundingClientRect();
    if (box.top >= roof && box.bottom <= roof + space) return;
    this.scroll(turn, null, (height) => roof + Math.min(space - height, (space - height) * 0.3));
  }

  // A turn that was never on the screen has a guessed height: go there, let it be laid out, go again.
  scroll(turn, range, top) {
    const node = this.node(turn);
    const go = (behavior) => {
      let at = (range ?? node).getBoundingClientRect();
      if (!at.height) at = node.getBoundingClientRect();
      scrollTo({ top: scrollY + at.top - top(at.height), behavior });
    };
    const near = Math.abs(node.getBoundingClientRect().top) < innerHeight && !calm.matches;
    go(near ? "smooth" : "instant");
    if (!near) requestAnimationFrame(() => requestAnimationFrame(() => go("instant")));
  }

  // --- Playing: two nodes change from turn to turn, none from word to word

  play(time, moving) {
    const active = this.store.at(time);
    const words = active.map((turn) => wordAt(turn, time));
    const key = active.map((turn, n) => `${turn.id}.${words[n]}`).join();
    if (key === this.lit) return;
    this.lit = key;
    if (active[0] !== this.current) this.turnTo(active[0] ?? null, moving);
    const ranges = active.map((turn, n) => this.over(turn, words[n])).filter(Boolean);
    CSS.highlights?.set("spoken", new Highlight(...ranges));
    if (moving && this.follows() && ranges[0]) this.show(active[0], ranges[0]);
  }

  turnTo(turn, moving) {
    const former = this.current && this.node(this.current);
    former?.removeAttribute("aria-current");
    former?.classList.remove("lit");
    this.current = turn;
    if (!turn) return;
    this.node(turn).setAttribute("aria-current", "true");
    this.node(turn).classList.toggle("lit", !CSS.highlights);
    if (moving && this.follows()) this.select(turn, { focus: false, show: false });
  }
}

// Cut a long turn into cards, at the end of a sentence if one is near; as the server does.
function parts(turn, text, letters) {
  const words = text.split(/\s+/);
  const made = [];
  let [first, length, end, rest] = [0, 0, 0, 0];
  const cut = (n) => {
    made.push([turn.at[first] ?? turn.start, words.slice(first, n).join(" ")]);
    first = n;
  };
  words.forEach((word, n) => {
    length += word.length + 1;
    if (/[.?!]$/.test(word)) [end, rest] = [n + 1, length];
    if (length < letters || n + 1 >= words.length) return;
    const near = end > first && rest >= letters / 2;
    cut(near ? end : n + 1);
    length = near ? length - rest : 0;
  });
  cut(words.length);
  return made;
}

function titled(card, turn, at, text) {
  card.classList.add("laid");
  const time = card.querySelector(".at");
  time.id = `${turn.id}-at`;
  time.textContent = clock(at);
  time.setAttribute("aria-label", `Play from ${clock(at)}`);
  card.querySelector(".words").textContent = text;
  return card;
}

function later(at, text) {
  const head = make("div", { class: "head" }, make("span", { class: "who", "aria-hidden": "true" }));
  head.append(make("span", { class: "at", text: clock(at) }));
  return make("div", { class: "card laid" }, head, make("p", { class: "words", text }));
}

function quoted(text) {
  return `"${text.replace(/[\\"]/g, "\\$&").replace(/[\n\r\f<]/g, (sign) => `\\${sign.codePointAt(0).toString(16)} `)}"`;
}
