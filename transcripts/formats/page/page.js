"use strict";
(() => {
  const audio = document.querySelector("audio");
  if (!audio) return;
  const $ = (selector, from = document) => from.querySelector(selector);
  const duration = Number(document.body.dataset.duration);
  const dock = $(".dock");
  const card = $(".card");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  const turns = [...document.querySelectorAll(".turn")].map((node) => ({
    node,
    start: Number(node.dataset.start),
    end: Number(node.dataset.end),
    name: $(".name", node).textContent,
    words: null,
  }));
  const starts = turns.map((turn) => turn.start);
  // The latest end of this and all turns before it: tells how far back a turn may still be going on.
  const reach = [];
  for (const turn of turns) reach.push(Math.max(turn.end, reach.at(-1) ?? 0));

  // --- Words: plain text in the page, found again by the spaces between them.

  function wordsOf(turn) {
    if (turn.words) return turn.words;
    const times = turn.node.dataset.words.split(" ");
    turn.words = [];
    for (const paragraph of turn.node.querySelectorAll(".words")) {
      const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        for (const found of walker.currentNode.data.matchAll(/[^ \n]+/g)) {
          turn.words.push({
            at: turn.start + Number(times[turn.words.length]) / 100,
            node: walker.currentNode,
            from: found.index,
            to: found.index + found[0].length,
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

  // The last of `list` that is not behind `time`, or -1.
  function lastBefore(list, time, key = (item) => item) {
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
    return words[Math.max(0, lastBefore(words, time + 0.005, (word) => word.at))];
  }

  function turnsAt(time) {
    const found = [];
    for (let n = lastBefore(starts, time + 0.005); n >= 0 && reach[n] >= time; n--) {
      if (turns[n].end >= time) found.push(turns[n]);
    }
    return found;
  }

  function wordUnder(event) {
    const spot = document.caretPositionFromPoint
      ? document.caretPositionFromPoint(event.clientX, event.clientY)
      : document.caretRangeFromPoint?.(event.clientX, event.clientY);
    const node = spot?.offsetNode ?? spot?.startContainer;
    const offset = spot?.offset ?? spot?.startOffset;
    const turn = turns.find((one) => one.node.contains(node));
    return turn && wordsOf(turn).find((w) => w.node === node && w.from <= offset && offset <= w.to);
  }

  function timeOf(mark) {
    if (mark.dataset.at) return Number(mark.dataset.at);
    const turn = turns.find((one) => one.node.contains(mark));
    return wordsOf(turn).find((word) => mark.contains(word.node)).at;
  }

  // --- Playing

  let current = [];
  let lit = "";
  let following = true;

  function light(time) {
    const active = turnsAt(time);
    const words = active.map((turn) => wordAt(turn, time));
    const key = active.map((turn, n) => `${turn.node.id}.${words[n]?.at}`).join(" ");
    if (key === lit) return;
    lit = key;
    if (active.length !== current.length || active.some((turn, n) => turn !== current[n])) {
      for (const turn of current) {
        turn.node.classList.remove("current", "lit");
        turn.node.removeAttribute("aria-current");
      }
      for (const turn of active) {
        turn.node.classList.add("current");
        turn.node.classList.toggle("lit", !window.Highlight);
        turn.node.setAttribute("aria-current", "true");
      }
      current = active;
      $(".speaking", dock).textContent = active.map((turn) => turn.name).reverse().join(", ");
    }
    if (window.Highlight) {
      CSS.highlights.set("spoken", new Highlight(...words.filter(Boolean).map(rangeOf)));
    }
    if (following && !audio.paused && words[0]) keepInView(words[0], active[0]);
  }

  function keepInView(word, turn) {
    const box = rangeOf(word).getBoundingClientRect();
    const floor = innerHeight - dock.offsetHeight - 60;
    if (box.height && box.top >= 60 && box.bottom <= floor) return;
    showAt(turn, word);
  }

  // A turn that was never on the screen has a guessed height: go there, let it be laid out, go again.
  function showAt(turn, word) {
    const go = (behavior) => {
      const box = word ? rangeOf(word).getBoundingClientRect() : turn.node.getBoundingClientRect();
      const at = box.height || box.top ? box : turn.node.getBoundingClientRect();
      ours = performance.now() + (behavior === "smooth" ? 900 : 100);
      scrollTo({ top: scrollY + at.top - innerHeight * 0.3, behavior });
    };
    const near = Math.abs(turn.node.getBoundingClientRect().top) < innerHeight;
    if (near && !calm.matches) return go("smooth");
    turn.node.scrollIntoView();
    go("instant");
    requestAnimationFrame(() => requestAnimationFrame(() => go("instant")));
  }

  let ours = 0;
  function follow(on) {
    following = on;
    $(".follow").hidden = on || audio.paused;
  }
  for (const kind of ["wheel", "touchmove"]) {
    addEventListener(kind, () => follow(false), { passive: true });
  }
  addEventListener("resize", () => hideCard());
  addEventListener("scroll", () => {
    if (performance.now() > ours && !audio.paused && scrolledByKey) follow(false);
  }, { passive: true });
  let scrolledByKey = false;
  addEventListener("keydown", (event) => {
    scrolledByKey = ["PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown"].includes(event.key);
  });

  const slider = $(".seek input");
  function tell(time) {
    const share = String(Math.min(1, time / duration));
    $(".played").style.setProperty("--at", share);
    $(".playhead").style.setProperty("--at", share);
    $(".dock .clock").textContent = clock(time);
    if (document.activeElement !== slider || !audio.paused) slider.value = time;
    slider.setAttribute("aria-valuetext", clock(time));
    light(time);
  }

  function clock(seconds) {
    const whole = Math.floor(seconds);
    const minutes = Math.floor(whole / 60) % 60;
    const pad = (number) => String(number).padStart(2, "0");
    return whole >= 3600
      ? `${Math.floor(whole / 3600)}:${pad(minutes)}:${pad(whole % 60)}`
      : `${minutes}:${pad(whole % 60)}`;
  }

  function seek(time, play = false) {
    const to = Math.max(0, Math.min(time, duration));
    audio.currentTime = to;
    tell(to);
    if (play) audio.play();
  }

  function frame() {
    tell(audio.currentTime);
    if (!audio.paused) requestAnimationFrame(frame);
  }
  function playing() {
    dock.classList.toggle("playing", !audio.paused);
    $(".play").setAttribute("aria-label", audio.paused ? "Play" : "Pause");
    $(".playhead").hidden = false;
    follow(following);
    if (!audio.paused) frame();
  }
  for (const kind of ["play", "pause", "ended"]) audio.addEventListener(kind, playing);
  audio.addEventListener("error", () => {
    $(".now").textContent = `${audio.getAttribute("src")} cannot be played`;
  });
  audio.addEventListener("seeked", () => tell(audio.currentTime));
  slider.addEventListener("input", () => seek(Number(slider.value)));
  $(".speed select").addEventListener("change", (event) => {
    audio.playbackRate = Number(event.target.value);
    event.target.blur();
  });

  // --- Going to a moment

  function goTo(time, play = false) {
    follow(true);
    seek(time, play);
    const turn = turns[Math.max(0, lastBefore(starts, time + 0.005))];
    if (turn) showAt(turn, wordAt(turn, time));
  }
  function fromAddress() {
    const found = /^#t=(\d+(?:\.\d+)?)/.exec(location.hash);
    if (found) goTo(Number(found[1]));
  }
  addEventListener("hashchange", fromAddress);

  document.addEventListener("click", (event) => {
    const { target } = event;
    const button = target.closest("[data-do]");
    if (button) return deeds[button.dataset.do]?.();
    const time = target.closest("a.time");
    if (time && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      history.replaceState(null, "", time.hash);
      const at = Number(time.hash.slice(3));
      return time.closest(".turn") ? (follow(true), seek(at, true)) : goTo(at, true);
    }
    const lane = target.closest(".lane");
    if (lane) {
      const box = lane.getBoundingClientRect();
      return goTo(((event.clientX - box.left) / box.width) * duration, !audio.paused);
    }
    const mark = target.closest(".words :is(.repair, .place, .small)");
    if (mark) {
      event.preventDefault();
      showCard(mark);
    }
    const word = target.closest(".words") && getSelection().isCollapsed && wordUnder(event);
    if (mark && !word) seek(timeOf(mark));
    if (!word) return mark || hideCard();
    follow(true);
    seek(word.at, true);
  });

  // --- What was repaired here

  function showCard(mark) {
    hideCard();
    const rows = (mark.dataset.repairs ?? "").split(" ").filter(Boolean);
    if (rows.length) {
      for (const id of rows) {
        const row = document.createElement("div");
        row.append(...[...document.getElementById(id).children].map((part) => part.cloneNode(true)));
        card.append(row);
      }
    } else if (document.getElementById("show-small")?.checked) {
      const row = document.createElement("p");
      row.className = "change";
      row.append("The old text: ", Object.assign(document.createElement("q"), { textContent: mark.dataset.was }));
      card.append(row);
    } else return;
    mark.classList.add("shown");
    card.hidden = false;
    const box = mark.getClientRects()[0];
    const below = box.bottom + 8 + card.offsetHeight < innerHeight - dock.offsetHeight;
    card.style.left = `${Math.max(16, Math.min(box.left, innerWidth - card.offsetWidth - 16)) + scrollX}px`;
    card.style.top = `${(below ? box.bottom + 8 : box.top - card.offsetHeight - 8) + scrollY}px`;
  }
  function hideCard() {
    card.hidden = true;
    card.replaceChildren();
    $(".shown")?.classList.remove("shown");
  }
  const marks = ".words :is(.repair, .place, .small)";
  document.addEventListener("mouseover", (event) => {
    const mark = event.target.closest(marks);
    if (mark && !mark.classList.contains("shown")) showCard(mark);
    else if (!mark && !card.hidden) hideCard();
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.matches(marks) && event.target.matches(":focus-visible")) showCard(event.target);
  });

  // --- Keys: this table is what the page does and what its list of keys says.

  const places = [...document.querySelectorAll(".words :is(.proposed, .doubt)")].filter(
    (mark) => !mark.parentElement.closest(".proposed"),
  );
  function nextPlace(step) {
    if (!places.length) return;
    const shown = places.indexOf(nextPlace.last);
    const now = lastBefore(places, audio.currentTime + 0.01, timeOf);
    const to = shown >= 0 ? shown + step : step > 0 ? now + 1 : now;
    const place = places[(to + places.length) % places.length];
    nextPlace.last = place;
    goTo(Math.max(0, timeOf(place) - 1.5), true);
    if (place.matches(".repair, .place")) setTimeout(() => showCard(place), calm.matches ? 50 : 700);
  }
  const dialog = $(".keys");
  const deeds = {
    play: () => (audio.paused ? audio.play() : audio.pause()),
    back: () => seek(audio.currentTime - 3),
    forward: () => seek(audio.currentTime + 3),
    follow: () => goTo(audio.currentTime),
    help: () => dialog.showModal(),
    close: () => dialog.close(),
  };
  const keys = [
    [["Space", "k"], "play, pause", deeds.play],
    [["j"], "back 3 seconds", deeds.back],
    [["l"], "forward 3 seconds", deeds.forward],
    [["ArrowLeft"], "back 1 second", () => seek(audio.currentTime - 1)],
    [["ArrowRight"], "forward 1 second", () => seek(audio.currentTime + 1)],
    [["n"], "next place worth a listen", () => nextPlace(1)],
    [["N"], "the one before", () => nextPlace(-1)],
    [["f"], "back to where it plays", deeds.follow],
    [["?"], "this list", deeds.help],
  ];
  const spelt = { ArrowLeft: "←", ArrowRight: "→", N: "Shift N" };
  for (const [names, does] of keys) {
    const dt = document.createElement("dt");
    const dd = document.createElement("dd");
    dt.textContent = names.map((name) => spelt[name] ?? name.toUpperCase()).join("  ");
    dd.textContent = does;
    $("dl", dialog).append(dt, dd);
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hideCard();
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || dialog.open) return;
    if (!$("input", dialog).checked && event.key !== "?") return;
    if (event.target.closest("input:not([type=checkbox]), select, textarea")) return;
    const name = event.key === " " ? "Space" : event.key;
    if (name === "Space" && event.target.closest("button, summary, a, input")) return;
    const row = keys.find(([names]) => names.includes(name));
    if (!row) return;
    event.preventDefault();
    row[2]();
  });

  if (navigator.mediaSession) {
    navigator.mediaSession.metadata = new MediaMetadata({ title: document.title });
    const near = (step) => {
      const turn = turns[lastBefore(starts, audio.currentTime - (step < 0 ? 1 : 0)) + (step > 0 ? 1 : 0)];
      if (turn) goTo(turn.start, true);
    };
    const handlers = {
      seekbackward: deeds.back,
      seekforward: deeds.forward,
      previoustrack: () => near(-1),
      nexttrack: () => near(1),
    };
    for (const [name, deed] of Object.entries(handlers)) {
      navigator.mediaSession.setActionHandler(name, deed);
    }
  }

  // --- Begin

  document.documentElement.classList.add("scripted");
  dock.hidden = false;
  const key = $(".key details");
  if (key && matchMedia("(min-width: 66rem)").matches) key.open = true;
  // Heights of turns not yet drawn, guessed by their length, keep the scroll bar honest.
  const measure = Math.max(24, ($("main")?.clientWidth ?? 600) / 10.5);
  for (const turn of turns) {
    const lines = Math.ceil(turn.node.dataset.words.split(" ").length / (measure / 5.8));
    turn.node.style.containIntrinsicBlockSize = `auto ${2 + lines * 1.95}rem`;
  }
  fromAddress();
})();
