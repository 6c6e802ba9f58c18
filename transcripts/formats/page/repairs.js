"use strict";
(() => {
  const audio = document.querySelector("audio");
  if (!audio) return;
  const MARGIN_SECONDS = 0.6; // played before and after a correction: a word or two
  let stopAt = Infinity;
  let pressed = null;

  function release() {
    pressed?.setAttribute("aria-pressed", "false");
    pressed = null;
    stopAt = Infinity;
  }

  document.addEventListener("click", (event) => {
    /** @type {HTMLElement | null} */
    const button = /** @type {Element} */ (event.target).closest("button[data-start]");
    if (!button) return;
    const isStop = button === pressed;
    audio.pause();
    release();
    if (isStop) return;
    pressed = button;
    button.setAttribute("aria-pressed", "true");
    audio.currentTime = Math.max(0, Number(button.dataset.start) - MARGIN_SECONDS);
    stopAt = Number(button.dataset.end) + MARGIN_SECONDS;
    audio.play();
  });

  audio.addEventListener("timeupdate", () => {
    if (audio.currentTime < stopAt) return;
    audio.pause();
    release();
  });
})();
