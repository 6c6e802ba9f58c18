// The waveform: the whole recording as a strip, and one window of it; each a canvas, tinted by voice.
import { $ } from "./dom.js";
import { lastBefore } from "./store.js";

const WINDOW = 30; // seconds in the window
const HEADER_BYTES = 24; // of audiowaveform's .dat, version 2: DataFormat.md
const HATCH = 6; // pixels from one line of an overlap's pattern to the next

export class Wave {
  constructor(store, player) {
    this.store = store;
    this.player = player;
    this.zoom = $("#zoom");
    this.strip = $("#overview");
    this.peaks = this.picture = null;
    this.colours = new Map();
    this.zoom.addEventListener("click", (event) => player.seek(this.from + this.share(event) * WINDOW));
    new ResizeObserver(() => this.redraw()).observe(this.strip);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.redraw());
    player.listeners.push((time) => this.move(time));
    this.load();
  }

  share(event) {
    const box = event.target.getBoundingClientRect();
    return Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
  }

  async load() {
    const answer = await fetch(`/recordings/${encodeURIComponent(this.store.id)}/peaks`).catch(() => null);
    if (!answer?.ok) return; // the bands of the voices are drawn without it
    const view = new DataView(await answer.arrayBuffer());
    const [rate, samples] = [view.getInt32(8, true), view.getInt32(12, true)];
    this.peaks = new Int8Array(view.buffer, HEADER_BYTES);
    this.pairs = rate / samples; // pairs a second
    this.zoom.dataset.drawn = "yes";
    this.redraw();
  }

  redraw() {
    this.colours = new Map();
    this.picture = null;
    this.move(this.player.time, true);
  }

  move(time, anew = false) {
    const from = Math.max(0, Math.min(this.store.duration - WINDOW, time - WINDOW * 0.4));
    if (!anew && this.at === time) return;
    this.at = time;
    this.from = from;
    if (this.zoom.clientHeight) this.draw(this.zoom, from, from + WINDOW, time, 1);
    this.drawStrip(time);
  }

  // The strip is drawn once and kept; only the playhead moves over it.
  drawStrip(time) {
    const { strip } = this;
    if (!this.picture) {
      this.draw(strip, 0, this.store.duration, null, 0);
      this.picture = document.createElement("canvas");
      Object.assign(this.picture, { width: strip.width, height: strip.height });
      if (strip.width) this.picture.getContext("2d").drawImage(strip, 0, 0);
    }
    if (!strip.width) return;
    const paint = strip.getContext("2d");
    paint.clearRect(0, 0, strip.width, strip.height);
    paint.drawImage(this.picture, 0, 0);
    this.playhead(paint, (time / this.store.duration) * strip.width, strip.height);
  }

  draw(canvas, from, to, time, lane) {
    const scale = devicePixelRatio;
    const [width, height] = [Math.round(canvas.clientWidth * scale), Math.round(canvas.clientHeight * scale)];
    if (!width || !height) return;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const paint = canvas.getContext("2d");
    paint.clearRect(0, 0, width, height);
    const x = (moment) => ((moment - from) / (to - from)) * width;
    const band = Math.round(height * (lane ? 0.16 : 0.3));
    const turns = this.between(from, to);
    for (const turn of turns) {
      paint.fillStyle = this.colour(turn.speaker);
      paint.globalAlpha = 0.16;
      paint.fillRect(x(turn.start), 0, x(turn.end) - x(turn.start), height);
      paint.globalAlpha = 1;
      paint.fillRect(x(turn.start), height - band, Math.max(1, x(turn.end) - x(turn.start) - 1), band);
    }
    this.shape(paint, from, to, width, height - band);
    this.hatch(paint, turns, x, height);
    if (time !== null) this.playhead(paint, x(time), height);
  }

  between(from, to) {
    const last = lastBefore(this.store.starts, to);
    const found = [];
    for (let n = last; n >= 0 && this.store.reach[n] >= from; n--) {
      if (this.store.turns[n].end >= from) found.push(this.store.turns[n]);
    }
    return found.reverse();
  }

  shape(paint, from, to, width, height) {
    if (!this.peaks) return;
    paint.fillStyle = this.ink();
    const per = ((to - from) * this.pairs) / width;
    for (let px = 0; px < width; px++) {
      const begin = Math.floor(from * this.pairs + px * per);
      let [low, high] = [0, 0];
      for (let n = begin; n < begin + Math.max(1, per); n++) {
        low = Math.min(low, this.peaks[2 * n] ?? 0);
        high = Math.max(high, this.peaks[2 * n + 1] ?? 0);
      }
      const [top, bottom] = [(0.5 - high / 256) * height, (0.5 - low / 256) * height];
      paint.fillRect(px, top, 1, Math.max(1, bottom - top));
    }
  }

  // Where two speak at once: lines across both, for colours alone would not say so.
  hatch(paint, turns, x, height) {
    paint.strokeStyle = this.ink();
    paint.lineWidth = devicePixelRatio;
    turns.forEach((turn, n) => {
      for (let m = n + 1; m < turns.length && turns[m].start < turn.end; m++) {
        const [left, right] = [x(turns[m].start), x(Math.min(turn.end, turns[m].end))];
        paint.save();
        paint.beginPath();
        paint.rect(left, 0, Math.max(2, right - left), height);
        paint.clip();
        paint.beginPath();
        for (let at = left - height; at < right; at += HATCH * devicePixelRatio) {
          paint.moveTo(at, height);
          paint.lineTo(at + height, 0);
        }
        paint.stroke();
        paint.restore();
      }
    });
  }

  playhead(paint, x, height) {
    paint.fillStyle = this.ink();
    paint.fillRect(Math.round(x) - devicePixelRatio, 0, 2 * devicePixelRatio, height);
  }

  ink() {
    return getComputedStyle(this.zoom).color;
  }

  colour(speaker) {
    if (!this.colours.has(speaker)) {
      const probe = document.createElement("span");
      probe.className = `c${this.store.colour(speaker)}`;
      document.body.append(probe);
      this.colours.set(speaker, getComputedStyle(probe).getPropertyValue("--voice").trim());
      probe.remove();
    }
    return this.colours.get(speaker);
  }
}
