"use strict";
(() => {
  const audio = document.querySelector("audio");
  if (!audio) return;
  const AROUND = 0.6; // seconds of sound before and behind a repair: a word or two
  let until = Infinity;
  let pressed = null;

  function release() {
    pressed?.setAttribute("aria-pressed", "false");
    pressed = null;
    until = Infinity;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-start]");
    if (!button) return;
    const again = button === pressed;
    audio.pause();
    release();
    if (again) return;
    pressed = button;
    button.setAttribute("aria-pressed", "true");
    audio.currentTime = Math.max(0, Number(button.dataset.start) - AROUND);
    until = Number(button.dataset.end) + AROUND;
    audio.play();
  });

  audio.addEventListener("timeupdate", () => {
    if (audio.currentTime < until) return;
    audio.pause();
    release();
  });
})();
