// The sound: an ordinary audio element, ranges of it, and what moves with it.
import { $ } from "./dom.js";
import { clock } from "./store.js";

const STEP = 3; // seconds
const AROUND = { before: 1.2, after: 0.8 }; // seconds heard around a place: enough to know who speaks

export class Player {
  constructor(title) {
    this.audio = $("#audio");
    this.until = Infinity;
    this.listeners = [];
    const { audio } = this;
    for (const kind of ["play", "pause", "ended"]) audio.addEventListener(kind, () => this.turned());
    audio.addEventListener("seeked", () => this.tell());
    audio.addEventListener("error", () => this.onerror?.("The sound cannot be played"));
    this.slider = $("#seek");
    this.slider.addEventListener("input", () => this.seek(Number(this.slider.value)));
    this.speed = $("#speed");
    this.speed.addEventListener("change", () => (audio.playbackRate = Number(this.speed.value)));
    this.announce(title);
  }

  get time() {
    return this.audio.currentTime;
  }

  get playing() {
    return !this.audio.paused;
  }

  seek(time) {
    this.until = Infinity;
    this.audio.currentTime = Math.max(0, Math.min(time, this.audio.duration || time));
    this.tell();
  }

  play() {
    // Before the first key or click a browser may refuse to make a sound; then the person begins.
    return this.audio.play().catch((error) => {
      if (error.name === "NotAllowedError") this.onerror?.("Press Space to hear it");
    });
  }

  pause() {
    this.audio.pause();
  }

  toggle() {
    this.until = Infinity;
    if (this.playing) this.pause();
    else this.play();
  }

  // Play from one time to another, or on and on.
  range(from, to = Infinity) {
    this.seek(from);
    this.until = to;
    this.play();
  }

  around(start, end) {
    this.range(start - AROUND.before, end + AROUND.after);
  }

  by(seconds) {
    const { until } = this;
    this.seek(this.time + seconds);
    if (seconds < 0 && until !== Infinity) this.until = until;
  }

  faster(steps) {
    const options = [...this.speed.options].map((option) => option.value);
    const to = Math.max(0, Math.min(options.length - 1, this.speed.selectedIndex + steps));
    this.speed.value = options[to];
    this.audio.playbackRate = Number(options[to]);
    return `${options[to]}×`;
  }

  turned() {
    $(".dock").classList.toggle("playing", this.playing);
    $("#play").setAttribute("aria-label", this.playing ? "Pause" : "Play");
    this.tell();
    if (this.playing) this.frame();
  }

  frame = () => {
    if (this.time >= this.until) {
      this.until = Infinity;
      this.pause();
    }
    this.tell();
    if (this.playing) requestAnimationFrame(this.frame);
  };

  tell() {
    const second = Math.floor(this.time);
    if (second !== this.second) {
      this.second = second;
      $("#now").textContent = clock(second);
      this.slider.value = second;
      this.slider.setAttribute("aria-valuetext", clock(second));
    }
    for (const listener of this.listeners) listener(this.time, this.playing);
  }

  announce(title) {
    const session = navigator.mediaSession;
    if (!session) return;
    session.metadata = new MediaMetadata({ title });
    const handlers = {
      play: () => this.play(),
      pause: () => this.pause(),
      seekbackward: () => this.by(-STEP),
      seekforward: () => this.by(STEP),
      previoustrack: () => this.onstep?.(-1),
      nexttrack: () => this.onstep?.(1),
    };
    for (const [name, handler] of Object.entries(handlers)) session.setActionHandler(name, handler);
  }
}

