// Find and replace in all recordings. Every place can be played and unticked. Each recording gets one
// entry in its history, with its own Undo here; another Undo reverts all recordings.
import { $, element } from "./dom.js";
import { fetchAnswer, fetchJson } from "./outbox.js";
import { formatTime, plural } from "./store.js";

const SHOWN = 200; // places shown at first; all others are ticked and counted, and a button shows them
const [LEAD_SECONDS, PLAY_SECONDS] = [1.2, 3.5];

class ReplaceAll {
  constructor() {
    this.form = $("#find-form");
    this.list = $("#found");
    this.audio = $("#audio");
    this.groups = []; // one per recording: {found, boxes, state}
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.find();
    });
    this.form.addEventListener("input", ({ target }) => target.name !== "replacement" && this.clear());
    $("#none").addEventListener("click", () => this.tickAll(false));
    $("#replace").addEventListener("click", () => this.replace());
    $("#undo-all").addEventListener("click", () => this.undoAll());
    this.list.addEventListener("change", (event) => this.onTick(event.target));
    this.audio.addEventListener("timeupdate", () => this.audio.currentTime >= this.stopAt && this.audio.pause());
    if (this.form.find.value) this.find();
  }

  clear() {
    this.groups = [];
    this.list.replaceChildren();
    $("#act").hidden = true;
    $("#undo-all").hidden = true;
  }

  async find() {
    this.clear();
    const find = this.form.find.value.trim();
    const [whole, isCase, sounds] = [this.form.whole.checked, this.form.case.checked, this.form.sounds.checked];
    this.wanted = { find, whole, case: isCase, sounds };
    this.tell("Searching…");
    const query = new URLSearchParams({ find, whole: String(whole), case: String(isCase), sounds: String(sounds) });
    const answer = await fetchJson(`/api/places?${query}`).catch((error) => ({ error }));
    if ("error" in answer) return this.tell(`Couldn’t search: ${answer.error.message}`);
    this.total = answer.total;
    this.groups = answer.recordings.map((found) => new Group(found, this));
    if (sounds) this.tickAll(false); // the editor has to listen first
    this.draw(SHOWN);
    return this.count();
  }

  draw(most) {
    let left = most;
    for (const group of this.groups) left -= group.draw(Math.max(0, left));
    this.list.replaceChildren(...this.groups.map(({ node }) => node));
    const hidden = this.groups.reduce((sum, group) => sum + group.hidden, 0);
    if (!hidden) return;
    const show = element("button", { type: "button", class: "plain", text: `Show ${plural(hidden, "more place")}`, on: { click: () => this.draw(Infinity) } });
    this.list.append(element("li", {}, show));
  }

  onTick(box) {
    const group = this.groups.find(({ node }) => node.contains(box));
    group?.onTick(box);
    this.count();
  }

  tickAll(isTicked) {
    for (const group of this.groups) group.tickAll(isTicked);
    this.count();
  }

  count() {
    const places = this.groups.reduce((sum, group) => sum + group.size, 0);
    const ticked = this.groups.reduce((sum, group) => sum + group.ticked, 0);
    const more = this.total > places ? ` Only the first ${places} are listed.` : "";
    this.tell(places ? `${plural(this.total, "place")} in ${plural(this.groups.length, "recording")}, ${ticked} ticked.${more}` : "No matches.");
    $("#act").hidden = !places;
    $("#replace").disabled = !ticked;
  }

  tell(text) {
    $("#result").textContent = text;
  }

  // Replace in one recording after the other, and show the result of each.
  async replace() {
    const replacement = this.form.replacement.value.trim();
    const chosen = this.groups.filter((group) => group.ticked);
    this.setBusy(true);
    let [done, left, failed] = [0, 0, 0];
    for (const [n, group] of chosen.entries()) {
      this.tell(`Replacing in recording ${n + 1} of ${chosen.length}…`);
      const result = await group.replace({ ...this.wanted, replacement });
      done += result.replaced;
      left += result.left;
      failed += result.failed ? 1 : 0;
    }
    this.setBusy(false);
    this.showUndo();
    const parts = [`Replaced ${plural(done, "place")} in ${plural(chosen.length - failed, "recording")}.`];
    if (left) parts.push(`${plural(left, "ticked place")} not replaced: see below.`);
    if (failed) parts.push(`${plural(failed, "recording")} could not be saved: see below.`);
    this.tell(parts.join(" "));
  }

  setBusy(isBusy) {
    if (isBusy) for (const button of ["#act", "#undo-all"]) $(button).hidden = true;
    for (const field of this.form.elements) field.disabled = isBusy;
  }

  // Offer to undo what was replaced here and is still in effect.
  showUndo() {
    const count = this.groups.filter((group) => group.isDone).length;
    $("#undo-all").hidden = count < 2;
    $("#undo-all").textContent = `Undo in all ${count} recordings`;
  }

  async undoAll() {
    const chosen = this.groups.filter((group) => group.isDone);
    this.setBusy(true);
    for (const [n, group] of chosen.entries()) {
      this.tell(`Undoing in recording ${n + 1} of ${chosen.length}…`);
      await group.undo();
    }
    this.setBusy(false);
    const failed = chosen.filter((group) => group.isDone).length;
    const more = failed ? ` ${plural(failed, "recording")} could not be undone: see below.` : "";
    this.tell(`Undone in ${plural(chosen.length - failed, "recording")}.${more}`);
  }

  play(recording, start) {
    const address = `/recordings/${encodeURIComponent(recording)}/audio`;
    if (!this.audio.src.endsWith(address)) this.audio.src = address;
    this.audio.currentTime = Math.max(0, start - LEAD_SECONDS);
    this.stopAt = start + PLAY_SECONDS;
    this.audio.play().catch(() => this.tell("The recording can’t be played."));
  }
}

