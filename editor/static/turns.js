// The list of turns: which turn is selected, which one plays, which words are highlighted.
import { turnNode } from "./cards.js";
import { $, element } from "./dom.js";
import { CorrectionMarks } from "./marks.js";
import { lastAtOrBefore, wordAt } from "./store.js";
import { scrollFullyIntoView, scrollIntoView } from "./viewport.js";

const SLICE_MS = 8; // half a frame
const REACTION_MS = 300; // from hearing to pressing a key, at least (simple reactions to sound take 150 to 250)
const CHIP_ACTIONS = { withheld: "withhold" }; // notes that are buttons, and what they do
const BATCH = 12; // cards laid out at once: about two milliseconds
const labelStyles = new CSSStyleSheet(); // one rule per speaker: a new name changes one rule, not a thousand nodes
document.adoptedStyleSheets = [...document.adoptedStyleSheets, labelStyles];

export class TurnList {
  onSelect = (_turn) => {};
  shouldFollow = () => true; // whether the page scrolls along while it plays

  /** @param {import("./store.js").TranscriptStore} store */
  constructor(store) {
    this.store = store;
    this.list = $("#turns");
    this.isPointing = false; // a click selects by itself, and may extend the selection
    this.list.addEventListener("pointerdown", () => (this.isPointing = true));
    for (const type of ["pointerup", "pointercancel"]) addEventListener(type, () => (this.isPointing = false));
    this.list.addEventListener("focusin", ({ target }) => {
      const turn = this.turnOf(target); // the turn with the focus is selected, because a key acts on one turn
      if (turn && turn !== this.selected && !this.isPointing) this.select(turn, { focus: false, show: false });
    });
    /** @type {Map<string, any>} */
    this.nodes = new Map([...this.list.children].map((node) => [node.id, node]));
    this.selected = null;
    this.range = []; // all selected turns
    this.anchor = null; // the turn at which the selection began
    this.heardBefore = null; // {turn, until}: the turn that was played before the playing turn began, for a short time
    this.current = null; // the turn that is being played
    this.isFollowing = true; // the selection goes along with the sound, until the editor selects a turn
    this.marks = new CorrectionMarks(this);
    this.updateNames();
    this.estimateHeights();
    this.layOutWhenIdle();
    this.marks.update(store.turns);
  }

  node(turn) {
    return this.nodes.get(turn.id);
  }

  // --- Words

  text(turn) {
    turn.text ??= [...this.node(turn).querySelectorAll(".words")].map((p) => p.textContent).join(" ");
    return turn.text;
  }

  // The position of each word of a turn in the page.
  wordSpans(turn) {
    if (turn.wordSpans) return turn.wordSpans;
    turn.wordSpans = [];
    for (const { firstChild: node } of this.node(turn).querySelectorAll(".words")) {
      for (const match of node?.data.matchAll(/[^ \n]+/g) ?? []) {
        turn.wordSpans.push({ node, from: match.index, to: match.index + match[0].length });
      }
    }
    return turn.wordSpans;
  }

  // A range over words, from the first to the last; null if the turn does not have them.
  wordRange(turn, from, to = from) {
    const spans = this.wordSpans(turn);
    const [first, last] = [spans[from], spans[Math.min(to, spans.length - 1)]];
    if (!first || !last) return null;
    const range = new Range();
    range.setStart(first.node, first.from);
    range.setEnd(last.node, last.to);
    return range;
  }

  // The first and last word of a correction: the words in its time, or the word before an insertion.
  wordsOf(turn, { start, end }) {
    const from = lastAtOrBefore(turn.wordStarts, start - 0.006) + 1;
    const to = lastAtOrBefore(turn.wordStarts, end - 0.006);
    return to < from ? [Math.max(0, from - 1), Math.max(0, from - 1)] : [from, to];
  }

  // The word under the pointer: its turn and index.
  wordUnder(event) {
    const position = document.caretPositionFromPoint?.(event.clientX, event.clientY);
    const range = position ? null : document.caretRangeFromPoint?.(event.clientX, event.clientY);
    const node = position?.offsetNode ?? range?.startContainer;
    const offset = position?.offset ?? range?.startOffset;
    const turn = this.turnOf(node?.parentElement);
    if (!turn) return null;
    const spans = this.wordSpans(turn);
    const word = spans.findIndex((span) => span.node === node && span.from <= offset && offset <= span.to);
    return word < 0 ? null : { turn, word };
  }

  turnOf(node) {
    return this.store.byId.get(node?.closest?.(".turn")?.id);
  }

