// Keys: the table comes with the page; a person's changes to it stay in this browser.
import { $, make, recall, remember } from "./dom.js";

const SPELT = { " ": "Space", ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc" };
const TYPED = "input:not([type=checkbox], [type=radio], [type=range]), select, textarea";
// Single keys count here alone, where nobody writes: in the turns, their bar, and what is to check.
const HERE = "body, #turns, #turns *, .dock, .dock *, #check, #check *";
const PLAIN_MODIFIERS = ["Control", "Shift", "Alt", "Meta", "AltGraph", "CapsLock", "Dead", "Process"];

export class Keys {
  constructor(table, deeds) {
    this.table = table;
    this.deeds = deeds;
    this.mine = recall("keys") ?? {}; // by action: {turns, box}
    this.single = recall("single") ?? true;
    document.addEventListener("keydown", (event) => this.press(event));
    this.prepare();
  }

  of(action, where) {
    return this.mine[action]?.[where] ?? this.table.find((row) => row.action === action)[where];
  }

  hint(action) {
    const key = this.of(action, "turns")[0] ?? "";
    return key.replace("Mod+", "Ctrl/⌘+").replace("Shift+", "⇧").replace("Enter", "↵");
  }

  press(event) {
    if (event.isComposing || event.defaultPrevented || event.altKey || event.getModifierState("AltGraph")) return;
    const where = this.where(event.target);
    const names = spelt(event);
    if (!where || !names) return;
    const action = this.find(names, where);
    if (!action) return;
    const modified = event.ctrlKey || event.metaKey || /^(F\d+|Esc)$/.test(names[0].split("+").at(-1));
    if (where === "turns" && !modified && !(this.single && event.target.matches(HERE))) return;
    if (/^(Space|Enter)$/.test(names[0]) && event.target.closest("button, summary, a, label")) return;
    if (this.deeds[action]?.(event) !== false) event.preventDefault();
  }

  find(names, where) {
    const digit = names.find((name) => /^[1-9]$/.test(name));
    return this.table.find(({ action }) => {
      const keys = this.of(action, where);
      return keys.some((key) => names.includes(key) || (key === "1–9" && digit));
    })?.action;
  }

  // Where a key is pressed: in the turns, in the box with words, or where keys are not ours.
  where(target) {
    if (document.querySelector("dialog[open]")) return null;
    if (target.closest(".box")) return "box";
    if (target.closest(TYPED) || target.closest("[role=tab], .seek")) return null;
    return "turns";
  }

  // --- The sheet that `?` opens

  prepare() {
    this.sheet = $("#keys");
    const single = $("#single");
    single.checked = this.single;
    single.addEventListener("change", () => remember("single", (this.single = single.checked)));
    $("#keys-reset").addEventListener("click", () => this.learn({}));
    this.sheet.addEventListener("keydown", (event) => this.record(event), true);
    this.sheet.addEventListener("close", () => (this.waiting = null));
    this.show();
  }

  open() {
    this.show();
    this.sheet.showModal();
  }

  show() {
    for (const row of this.sheet.querySelectorAll("tr[data-action]")) {
      for (const cell of row.querySelectorAll("td")) {
        cell.replaceChildren(...this.of(row.dataset.action, cell.dataset.where).map((key, n) => this.button(row, cell, key, n)));
      }
    }
    for (const hint of document.querySelectorAll("kbd[data-key]")) hint.textContent = this.hint(hint.dataset.key);
  }

  button(row, cell, key, n) {
    const text = key.replace("Mod+", "Ctrl/⌘+");
    if (key === "1–9") return make("kbd", { text });
    return make("button", {
      type: "button",
      text,
      "aria-label": `${text}: change`,
      on: {
        click: (event) => {
          this.waiting?.button.classList.remove("waiting");
          this.waiting = { action: row.dataset.action, where: cell.dataset.where, n, button: event.target };
          event.target.classList.add("waiting");
          event.target.textContent = "press a key";
        },
      },
    });
  }

  record(event) {
    if (!this.waiting || PLAIN_MODIFIERS.includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    const { action, where, n } = this.waiting;
    this.waiting = null;
    const pressed = spelt(event)?.[0];
    if (pressed && event.key !== "Escape" && event.key !== "Tab" && !/^[1-9]$/.test(pressed)) {
      const mine = structuredClone(this.mine);
      for (const row of this.table) {
        // A key does one thing: whoever had it before loses it.
        const keys = this.of(row.action, where).filter((key) => key !== pressed);
        if (keys.length !== this.of(row.action, where).length) (mine[row.action] ??= {})[where] = keys;
      }
      const keys = [...this.of(action, where)];
      keys[n] = pressed;
      (mine[action] ??= {})[where] = keys;
      this.learn(mine);
    }
    this.show();
  }

  learn(mine) {
    this.mine = mine;
    remember("keys", mine);
    this.show();
  }
}

// The names of a key that was pressed, the plainest first; digits by their place on the keyboard.
export function spelt(event) {
  if (PLAIN_MODIFIERS.includes(event.key)) return null;
  const placed = /^(?:Digit|Numpad)([0-9])$/.exec(event.code)?.[1];
  const letter = event.key.length === 1 && event.key.toUpperCase() !== event.key.toLowerCase();
  const shift = event.shiftKey && (letter || event.key.length > 1 || event.key === " ") ? "Shift+" : "";
  const name = SPELT[event.key] ?? (letter ? event.key.toUpperCase() : event.key);
  const key = placed && !event.shiftKey ? placed : name;
  if (!event.ctrlKey && !event.metaKey) return [shift + key];
  return event.ctrlKey ? [`Mod+${shift}${key}`, `Ctrl+${shift}${key}`] : [`Mod+${shift}${key}`];
}
