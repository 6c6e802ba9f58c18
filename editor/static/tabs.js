// Tabs that show one panel at a time, and are switched with the arrow keys.

export function prepareTabs(onOpen) {
  /** @type {HTMLElement[]} */
  const tabs = [...document.querySelectorAll(/** @type {"button"} */ ("[role=tab]"))];
  const open = (tab) => {
    for (const other of tabs) {
      other.setAttribute("aria-selected", String(other === tab));
      other.tabIndex = other === tab ? 0 : -1;
      document.getElementById(other.getAttribute("aria-controls")).hidden = other !== tab;
    }
    onOpen();
  };
  for (const [n, tab] of tabs.entries()) {
    tab.addEventListener("click", () => open(tab));
    tab.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!by) return;
      event.preventDefault(); // the arrow keys would also skip in the sound
      const next = tabs[(n + by + tabs.length) % tabs.length];
      open(next);
      next.focus();
    });
  }
}
