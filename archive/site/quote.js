"use strict";
// Copy a passage with its speaker, title, programme, date, time and link.
(() => {
  /** @type {(selector: string) => any} */
  const $ = (selector) => document.querySelector(selector);
  const cite = $("#cite");
  /** @type {HTMLElement[]} */
  const turns = [...document.querySelectorAll(/** @type {"article"} */ (".turn"))];
  const { title, programme, date, url } = cite.dataset;
  const about = [`“${title}”`, programme, date].filter(Boolean);
  document.documentElement.classList.add("quotes");

  function wordsIn(range) {
    const paragraphs = range.cloneContents().querySelectorAll(".words");
    const texts = paragraphs.length ? [...paragraphs].map((p) => p.textContent) : [String(range)];
    return texts.join(" ").split(/[ \n]+/).filter(Boolean);
  }

  // Extend a range to whole words.
  function wholeWords(range) {
    const { startContainer: first, endContainer: last } = range;
    let { startOffset: from, endOffset: to } = range;
    if (first.nodeType === Node.TEXT_NODE) {
      while (from > 0 && /\S/.test(first.data[from - 1]) && /\S/.test(first.data[from] ?? " ")) from--;
      range.setStart(first, from);
    }
    if (last.nodeType === Node.TEXT_NODE) {
      while (to < last.length && /\S/.test(last.data[to]) && /\S/.test(last.data[to - 1] ?? " ")) to++;
      range.setEnd(last, to);
    }
    return range;
  }

  function part(turn, range) {
    const inside = new Range();
    inside.selectNodeContents(turn.querySelector(".said"));
    const before = inside.cloneRange();
    if (range && inside.compareBoundaryPoints(Range.START_TO_START, range) < 0) {
      inside.setStart(range.startContainer, range.startOffset);
    }
    if (range && inside.compareBoundaryPoints(Range.END_TO_END, range) > 0) {
      inside.setEnd(range.endContainer, range.endOffset);
    }
    before.setEnd(inside.startContainer, inside.startOffset);
    return { turn, words: wordsIn(inside), first: before.collapsed ? 0 : wordsIn(before).length };
  }

  function startOf({ turn, first }) {
    const times = turn.dataset.words.split(" ");
    return Number(turn.dataset.start) + Number(times[Math.min(first, times.length - 1)]) / 100;
  }

  function formatTime(seconds) {
    const parts = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map(Math.floor);
    const [hours, minutes, rest] = parts.map((part, n) => (n ? String(part).padStart(2, "0") : part));
    return hours ? `${hours}:${minutes}:${rest}` : `${Number(minutes)}:${rest}`;
  }

  const nameOf = (turn) => turn.querySelector(".name").textContent;

  function quotation(parts) {
    const said = parts.map((one) => ({ ...one, text: one.words.join(" "), name: nameOf(one.turn) }));
    const start = startOf(said[0]);
    const link = `${url || location.href.split("#")[0]}#t=${start.toFixed(2)}`;
    const source = ("untimed" in cite.dataset ? about : [...about, formatTime(start)]).join(", ");
    return said.length === 1
      ? `“${said[0].text}”\n${said[0].name}, ${source}\n${link}`
      : `${said.map((one) => `${one.name}: ${one.text}`).join("\n")}\n${source}\n${link}`;
  }

  function selected() {
    const selection = getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return null;
    const range = wholeWords(selection.getRangeAt(0).cloneRange());
    const parts = turns
      .filter((turn) => range.intersectsNode(turn.querySelector(".said")))
      .map((turn) => part(turn, range))
      .filter(({ words }) => words.length);
    return parts.length ? { parts, range } : null;
  }

  const status = Object.assign(document.createElement("p"), { className: "copied" });
  status.setAttribute("role", "status");
  let timer;
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const onCopy = (event) => {
        event.clipboardData.setData("text/plain", text);
        event.preventDefault();
      };
      document.addEventListener("copy", onCopy, { once: true });
      document.execCommand("copy");
      document.removeEventListener("copy", onCopy);
    }
    status.textContent = `Copied: ${text}`;
    clearTimeout(timer);
    timer = setTimeout(() => (status.textContent = ""), 6000);
  }

  function quoteButton(where, onClick) {
    const node = Object.assign(document.createElement("button"), {
      type: "button",
      className: `quote ${where}`,
      textContent: "Quote",
    });
    node.addEventListener("click", (event) => {
      event.stopPropagation();
      onClick();
    });
    return node;
  }

  // One button beside the turn under the pointer, one below the selection.
  const beside = quoteButton("beside", () => copy(quotation([part(beside.closest(".turn"))])));
  const under = quoteButton("under", () => {
    const found = selected();
    if (found) copy(quotation(found.parts));
  });
  under.hidden = true;
  under.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the selection
  $("main").append(under);
  $("#cite").append(status);

  for (const type of ["pointerover", "focusin"]) {
    document.addEventListener(type, ({ target }) => {
      const turn = /** @type {Element} */ (target).closest?.(".turn");
      if (turn && beside.parentNode !== turn.firstElementChild) turn.firstElementChild.append(beside);
    });
  }

  document.addEventListener("selectionchange", () => {
    const found = selected();
    under.hidden = !found;
    if (!found) return;
    const boxes = found.range.getClientRects();
    const box = boxes[boxes.length - 1];
    if (!box) return;
    const left = Math.max(8, Math.min(box.right - 40, innerWidth - 96));
    under.style.left = `${left + scrollX}px`;
    under.style.top = `${box.bottom + 6 + scrollY}px`;
  });

  $("[data-cite]").addEventListener("click", () => {
    copy($(".citation").textContent);
  });

  document.addEventListener("keydown", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (event.key !== "c" || event.ctrlKey || event.altKey || event.metaKey) return;
    if (target.closest("input:not([type=checkbox]), select, textarea")) return;
    if ($(".keys input")?.checked === false) return;
    const turn = $(".turn.current, .turn:has(:target), .turn:hover");
    const found = selected()?.parts ?? (turn && [part(turn)]);
    if (found) copy(quotation(found));
  });
  const list = $(".keys dl");
  for (const [tag, text] of [["dt", "C"], ["dd", "Quote the selection, or the turn that plays"]]) {
    list?.append(Object.assign(document.createElement(tag), { textContent: text }));
  }
})();
