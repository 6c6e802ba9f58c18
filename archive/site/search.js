// Search all spoken words. Small index files list the recordings that have a word; the turns.json of
// each of these recordings has the passages. The build puts tokens.js before this file in one module.

const ROOT = new URL("../", import.meta.url);
const AT_ONCE = 8; // recordings that are loaded at a time
const ENOUGH = 10; // recordings shown before "Search further"
const MOST = 40; // recordings loaded before "Search further", even if few of them match
const QUOTES = 4; // passages shown of each recording; a button shows the others

export function terms(text) {
  return [...text.matchAll(/["“”„«»]([^"“”„«»]*)["“”„«»]?|([^\s"“”„«»]+)/g)]
    .map((match) => match[1] ?? match[2])
    .map((part) => ({ words: tokens(part).map((token) => token.text), prefix: /\*\s*$/.test(part) }))
    .filter((term) => term.words.length)
    .map((term) => ({ ...term, prefix: term.prefix && [...term.words.at(-1)].length > 1 }));
}

// Edit distance, with swapped neighbors as one edit (optimal string alignment).
export function distance(one, other) {
  const rows = [Array.from({ length: other.length + 1 }, (_, n) => n)];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      row[j] = Math.min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + Number(!same));
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
    const json = fetch(new URL(path, ROOT)).then((response) => {
      if (!response.ok) throw new Error(path);
      return response.json();
    });
    loaded.set(path, json);
  }
  return loaded.get(path);
}

const loadRecordings = () => load("search/recordings.json");

function fileOf(word) {
  const head = [...word].slice(0, 2).join("");
  return /^[\x00-\x7f]*$/.test(head) ? head : [...head].map((c) => c.codePointAt(0).toString(16)).join("-");
}

async function loadWords(word) {
  const { files } = await loadRecordings();
  return files.includes(fileOf(word)) ? load(`search/w/${fileOf(word)}.json`) : {};
}

function decodeDeltas(deltas) {
  let number = 0;
  return deltas.map((delta) => (number += delta));
}

async function nearestWord(word) {
  const mistakes = word.length < 3 || /^\d+$/.test(word) ? 0 : word.length < 6 ? 1 : 2;
  const swapped = word[1] + word[0] + word.slice(2);
  const known = { ...(await loadWords(word)), ...(mistakes ? await loadWords(swapped) : {}) };
  const near = Object.keys(known)
    .filter((one) => Math.abs(one.length - word.length) <= mistakes)
    .map((one) => ({ one, off: distance(word, one), often: known[one].length }))
    .filter(({ off }) => off <= mistakes)
    .sort((a, b) => a.off - b.off || b.often - a.often || (a.one < b.one ? -1 : 1));
  return near[0]?.one;
}

// The recordings that have all words, and the query with misspelt words replaced.
async function recordingsWith(query) {
  const corrected = [];
  const replaced = [];
  let numbers = null;
  for (const term of query) {
    const words = [];
    for (const [n, word] of term.words.entries()) {
      const known = await loadWords(word);
      const prefix = term.prefix && n === term.words.length - 1;
      let like = Object.keys(known).filter((one) => (prefix ? one.startsWith(word) : one === word));
      words.push(word);
      if (!like.length && !prefix) {
        const similar = await nearestWord(word);
        if (similar) {
          replaced.push([word, similar]);
          words[n] = similar;
          like = [similar];
        }
      }
      const sources = await Promise.all(like.map(async (one) => (await loadWords(one))[one]));
      const having = new Set(sources.flatMap((deltas) => decodeDeltas(deltas)));
      numbers = numbers ? new Set([...numbers].filter((one) => having.has(one))) : having;
    }
    corrected.push({ ...term, words });
  }
  return { corrected, replaced, numbers: [...(numbers ?? [])] };
}