  // --- Rendering

  updateNames(preview = {}) {
    const rules = [...this.store.speakers.keys()].map(
      (id) => `.who[data-speaker="${CSS.escape(id)}"]::after{content:${cssString(preview[id] ?? this.store.label(id))}}`,
    );
    labelStyles.replaceSync(rules.join("\n"));
  }

  // Redraw changed turns, insert new ones and remove those that are gone.
  render(ids) {
    for (const id of ids) {
      const turn = this.store.byId.get(id);
      if (turn) this.renderTurn(turn);
    }
    for (const [id, node] of this.nodes) {
      if (this.store.byId.has(id)) continue;
      if (node.contains(document.activeElement)) this.list.focus();
      node.remove();
      this.nodes.delete(id);
    }
    let previous = null;
    for (const turn of this.store.turns) {
      const node = this.nodes.get(turn.id) ?? this.renderTurn(turn);
      const place = previous ? previous.nextElementSibling : this.list.firstElementChild;
      if (node !== place) this.list.insertBefore(node, place);
      previous = node;
    }
    if (this.selected && !this.store.byId.has(this.selected.id)) {
      this.select(this.store.nearestTurn(this.selected.start), { focus: false });
    } else if (this.selected) {
      this.selected = this.store.byId.get(this.selected.id);
    }
    this.range = this.range.map((turn) => this.store.byId.get(turn.id)).filter(Boolean);
    this.current = this.current && (this.store.byId.get(this.current.id) ?? null);
    this.marks.update(ids.map((id) => this.store.byId.get(id)).filter(Boolean));
  }

  renderTurn(turn) {
    const fresh = turnNode(turn, this.text(turn), this.store.cardCharacters);
    const node = this.nodes.get(turn.id) ?? fresh;
    if (node !== fresh) {
      const hadFocus = document.activeElement?.closest(".card")?.parentElement === node;
      for (const card of node.querySelectorAll(":scope > .card")) card.remove();
      node.prepend(...fresh.children); // a text box or question in the node stays, and keeps the focus
      if (hadFocus) node.focus({ preventScroll: true });
    }
    turn.wordSpans = null;
    this.nodes.set(turn.id, node);
    this.showSpeaker(turn);
    if (turn.id === this.selected?.id) this.setTabStops(node, 0);
    return node;
  }

  showSpeaker(turn, speaker = turn.speaker) {
    const node = this.node(turn);
    node.setAttribute("aria-labelledby", `name-${speaker} ${turn.id}-at`);
    node.dataset.speaker = speaker;
    for (const who of node.querySelectorAll(".who")) {
      who.className = `who c${this.store.colorOf(speaker)}`;
      who.dataset.speaker = speaker;
      if (who.matches("button")) who.setAttribute("aria-labelledby", `name-${speaker}`);
    }
  }

  // A short note beside a turn's name, one of each kind; without text it is removed.
  setChip(turn, kind, text) {
    const head = $(".head", this.node(turn) ?? document.createElement("i"));
    if (!head) return;
    $(`.chip.${kind}`, head)?.remove();
    if (!text) return;
    const action = CHIP_ACTIONS[kind];
    const tabIndex = turn.id === this.selected?.id ? 0 : -1;
    head.append(action ? element("button", { type: "button", class: `chip ${kind}`, text, tabIndex, data: { do: action } }) : element("span", { class: `chip ${kind}`, text }));
  }

  // Estimate the heights of cards by their length, so that the scroll bar is right from the start.
  estimateHeights() {
    const perLine = Math.max(30, this.list.clientWidth / 9.2); // a character is about half an em wide
    for (const card of this.list.querySelectorAll(".card")) {
      const lines = Math.ceil(card.lastElementChild.textContent.length / perLine);
      card.style.containIntrinsicBlockSize = `auto ${2 + lines * 1.9}rem`;
    }
  }

  // Lay out, in idle time, the cards that were not visible at first. Scrolling then costs a fifth,
  // and a jump lands at the right place. A card that comes into view earlier is laid out at that
  // moment.
  layOutWhenIdle() {
    const cards = [...this.list.querySelectorAll(".card")];
    const whenIdle = window.requestIdleCallback ?? ((work) => setTimeout(work, 50));
    const work = (deadline) => {
      do for (const card of cards.splice(0, BATCH)) card.classList.add("laid");
      while (cards.length && deadline?.timeRemaining() > SLICE_MS);
      if (cards.length) whenIdle(work, { timeout: 300 });
      else performance.mark("laid");
    };
    whenIdle(work, { timeout: 300 });
  }

