"use strict";
// Play passages in the page. Without this script, the link of a passage opens the audio at its
// start.
(() => {
  /** @type {HTMLElement} */
  const bar = document.querySelector(".listen");
  const audio = bar.querySelector("audio");
  let playing = null;
  let end = Infinity;

  function showState() {
    document.querySelector(".hear.on")?.classList.remove("on");
    if (playing && !audio.paused) playing.classList.add("on");
  }

  document.addEventListener("click", (event) => {
    /** @type {HTMLAnchorElement | null} */
    const link = /** @type {Element} */ (event.target).closest("a.hear");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link === playing && !audio.paused) {
      audio.pause();
      return;
    }
    const [source, times] = link.href.split("#t=");
    const [from, to] = times.split(",").map(Number);
    const title = link.closest("section").querySelector("h2").textContent;
    const isResumed = link === playing && audio.currentTime > from && audio.currentTime < to;
    playing = link;
    end = to;
    bar.hidden = false;
    bar.querySelector("p").textContent = `${title}, ${link.previousElementSibling.textContent}`;
    if (audio.src !== source) audio.src = source;
    if (!isResumed) audio.currentTime = from;
    audio.play().catch(() => (bar.querySelector("p").textContent = "The recording can’t be played."));
  });
  audio.addEventListener("timeupdate", () => {
    if (audio.currentTime < end) return;
    audio.pause();
    end = Infinity; // pressing play again goes on past the passage
  });
  for (const type of ["play", "pause", "ended"]) audio.addEventListener(type, showState);
})();
