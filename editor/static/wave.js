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
    this.peaks = null;
    this.from = 0; // of the window
    this.pictures = new Map();
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
    this.pictures = new Map();
    this.move(this.player.time);
  }

  // The window stays while the playhead crosses it, then the next one is shown: what is drawn is
  // kept, and only the playhead moves over it.
  move(time) {
    const inside = time >= this.from && time <= this.from + WINDOW * 0.95;
    const last = Math.max(0, this.store.duration - WINDOW);
    const from = inside ? this.from : Math.max(0, Math.min(last, time - WINDOW * 0.15));
    if (from !== this.from) this.pictures.delete(this.zoom);
    this.from = from;
    this.over(this.zoom, this.from, this.from + WINDOW, time);
    this.over(this.strip, 0, this.store.duration, time);
  }

  over(canvas, from, to, time) {
    const kept = this.pictures.get(canvas) ?? this.picture(canvas, from, to);
    if (!kept) return;
    const x = Math.round(((time - from) / (to - from)) * canvas.width);
    if (x === kept.x) return;
    kept.x = x;
    const paint = canvas.getContext("2d");
    paint.clearRect(0, 0, canvas.width, canvas.height);
    paint.drawImage(kept.image, 0, 0);
    paint.fillStyle = kept.ink;
    paint.fillRect(x - devicePixelRatio, 0, 2 * devicePixelRatio, canvas.height);
  }

  // Draw a canvas once, and keep what was drawn.
  picture(canvas, from, to) {
    this.draw(canvas, from, to, canvas === this.zoom);
    if (!canvas.clientWidth || !canvas.width) return null;
    const image = document.createElement("canvas");
    Object.assign(image, { width: canvas.width, height: canvas.height });
    image.getContext("2d").drawImage(canvas, 0, 0);
    const kept = { image, ink: this.ink(), x: null };
    this.pictures.set(canvas, kept);
    return kept;
  }

  draw(canvas, from, to, lane) {
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