  // Highlight the words of a question, or the word at which a turn would be split. Without a turn, remove the highlight.
  highlight(name, turn, from, to = from) {
    const range = turn && this.wordRange(turn, from, to);
    if (range) CSS.highlights?.set(name, new Highlight(range));
    else CSS.highlights?.delete(name);
  }

  // --- Selecting

  select(turn, { focus = true, extend = false, show = true } = {}) {
    if (!turn) return;
    this.heardBefore = null;
    if (!extend) this.setRange([turn]);
    if (this.selected && this.nodes.has(this.selected.id)) this.setTabStops(this.node(this.selected), -1);
    this.node(this.selected ?? turn)?.classList.remove("selected");
    this.selected = turn;
    const node = this.node(turn);
    this.setTabStops(node, 0);
    node.classList.add("selected");
    if (extend) this.setRange(this.between(this.anchor, turn));
    else this.anchor = turn;
    if (focus) node.focus({ preventScroll: true });
    if (show) scrollIntoView(node);
    this.onSelect(turn);
  }

  // The Tab key stops only at the selected turn and its buttons, so that it soon reaches the
  // panels, however long the list is.
  setTabStops(node, tabIndex) {
    node.tabIndex = tabIndex;
    for (const button of node.querySelectorAll(".head button")) button.tabIndex = tabIndex;
  }

  // Add a turn to the selection, or take it out again.
  toggle(turn) {
    const rest = this.range.filter((other) => other !== turn);
    const isNew = rest.length === this.range.length;
    if (!isNew && !rest.length) return;
    const range = isNew ? [...rest, turn].sort((a, b) => a.index - b.index) : rest;
    this.select(isNew ? turn : rest.at(-1), { focus: true, show: false });
    this.setRange(range);
    this.onSelect(this.selected);
  }

  between(a, b) {
    const [from, to] = [a.index, b.index].sort((x, y) => x - y);
    return this.store.turns.slice(from, to + 1);
  }

  setRange(turns) {
    for (const turn of this.range) this.node(turn)?.classList.remove("ranged");
    this.range = turns;
    if (turns.length > 1) for (const turn of turns) this.node(turn).classList.add("ranged");
  }

  // Outline the turns that a dialog is about to change.
  outline(turns) {
    for (const node of this.list.querySelectorAll(".affected")) node.classList.remove("affected");
    for (const turn of turns) this.node(turn)?.classList.add("affected");
  }

  // Scroll until words of a turn are visible.
  showWords(turn, range) {
    scrollIntoView(this.node(turn), range);
  }

  scrollFullyIntoView(turn) {
    scrollFullyIntoView(this.node(turn));
  }

  // The turns that an action is meant for: the selected ones. While the selection goes along with the
  // sound, a key pressed just after a turn began was meant for the turn that was heard before it.
  meant() {
    if (this.range.length > 1) return this.range;
    const { turn, until } = this.heardBefore ?? {};
    const before = until > performance.now() && this.store.byId.get(turn?.id);
    return [before || this.selected];
  }

  // --- Playing: two nodes change from turn to turn, none from word to word

  followPlayback(time, isPlaying) {
    const active = this.store.turnsAt(time);
    const words = active.map((turn) => wordAt(turn, time));
    const key = active.map((turn, n) => `${turn.id}.${words[n]}`).join();
    if (key === this.playedKey) return;
    this.playedKey = key;
    if (active[0] !== this.current) this.setCurrent(active[0] ?? null, isPlaying);
    const ranges = active.map((turn, n) => this.wordRange(turn, words[n])).filter(Boolean);
    CSS.highlights?.set("spoken", new Highlight(...ranges));
    if (isPlaying && this.shouldFollow() && ranges[0]) this.showWords(active[0], ranges[0]);
  }

  setCurrent(turn, isPlaying) {
    const former = this.current && this.node(this.current);
    former?.removeAttribute("aria-current");
    former?.classList.remove("lit");
    this.current = turn;
    if (!turn) return;
    this.node(turn).setAttribute("aria-current", "true");
    this.node(turn).classList.toggle("lit", !CSS.highlights);
    if (isPlaying && this.shouldFollow()) {
      const before = this.selected;
      this.select(turn, { focus: false, show: false });
      this.heardBefore = { turn: before, until: performance.now() + REACTION_MS };
    }
  }
}

function cssString(text) {
  return `"${text.replace(/[\\"]/g, "\\$&").replace(/[\n\r\f<]/g, (sign) => `\\${sign.codePointAt(0).toString(16)} `)}"`;
}
