// Making elements. Text is always set as text, never as markup.

export const $ = (selector, root = document) => root.querySelector(selector);

export function make(tag, { text, class: name, on, data, ...rest } = {}, ...children) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text !== undefined) made.textContent = text;
  for (const [key, value] of Object.entries(rest)) {
    if (value === undefined || value === null || value === false) continue;
    if (key in made && !key.includes("-")) made[key] = value;
    else made.setAttribute(key, value);
  }
  for (const [kind, deed] of Object.entries(on ?? {})) made.addEventListener(kind, deed);
  Object.assign(made.dataset, data ?? {});
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

// A button that does one of the page's deeds; its key stands on it where it has one.
export function deed(action, label, name = "plain", keys = null) {
  const button = make("button", { type: "button", class: name, data: { do: action } }, label);
  const hint = keys?.hint(action);
  if (hint) button.append(" ", make("kbd", { text: hint, "aria-hidden": "true", data: { key: action } }));
  return button;
}

// Before and after as one line; what is nothing says so.
export function change(before, after) {
  const side = (tag, text, nothing) =>
    text ? make(tag, { text }) : make("span", { class: "nothing", text: nothing });
  return make(
    "p",
    { class: "change" },
    side("del", before, "nothing"),
    make("span", { class: "to", text: "→", "aria-label": "becomes" , role: "img" }),
    side("ins", after, "nothing"),
  );
}

export const calm = matchMedia("(prefers-reduced-motion: reduce)");

export function remember(key, value) {
  try {
    if (value === null) localStorage.removeItem(`tapelog:${key}`);
    else localStorage.setItem(`tapelog:${key}`, JSON.stringify(value));
  } catch {
    // The browser keeps nothing, or is full: what is saved on the server is saved.
  }
}

export function recall(key) {
  try {
    return JSON.parse(localStorage.getItem(`tapelog:${key}`));
  } catch {
    return null;
  }
}

// What is remembered under names that begin so.
export function keysOf(beginning) {
  const names = Object.keys(localStorage).filter((key) => key.startsWith(`tapelog:${beginning}`));
  return names.map((key) => key.slice("tapelog:".length));
}
