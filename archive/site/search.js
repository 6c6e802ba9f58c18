// Search every word that was said: small files of words say which recordings have them, the turns
// of these say where. Words are cut as archive/search/tokens.py cuts them.

const ROOT = new URL("../", import.meta.url);
const WORD =
  /[\u3040-\u30ff\u3400-\u9fff]|(?:[\p{L}\p{N}](?:[\u0300-\u036f'’ʼ]+(?=[\p{L}\p{N}])|[\u0300-\u036f])*)+/gu;
const LETTERS = { ø: "o", đ: "d", ł: "l", ı: "i", æ: "ae", œ: "oe", ð: "d", þ: "th", ß: "ss", ς: "σ" };
const LONGEST = 64;
const AT_ONCE = 8; // recordings that are read at a time
const ENOUGH = 10; // recordings shown before "Look further"
const MOST = 40; // recordings read before it, where few have the words in one turn
const EVERY = 8; // words from one time to the next in the files of turns
const QUOTES = 4; // passages shown of a recording, the rest on demand

export function folded(word) {
  const bare = word.replace(/['’ʼ][sS]$/, "").replace(/['’ʼ]/g, "");
  const plain = bare.normalize("NFKD").toLowerCase().normalize("NFKD");
  const letters = plain.replace(/[øđłıæœðþßς]/g, (letter) => LETTERS[letter]);
  return [...letters.replace(/[^\p{L}\p{N}]/gu, "")].slice(0, LONGEST).join("");
}

export function tokens(text) {
  return [...text.matchAll(WORD)]
    .map((found) => ({ text: folded(found[0]), start: found.index, end: found.index + found[0].length }))
    .filter((token) => token.text);
}

export function terms(text) {
  return [...text.matchAll(/["“”„«»]([^"“”„«»]*)["“”„«»]?|([^\s"“”„«»]+)/g)]
    .map((found) => found[1] ?? found[2])
    .map((part) => ({ words: tokens(part).map((token) => token.text), prefix: /\*\s*$/.test(part) }))
    .filter((term) => term.words.length)
    .map((term) => ({ ...term, prefix: term.prefix && [...term.words.at(-1)].length > 1 }));
}

// How many letters differ, are missing, too many, or swapped with the next.
export function distance(one, other) {
  const rows = [Array.from({ length: other.length + 1 }, (_, n) => n)];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      row[j] = Math.min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + !same);
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (swapped) row[j] = Math.min(row[j], rows[i - 2][j - 2] + 1);
    }
    rows.push(row);
  }
  return rows[one.length][other.length];
}

const loaded = new Map();
function load(path) {
  if (!loaded.has(path)) {
    const answer = fetch(new URL(path, ROOT)).then((found) => {
      if (!found.ok) throw new Error(path);
      return found.json();
    });
    loaded.set(path, answer);
  }
  return loaded.get(path);
}

const archive = () => load("search/recordings.json");

function fileOf(word) {
  const head = [...word].slice(0, 2).join("");
  return /^[\x00-\x7f]*$/.test(head) ? head : [...head].map((c) => c.codePointAt(0).toString(16)).join("-");
}

async function wordsLike(word) {
  const { files } = await archive();
  return files.includes(fileOf(word)) ? load(`search/w/${fileOf(word)}.json`) : {};
}

function numbersOf(steps) {
  let at = 0;
  return steps.map((step) => (at += step));
}

async function nearest(word) {
  const mistakes = word.length < 3 || /^\d+$/.test(word) ? 0 : word.length < 6 ? 1 : 2;
  const swapped = word[1] + word[0] + word.slice(2);
  const known = { ...(await wordsLike(word)), ...(mistakes ? await wordsLike(swapped) : {}) };
  const near = Object.keys(known)
    .filter((one) => Math.abs(one.length - word.length) <= mistakes)
    .map((one) => ({ one, off: distance(word, one), often: known[one].length }))
    .filter(({ off }) => off <= mistakes)
    .sort((a, b) => a.off - b.off || b.often - a.often || (a.one < b.one ? -1 : 1));
  return near[0]?.one;
}

