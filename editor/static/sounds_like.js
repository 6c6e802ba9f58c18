// Find words that sound alike. Each word gets a key of its consonants, roughly as English and
// German speak them; words with equal keys may sound alike. transcripts/edits/sounds_like.py has
// the same rules for the whole archive.

const RULES = [
  [/ß/g, "ss"], [/ł/g, "l"], [/[^a-z]/g, ""],
  [/^[kgp]n/, "n"], [/^wr/, "r"], [/ph/g, "f"], [/sch|tch|sh|ch/g, "1"], [/gh(?=t|$)/g, ""],
  [/ck/g, "k"], [/c(?=[eiy])/g, "s"], [/[cq]/g, "k"], [/x/g, "ks"], [/z/g, "s"], [/v/g, "f"], [/dt?\b/g, "t"],
  [/(?<=.)h/g, ""], [/^[aeiouy]+/, "0"], [/(?<=.)[aeiouyw]/g, ""], [/(.)\1+/g, "$1"],
]; // in this order

/** The pattern of a letter or a digit, as `[^\\W_]` in Python; a test compares the two. */
export const LETTER_OR_DIGIT = "[\\p{L}\\p{N}]";

const WORD = new RegExp(`(?:${LETTER_OR_DIGIT}(?:[\\p{M}'’ʼ]+(?=${LETTER_OR_DIGIT})|\\p{M})*)+`, "gu");

/** The words of a text, as matches; the same words as in the archive's search. */
export function wordsIn(text) {
  return [...text.matchAll(WORD)];
}

/** The key of a word: words with equal keys may sound alike. */
export function soundKey(word) {
  const plain = word.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  return RULES.reduce((text, [from, to]) => text.replace(from, /** @type {string} */ (to)), plain);
}

/**
 * The places in a text whose words sound like those of `wanted`, as [from, to].
 * @param {string} text
 * @param {string} wanted
 * @returns {[number, number][]}
 */
export function soundsLike(text, wanted) {
  const keys = wanted.split(/\s+/).map(soundKey).filter(Boolean);
  const words = wordsIn(text);
  const found = [];
  if (!keys.length) return found;
  for (let n = 0; n + keys.length <= words.length; n++) {
    if (!keys.every((key, i) => soundKey(words[n + i][0]) === key)) continue;
    const last = words[n + keys.length - 1];
    found.push([words[n].index, last.index + last[0].length]);
    n += keys.length - 1; // matches do not overlap
  }
  return found;
}
