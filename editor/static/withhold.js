// Withhold a passage, a person or the whole recording from publication; undoing it publishes them again.
import { $, element, radio, submitRow } from "./dom.js";
import { describe } from "./edit_history.js";
import { isAbout } from "./marks.js";
import { quotation } from "./passages.js";
import { formatTime } from "./store.js";

const LEVELS = { closed: "Everybody", "on-site": "Everybody but visitors to the archive’s reading room" };

export class Withholding {
  /** @param {import("./recording.js").App} app */
  constructor(app) {
    this.app = app;
  }

  /** @param {any[]} meant turns, or passages of turns */
  async open(meant) {
    const { store, openDialog } = this.app;
    const isAny = store.withheld.some((mark) => isRecording(mark) || meant.some((one) => isAbout(mark, one)));
    // Words can be withheld even if the server does not answer this request.
    const decisions = isAny ? await this.decisionsAbout(meant).catch(() => []) : [];
    if ($("dialog[open]")) return;
    this.meant = meant;
    this.span = { start: meant[0].start, end: Math.max(...meant.map((one) => one.end)) };
    this.speaker = store.speakers.get(meant[0].speaker);
    const words = quotation(this.app, meant, "Selected words");
    const fields = this.fields();
    const isWhole = meant.every((one) => store.withheld.some((mark) => covers(mark, one)));
    const form = decisions.length ? [this.releases(decisions), element("details", { open: !isWhole }, element("summary", { text: "Withhold more…" }), ...fields)] : fields;
    openDialog("Withhold from publication", [words, ...form], () => this.send());
    if (decisions.length) words.focus(); // so that Enter changes nothing
  }

  // The form fields: what to withhold, from whom, and until when.
  fields() {
    const what = group("What", this.targets().map(([value, label], n) => radio("what", value, n === 0, label)));
    const who = group("Withheld from", Object.entries(LEVELS).map(([value, label], n) => radio("level", value, n === 0, label)));
    this.pseudonym = element("input", { type: "text", autocomplete: "off", maxLength: 200 });
    this.other = element("label", { class: "field", hidden: true }, "Shown name, a pseudonym (leave empty for none)", this.pseudonym);
    const day = (this.day = element("input", { type: "date", name: "until" }));
    const until = element("label", { class: "field" }, "Until (leave empty for no end)", day);
    this.tone = element("input", { type: "checkbox" });
    const tone = (this.toneChoice = element("label", { class: "check" }, this.tone, " A tone in the sound instead of silence"));
    const hint = element("p", { class: "hint", text: "Words, sound and everything made from them are left out of what is published. In the title, the programme, the description and the file name only withheld names are replaced: check them in “Details…”." });
    what.addEventListener("change", () => this.onTarget(who));
    const isEstimated = this.meant.some((one) => this.app.store.estimated.has(one.id));
    const warning = isEstimated ? element("p", { class: "preview", text: "The times of some of these words are estimates: another part of the sound may be silenced. Wait until they are measured, or withhold the words around them, too." }) : null;
    return [what, this.other, who, until, tone, warning, hint, submitRow("Withhold")].filter(Boolean);
  }

  // What can be withheld, as [value, label].
  targets() {
    const passage = `The selected words, ${formatTime(this.span.start)} to ${formatTime(this.span.end)}`;
    const name = this.speaker?.name;
    return [
      ["passage", passage],
      ...(name ? [["person", `Everything that ${name} says, and the name`], ["name", `Only the name ${name}, wherever it is said or written`]] : []),
      ["recording", "The whole recording: nothing of it is published"],
    ];
  }

