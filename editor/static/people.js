// The panel with the speakers: names, roles and voices. Each name is one element, to which every turn refers.
import { $, element, radio, submitRow } from "./dom.js";
import { fetchJson } from "./outbox.js";
import { formatTime, plural } from "./store.js";

const SAMPLE_SECONDS = 5; // length of the sample of a voice, from its longest turn
const PREVIEW_MS = 250; // from the last typed letter of a name until all turns show the name

export class PeoplePanel {
  /**
   * @param {import("./recording.js").App} app
   * @param {string[]} roles to suggest; an editor may type any other
   */
  constructor(app, roles) {
    this.app = app;
    this.preview = 0; // the timer of the preview of a name that is being typed
    this.list = $("#persons");
    const options = roles.map((value) => element("option", { value }));
    document.body.append(element("datalist", { id: "roles" }, ...options));
    this.names = element("datalist", { id: "names" });
    this.spellings = element("datalist", { id: "spellings" });
    document.body.append(this.names, this.spellings);
    this.render();
  }

  // The names to suggest in every field for a name.
  async loadNames() {
    const { people = [], spellings = [] } = await fetchJson(`${this.app.outbox.address}/names`).catch(() => ({}));
    this.names.replaceChildren(...people.map((value) => element("option", { value })));
    this.spellings.replaceChildren(...spellings.map((value) => element("option", { value })));
  }

  render() {
    const focused = this.list.contains(document.activeElement) ? document.activeElement : null;
    if (focused?.matches("input")) return this.updateNames();
    const people = this.app.store.orderedSpeakers();
    const label = focused?.getAttribute("aria-label");
    this.list.replaceChildren(...people.map((one) => this.card(one)));
    $("#chips").replaceChildren(...people.slice(0, 9).map((one, n) => this.chip(one, n + 1)));
    this.updatePressed();
    if (label) $(`[aria-label="${CSS.escape(label)}"]`, this.list)?.focus();
  }

  updateNames() {
    for (const one of this.app.store.orderedSpeakers()) {
      const node = document.getElementById(`name-${one.id}`);
      if (node) node.textContent = this.app.store.label(one.id);
    }
  }

  chip(one, digit) {
    const options = {
      type: "button",
      data: { do: "speaker", digit },
      "aria-pressed": "false",
      "aria-labelledby": `name-${one.id}`,
    };
    return element(
      "button",
      options,
      element("kbd", { text: digit, "aria-hidden": "true" }),
      element("span", { class: `who c${this.app.store.colorOf(one.id)}`, data: { speaker: one.id } }),
    );
  }

  // Mark the chips of the speakers of the selected turns.
  updatePressed() {
    const { range, selected } = this.app.turns;
    const speakers = new Set((range.length ? range : [selected]).map((turn) => turn?.speaker));
    for (const chip of $("#chips").children) {
      const isPressed = speakers.has($(".who", chip).dataset.speaker);
      chip.setAttribute("aria-pressed", isPressed && speakers.size > 1 ? "mixed" : String(isPressed));
    }
  }

  card(one) {
    const { store } = this.app;
    const turns = store.turnsOf(one.id);
    const seconds = turns.reduce((sum, turn) => sum + turn.end - turn.start, 0);
    const digit = store.digitOf(one.id);
    const key = { class: "digit", text: digit, "aria-label": `key ${digit}`, role: "img" };
    const voices = one.voices.length ? ` · ${one.voices.length === 1 ? "voice" : "voices"} ${one.voices.join(", ")}` : "";
    return element(
      "li",
      { data: { person: one.id } },
      element(
        "p",
        { class: `dot c${store.colorOf(one.id)}` },
        element("span", { id: `name-${one.id}`, text: store.label(one.id) }),
        digit < 10 ? element("kbd", key) : null,
      ),
      element("p", { class: "hint", text: `${store.hasTimes ? `${formatTime(seconds)} in ` : ""}${plural(turns.length, "turn")}${voices}` }),
      element(
        "div",
        { class: "fields" },
        element("label", {}, "Name", this.nameField(one)),
        element("label", {}, "Role", this.roleField(one)),
      ),
      element("div", { class: "row" }, this.app.player.hasSound ? this.sampleButton(one, turns) : null, this.mergeButton(one), this.removeButton(one, turns)),
    );
  }

  nameField(one) {
    const { store, turns } = this.app;
    const label = store.label(one.id);
    const field = this.field(`Name of ${label}`, one.name ?? "", (value) => this.setName(one.id, value));
    field.placeholder = label;
    field.setAttribute("list", "names");
    field.addEventListener("input", () => {
      clearTimeout(this.preview); // drawing a thousand turns after each letter would delay typing
      this.preview = setTimeout(() => turns.updateNames({ [one.id]: field.value.trim() || label }), PREVIEW_MS);
    });
    return field;
  }

  roleField(one) {
    const label = `Role of ${this.app.store.label(one.id)}`;
    const field = this.field(label, one.role ?? "", (value) => this.setRole(one.id, value));
    field.setAttribute("list", "roles");
    return field;
  }

