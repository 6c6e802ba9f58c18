// Play the recording, or ranges of it, and tell listeners the position.
import { $, loadLocal, saveLocal } from "./dom.js";
import { formatTime } from "./store.js";

const SKIP_SECONDS = 3;
const RESUME_EARLIER_SECONDS = 2; // playback resumes this much before the pause
const LEAD_SECONDS = 1.2; // played before a passage to check: enough to recognize the speaker
const SHORTEST_LOOP_SECONDS = 0.3;
const TAIL_SECONDS = 0.8; // played after a passage to check

export class Player {
  onError = (_message) => {};
  onStep = (_turns) => {}; // for the media keys "previous track" and "next track"

  constructor(title) {
    this.audio = $("#audio");
    this.hasSound = this.audio.hasAttribute("src"); // an adopted transcript may have no recording
    this.stopAt = Infinity;
    /** @type {number | null} */
    this.pausedAt = null; // the position of the last pause
    this.loopFrom = null; // where playback begins again each time it reaches `stopAt`
    /** @type {((time: number, isPlaying: boolean) => void)[]} */
    this.listeners = [];
    const { audio } = this;
    for (const type of ["play", "pause", "ended"]) audio.addEventListener(type, () => this.onStateChange());
    audio.addEventListener("seeked", () => this.report());
    audio.addEventListener("error", () => this.onError("The recording can’t be played."));
    this.slider = $("#seek");
    this.slider.addEventListener("input", () => this.seek(Number(this.slider.value)));
    this.speed = $("#speed");
    this.setSpeed(loadLocal("speed") ?? "1");
    this.speed.addEventListener("change", () => {
      this.setSpeed(this.speed.value);
      if (!this.speed.matches(":focus-visible")) this.speed.blur(); // after a click, keys work in the turns again
    });
    this.registerMediaKeys(title);
  }

  get time() {
    return this.audio.currentTime;
  }

  get isPlaying() {
    return !this.audio.paused;
  }

  seek(time) {
    this.stopAt = Infinity;
    this.loopFrom = null;
    this.audio.currentTime = Math.max(0, Math.min(time, this.audio.duration || time));
    this.report();
  }

  play() {
    if (!this.hasSound) return Promise.resolve();
    // Before the first key press or click a browser may refuse to play.
    return this.audio.play().catch((error) => {
      if (error.name === "NotAllowedError") this.onError("Press Space to play.");
    });
  }

  pause() {
    this.audio.pause();
  }

  toggle() {
    if (!this.hasSound) return this.onError("This transcript has no recording.");
    this.stopAt = Infinity;
    this.loopFrom = null;
    if (this.isPlaying) {
      this.pause();
      this.pausedAt = this.time;
      return;
    }
    if (this.time === this.pausedAt) this.seek(this.time - RESUME_EARLIER_SECONDS);
    this.play();
  }

  // Play from `start`, up to `end` if it is given.
  playRange(start, end = Infinity) {
    this.seek(start);
    this.stopAt = end;
    this.play();
  }

  // Play a passage again and again, until something else is played.
  loop(start, end) {
    this.playRange(start, Math.max(end, start + SHORTEST_LOOP_SECONDS));
    this.loopFrom = start;
  }

  playAround(start, end) {
    this.playRange(start - LEAD_SECONDS, end + TAIL_SECONDS);
  }

  skip(seconds) {
    const { stopAt } = this;
    this.seek(this.time + seconds);
    if (seconds < 0 && stopAt !== Infinity) this.stopAt = stopAt;
  }

  changeSpeed(steps) {
    const options = [...this.speed.options].map((option) => option.value);
    const index = Math.max(0, Math.min(options.length - 1, this.speed.selectedIndex + steps));
    this.setSpeed(options[index]);
    return `${options[index]}×`;
  }

  // Play at a speed, and remember it for the next recording.
  setSpeed(value) {
    const isOption = [...this.speed.options].some((option) => option.value === value);
    this.speed.value = isOption ? value : "1";
    this.audio.defaultPlaybackRate = this.audio.playbackRate = Number(this.speed.value);
    saveLocal("speed", this.speed.value);
  }

  onStateChange() {
    $(".dock").classList.toggle("playing", this.isPlaying);
    $("#play").setAttribute("aria-label", this.isPlaying ? "Pause" : "Play");
    this.report();
    if (this.isPlaying) this.onFrame();
  }

  onFrame = () => {
    if (this.time >= this.stopAt && this.loopFrom !== null) {
      this.audio.currentTime = this.loopFrom;
    } else if (this.time >= this.stopAt) {
      this.stopAt = Infinity;
      this.pause();
    }
    this.report();
    if (this.isPlaying) requestAnimationFrame(this.onFrame);
  };

  report() {
    const second = Math.floor(this.time);
    if (second !== this.second) {
      this.second = second;
      $("#now").textContent = formatTime(second);
      this.slider.value = second;
      this.slider.setAttribute("aria-valuetext", formatTime(second));
    }
    for (const listener of this.listeners) listener(this.time, this.isPlaying);
  }

  registerMediaKeys(title) {
    const session = navigator.mediaSession;
    if (!session) return;
    session.metadata = new MediaMetadata({ title });
    session.setActionHandler("play", () => this.play());
    session.setActionHandler("pause", () => this.pause());
    session.setActionHandler("seekbackward", () => this.skip(-SKIP_SECONDS));
    session.setActionHandler("seekforward", () => this.skip(SKIP_SECONDS));
    session.setActionHandler("previoustrack", () => this.onStep(-1));
    session.setActionHandler("nexttrack", () => this.onStep(1));
  }
}
