// Create elements, and keep small values in the browser. Text is always set as text, never as markup.

/** @type {(selector: string, root?: ParentNode) => any} */
export const $ = (selector, root = document) => root.querySelector(selector);

/**
 * Create an element. `on` maps event names to listeners, `data` becomes data attributes, other
 * options become properties or attributes.
 * @param {string} tag
 * @param {Record<string, any>} [options]
 * @param {...(Node | string | number | null | undefined)} children
 * @returns {any}
 */
export function element(tag, { text, class: className, on, data, ...rest } = {}, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  for (const [key, value] of Object.entries(rest)) {
    if (value === undefined || value === null || value === false) continue;
    if (key in node && !key.includes("-")) node[key] = value;
    else node.setAttribute(key, value);
  }
  for (const [type, listener] of Object.entries(on ?? {})) node.addEventListener(type, listener);
  Object.assign(node.dataset, data ?? {});
  node.append(...children.filter((child) => child !== null && child !== undefined).map(asNode));
  return node;
}

function asNode(child) {
  return child instanceof Node ? child : String(child);
}

// The button at the end of a dialog, which submits it.
export function submitRow(label) {
  return element("div", { class: "row" }, element("button", { class: "plain strong", text: label }));
}

// A radio button, followed by the content that labels it.
export function radio(name, value, checked, ...content) {
  const input = element("input", { type: "radio", name, value, checked });
  return element("label", {}, input, ...content);
}

// A button that runs one of the page's actions; it shows the action's shortcut, if it has one.
export function actionButton(action, label, className = "plain", shortcuts = null) {
  const button = element("button", { type: "button", class: className, data: { do: action } }, label);
  const hint = shortcuts?.hint(action);
  if (hint) {
    button.append(" ", element("kbd", { text: hint, "aria-hidden": "true", data: { key: action } }));
  }
  return button;
}

// The wording before and after a correction, in one line.
export function diffLine(before, after) {
  const side = (tag, text) =>
    text ? element(tag, { text }) : element("span", { class: "nothing", text: "nothing" });
  return element(
    "p",
    { class: "change" },
    side("del", before),
    element("span", { class: "to", text: "→", "aria-label": "becomes", role: "img" }),
    side("ins", after),
  );
}

export const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

export function saveLocal(key, value) {
  try {
    if (value === null) localStorage.removeItem(`tapelog:${key}`);
    else localStorage.setItem(`tapelog:${key}`, JSON.stringify(value));
  } catch {
    // Local storage is blocked or full. What the server has saved is safe all the same.
  }
}

export function loadLocal(key) {
  try {
    return JSON.parse(localStorage.getItem(`tapelog:${key}`));
  } catch {
    return null;
  }
}

// The keys of all local values that start with a prefix.
export function localKeys(prefix) {
  const names = Object.keys(localStorage).filter((key) => key.startsWith(`tapelog:${prefix}`));
  return names.map((key) => key.slice("tapelog:".length));
}
