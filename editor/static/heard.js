// Record which parts of the recording somebody has listened to, so that the page can count heard turns.
const LONGEST_STEP_SECONDS = 2; // a longer step between two reports of the player is a jump
const LEAST_SECONDS = 1; // shorter parts are not recorded
const SEND_AFTER_MS = 10_000; // heard parts are sent this long after a pause began
const SEND_EVERY_MS = 120_000; // heard parts are sent this often while the recording plays

export class HeardParts {
  /** @param {import("./recording.js").App} app */
  constructor(app) {
    this.app = app;
    /** @type {[number, number][]} */
    this.spans = [];
    this.last = 0; // the position at the last report
    this.wasPlaying = false;
    this.sentAt = performance.now();
    app.player.listeners.push((time, isPlaying) => this.onReport(time, isPlaying));
    document.addEventListener("visibilitychange", () => document.hidden && this.send());
  }

  onReport(time, isPlaying) {
    const step = time - this.last;
    if (this.wasPlaying && step > 0 && step < LONGEST_STEP_SECONDS) this.add(this.last, time);
    if (this.wasPlaying && !isPlaying) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.app.player.isPlaying || this.send(), SEND_AFTER_MS);
    }
    this.last = time;
    this.wasPlaying = isPlaying;
    if (isPlaying && performance.now() - this.sentAt > SEND_EVERY_MS) this.send();
  }

  add(start, end) {
    const open = this.spans.at(-1);
    if (open && open[1] === start) open[1] = end;
    else this.spans.push([start, end]);
  }

  send() {
    this.sentAt = performance.now();
    const { store, sendEdit } = this.app;
    const rounded = this.spans.map(([start, end]) => [Math.round(start * 100) / 100, Math.min(store.duration, Math.round(end * 100) / 100)]);
    const spans = rounded.filter(([start, end]) => end - start >= LEAST_SECONDS);
    this.spans = [];
    if (spans.length) sendEdit("mark-heard", { spans });
  }
}
