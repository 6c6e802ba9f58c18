// The transcript as loaded in this page: turns in order of start, speakers, corrections.

export class TranscriptStore {
  constructor(data) {
    this.id = data.id;
    this.duration = data.duration;
    this.hasTimes = data.hasTimes;
    if (!data.hasTimes) timeNames = (seconds) => `#${this.nearestTurn(seconds).index + 1}`;
    this.estimated = new Set(); // ids of turns with typed words whose times nobody has measured yet
    this.comments = []; // comments of editors, each about a time
    this.withheld = data.withheld ?? []; // times and people that are not published
    this.checked = data.checked; // {by, at} of the person who checked the whole transcript, or null
    this.cardCharacters = data.cardCharacters;
    this.doubtfulBelow = data.doubtfulBelow; // words with less confidence were hard to hear
    this.turns = data.turns.map(turnFromPage);
    this.byId = new Map(this.turns.map((turn) => [turn.id, turn]));
    this.speakers = new Map();
    this.labels = {};
    this.speakerOrder = []; // stays the same while the page is open, so that digits keep their meaning
    this.setSpeakers(data.speakers, data.labels);
    this.corrections = new Map(data.corrections.map((one) => [one.id, one]));
    this.buildIndex();
  }

  // Apply the changes in an answer of the server; returns the ids of changed turns.
  merge(answer) {
    for (const id of answer.removed ?? []) this.byId.delete(id);
    for (const turn of answer.turns) {
      this.byId.set(turn.id, this.turnFromAnswer(turn, answer.runs[turn.id], answer.numbers[turn.id]));
    }
    this.turns = [...this.byId.values()].sort((a, b) => a.start - b.start || firstWord(a) - firstWord(b));
    this.setSpeakers(answer.speakers, answer.labels);
    for (const one of answer.corrections) {
      this.corrections.set(one.id, { behind: null, ...this.corrections.get(one.id), ...one });
    }
    for (const id of answer.removed_corrections ?? []) this.corrections.delete(id);
    this.buildIndex();
    return answer.turns.map((turn) => turn.id);
  }

  turnFromAnswer({ words, ...turn }, run, numbers = null) {
    const hard = words.flatMap(({ confidence }, n) => (confidence < this.doubtfulBelow ? [n] : []));
    return { ...turn, run, numbers, hard, wordStarts: words.map((word) => word.start) };
  }

  setSpeakers(speakers, labels) {
    this.speakers = new Map(speakers.map((one) => [one.id, one]));
    this.labels = labels;
    for (const { id } of speakers) if (!this.speakerOrder.includes(id)) this.speakerOrder.push(id);
  }

  buildIndex() {
    this.turns.forEach((turn, n) => (turn.index = n));
    this.starts = this.turns.map((turn) => turn.start);
    let latest = 0;
    this.latestEnds = this.turns.map((turn) => (latest = Math.max(latest, turn.end))); // the latest end of this turn and all turns before it
  }

  // The speakers in the order of their digits, without those that were removed.
  orderedSpeakers() {
    return this.speakerOrder.filter((id) => this.speakers.has(id)).map((id) => this.speakers.get(id));
  }

  digitOf(speaker) {
    return this.orderedSpeakers().findIndex((one) => one.id === speaker) + 1;
  }

  colorOf(speaker) {
    return Math.min(Math.max(0, this.speakerOrder.indexOf(speaker)), 8) + 1;
  }

  // The label that readers see for a speaker. It comes from the server, so that it is the same in every format.
  label(speaker) {
    return this.labels[speaker] ?? "Unknown speaker";
  }

  // All turns at a moment, the one that started last first.
  turnsAt(time) {
    const found = [];
    for (let n = lastAtOrBefore(this.starts, time + 0.005); n >= 0 && this.latestEnds[n] >= time; n--) {
      if (this.turns[n].end >= time) found.push(this.turns[n]);
    }
    return found;
  }

  // The turn at a moment, or else the last turn before it.
  nearestTurn(time) {
    return this.turnsAt(time)[0] ?? this.turns[Math.max(0, lastAtOrBefore(this.starts, time + 0.005))];
  }

  // The turn whose last word comes just before the first word of `turn`.
  previousTurn(turn) {
    return this.turns.find((other) => other.run && turn.run && other.run[1] === turn.run[0]);
  }

  // Words that a correction inserted have the number of the word before them. Returns, by that number,
  // the correction and its words.
  insertedAfter(turn) {
    const found = new Map();
    for (const { id, turn: owner, behind, status, before, after } of this.corrections.values()) {
      const text = status === "applied" ? after : before;
      if (behind === null || owner !== turn.id || !text) continue;
      found.set(Math.max(0, behind), { id, accepted: status === "applied", text });
    }
    return found;
  }

  turnsOf(speaker) {
    return this.turns.filter((turn) => turn.speaker === speaker);
  }
}

// Whether a turn or passage belongs to a turn that a person added (transcripts/edits/added_turns.py).
export function isAdded(turn) {
  return Boolean(turn.run) && turn.run[0] >= 1e9;
}

// The number that the server has for a turn's word.
export function wordNumber(turn, word) {
  return turn.numbers ? turn.numbers[word] : turn.run[0] + word;
}

// The index of a turn's word at a moment.
export function wordAt(turn, time) {
  return Math.max(0, lastAtOrBefore(turn.wordStarts, time + 0.005));
}

// The index of the last value of an ascending list that is at most `value`, or -1.
export function lastAtOrBefore(list, value) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

// The ranges of word numbers that turns cover, in order.
export function wordRanges(turns) {
  return turns
    .filter((turn) => turn.run)
    .map((turn) => turn.run)
    .sort((a, b) => a[0] - b[0]);
}

// In a transcript without times, times are made up to keep the order, so the number of the turn is
// shown.
/** @type {((seconds: number) => string) | null} */
let timeNames = null;

export function formatTime(seconds) {
  if (timeNames) return timeNames(seconds);
  const whole = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(whole / 60) % 60;
  const pad = (value) => String(value).padStart(2, "0");
  return whole >= 3600
    ? `${Math.floor(whole / 3600)}:${pad(minutes)}:${pad(whole % 60)}`
    : `${minutes}:${pad(whole % 60)}`;
}

export function plural(count, singular, more = `${singular}s`) {
  return `${count} ${count === 1 ? singular : more}`;
}

export function capitalize(text) {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function turnFromPage([id, speaker, voice, start, end, confidence, run, numbers, hundredths, hard]) {
  const wordStarts = hundredths.map((value) => start + value / 100);
  return { id, speaker, voice, start, end, confidence, run, numbers, hard, wordStarts, text: null };
}

function firstWord(turn) {
  return turn.run ? turn.run[0] : 0;
}
