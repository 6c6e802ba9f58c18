// The people: their names, roles and voices. A name is one entry here; every turn shows this entry.
import { $, make } from "./dom.js";
import { clock, many } from "./store.js";

const ROLES = ["host", "guest", "author", "director", "reporter", "announcer", "caller", "actor", "clip"];
const SAMPLE = 5; // seconds of a voice, from its longest turn

export class People {
  constructor(desk) {
    this.desk = desk;
    this.list = $("#persons");
    document.body.append(make("datalist", { id: "roles" }, ...ROLES.map((value) => make("option", { value }))));
    this.show();
  }

  show() {
    const busy = this.list.contains(document.activeElement) && document.activeElement.matches("input");
    if (busy) return this.names();
    const { store } = this.desk;
    const people = store.people();
    const focused = this.list.contains(document.activeElement) && document.activeElement.getAttribute("aria-label");
    this.list.replaceChildren(...people.map((one) => this.person(one)));
    $("#chips").replaceChildren(...people.slice(0, 9).map((one, n) => this.chip(one, n + 1)));
    this.press();
    if (focused) this.list.querySelector(`[aria-label="${CSS.escape(focused)}"]`)?.focus();
  }

  names() {
    for (const one of this.desk.store.people()) {
      const entry = document.getElementById(`name-${one.id}`);
      if (entry) entry.textContent = this.desk.store.label(one.id);
    }
  }

  chip(one, digit) {
    return make(
      "button",
      { type: "button", data: { do: "speaker", digit }, "aria-pressed": "false", "aria-labelledby": `name-${one.id}` },
      make("kbd", { text: digit, "aria-hidden": "true" }),
      make("span", { class: `who c${this.desk.store.colour(one.id)}`, data: { speaker: one.id } }),
    );
  }

  // Which chip the selected turn has now.
  press() {
    const speaker = this.desk.turns.selected?.speaker;
    for (const chip of $("#chips").children) {
      chip.setAttribute("aria-pressed", String(chip.querySelector(".who").dataset.speaker === speaker));
    }
  }

  person(one) {
    const { store, turns, player } = this.desk;
    const mine = store.of(one.id);
    const seconds = mine.reduce((sum, turn) => sum + turn.end - turn.start, 0);
    const label = store.label(one.id);
    const digit = store.digit(one.id);
    const name = make("input", { type: "text", value: one.name ?? "", autocomplete: "off", placeholder: label, "aria-label": `Name of ${label}` });
    name.addEventListener("input", () => turns.rename({ [one.id]: name.value.trim() || label }));
    name.addEventListener("change", () => this.name(one.id, name.value.trim()));
    name.addEventListener("keydown", (event) => this.key(event, name, one.name ?? ""));
    const role = make("input", { type: "text", value: one.role ?? "", autocomplete: "off", "aria-label": `Role of ${label}` });
    role.setAttribute("list", "roles");
    role.addEventListener("change", () => this.role(one.id, role.value.trim()));
    role.addEventListener("keydown", (event) => this.key(event, role, one.role ?? ""));
    const longest = mine.reduce((best, turn) => (!best || turn.end - turn.start > best.end - best.start ? turn : best), null);
    const hear = make("button", { type: "button", class: "plain", text: "Hear", "aria-label": `Hear ${label}`, disabled: !longest, on: { click: () => player.range(longest.start, Math.min(longest.end, longest.start + SAMPLE)) } });
    const others = [...store.speakers.values()].flatMap((other) => other.voices.filter((v) => !one.voices.includes(v)).map((v) => [v, other.id]));
    const merge = one.voices.length && others.length
      ? make("button", { type: "button", class: "plain", text: "Same voice as…", "aria-label": `${label} is the same voice as…`, on: { click: () => this.merge(one, others) } })
      : null;
    return make(
      "li",
      { data: { person: one.id } },
      make("p", { class: `dot c${store.colour(one.id)}` }, make("span", { id: `name-${one.id}`, text: label }), digit < 10 ? make("kbd", { class: "digit", text: digit, "aria-label": `key ${digit}` , role: "img" }) : null),
      make("p", { class: "says", text: `${clock(seconds)} in ${many(mine.length, "turn")}${one.voices.length ? ` · ${one.voices.join(", ")}` : ""}` }),
      make("div", { class: "fields" }, make("label", {}, "Name", name), make("label", {}, "Role", role)),
      make("div", { class: "row" }, hear, merge),
    );
  }

  key(event, field, former) {
    if (event.key === "Enter") field.blur();
    if (event.key !== "Escape") return;
    field.value = former;
    this.desk.turns.rename();
    field.blur();
  }

  name(speaker, name) {
    const { store, decide } = this.desk;
    const former = store.label(speaker);
    if ((store.speakers.get(speaker).name ?? "") === name) return;
    decide("name", { speaker, name: name || null }, { says: `${former} is now ${name || "without a name"}`, original: former, yours: name });
  }

  role(speaker, role) {
    const { store, decide } = this.desk;
    if ((store.speakers.get(speaker).role ?? "") === role) return;
    decide("role", { speaker, role: role || null }, { says: `${store.label(speaker)}: ${role || "no role"}` });
  }

  // Two voices are one person: with the exact count before anything happens.
  merge(one, others) {
    const { store, ask, decide } = this.desk;
    const count = (voice) => store.turns.filter((turn) => turn.voice === voice).length;
    const rows = one.voices.flatMap((voice) => others.map(([into, owner]) => [voice, into, owner]));
    const choices = rows.map(([voice, into, owner], n) =>
      make("label", {}, make("input", { type: "radio", name: "voices", value: n, checked: n === 0 }), make("span", { class: `dot c${store.colour(owner)}`, text: `${store.label(owner)}, ${into}` }), `: ${many(count(voice), "turn")} of ${voice} change`),
    );
    const take = () => {
      const [voice, into, owner] = rows[Number(this.desk.asked.querySelector(":checked").value)];
      decide("merge-voices", { voice, into }, { says: `${voice} is ${store.label(owner)} now` });
    };
    ask(`${store.label(one.id)} is the same voice as`, [make("div", { class: "choices" }, ...choices), make("div", { class: "row" }, make("button", { class: "plain strong", text: "Join the voices" }))], take);
  }

  add() {
    const name = make("input", { type: "text", autocomplete: "off", required: true });
    const role = make("input", { type: "text", autocomplete: "off" });
    role.setAttribute("list", "roles");
    const take = () => name.value.trim() && this.desk.decide("add-speaker", { name: name.value.trim(), role: role.value.trim() || null }, { says: `Added ${name.value.trim()}` });
    this.desk.ask("Add a person", [make("label", { class: "field" }, "Name", name), make("label", { class: "field" }, "Role, if you like", role), make("div", { class: "row" }, make("button", { class: "plain strong", text: "Add" }))], take);
  }
}
