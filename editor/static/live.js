// Show what another person, another tab or the machine changed, a few seconds later.
import { fetchJson } from "./outbox.js";

const ASK_AFTER_MS = 3000;

export class LiveChanges {
  /**
   * @param {import("./recording.js").App} app
   * @param {(answer: any) => void} apply
   * @param {() => boolean} isBusy whether the user is typing or deciding, so that the page must not change now
   */
  constructor(app, apply, isBusy) {
    this.app = app;
    this.apply = apply;
    this.isBusy = isBusy;
    document.addEventListener("visibilitychange", () => document.hidden || this.ask());
  }

  get canShow() {
    return !document.hidden && this.app.outbox.isIdle && !this.isBusy();
  }

  async ask() {
    clearTimeout(this.timer);
    const { outbox } = this.app;
    if (this.canShow) {
      const since = outbox.revision;
      const answer = await fetchJson(`${outbox.address}/changes?since=${since}`).catch(() => null);
      if (answer && this.canShow && since === outbox.revision) {
        outbox.revision = answer.revision;
        this.apply(answer);
      }
    }
    this.timer = setTimeout(() => this.ask(), ASK_AFTER_MS);
  }
}
