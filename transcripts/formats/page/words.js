"use strict";
// The turns of the page and their words: plain text, told apart by the spaces between them.
(() => {
  /** @type {(selector: string, root?: ParentNode) => any} */
  const $ = (selector, root = document) => root.querySelector(selector);
  /** @type {(selector: string, root?: ParentNode) => any[]} */
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  const turns = all(".turn").map((node) => ({
    node,
    start: Number(node.dataset.start),
    end: Number(node.dataset.end),
    name: $(".name", node).textContent,
    words: null,
  }));
  const starts = turns.map((turn) => turn.start);
  // The latest end of each turn and all before it, which tells how far back a turn may still go on.
  const latestEnds = [];
  for (const turn of turns) latestEnds.push(Math.max(turn.end, latestEnds.at(-1) ?? 0));

  function wordsOf(turn) {
    if (turn.words) return turn.words;
    const times = turn.node.dataset.words.split(" ");
    turn.words = [];
    for (const paragraph of all(".words", turn.node)) {
      const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        for (const match of walker.currentNode.textContent.matchAll(/[^ \n]+/g)) {
          turn.words.push({
            start: turn.start + Number(times[turn.words.length]) / 100,
            node: walker.currentNode,
            from: match.index,
            to: match.index + match[0].length,
          });
        }
      }
    }
    return turn.words;
  }

  function rangeOf(word) {
    const range = new Range();
    range.setStart(word.node, word.from);
    range.setEnd(word.node, word.to);
    return range;
  }

  // The index of the last item of an ascending list that is at most `time`, or -1.
  function lastAtOrBefore(list, time, key = (item) => item) {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (key(list[middle]) <= time) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  function wordAt(turn, time) {
    const words = wordsOf(turn);
    return words[Math.max(0, lastAtOrBefore(words, time + 0.005, (word) => word.start))];
  }

  function turnsAt(time) {
    const found = [];
    for (let n = lastAtOrBefore(starts, time + 0.005); n >= 0 && latestEnds[n] >= time; n--) {
      if (turns[n].end >= time) found.push(turns[n]);
    }
    return found;
  }

  function wordUnder(event) {
    const position = document.caretPositionFromPoint?.(event.clientX, event.clientY);
    const range = position ? null : document.caretRangeFromPoint?.(event.clientX, event.clientY);
    const node = position?.offsetNode ?? range?.startContainer;
    const offset = position?.offset ?? range?.startOffset;
    const turn = turns.find((one) => one.node.contains(node));
    return turn && wordsOf(turn).find((w) => w.node === node && w.from <= offset && offset <= w.to);
  }

  function timeOf(mark) {
    if (mark.dataset.at) return Number(mark.dataset.at);
    const turn = turns.find((one) => one.node.contains(mark));
    return wordsOf(turn).find((word) => mark.contains(word.node)).start;
  }

  globalThis.spokenWords = { turns, starts, lastAtOrBefore, rangeOf, wordAt, turnsAt, wordUnder, timeOf };
})();
