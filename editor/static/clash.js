// Two people at the same turn: yours, theirs and the original side by side; nothing typed is lost.
import { $, make } from "./dom.js";
import { rewrites, split } from "./words.js";

export class Clash {
  constructor(desk) {
    this.desk = desk;
  }

  // An edit that was not saved because somebody else was faster.
  show(entry, answer) {
    const { about } = entry;
    const who = answer.theirs?.author ?? "Somebody else";
    if (about.typed !== undefined) {
      this.desk.outbox.drop(about.group);
      this.text(about.turn, about.original, about.typed, `${who} changed this turn while you were at it.`);
      return;
    }
    const lines = [
      ["Before", about.original ?? "as you saw it"],
      ["Theirs", answer.theirs?.text ?? "the machine made this transcript anew"],
      ["Yours", about.yours ?? about.says ?? entry.kind],
    ];
    const again = () => this.desk.decide(entry.kind, entry.parameters, about);
    this.panel(about.turn, `${who} changed the same while you were at it. Yours is not saved.`, lines, null, again);
  }

  text(id, original, typed, why) {
    const turn = this.desk.store.byId.get(id);
    const theirs = turn ? this.desk.turns.text(turn) : "the turn is gone";
    const area = make("textarea", { class: "mine", value: typed, rows: 4, "aria-label": "Yours" });
    const mine = () => {
      const now = this.desk.store.byId.get(id);
      const words = split(area.value).join(" ");
      if (!now || !words) return;
      const about = { turn: id, group: `text ${Date.now()}`, original: this.desk.turns.text(now), typed: words };
      const changes = rewrites(now, about.original, words, this.desk.store.behind(now));
      for (const [kind, parameters] of changes) this.desk.decide(kind, parameters, about);
    };
    this.panel(id, `${why} Yours is not saved.`, [["Before", original], ["Theirs", theirs], ["Yours", area]], area, turn && mine);
  }

  panel(id, title, lines, area, mine) {
    const node = document.getElementById(id ?? "");
    const button = (text, name, deed) =>
      make("button", { type: "button", class: name, text, on: { click: () => (panel.remove(), deed?.(), this.desk.turns.list.focus()) } });
    const panel = make(
      "div",
      { class: "clash", role: "group", "aria-label": "Two decisions" },
      make("h3", { text: title, role: "alert" }),
      make("dl", {}, ...lines.flatMap(([term, what]) => [make("dt", { text: term }), make("dd", {}, what)])),
      make("div", { class: "row" }, button("Keep theirs", "plain"), mine ? button("Use mine", "plain strong", mine) : null),
    );
    (node ?? $("main")).append(panel);
    panel.scrollIntoView({ block: "center" });
    (area ?? panel.querySelector("button")).focus();
  }
}
