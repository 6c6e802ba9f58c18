// Which version readers see, whether a newer one is being published, and why publishing failed.
import { $, element } from "./dom.js";
import { fetchJson, postJson } from "./outbox.js";

const ASK_AGAIN_MS = 2000; // while a version is being published

export class Publication {
  /** @param {import("./recording.js").App} app */
  constructor(app) {
    this.app = app;
    /** @type {number | null} */
    this.published = null; // the version that readers see
    document.addEventListener("visibilitychange", () => document.hidden || this.watch());
  }

  // Show the state, and follow it until nothing is being published.
  async watch() {
    clearTimeout(this.timer);
    const state = await fetchJson(`${this.app.outbox.address}/publish`).catch(() => null);
    if (state) this.render(state);
    if (state?.waiting) this.timer = setTimeout(() => this.watch(), ASK_AGAIN_MS);
  }

  async publish() {
    const response = await postJson(`${this.app.outbox.address}/publish`, {}).catch(() => null);
    const answer = await response?.json().catch(() => null);
    if (response?.ok) this.app.notify(`Publishing version ${answer.revision}.`);
    else this.app.notify(`Couldn’t publish: ${answer?.error ?? "the server cannot be reached"}`);
    this.watch();
  }

  render({ published, waiting, error }) {
    this.published = published;
    const isClosed = this.app.store.withheld.some((one) => one.start === null && one.name === null);
    const seen = isClosed ? "Withheld: nothing is published" : published === null ? "Not published yet" : `Readers see version ${published}`;
    const text = waiting ? `${seen}, publishing…` : seen;
    if ($("#readers").textContent !== text) $("#readers").textContent = text;
    const failure = waiting ? null : error;
    const box = $("#failure");
    if (box.hidden === !failure && $("span", box)?.textContent.endsWith(failure ?? "")) return;
    box.hidden = !failure;
    const retry = { type: "button", class: "plain", text: "Try again", data: { do: "publish" } };
    box.replaceChildren(
      ...(failure ? [element("span", { text: `Publishing failed. ${seen}. ${failure}` }), element("button", retry)] : []),
    );
  }
}
