"use strict";
// Play a passage where it is read; without this script its link opens the sound at that moment.
(() => {
  const bar = document.querySelector(".listen");
  const audio = bar.querySelector("audio");
  let playing = null;
  let end = Infinity;

  function show() {
    document.querySelector(".hear.on")?.classList.remove("on");
    if (playing && !audio.paused) playing.classList.add("on");
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.hear");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link === playing && !audio.paused) return audio.pause();
    const [source, times] = link.href.split("#t=");
    const [from, to] = times.split(",").map(Number);
    const title = link.closest("section").querySelector("h2").textContent;
    const again = link === playing && audio.currentTime > from && audio.currentTime < to;
    playing = link;
    end = to;
    bar.hidden = false;
    bar.querySelector("p").textContent = `${title}, ${link.previousElementSibling.textContent}`;
    if (audio.src !== source) audio.src = source;
    if (!again) audio.currentTime = from;
    audio.play().catch(() => (bar.querySelector("p").textContent = "The sound cannot be played."));
  });
  audio.addEventListener("timeupdate", () => {
    if (audio.currentTime < end) return;
    audio.pause();
    end = Infinity; // whoever presses play again wants to hear on
  });
  for (const kind of ["play", "pause", "ended"]) audio.addEventListener(kind, show);
})();
