// The waveform: the whole recording as a strip and a window of it, each a canvas tinted by speaker.
import { $ } from "./dom.js";
import { lastAtOrBefore } from "./store.js";

const WINDOW_SECONDS = 30;
const HEADER_BYTES = 24; // header of audiowaveform's format .dat, version 2 (DataFormat.md)
const HATCH_PIXELS = 6; // distance between the lines that mark an overlap

export class Waveform {
  constructor(store, player) {
    this.store = store;
    this.player = player;
    this.zoom = $("#zoom");
    this.strip = $("#overview");
    this.peaks = null;
    this.windowStart = 0;
    this.images = new Map();
    this.colors = new Map();
    this.zoom.addEventListener("click", (event) => player.seek(this.windowStart + this.fraction(event) * WINDOW_SECONDS));
    new ResizeObserver(() => this.redraw()).observe(this.strip);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.redraw());
    this.load();
  }

  fraction(event) {
    const bounds = event.target.getBoundingClientRect();
    return Math.max(0, Math.min(1, (event.clientX - bounds.left) / bounds.width));
  }

  async load() {
    if (!this.player.hasSound) return;
    const response = await fetch(`/recordings/${encodeURIComponent(this.store.id)}/peaks`).catch(() => null);
    if (!response?.ok) return; // the colored bands of the speakers are drawn anyway
    const view = new DataView(await response.arrayBuffer());
    const [rate, samples] = [view.getInt32(8, true), view.getInt32(12, true)];
    this.peaks = new Int8Array(view.buffer, HEADER_BYTES);
    this.pairsPerSecond = rate / samples;
    this.zoom.dataset.drawn = "yes";
    this.redraw();
  }

  redraw() {
    this.colors = new Map();
    this.images = new Map();
    this.update(this.player.time);
  }

  // The window stays while the playhead crosses it, then the next window is shown. Drawings are cached;
  // only the playhead is drawn over them each time.
  update(time) {
    const isInside = time >= this.windowStart && time <= this.windowStart + WINDOW_SECONDS * 0.95;
    const last = Math.max(0, this.store.duration - WINDOW_SECONDS);
    const from = isInside ? this.windowStart : Math.max(0, Math.min(last, time - WINDOW_SECONDS * 0.15));
    if (from !== this.windowStart) this.images.delete(this.zoom);
    this.windowStart = from;
    this.drawWithPlayhead(this.zoom, this.windowStart, this.windowStart + WINDOW_SECONDS, time);
    this.drawWithPlayhead(this.strip, 0, this.store.duration, time);
  }

  drawWithPlayhead(canvas, from, to, time) {
    const cached = this.images.get(canvas) ?? this.cacheImage(canvas, from, to);
    if (!cached) return;
    const x = Math.round(((time - from) / (to - from)) * canvas.width);
    if (x === cached.x) return;
    cached.x = x;
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(cached.image, 0, 0);
    context.fillStyle = cached.ink;
    context.fillRect(x - devicePixelRatio, 0, 2 * devicePixelRatio, canvas.height);
  }

  // Draw a canvas once and cache the image.
  cacheImage(canvas, from, to) {
    this.draw(canvas, from, to, canvas === this.zoom);
    if (!canvas.clientWidth || !canvas.width) return null;
    const image = document.createElement("canvas");
    Object.assign(image, { width: canvas.width, height: canvas.height });
    image.getContext("2d").drawImage(canvas, 0, 0);
    const cached = { image, ink: this.ink(), x: null };
    this.images.set(canvas, cached);
    return cached;
  }

  draw(canvas, from, to, lane) {
    const scale = devicePixelRatio;
    const [width, height] = [Math.round(canvas.clientWidth * scale), Math.round(canvas.clientHeight * scale)];
    if (!width || !height) return;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, width, height);
    const x = (moment) => ((moment - from) / (to - from)) * width;
    const band = Math.round(height * (lane ? 0.16 : 0.3));
    const turns = this.turnsBetween(from, to);
    for (const turn of turns) {
      context.fillStyle = this.colorOf(turn.speaker);
      context.globalAlpha = 0.16;
      context.fillRect(x(turn.start), 0, x(turn.end) - x(turn.start), height);
      context.globalAlpha = 1;
      context.fillRect(x(turn.start), height - band, Math.max(1, x(turn.end) - x(turn.start) - 1), band);
    }
    this.drawPeaks(context, from, to, width, height - band);
    this.hatchOverlaps(context, turns, x, height);
  }

  turnsBetween(from, to) {
    const last = lastAtOrBefore(this.store.starts, to);
    const found = [];
    for (let n = last; n >= 0 && this.store.latestEnds[n] >= from; n--) {
      if (this.store.turns[n].end >= from) found.push(this.store.turns[n]);
    }
    return found.reverse();
  }

  drawPeaks(context, from, to, width, height) {
    if (!this.peaks) return;
    context.fillStyle = this.ink();
    const per = ((to - from) * this.pairsPerSecond) / width;
    for (let px = 0; px < width; px++) {
      const begin = Math.floor(from * this.pairsPerSecond + px * per);
      let [low, high] = [0, 0];
      for (let n = begin; n < begin + Math.max(1, per); n++) {
        low = Math.min(low, this.peaks[2 * n] ?? 0);
        high = Math.max(high, this.peaks[2 * n + 1] ?? 0);
      }
      const [top, bottom] = [(0.5 - high / 256) * height, (0.5 - low / 256) * height];
      context.fillRect(px, top, 1, Math.max(1, bottom - top));
    }
  }

  // Hatch where two people speak at once, so as not to rely on color.
  hatchOverlaps(context, turns, x, height) {
    context.strokeStyle = this.ink();
    context.lineWidth = devicePixelRatio;
    turns.forEach((turn, n) => {
      for (let m = n + 1; m < turns.length && turns[m].start < turn.end; m++) {
        const [left, right] = [x(turns[m].start), x(Math.min(turn.end, turns[m].end))];
        context.save();
        context.beginPath();
        context.rect(left, 0, Math.max(2, right - left), height);
        context.clip();
        context.beginPath();
        for (let at = left - height; at < right; at += HATCH_PIXELS * devicePixelRatio) {
          context.moveTo(at, height);
          context.lineTo(at + height, 0);
        }
        context.stroke();
        context.restore();
      }
    });
  }

  ink() {
    return getComputedStyle(this.zoom).color;
  }

  colorOf(speaker) {
    if (!this.colors.has(speaker)) {
      const probe = document.createElement("span");
      probe.className = `c${this.store.colorOf(speaker)}`;
      document.body.append(probe);
      this.colors.set(speaker, getComputedStyle(probe).getPropertyValue("--voice").trim());
      probe.remove();
    }
    return this.colors.get(speaker);
  }
}