// The numbers of the tokens that match the terms; null if a term matches no token.
export function matches(found, query) {
  const marked = new Set();
  for (const { words, prefix } of query) {
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

// Join adjacent matches into one mark.
function joinMarks(numbers, found) {
  const marks = [];
  let last = -2;
  for (const number of numbers) {
    if (number === last + 1) marks.at(-1).end = found[number].end;
    else marks.push({ start: found[number].start, end: found[number].end });
    last = number;
  }
  return marks;
}

function hits({ speakers, turns, timed = true }, query, by) {
  return turns.flatMap(([who, start, , text, times]) => {
    const name = speakers[who][0];
    if (by.length && !by.every((part) => tokens(name).some((t) => t.text.startsWith(part)))) return [];
    const found = tokens(text);
    const marked = query.length ? matches(found, query) : [];
    if (!marked) return [];
    const first = found[marked[0]]?.start ?? 0;
    const word = text.slice(0, first).split(" ").length - 1;
    const at = start + (times?.[Math.floor(word / RULES.wordsPerTime)] ?? 0) / 10;
    return [{ name, at, timed, text, marks: joinMarks(marked, found) }];
  });
}

// --- The page

/** @type {(selector: string) => any} */
const $ = (selector) => document.querySelector(selector);
const form = $("form.ask");
const status = $("#status");
const list = $("#results");
const further = $("#further");

/** @returns {any} */
function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function formatTime(seconds) {
  const [hours, minutes, rest] = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map(Math.floor);
  const pad = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${pad(minutes)}:${pad(rest)}` : `${minutes}:${pad(rest)}`;
}

function formatDate(date) {
  const found = /^(\d{4})-(\d\d)-(\d\d)/.exec(date ?? "");
  if (!found) return date ?? "";
  const month = new Date(Date.UTC(2000, Number(found[2]) - 1)).toLocaleString("en-GB", { month: "long", timeZone: "UTC" });
  return `${Number(found[3])} ${month} ${found[1]}`;
}

// The passage around the first match, with all matches marked.
function quote({ text, marks }) {
  const quoted = element("q", { dir: "auto" });
  const middle = marks[0]?.start ?? 0;
  const from = middle > 110 ? text.lastIndexOf(" ", middle - 90) + 1 : 0;
  const space = text.indexOf(" ", middle + 200);
  const to = space < 0 ? text.length : space;
  if (from) quoted.append("… ");
  let at = from;
  for (const mark of marks) {
    if (mark.start < at || mark.end > to) continue;
    quoted.append(text.slice(at, mark.start), element("mark", {}, text.slice(mark.start, mark.end)));
    at = mark.end;
  }
  quoted.append(text.slice(at, to), to < text.length ? " …" : "");
  return quoted;
}

function row([id, title, programme, date], found) {
  const page = new URL(`recordings/${id}/index.html`, ROOT).href;
  const items = found.map((hit) =>
    element(
      "li",
      {},
      element("a", { class: "time", href: `${page}#t=${hit.at.toFixed(2)}` }, hit.timed ? formatTime(hit.at) : "Read"),
      element("p", {}, element("b", {}, hit.name), " ", quote(hit)),
    ),
  );
  const shown = element("ol", { class: "hits" }, ...items.slice(0, QUOTES));
  if (items.length > QUOTES) {
    const rest = element("button", { type: "button" }, `Show ${items.length - QUOTES} more in this recording`);
    rest.addEventListener("click", () => rest.parentNode.replaceWith(...items.slice(QUOTES)));
    shown.append(element("li", { class: "more" }, rest));
  }
  const about = element("div", {});
  if (programme) about.append(element("p", { class: "kicker" }, programme));
  about.append(element("h2", {}, element("a", { href: page }, title)), shown);
  const when = element("p", { class: "when" }, date ? element("time", { datetime: date }, formatDate(date)) : "");
  return element("li", { class: "row" }, when, about);
}

function passesFilters([, , programme, date], filters) {
  return (
    (!filters.programme || programme === filters.programme) &&
    (!filters.from || (date ?? "") >= filters.from) &&
    (!filters.until || (date && date <= `${filters.until}~`))
  );
}

let searches = 0;
async function search() {
  const mine = ++searches;
  const filters = Object.fromEntries(new FormData(form));
  const query = terms(String(filters.q ?? ""));
  const by = tokens(String(filters.speaker ?? "")).map((token) => token.text);
  list.replaceChildren();
  further.hidden = true;
  if (!query.length && !by.length) return showStatus("Type a word that was said, or a speaker.");
  showStatus("Searching…");
  const { recordings } = await loadRecordings();
  const spoken = ([, , , , names]) =>
    by.every((part) => names.some((name) => tokens(name).some((t) => t.text.startsWith(part))));
  const all = recordings.flatMap((one, number) => (one ? [number] : []));
  const found = query.length ? await recordingsWith(query) : { corrected: [], replaced: [], numbers: all };
  const numbers = found.numbers
    .filter((number) => passesFilters(recordings[number], filters) && (!by.length || spoken(recordings[number])))
    .sort((a, b) => (recordings[b][3] ?? "").localeCompare(recordings[a][3] ?? "") || a - b);
  if (mine === searches) await show(mine, numbers, found, by, 0);
}

async function show(mine, numbers, found, by, begin) {
  const { recordings } = await loadRecordings();
  let next = begin;
  const enough = list.children.length + ENOUGH;
  while (next < numbers.length && list.children.length < enough && next - begin < MOST) {
    const some = numbers.slice(next, next + AT_ONCE);
    next += some.length;
    const texts = await Promise.all(some.map((n) => load(`recordings/${recordings[n][0]}/turns.json`)));
    if (mine !== searches) return;
    texts.forEach((text, n) => {
      const here = hits(text, found.corrected, by);
      if (here.length) list.append(row(recordings[some[n]], here));
    });
  }
  further.hidden = next >= numbers.length;
  further.onclick = () => show(mine, numbers, found, by, next);
  const spelling = found.replaced
    .map(([word, similar]) => `No results for “${word}”. Showing “${similar}”. `)
    .join("");
  const count = list.children.length;
  const total = count === 1 ? "1 recording" : `${count} recordings`;
  const rest = further.hidden ? "" : `, ${numbers.length - next} more to search`;
  showStatus(count || !further.hidden ? `${spelling}${total}${rest}` : `${spelling}No matches.`);
}

function showStatus(text) {
  status.textContent = text;
}

async function reportErrors(action) {
  try {
    await action();
  } catch (error) {
    showStatus("The search couldn’t be loaded. Try again.");
    throw error;
  }
}

async function start() {
  form.querySelector(".filters").hidden = false;
  const { recordings } = await loadRecordings();
  const programmes = [...new Set(recordings.map((one) => one?.[2]).filter(Boolean))].sort();
  form.programme.append(...programmes.map((name) => element("option", { value: name }, name)));
  const parameters = new URLSearchParams(location.search);
  for (const [name, value] of parameters) if (form.elements[name]) form.elements[name].value = value;
  if ([...parameters.values()].some(Boolean)) await search();
  else showStatus("");
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const parameters = [...new FormData(form)].filter(([, value]) => value).map(([name, value]) => [name, String(value)]);
    history.pushState(null, "", `?${new URLSearchParams(parameters)}`);
    reportErrors(search);
  });
  addEventListener("popstate", () => reportErrors(start));
  reportErrors(start);
}