// The recordings that have all words, and the question as it was understood.
async function recordingsWith(asked) {
  const understood = [];
  const instead = [];
  let numbers = null;
  for (const term of asked) {
    const words = [];
    for (const [n, word] of term.words.entries()) {
      const known = await wordsLike(word);
      const prefix = term.prefix && n === term.words.length - 1;
      let like = Object.keys(known).filter((one) => (prefix ? one.startsWith(word) : one === word));
      words.push(word);
      if (!like.length && !prefix) {
        const meant = await nearest(word);
        if (meant) {
          instead.push([word, meant]);
          words[n] = meant;
          like = [meant];
        }
      }
      const sources = await Promise.all(like.map(async (one) => (await wordsLike(one))[one]));
      const having = new Set(sources.flatMap(numbersOf));
      numbers = numbers ? new Set([...numbers].filter((one) => having.has(one))) : having;
    }
    understood.push({ ...term, words });
  }
  return { understood, instead, numbers: [...(numbers ?? [])] };
}

// Where the terms stand in a text: token numbers, or null if one is not there.
export function places(found, asked) {
  const marked = new Set();
  for (const { words, prefix } of asked) {
    const begins = found.flatMap((_, n) => {
      const fits = words.every((word, i) => {
        const there = found[n + i]?.text;
        return prefix && i === words.length - 1 ? there?.startsWith(word) : there === word;
      });
      return fits ? [n] : [];
    });
    if (!begins.length) return null;
    for (const n of begins) words.forEach((_, i) => marked.add(n + i));
  }
  return [...marked].sort((a, b) => a - b);
}

// Words that were found side by side are one mark.
function joined(numbers, found) {
  const marks = [];
  let last = -2;
  for (const number of numbers) {
    if (number === last + 1) marks.at(-1).end = found[number].end;
    else marks.push({ start: found[number].start, end: found[number].end });
    last = number;
  }
  return marks;
}

function hits({ speakers, turns }, asked, by) {
  return turns.flatMap(([who, start, , text, times]) => {
    const name = speakers[who][0];
    if (by.length && !by.every((part) => tokens(name).some((t) => t.text.startsWith(part)))) return [];
    const found = tokens(text);
    const marked = asked.length ? places(found, asked) : [];
    if (!marked) return [];
    const first = found[marked[0]]?.start ?? 0;
    const word = text.slice(0, first).split(" ").length - 1;
    const at = start + (times?.[Math.floor(word / EVERY)] ?? 0) / 10;
    return [{ name, at, text, marks: joined(marked, found) }];
  });
}

// --- The page

const form = document.querySelector("form.ask");
const status = document.querySelector("#status");
const list = document.querySelector("#results");
const further = document.querySelector("#further");

function element(tag, given = {}, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) made.setAttribute(name, value);
  made.append(...inside);
  return made;
}

function clock(seconds) {
  const [hours, minutes, rest] = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map(Math.floor);
  const pad = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${pad(minutes)}:${pad(rest)}` : `${minutes}:${pad(rest)}`;
}

function day(date) {
  const found = /^(\d{4})-(\d\d)-(\d\d)/.exec(date ?? "");
  if (!found) return date ?? "";
  const month = new Date(Date.UTC(2000, found[2] - 1)).toLocaleString("en-GB", { month: "long", timeZone: "UTC" });
  return `${Number(found[3])} ${month} ${found[1]}`;
}

// The passage around the first word that was found, with all found words marked.
function quote({ text, marks }) {
  const said = element("q", { dir: "auto" });
  const middle = marks[0]?.start ?? 0;
  const from = middle > 110 ? text.lastIndexOf(" ", middle - 90) + 1 : 0;
  const space = text.indexOf(" ", middle + 200);
  const to = space < 0 ? text.length : space;
  if (from) said.append("… ");
  let at = from;
  for (const mark of marks) {
    if (mark.start < at || mark.end > to) continue;
    said.append(text.slice(at, mark.start), element("mark", {}, text.slice(mark.start, mark.end)));
    at = mark.end;
  }
  said.append(text.slice(at, to), to < text.length ? " …" : "");
  return said;
}

function row([id, title, programme, date], found) {
  const page = new URL(`recordings/${id}/index.html`, ROOT).href;
  const items = found.map((hit) =>
    element(
      "li",
      {},
      element("a", { class: "time", href: `${page}#t=${hit.at.toFixed(2)}` }, clock(hit.at)),
      element("p", {}, element("b", {}, hit.name), " ", quote(hit)),
    ),
  );
  const shown = element("ol", { class: "hits" }, ...items.slice(0, QUOTES));
  if (items.length > QUOTES) {
    const rest = element("button", { type: "button" }, `${items.length - QUOTES} more in this recording`);
    rest.addEventListener("click", () => rest.parentNode.replaceWith(...items.slice(QUOTES)));
    shown.append(element("li", { class: "more" }, rest));
  }
  const about = element("div", {});
  if (programme) about.append(element("p", { class: "kicker" }, programme));
  about.append(element("h2", {}, element("a", { href: page }, title)), shown);
  const when = element("p", { class: "when" }, date ? element("time", { datetime: date }, day(date)) : "");
  return element("li", { class: "row" }, when, about);
}

