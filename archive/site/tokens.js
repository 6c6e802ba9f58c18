// Split text into tokens exactly as archive/search/tokens.py does; a test compares the two. The build puts
// the constant RULES, made from that module, before this file.

const WORD = new RegExp(
  `[\\u3040-\\u30ff\\u3400-\\u9fff]|(?:[\\p{L}\\p{N}](?:[\\u0300-\\u036f${RULES.apostrophes}]+(?=[\\p{L}\\p{N}])|[\\u0300-\\u036f])*)+`,
  "gu",
);
const POSSESSIVE = new RegExp(`[${RULES.apostrophes}][sS]$`);
const APOSTROPHES = new RegExp(`[${RULES.apostrophes}]`, "g");
const LETTERS = new RegExp(`[${Object.keys(RULES.letters).join("")}]`, "g");

export function fold(word) {
  const bare = word.replace(POSSESSIVE, "").replace(APOSTROPHES, "");
  const plain = bare.normalize("NFKD").toLowerCase().normalize("NFKD");
  const letters = plain.replace(LETTERS, (letter) => RULES.letters[letter]);
  return [...letters.replace(/[^\p{L}\p{N}]/gu, "")].slice(0, RULES.longest).join("");
}

export function tokens(text) {
  return [...text.matchAll(WORD)]
    .map((match) => ({ text: fold(match[0]), start: match.index, end: match.index + match[0].length }))
    .filter((token) => token.text);
}