  // The decisions in effect that withhold these turns or passages, the newest first.
  async decisionsAbout(meant) {
    const { editHistory, store } = this.app;
    const all = (await editHistory.decisions()).filter((one) => !one.undone).reverse();
    const names = new Set(store.withheld.filter((mark) => mark.name && meant.some((one) => isAbout(mark, one))).map((mark) => mark.name));
    const isMeant = ({ kind, parameters, undone }) => {
      if (undone) return false;
      if (kind === "withhold-recording") return true;
      if (kind === "withhold-person") return names.has(parameters.name.trim().replace(/\s+/g, " "));
      return kind === "withhold-passage" && meant.some((one) => isAbout(parameters, one));
    };
    return all.filter((one) => one.edits.some(isMeant));
  }

  // What is withheld here already, each decision with a button that publishes it again.
  releases(decisions) {
    const rows = decisions.map((one) => {
      const text = describe(one);
      const { author, at, why } = one.edits[0];
      const when = `${author}, ${new Date(at).toLocaleDateString([], { dateStyle: "medium" })}${why ? ` · ${why}` : ""}`;
      const click = () => {
        $("#ask").close();
        this.app.editHistory.undoGroup({ ids: one.ids, turn: this.meant[0].id, what: text }, `Released: ${text}. The next published version has it again`);
      };
      const button = element("button", { type: "button", class: "plain", text: "Publish it again", "aria-label": `Publish it again: ${text}`, on: { click } });
      const words = one.edits.map((edit) => this.wordsOfPassage(edit)).filter(Boolean);
      const quote = words.length ? element("p", { class: "change", text: `“${words.join("” “")}”` }) : null;
      return element("li", {}, element("span", { text }), quote, element("span", { class: "when", text: when }), button);
    });
    return element("div", {}, element("p", { class: "preview", text: "Withheld from publication now:" }), element("ol", { class: "edits" }, ...rows));
  }

  // The words of an edit that withholds a passage; null for other edits.
  wordsOfPassage({ kind, parameters }) {
    const { store, turns } = this.app;
    if (kind !== "withhold-passage") return null;
    const ranges = store.turns.filter((turn) => isAbout(parameters, turn)).map((turn) => turns.wordRange(turn, ...turns.wordsOf(turn, parameters)));
    return ranges.filter(Boolean).map(String).join(" ");
  }

  get target() {
    return $("[name=what]:checked", this.app.form).value;
  }

  onTarget(who) {
    this.other.hidden = !["person", "name"].includes(this.target);
    who.hidden = this.target === "name"; // a name alone is withheld for everybody
    this.toneChoice.hidden = this.target === "recording";
  }

  send() {
    const { sendEdit, publication } = this.app;
    const level = $("[name=level]:checked", this.app.form).value;
    const until = this.day.value || null;
    const tone = this.tone.checked;
    const { name, id: speaker } = this.speaker ?? {};
    const pseudonym = this.pseudonym.value.trim() || null;
    const passage = `${formatTime(this.span.start)} to ${formatTime(this.span.end)}`;
    const [kind, parameters, what] = {
      passage: ["withhold-passage", { ...this.span, level, until, tone }, passage],
      person: ["withhold-person", { name, speaker, pseudonym, level, until, tone }, `what ${name} says`],
      name: ["withhold-person", { name, speaker, pseudonym, level: null, until, tone }, `the name ${name}`],
      recording: ["withhold-recording", { level, until }, "the whole recording"],
    }[this.target];
    const { published } = publication;
    const readers = published === null ? "" : `. The next published version leaves it out; version ${published}, which readers see now, does not change`;
    getSelection().removeAllRanges();
    return sendEdit(kind, parameters, { turn: this.meant[0].id, message: `Withheld ${what}${readers}` });
  }
}

function isRecording({ start, name }) {
  return start === null && name === null;
}

// Whether all words of a turn or passage are withheld by one mark.
function covers(mark, one) {
  if (isRecording(mark)) return true;
  return isAbout(mark, one) && (mark.start === null ? Boolean(mark.level) : mark.start <= one.start && one.end <= mark.end);
}

function group(label, options) {
  return element("fieldset", {}, element("legend", { text: label }), element("div", { class: "choices" }, ...options));
}