function within([, , programme, date], wanted) {
  return (
    (!wanted.programme || programme === wanted.programme) &&
    (!wanted.from || (date ?? "") >= wanted.from) &&
    (!wanted.until || (date && date <= `${wanted.until}~`))
  );
}

let asking = 0;
async function search() {
  const mine = ++asking;
  const wanted = Object.fromEntries(new FormData(form));
  const asked = terms(wanted.q ?? "");
  const by = tokens(wanted.speaker ?? "").map((token) => token.text);
  list.replaceChildren();
  further.hidden = true;
  if (!asked.length && !by.length) return tell("Write a word that was said, or who said it.");
  tell("Searching …");
  const { recordings } = await archive();
  const spoken = ([, , , , names]) =>
    by.every((part) => names.some((name) => tokens(name).some((t) => t.text.startsWith(part))));
  const all = recordings.flatMap((one, number) => (one ? [number] : []));
  const found = asked.length ? await recordingsWith(asked) : { understood: [], instead: [], numbers: all };
  const numbers = found.numbers
    .filter((number) => within(recordings[number], wanted) && (!by.length || spoken(recordings[number])))
    .sort((a, b) => (recordings[b][3] ?? "").localeCompare(recordings[a][3] ?? "") || a - b);
  if (mine === asking) await show(mine, numbers, found, by, 0);
}

async function show(mine, numbers, found, by, begin) {
  const { recordings } = await archive();
  let next = begin;
  const enough = list.children.length + ENOUGH;
  while (next < numbers.length && list.children.length < enough && next - begin < MOST) {
    const some = numbers.slice(next, next + AT_ONCE);
    next += some.length;
    const texts = await Promise.all(some.map((n) => load(`recordings/${recordings[n][0]}/turns.json`)));
    if (mine !== asking) return;
    texts.forEach((text, n) => {
      const here = hits(text, found.understood, by);
      if (here.length) list.append(row(recordings[some[n]], here));
    });
  }
  further.hidden = next >= numbers.length;
  further.onclick = () => show(mine, numbers, found, by, next);
  const spelled = found.instead.map(([word, meant]) => `Nobody says “${word}”: this is “${meant}”. `).join("");
  const count = list.children.length;
  const many = count === 1 ? "1 recording" : `${count} recordings`;
  const rest = numbers.length - next;
  const looked = further.hidden ? "" : `; ${rest} more may have it, too`;
  tell(count || !further.hidden ? `${spelled}${many}${looked}` : `${spelled}Nobody says that in one turn.`);
}

function tell(text) {
  status.textContent = text;
}

async function failed(deed) {
  try {
    await deed();
  } catch (error) {
    if (error instanceof TypeError || error instanceof Error) tell("The search could not be loaded: try again.");
    throw error;
  }
}

async function begin() {
  form.querySelector(".filters").hidden = false;
  const { recordings } = await archive();
  const programmes = [...new Set(recordings.map((one) => one?.[2]).filter(Boolean))].sort();
  form.programme.append(...programmes.map((name) => element("option", { value: name }, name)));
  const asked = new URLSearchParams(location.search);
  for (const [name, value] of asked) if (form.elements[name]) form.elements[name].value = value;
  if ([...asked.values()].some(Boolean)) await search();
  else tell("");
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const asked = [...new FormData(form)].filter(([, value]) => value);
    history.pushState(null, "", `?${new URLSearchParams(asked)}`);
    failed(search);
  });
  addEventListener("popstate", () => failed(begin));
  failed(begin);
}
