// Keyboard shortcuts. The server sends the table of defaults; what a person changes stays in this browser.
import { $, element, loadLocal, saveLocal } from "./dom.js";

const KEY_NAMES = { " ": "Space", ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc" };
const TEXT_FIELDS = "input:not([type=checkbox], [type=radio], [type=range]), select, textarea";
// Elements in which the arrow keys have a meaning of their own.
const USES_ARROWS = "[role=tab], input[type=radio], input[type=range]";
const MODIFIERS = ["Control", "Shift", "Alt", "Meta", "AltGraph", "CapsLock", "Dead", "Process"];

export class Shortcuts {
  /**
   * @param {{action: string, turns: string[], box: string[]}[]} defaults
   * @param {Record<string, (event: any) => any>} actions
   */
  constructor(defaults, actions) {
    this.defaults = defaults;
    this.actions = actions;
    this.overrides = loadLocal("keys") ?? {}; // changed shortcuts by action: {turns, box}
    this.singleKeys = loadLocal("single") ?? true;
    this.recording = null; // the shortcut that waits for a new key
    document.addEventListener("keydown", (event) => this.onKeydown(event));
    this.prepareDialog();
  }

  keysFor(action, context) {
    return this.overrides[action]?.[context] ?? this.defaults.find((row) => row.action === action)[context];
  }

  hint(action) {
    const key = this.keysFor(action, "turns")[0] ?? "";
    return key.replace("Mod+", "Ctrl/⌘+").replace("Shift+", "⇧").replace("Enter", "↵");
  }

  onKeydown(event) {
    if (event.isComposing || event.defaultPrevented || event.altKey || event.getModifierState("AltGraph")) return;
    const context = this.contextOf(event.target);
    const names = keyNames(event);
    if (!context || !names) return;
    const action = this.actionFor(names, context);
    if (!action) return;
    const isSingle = !event.ctrlKey && !event.metaKey && !/^(F\d+|Esc)$/.test(names[0].split("+").at(-1));
    if (context === "turns" && isSingle && !this.singleKeys) return;
    if (event.key.startsWith("Arrow") && event.target.matches(USES_ARROWS)) return;
    if (/^(Space|Enter)$/.test(names[0]) && event.target.closest("button, summary, a, label")) return;
    if (this.actions[action]?.(event) !== false) event.preventDefault();
  }

  actionFor(names, context) {
    const isDigit = names.some((name) => /^[1-9]$/.test(name));
    const row = this.defaults.find(({ action }) =>
      this.keysFor(action, context).some((key) => names.includes(key) || (key === "1–9" && isDigit)),
    );
    return row?.action;
  }

  // Return where a key was pressed: in the text box, anywhere else on the page, or where shortcuts do not apply.
  contextOf(target) {
    if ($("dialog[open]")) return null;
    if (target.closest(".box")) return "box";
    if (target.closest(TEXT_FIELDS)) return null;
    return "turns";
  }

  // --- The dialog that lists and changes shortcuts

  prepareDialog() {
    this.dialog = $("#keys");
    const checkbox = $("#single");
    checkbox.checked = this.singleKeys;
    checkbox.addEventListener("change", () => {
      this.singleKeys = checkbox.checked;
      saveLocal("single", this.singleKeys);
    });
    $("#keys-reset").addEventListener("click", () => this.setOverrides({}));
    this.dialog.addEventListener("keydown", (event) => this.recordKey(event), true);
    this.dialog.addEventListener("close", () => (this.recording = null));
    this.render();
  }

  open() {
    this.render();
    this.dialog.showModal();
  }

  render() {
    for (const row of this.dialog.querySelectorAll("tr[data-action]")) {
      for (const cell of row.querySelectorAll("td")) {
        const { action } = row.dataset;
        const keys = this.keysFor(action, cell.dataset.where);
        cell.replaceChildren(...keys.map((key, n) => this.keyButton(action, cell.dataset.where, key, n)));
      }
    }
    /** @type {NodeListOf<HTMLElement>} */
    const hints = document.querySelectorAll("kbd[data-key]");
    for (const node of hints) node.textContent = this.hint(node.dataset.key);
  }

  keyButton(action, context, key, n) {
    const text = key.replace("Mod+", "Ctrl/⌘+");
    if (key === "1–9") return element("kbd", { text });
    const click = (event) => {
      this.recording?.button.classList.remove("waiting");
      this.recording = { action, context, n, button: event.target };
      event.target.classList.add("waiting");
      event.target.textContent = "Press a key";
    };
    return element("button", { type: "button", text, "aria-label": `Change ${text}`, on: { click } });
  }

  recordKey(event) {
    if (!this.recording || MODIFIERS.includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    const { action, context, n } = this.recording;
    this.recording = null;
    const pressed = keyNames(event)?.[0];
    if (pressed && event.key !== "Escape" && event.key !== "Tab" && !/^[1-9]$/.test(pressed)) {
      const overrides = structuredClone(this.overrides);
      for (const row of this.defaults) {
        // A key runs one action: take it away from any other.
        const keys = this.keysFor(row.action, context).filter((key) => key !== pressed);
        if (keys.length !== this.keysFor(row.action, context).length) {
          (overrides[row.action] ??= {})[context] = keys;
        }
      }
      const keys = [...this.keysFor(action, context)];
      keys[n] = pressed;
      (overrides[action] ??= {})[context] = keys;
      this.setOverrides(overrides);
    }
    this.render();
  }

  setOverrides(overrides) {
    this.overrides = overrides;
    saveLocal("keys", overrides);
    this.render();
  }
}

// The names of a pressed key, the most general first. Digits are recognized by their position on the keyboard.
export function keyNames(event) {
  if (MODIFIERS.includes(event.key)) return null;
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code)?.[1];
  const isLetter = event.key.length === 1 && event.key.toUpperCase() !== event.key.toLowerCase();
  const shift = event.shiftKey && (isLetter || event.key.length > 1 || event.key === " ") ? "Shift+" : "";
  const name = KEY_NAMES[event.key] ?? (isLetter ? event.key.toUpperCase() : event.key);
  const key = digit && !event.shiftKey ? digit : name;
  if (!event.ctrlKey && !event.metaKey) return [shift + key];
  return event.ctrlKey ? [`Mod+${shift}${key}`, `Ctrl+${shift}${key}`] : [`Mod+${shift}${key}`];
}
