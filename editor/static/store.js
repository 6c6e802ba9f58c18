// The transcript as this page knows it: turns in order of start, speakers, corrections.

export class Store {
  constructor(data) {
    this.id = data.id;
    this.duration = data.duration;
    this.letters = data.letters;
    this.turns = data.turns.map(fromPage);
    this.byId = new Map(this.turns.map((turn) => [turn.id, turn]));
    this.speakers = new Map();
    this.order = []; // of speakers: what the digits mean stays the same while the page is open
    this.learn(data.speakers);
    this.corrections = new Map(data.corrections.map((one) => [one.id, one]));
    this.index();
  }

  // Take in what an answer of the editor says is different; gives the ids of changed turns.
  merge(answer) {
    for (const id of answer.removed ?? []) this.byId.delete(id);
    for (const turn of answer.turns) {
      this.byId.set(turn.id, fromAnswer(turn, answer.runs[turn.id], answer.numbers[turn.id]));
    }
    this.turns = [...this.byId.values()].sort((a, b) => a.start - b.start || first(a) - first(b));
    this.learn(answer.speakers);
    for (const one of answer.corrections) {
      this.corrections.set(one.id, { behind: null, ...this.corrections.get(one.id), ...one });
    }
    for (const id of answer.removed_corrections ?? []) this.corrections.delete(id);
    this.index();
    return answer.turns.map((turn) => turn.id);
  }

  learn(speakers) {
    this.speakers = new Map(speakers.map((one) => [one.id, one]));
    for (const { id } of speakers) if (!this.order.includes(id)) this.order.push(id);
  }

  index() {
    this.turns.forEach((turn, n) => (turn.place = n));
    this.starts = this.turns.map((turn) => turn.start);
    let furthest = 0;
    this.reach = this.turns.map((turn) => (furthest = Math.max(furthest, turn.end)));
  }

  // Speakers in the order of their digits, without those who are gone.
  people() {
    return this.order.filter((id) => this.speakers.has(id)).map((id) => this.speakers.get(id));
  }

  digit(speaker) {
    return this.people().findIndex((one) => one.id === speaker) + 1;
  }

  colour(speaker) {
    return Math.min(Math.max(0, this.order.indexOf(speaker)), 8) + 1;
  }

  label(speaker) {
    const one = this.speakers.get(speaker);
    if (!one) return "Nobody";
    if (!one.name && ["clip", "announcer"].includes(one.role)) return capital(one.role);
    return one.name || `Speaker ${one.id.replace(/^S/, "")}`;
  }

  // All turns that are spoken at a moment, the last to begin first.
  at(time) {
    const found = [];
    for (let n = lastBefore(this.starts, time + 0.005); n >= 0 && this.reach[n] >= time; n--) {
      if (this.turns[n].end >= time) found.push(this.turns[n]);
    }
    return found;
  }

  // The turn that is spoken at a moment, or else the last before it.
  nearest(time) {
    return this.at(time)[0] ?? this.turns[Math.max(0, lastBefore(this.starts, time + 0.005))];
  }

  // The turn whose words come just before those of a turn, in the order of the words.
  before(turn) {
    return this.turns.find((other) => other.run && turn.run && other.run[1] === turn.run[0]);
  }

  // Words that a decision put behind a word have its number: which decision, and which words.
  behind(turn) {
    const found = new Map();
    for (const one of this.corrections.values()) {
      const text = one.status === "applied" ? one.after : one.before;
      if (one.behind !== null && one.turn === turn.id && text) found.set(Math.max(0, one.behind), { id: one.id, accepted: one.status === "applied", text });
    }
    return found;
  }

  of(speaker) {
    return this.turns.filter((turn) => turn.speaker === speaker);
  }
}

// The machine's number of a turn's word.
export function number(turn, word) {
  return turn.numbers ? turn.numbers[word] : turn.run[0] + word;
}

export function wordAt(turn, time) {
  return Math.max(0, lastBefore(turn.at, time + 0.005));
}

// The last of an ascending list that is not behind a value, or -1.
export function lastBefore(list, value) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export function runs(turns) {
  return turns
    .filter((turn) => turn.run)
    .map((turn) => turn.run)
    .sort((a, b) => a[0] - b[0]);
}

export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(whole / 60) % 60;
  const pad = (value) => String(value).padStart(2, "0");
  return whole >= 3600
    ? `${Math.floor(whole / 3600)}:${pad(minutes)}:${pad(whole % 60)}`
    : `${minutes}:${pad(whole % 60)}`;
}

export function many(count, one, more = `${one}s`) {
  return `${count} ${count === 1 ? one : more}`;
}

export function capital(text) {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function fromPage([id, speaker, voice, start, end, confidence, run, numbers, hundredths]) {
  const at = hundredths.map((value) => start + value / 100);
  return { id, speaker, voice, start, end, confidence, run, numbers, at, text: null };
}

function fromAnswer(turn, run, numbers) {
  const { id, speaker, voice, start, end, confidence, text } = turn;
  const at = turn.words.map((word) => word.start);
  return { id, speaker, voice, start, end, confidence, run, numbers: numbers ?? null, at, text };
}

function first(turn) {
  return turn.run ? turn.run[0] : 0;
}
