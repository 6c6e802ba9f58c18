// Compare two versions of a recording, such as the machine's, the published one and the newest one.
import { $, element } from "./dom.js";
import { fetchJson } from "./outbox.js";
import { formatTime, plural } from "./store.js";

const TAGS = { same: "span", removed: "del", added: "ins" };

export class Comparing {
  /** @param {import("./recording.js").App} app */
  constructor(app) {
    this.app = app;
  }

  async open() {
    const { openDialog, notify } = this.app;
    const found = await this.fetch().catch((error) => notify(`Couldn’t compare: ${error.message}`));
    if (!found) return;
    const versions = this.versions(found);
    this.selects = ["before", "after"].map((name) => select(name, versions, found[name], () => this.update()));
    const fields = ["Earlier version", "Later version"].map((label, n) => element("label", { class: "field" }, label, this.selects[n]));
    this.state = element("p", { class: "hint", role: "status" });
    this.list = element("ol", { class: "passages" });
    const scroll = element("div", { class: "scroll", tabIndex: 0, role: "group", "aria-label": "Differences" }, this.list);
    const hint = element("p", { class: "hint", text: "Listed are the newest version, the published ones and the machine’s. Others cannot be compared here." });
    openDialog("Compare versions", [element("div", { class: "fields" }, ...fields), hint, this.state, scroll], () => {});
    this.show(found);
  }

  fetch(query = "") {
    return fetchJson(`${this.app.outbox.address}/compare${query}`);
  }

  // The versions to choose from, the newest first.
  versions({ newest, published, before, after }) {
    const dates = new Map(published.map((one) => [one.revision, one.created]));
    const all = [...new Set([newest, ...dates.keys(), before, after, 0])].sort((a, b) => b - a);
    return all.map((revision) => [revision, versionLabel(revision, newest, dates.get(revision))]);
  }

  async update() {
    const [before, after] = this.selects.map(({ value }) => value);
    const found = await this.fetch(`?before=${before}&after=${after}`).catch((error) => ({ error }));
    if ("error" in found) this.state.textContent = `Couldn’t compare: ${found.error.message}`;
    else this.show(found);
  }

  show({ before, after, total, passages }) {
    const shown = total > passages.length ? `, the first ${passages.length} are shown` : "";
    this.state.textContent = total ? `${plural(total, "passage")} changed from version ${before} to ${after}${shown}.` : "No words and no speakers differ.";
    this.list.replaceChildren(...passages.map((one) => this.item(one)));
  }

  item({ start, pieces }) {
    const go = () => {
      $("#ask").close();
      this.app.goTo(start);
    };
    const text = pieces.flatMap((piece) => [element(TAGS[piece.kind], { text: piece.text }), " "]);
    const time = element("button", { type: "button", class: "at", text: formatTime(start), "aria-label": `Go to ${formatTime(start)}`, on: { click: go } });
    return element("li", {}, time, element("p", { class: "change" }, ...text));
  }
}

function versionLabel(revision, newest, published) {
  const day = published && new Date(published).toLocaleDateString([], { dateStyle: "medium" });
  const states = [revision === newest && "newest", published && `published, made on ${day}`, revision === 0 && "as the machine made it"];
  return `Version ${revision} (${states.filter(Boolean).join("; ") || "draft"})`;
}

function select(name, versions, value, change) {
  const made = element("select", { name, on: { change } }, ...versions.map(([revision, text]) => element("option", { value: revision, text })));
  made.value = value;
  return made;
}