// The places in one recording.
class Group {
  constructor(found, page) {
    this.found = found;
    this.page = page;
    this.left = new Set(); // keys of places that are not ticked
    this.places = [
      ...found.names.map((one) => ({ key: `name ${one.speaker}`, speaker: one.speaker, name: one.name })),
      ...found.passages.flatMap((passage) => passage.places.map((place, n) => ({ key: `${passage.passage} ${n}`, passage, n, place }))),
    ];
    this.size = this.places.length;
    this.box = element("input", { type: "checkbox", checked: true, "aria-label": `All places in ${found.title}` });
    this.state = element("span", { class: "outcome", role: "status" });
    this.list = element("ol", { class: "places" });
    const link = element("a", { href: `/recordings/${encodeURIComponent(found.recording)}`, text: found.title });
    const head = element("div", { class: "head" }, this.box, element("h2", {}, link), element("span", { class: "facts", text: plural(this.size, "place") }));
    this.node = element("li", {}, head, this.state, this.list);
    this.hidden = this.size;
    this.edits = []; // the edits of the replacement; empty after Undo
    this.revision = 0; // the revision after the replacement
  }

  get isDone() {
    return this.edits.length > 0;
  }

  get ticked() {
    return this.size - this.left.size;
  }

  // Show up to `most` places; returns how many.
  draw(most) {
    const shown = this.places.slice(0, most);
    this.hidden = this.size - shown.length;
    this.list.replaceChildren(...shown.map((one) => this.row(one)));
    return shown.length;
  }

  row({ key, name, place, passage }) {
    const box = element("input", { type: "checkbox", checked: !this.left.has(key), data: { key } });
    if (name !== undefined) return element("li", {}, element("label", {}, box, element("span", {}, "Speaker’s name: ", element("mark", { text: name }))));
    const text = element("span", {}, place.before, element("mark", { text: place.text }), place.after, element("span", { class: "who", text: ` ${passage.speaker}` }));
    if (place.start === null) return element("li", {}, element("label", {}, box, text)); // a transcript without times
    const time = formatTime(place.start);
    const play = element("button", { type: "button", class: "plain", text: `▶ ${time}`, "aria-label": `Play from ${time}`, on: { click: () => this.page.play(this.found.recording, place.start) } });
    return element("li", {}, element("label", {}, box, text), play);
  }

  onTick(box) {
    if (box === this.box) return this.tickAll(box.checked);
    if (box.checked) this.left.delete(box.dataset.key);
    else this.left.add(box.dataset.key);
    this.box.checked = this.ticked > 0;
    return undefined;
  }

  tickAll(isTicked) {
    this.left = new Set(isTicked ? [] : this.places.map(({ key }) => key));
    for (const box of this.node.querySelectorAll("input")) box.checked = isTicked;
  }

  async replace(wanted) {
    const chosen = this.places.filter(({ key }) => !this.left.has(key));
    const passages = this.found.passages
      .map(({ passage, digest }) => ({ passage, digest, places: chosen.filter((one) => one.passage?.passage === passage).map(({ n }) => n) }))
      .filter(({ places }) => places.length);
    const speakers = chosen.filter(({ speaker }) => speaker).map(({ speaker }) => speaker);
    this.list.replaceChildren();
    this.box.hidden = true;
    try {
      const { done } = await fetchAnswer(`${this.address}/replace`, { ...wanted, passages, speakers });
      this.show(done);
      return { replaced: done.replaced, left: done.changed + done.inserted, failed: Boolean(done.error) };
    } catch (error) {
      this.tell(`Nothing was changed: ${error.message}`, true);
      return { replaced: 0, left: 0, failed: true };
    }
  }

  get address() {
    return `/api/recordings/${encodeURIComponent(this.found.recording)}`;
  }

  show({ replaced, edits, revision, changed, inserted, error }) {
    [this.edits, this.revision] = [edits, revision];
    const parts = [`Replaced ${plural(replaced, "place")}.`];
    if (changed) parts.push(`${plural(changed, "place")} not replaced: the text has changed since, or is withheld.`);
    if (inserted) parts.push(`${plural(inserted, "place")} not replaced, in words that a correction inserted: change them in the recording.`);
    if (error) parts.push(`The rest couldn’t be saved: ${error}`);
    this.tell(parts.join(" "), Boolean(error));
    if (!edits.length) return;
    const undo = element("button", { type: "button", class: "plain", text: "Undo", "aria-label": `Undo in ${this.found.title}` });
    undo.addEventListener("click", () => this.undo().then(() => this.page.showUndo()));
    this.state.append(" ", undo);
  }

  async undo() {
    for (const button of this.state.querySelectorAll("button")) button.disabled = true;
    try {
      let base = this.revision;
      while (this.edits.length) {
        const parameters = { edit: this.edits.at(-1) };
        base = (await fetchAnswer(`${this.address}/edits`, { base, kind: "undo", parameters })).revision;
        this.edits = this.edits.slice(0, -1);
      }
      this.tell("Undone.");
    } catch (error) {
      this.tell(`Couldn’t undo: ${error.message}. Use the history of the recording.`, true);
    }
  }

  tell(text, isFailure = false) {
    this.state.textContent = text;
    this.state.classList.toggle("failed", isFailure);
  }
}

new ReplaceAll();
