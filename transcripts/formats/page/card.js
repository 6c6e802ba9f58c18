"use strict";
// The card that explains a correction.
(() => {
  if (!document.querySelector("audio")) return;
  /** @type {(selector: string, root?: ParentNode) => any} */
  const $ = (selector, root = document) => root.querySelector(selector);
  const card = $(".card");
  const dock = $(".dock");
  const MARKS = ".words :is(.repair, .place, .small)";

  function showCard(mark) {
    hideCard();
    const rows = (mark.dataset.repairs ?? "").split(" ").filter(Boolean);
    if (rows.length) {
      for (const id of rows) {
        const row = document.createElement("div");
        row.append(...[...document.getElementById(id).children].map((part) => part.cloneNode(true)));
        card.append(row);
      }
    } else if ($("#show-small")?.checked) {
      const row = document.createElement("p");
      row.className = "change";
      row.append("Old text: ", Object.assign(document.createElement("q"), { textContent: mark.dataset.was }));
      card.append(row);
    } else return;
    mark.classList.add("shown");
    card.hidden = false;
    const box = mark.getClientRects()[0];
    const below = box.bottom + 8 + card.offsetHeight < innerHeight - dock.offsetHeight;
    card.style.left = `${Math.max(16, Math.min(box.left, innerWidth - card.offsetWidth - 16)) + scrollX}px`;
    card.style.top = `${(below ? box.bottom + 8 : box.top - card.offsetHeight - 8) + scrollY}px`;
  }
  function hideCard() {
    card.hidden = true;
    card.replaceChildren();
    $(".shown")?.classList.remove("shown");
  }
  document.addEventListener("mouseover", (event) => {
    const mark = /** @type {Element} */ (event.target).closest(MARKS);
    if (mark && !mark.classList.contains("shown")) showCard(mark);
    else if (!mark && !card.hidden) hideCard();
  });
  document.addEventListener("focusin", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (target.matches(MARKS) && target.matches(":focus-visible")) showCard(target);
  });

  globalThis.correctionCard = { MARKS, showCard, hideCard };
})();