  // A text field that saves on Enter or when it loses the focus, and restores its value on Esc. It
  // keeps the focus after both keys.
  field(label, value, save) {
    const field = element("input", { type: "text", value, autocomplete: "off", "aria-label": label });
    let saved = value;
    field.addEventListener("change", () => {
      clearTimeout(this.preview);
      saved = field.value;
      save(saved.trim());
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        clearTimeout(this.preview);
        field.value = saved;
        this.app.turns.updateNames();
      }
    });
    return field;
  }

  sampleButton(one, turns) {
    const duration = (turn) => turn.end - turn.start;
    const longest = turns.reduce((best, turn) => (best && duration(best) >= duration(turn) ? best : turn), null);
    const end = longest && Math.min(longest.end, longest.start + SAMPLE_SECONDS);
    return element("button", {
      type: "button",
      class: "plain",
      text: "Play sample",
      "aria-label": `Play sample of ${this.app.store.label(one.id)}`,
      disabled: !longest,
      on: { click: () => this.app.player.playRange(longest.start, end) },
    });
  }

  mergeButton(one) {
    const { store } = this.app;
    const others = [...store.speakers.values()].flatMap((other) =>
      other.voices.filter((voice) => !one.voices.includes(voice)).map((voice) => [voice, other.id]),
    );
    if (!one.voices.length || !others.length) return null;
    return element("button", {
      type: "button",
      class: "plain",
      text: "Merge voices…",
      "aria-label": `Merge voices of ${store.label(one.id)}…`,
      on: { click: () => this.mergeVoices(one, others) },
    });
  }

  // The button that removes a speaker; null if the speaker has turns.
  removeButton(one, turns) {
    if (turns.length) return null;
    const label = this.app.store.label(one.id);
    const click = () => this.app.sendEdit("remove-speaker", { speaker: one.id }, { message: `Removed ${label}` });
    return element("button", { type: "button", class: "plain", text: "Remove", "aria-label": `Remove ${label}`, on: { click } });
  }

  // Name a speaker, or assign the voices to a speaker of the recording who has that name already.
  nameVoice(speaker, name, about = {}) {
    const { assign, sendEdit, store } = this.app;
    const known = [...store.speakers.values()].find((one) => one.name === name && one.id !== speaker);
    const { voices } = store.speakers.get(speaker);
    if (!known) {
      const message = `Renamed ${store.label(speaker)} to ${name}`;
      sendEdit("set-name", { speaker, name }, { ...about, message, original: store.label(speaker), yours: name });
    } else if (voices.length) {
      const group = `voices ${Date.now()}`;
      const message = `Assigned the voice to ${name}`;
      for (const voice of voices) sendEdit("assign-voice", { voice, speaker: known.id }, { ...about, message, group });
    } else {
      assign(store.turnsOf(speaker), known.id);
    }
  }

  setName(speaker, name) {
    const { store, sendEdit, turns } = this.app;
    const label = store.label(speaker);
    if ((store.speakers.get(speaker).name ?? "") === name) return;
    const isInText = name && store.turns.some((turn) => turns.text(turn).includes(label));
    const inText = isInText ? `. The text still says “${label}”: “Find…” replaces it` : "";
    const message = name ? `Renamed ${label} to ${name}${inText}` : "Name removed";
    sendEdit("set-name", { speaker, name: name || null }, { message, original: label, yours: name });
  }

  setRole(speaker, role) {
    const { store, sendEdit } = this.app;
    const label = store.label(speaker);
    if ((store.speakers.get(speaker).role ?? "") === role) return;
    const message = role ? `Set ${label}’s role to “${role}”` : `Role of ${label} removed`;
    sendEdit("set-role", { speaker, role: role || null }, { message });
  }

  // Merge two voices that are one person. Each choice says how many turns would change.
  mergeVoices(one, others) {
    const { store, openDialog, sendEdit } = this.app;
    const count = (voice) => store.turns.filter((turn) => turn.voice === voice).length;
    const pairs = one.voices.flatMap((voice) => others.map(([into, owner]) => [voice, into, owner]));
    const options = pairs.map(([voice, into, owner], n) => {
      const text = `${store.label(owner)}, ${into}: changes ${plural(count(voice), "turn")} of ${voice}`;
      const name = element("span", { class: `dot c${store.colorOf(owner)}`, text });
      return radio("voices", n, n === 0, name);
    });
    const submit = () => {
      const [voice, into, owner] = pairs[Number($(":checked", this.app.form).value)];
      sendEdit("merge-voices", { voice, into }, { message: `Merged ${voice} into ${into} (${store.label(owner)})` });
    };
    const choices = element("div", { class: "choices" }, ...options);
    openDialog(`${store.label(one.id)} is the same voice as…`, [choices, submitRow("Merge voices")], submit);
  }

  addPerson() {
    const name = element("input", { type: "text", autocomplete: "off", required: true });
    const role = element("input", { type: "text", autocomplete: "off" });
    role.setAttribute("list", "roles");
    const submit = () => {
      const parameters = { name: name.value.trim(), role: role.value.trim() || null };
      if (parameters.name) this.app.sendEdit("add-speaker", parameters, { message: `Added ${parameters.name}` });
    };
    const fields = [["Name", name], ["Role (optional)", role]];
    const labels = fields.map(([label, input]) => element("label", { class: "field" }, label, input));
    this.app.openDialog("Add a person", [...labels, submitRow("Add")], submit);
  }
}
