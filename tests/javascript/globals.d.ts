// Constants that the build writes before tokens.js and search.js, from archive/site/rules.py; and
// what tokens.js, in the same module, has for search.js.
declare const RULES: {
  apostrophes: string;
  letters: Record<string, string>;
  longest: number;
  wordsPerTime: number;
};
declare function tokens(text: string): { text: string; start: number; end: number }[];

// What words.js and card.js have for page.js, which runs after them in the published page.
declare var spokenWords: Record<string, any>;
declare var correctionCard: Record<string, any>;
