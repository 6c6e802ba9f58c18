// Show which version readers see, whether a newer one is being published, and why publishing
// failed.
import { $, element } from "./dom.js";
import { fetchJson, postJson } from "./outbox.js";

const ASK_AGAIN_MS = 2000; // between requests while a version waits to be published

export class Publication {
  /**
   * @param {import("./recording.js").App} app
   * @param {{version: number, published: number | null, folder: string | null}} data
   */
  constructor(app, data) {
    this.app = app;
    this.state = { version: data.version, published: data.published, publishing: false, waiting: false, error: null, folder: data.folder };
    this.seenBefore = undefined; // while somebody waits for a publication: the version that readers saw before
    this.dismissed = null; // the error whose message somebody closed
    document.addEventListener("visibilitychange", () => document.hidden || this.watch());
  }

  /** @type {number | null} */
  get published() {
    return this.state.published;
  }

  // Show the state, and follow it until nothing is waiting to be published.
  async watch() {
    clearTimeout(this.timer);
    const state = await fetchJson(`${this.app.outbox.address}/publish`).catch(() => null);
    if (state) {
      this.show(state);
      this.reportEnd(state);
    }
    if (state?.waiting) this.timer = setTimeout(() => this.watch(), ASK_AGAIN_MS);
  }

  async publish(inside = false) {
    this.dismissed = null;
    this.seenBefore = this.published;
    const query = inside ? "?inside=true" : "";
    const response = await postJson(`${this.app.outbox.address}/publish${query}`, {}).catch(() => null);
    const answer = await response?.json().catch(() => null);
    if (!response?.ok) {
      this.seenBefore = undefined;
      this.app.notify(`Couldn’t publish: ${answer?.error ?? "the server cannot be reached"}`);
    }
    this.watch();
  }

  // Show the known state; `news` replaces parts of it.
  show(news) {
    this.state = { ...this.state, ...news };
    const { version, published, publishing, error, folder } = this.state;
    const isClosed = this.app.store.withheld.some((one) => one.start === null && one.name === null);
    const isPublished = !isClosed && published !== null;
    const seen = isPublished ? `Readers see version ${published}` : isClosed ? "Withheld: nothing is published" : "Not published yet";
    const more = publishing ? ". Updating the published version…" : error !== null ? ". Publishing failed" : "";
    setText("#revision", String(Math.max(version, published ?? 0)));
    this.showReaders(seen, more, isPublished, folder);
    this.showFailure(error !== null && error !== this.dismissed ? this.state : null, seen); // the failure stays visible while publishing is tried again
  }

  // Link to the page that readers see; name its folder if it is outside the archive.
  showReaders(seen, more, isPublished, folder) {
    const place = isPublished && folder !== null ? ` (folder ${folder})` : "";
    const text = seen + place + more;
    const node = $("#readers");
    if (node.textContent === text && Boolean($("a", node)) === (isPublished && folder === null)) return;
    const shown = isPublished && folder === null ? this.pageLink(seen) : seen + place;
    node.replaceChildren(shown, more);
  }

  pageLink(text) {
    const { id } = this.app.store;
    return element("a", { href: `/recordings/${encodeURIComponent(id)}/published/index.html`, target: "_blank", rel: "noopener", text });
  }

  // Show how a publication that somebody asked for has ended.
  reportEnd({ publishing, waiting, error, published, folder }) {
    const before = this.seenBefore;
    if (before === undefined || publishing || waiting) return undefined;
    this.seenBefore = undefined;
    if (error !== null) return this.app.notify("Publishing failed.");
    if (published === null) return undefined; // the whole recording is withheld
    const text = before === published ? "Readers already see the newest version." : "Published.";
    return this.app.notify(text, null, folder === null ? this.pageLink("Open the page") : null);
  }

  showFailure(failure, seen) {
    const box = $("#failure");
    box.hidden = failure === null;
    const text = failure && `Publishing failed. ${seen}. ${failure.reason}`;
    if (text === this.shown) return;
    this.shown = text;
    if (failure) box.replaceChildren(...this.failureNodes(text, failure));
    else box.replaceChildren();
  }

  failureNodes(text, { error, can_publish_inside: canPublishInside }) {
    const button = (label, className, click) => element("button", { type: "button", class: className, text: label, on: { click } });
    const close = () => {
      this.dismissed = error;
      this.show({});
    };
    const dismiss = button("×", "plain round", close);
    dismiss.setAttribute("aria-label", "Close this message");
    return [
      element("p", { text }),
      canPublishInside
        ? button("Publish in this archive’s folder", "plain strong", () => this.publish(true))
        : button("Try again", "plain", () => this.publish()),
      dismiss,
      element("details", {}, element("summary", { text: "Details" }), element("p", { text: error })),
    ];
  }
}

function setText(selector, text) {
  if ($(selector).textContent !== text) $(selector).textContent = text;
}
