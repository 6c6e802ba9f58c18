// The cards of a turn. A card shows a name, a time and words; a long turn is split into several cards.
import { $, element } from "./dom.js";
import { formatTime } from "./store.js";

// Cut a turn's text into pairs [start, text], at the end of a sentence if one is near; the server
// cuts the same way.
export function cardTexts(turn, text, maxCharacters) {
  const words = text.split(/\s+/);
  const cards = [];
  let [first, length, sentenceEnd, lengthThere] = [0, 0, 0, 0];
  const cut = (n) => {
    cards.push([turn.wordStarts[first] ?? turn.start, words.slice(first, n).join(" ")]);
    first = n;
  };
  words.forEach((word, n) => {
    length += word.length + 1;
    if (/[.?!]$/.test(word)) [sentenceEnd, lengthThere] = [n + 1, length];
    if (length < maxCharacters || n + 1 >= words.length) return;
    const isNear = sentenceEnd > first && lengthThere >= maxCharacters / 2;
    cut(isNear ? sentenceEnd : n + 1);
    length = isNear ? length - lengthThere : 0;
  });
  cut(words.length);
  return cards;
}

// Create a turn's node with all of its cards, from the page's template.
export function turnNode(turn, text, maxCharacters) {
  const node = $("#turn-template").content.firstElementChild.cloneNode(true);
  const card = $(".card", node);
  const cards = cardTexts(turn, text, maxCharacters).map(([start, words], n) =>
    n ? laterCard(start, words) : fillFirstCard(card, turn, start, words),
  );
  node.replaceChildren(...cards);
  node.id = turn.id;
  return node;
}

function fillFirstCard(card, turn, start, text) {
  card.classList.add("laid");
  const time = $(".at", card);
  time.id = `${turn.id}-at`;
  time.textContent = formatTime(start);
  time.setAttribute("aria-label", `Play from ${formatTime(start)}`);
  $(".words", card).textContent = text;
  return card;
}

function laterCard(start, text) {
  const head = element("div", { class: "head" }, element("span", { class: "who", "aria-hidden": "true" }));
  head.append(element("span", { class: "at", text: formatTime(start) }));
  return element("div", { class: "card laid" }, head, element("p", { class: "words", text }));
}
