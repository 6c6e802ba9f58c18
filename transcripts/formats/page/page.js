"use strict";
(() => {
  // Without a recording, a time in the address leads to its turn.
  function goToTurns() {
    const { turns, starts, lastAtOrBefore } = globalThis.spokenWords;
    const open = () => {
      const found = /^#t=(\d+(?:\.\d+)?)/.exec(location.hash);
      if (found) turns[Math.max(0, lastAtOrBefore(starts, Number(found[1]) + 0.055))]?.node.scrollIntoView();
    };
    addEventListener("hashchange", open);
    open();
  }

  const audio = document.querySelector("audio");
  if (!audio) return goToTurns();
  /** @type {(selector: string, root?: ParentNode) => any} */
  const $ = (selector, root = document) => root.querySelector(selector);
  /** @type {(selector: string, root?: ParentNode) => any[]} */
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const duration = Number(document.body.dataset.duration);
  const dock = $(".dock");
  const { turns, starts, lastAtOrBefore, rangeOf, wordAt, turnsAt, wordUnder, timeOf } =
    globalThis.spokenWords;
  const { MARKS, showCard, hideCard } = globalThis.correctionCard;
  const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

  // --- Playing

  let current = [];
  let playedKey = "";
  let isFollowing = true;
  let programmaticScrollUntil = 0; // the time (ms) until which scrolling is the page's own

  function highlightWords(time) {
    const active = turnsAt(time);
    const words = active.map((turn) => wordAt(turn, time));
    const key = active.map((turn, n) => `${turn.node.id}.${words[n]?.start}`).join(" ");
    if (key === playedKey) return;
    playedKey = key;
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
    if (isFollowing && !audio.paused && words[0]) keepInView(words[0], active[0]);
  }

  function keepInView(word, turn) {
    const box = rangeOf(word).getBoundingClientRect();
    const floor = innerHeight - dock.offsetHeight - 60;
    if (box.height && box.top >= 60 && box.bottom <= floor) return;
    scrollToWord(turn, word);
  }

  // The height of a turn that was never visible is estimated: scroll, let the browser lay it out, scroll again.
  function scrollToWord(turn, word) {
    const go = (behavior) => {
      const box = word ? rangeOf(word).getBoundingClientRect() : turn.node.getBoundingClientRect();
      const at = box.height || box.top ? box : turn.node.getBoundingClientRect();
      programmaticScrollUntil = performance.now() + (behavior === "smooth" ? 900 : 100);
      scrollTo({ top: scrollY + at.top - innerHeight * 0.3, behavior });
    };
    const near = Math.abs(turn.node.getBoundingClientRect().top) < innerHeight;
    if (near && !reducedMotion.matches) return go("smooth");
    turn.node.scrollIntoView();
    go("instant");
    requestAnimationFrame(() => requestAnimationFrame(() => go("instant")));
  }

  function setFollowing(on) {
    isFollowing = on;
    $(".follow").hidden = on || audio.paused;
  }
  for (const type of ["wheel", "touchmove"]) {
    addEventListener(type, () => setFollowing(false), { passive: true });
  }
  addEventListener("resize", () => hideCard());
  addEventListener("scroll", () => {
    if (performance.now() > programmaticScrollUntil && !audio.paused && scrolledByKey) setFollowing(false);
  }, { passive: true });
  let scrolledByKey = false;
  addEventListener("keydown", (event) => {
    scrolledByKey = ["PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown"].includes(event.key);
  });

  const slider = $(".seek input");
  function showPosition(time) {
    const share = String(Math.min(1, time / duration));
    $(".played").style.setProperty("--at", share);
    $(".playhead").style.setProperty("--at", share);
    $(".dock .clock").textContent = formatTime(time);
    if (document.activeElement !== slider || !audio.paused) slider.value = time;
    slider.setAttribute("aria-valuetext", formatTime(time));
    highlightWords(time);
  }

  function formatTime(seconds) {
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
    showPosition(to);
    if (play) audio.play();
  }

  function onFrame() {
    showPosition(audio.currentTime);
    if (!audio.paused) requestAnimationFrame(onFrame);
  }
  function onStateChange() {
    dock.classList.toggle("playing", !audio.paused);
    $(".play").setAttribute("aria-label", audio.paused ? "Play" : "Pause");
    $(".playhead").hidden = false;
    setFollowing(isFollowing);
    if (!audio.paused) onFrame();
  }
  for (const type of ["play", "pause", "ended"]) audio.addEventListener(type, onStateChange);
  audio.addEventListener("error", () => {
    $(".now").textContent = `${audio.getAttribute("src")} can’t be played`;
  });
  audio.addEventListener("seeked", () => showPosition(audio.currentTime));
  slider.addEventListener("input", () => seek(Number(slider.value)));
  $(".speed select").addEventListener("change", (event) => {
    audio.playbackRate = Number(event.target.value);
    event.target.blur();
  });

  // --- Going to a time

  function goTo(time, play = false) {
    setFollowing(true);
    seek(time, play);
    const turn = turns[Math.max(0, lastAtOrBefore(starts, time + 0.005))];
    if (turn) scrollToWord(turn, wordAt(turn, time));
  }
  function openAddress() {
    const found = /^#t=(\d+(?:\.\d+)?)/.exec(location.hash);
    if (found) goTo(Number(found[1]));
  }
  addEventListener("hashchange", openAddress);

  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    /** @type {HTMLElement | null} */
    const button = target.closest("[data-do]");
    /** @type {HTMLAnchorElement | null} */
    const time = target.closest("a.time");
    const lane = target.closest(".lane");
    if (button) actions[button.dataset.do]?.();
    else if (time && !event.ctrlKey && !event.metaKey && !event.shiftKey) openTime(event, time);
    else if (lane) {
      const box = lane.getBoundingClientRect();
      goTo(((event.clientX - box.left) / box.width) * duration, !audio.paused);
    } else openWord(event, target);
  });

  function openTime(event, link) {
    event.preventDefault();
    history.replaceState(null, "", link.hash);
    const time = Number(link.hash.slice(3));
    if (!link.closest(".turn")) return goTo(time, true);
    setFollowing(true);
    return seek(time, true);
  }

  function openWord(event, target) {
    const mark = target.closest(MARKS);
    if (mark) {
      event.preventDefault();
      showCard(mark);
    }
    const word = target.closest(".words") && getSelection().isCollapsed && wordUnder(event);
    if (word) {
      setFollowing(true);
      seek(word.start, true);
    } else if (mark) seek(timeOf(mark));
    else hideCard();
  }

  // --- Keyboard shortcuts: one table for the page and its dialog

  const places = all(".words :is(.proposed, .doubt)").filter(
    (mark) => !mark.parentElement.closest(".proposed"),
  );
  let lastPlace = null;
  function stepPlace(step) {
    if (!places.length) return;
    const last = places.indexOf(lastPlace);
    const now = lastAtOrBefore(places, audio.currentTime + 0.01, timeOf);
    const next = last >= 0 ? last + step : step > 0 ? now + 1 : now;
    const place = places[(next + places.length) % places.length];
    lastPlace = place;
    goTo(Math.max(0, timeOf(place) - 1.5), true);
    if (place.matches(".repair, .place")) setTimeout(() => showCard(place), reducedMotion.matches ? 50 : 700);
  }
  const dialog = $(".keys");
  const actions = {
    play: () => (audio.paused ? audio.play() : audio.pause()),
    back: () => seek(audio.currentTime - 3),
    forward: () => seek(audio.currentTime + 3),
    follow: () => goTo(audio.currentTime),
    help: () => dialog.showModal(),
    close: () => dialog.close(),
  };
  /** @type {[string[], string, () => any][]} */
  const shortcuts = [
    [["Space", "k"], "Play or pause", actions.play],
    [["j"], "Back 3 seconds", actions.back],
    [["l"], "Forward 3 seconds", actions.forward],
    [["ArrowLeft"], "Back 1 second", () => seek(audio.currentTime - 1)],
    [["ArrowRight"], "Forward 1 second", () => seek(audio.currentTime + 1)],
    [["n"], "Next unsure place", () => stepPlace(1)],
    [["N"], "Previous unsure place", () => stepPlace(-1)],
    [["f"], "Follow playback", actions.follow],
    [["?"], "Keyboard shortcuts", actions.help],
  ];
  const KEY_LABELS = { ArrowLeft: "←", ArrowRight: "→", N: "Shift N" };
  for (const [names, label] of shortcuts) {
    const dt = document.createElement("dt");
    const dd = document.createElement("dd");
    dt.textContent = names.map((name) => KEY_LABELS[name] ?? name.toUpperCase()).join("  ");
    dd.textContent = label;
    $("dl", dialog).append(dt, dd);
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hideCard();
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || dialog.open) return;
    if (!$("input", dialog).checked && event.key !== "?") return;
    const target = /** @type {Element} */ (event.target);
    if (target.closest("input:not([type=checkbox]), select, textarea")) return;
    const name = event.key === " " ? "Space" : event.key;
    if (name === "Space" && target.closest("button, summary, a, input")) return;
    const shortcut = shortcuts.find(([names]) => names.includes(name));
    if (!shortcut) return;
    event.preventDefault();
    shortcut[2]();
  });

  if (navigator.mediaSession) {
    const session = navigator.mediaSession;
    session.metadata = new MediaMetadata({ title: document.title });
    const stepTurn = (step) => {
      const turn = turns[lastAtOrBefore(starts, audio.currentTime - (step < 0 ? 1 : 0)) + (step > 0 ? 1 : 0)];
      if (turn) goTo(turn.start, true);
    };
    session.setActionHandler("seekbackward", actions.back);
    session.setActionHandler("seekforward", actions.forward);
    session.setActionHandler("previoustrack", () => stepTurn(-1));
    session.setActionHandler("nexttrack", () => stepTurn(1));
  }

  // --- Start

  document.documentElement.classList.add("scripted");
  dock.hidden = false;
  const key = $(".key details");
  if (key && matchMedia("(min-width: 66rem)").matches) key.open = true;
  // Estimate the heights of turns by their length, so that the scroll bar is right from the start.
  const perLine = Math.max(24, ($("main")?.clientWidth ?? 600) / 10.5);
  for (const turn of turns) {
    const lines = Math.ceil(turn.node.dataset.words.split(" ").length / (perLine / 5.8));
    turn.node.style.containIntrinsicBlockSize = `auto ${2 + lines * 1.95}rem`;
  }
  openAddress();
})();
