// What was decided goes to the editor one by one. Until it is confirmed the browser keeps a copy,
// so that neither a reload nor a server that dies loses it.
import { keysOf, recall, remember } from "./dom.js";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8000; // a server that comes back is noticed within this

export class Outbox {
  // `hear` has state(name, why), saved(entry, answer), refused(entry, error), clash(entry, answer)
  constructor(recording, data, hear) {
    this.recording = recording;
    this.address = `/api/recordings/${encodeURIComponent(recording)}`;
    this.key = `outbox:${recording}:${tab()}`;
    this.hear = hear;
    this.revision = data.revision;
    this.edits = data.edits;
    this.author = data.author;
    this.queue = recall(this.key) ?? [];
    this.wait = FIRST_WAIT_MS;
    this.busy = false;
    addEventListener("online", () => this.flush());
    addEventListener("beforeunload", (event) => this.queue.length && event.preventDefault());
  }

  // Take over what closed tabs of this browser could not send, and send all that is there.
  async adopt() {
    const mine = `tapelog:${tab()}`;
    navigator.locks?.request(mine, () => new Promise(() => {})); // held while this tab is open
    const { held } = (await navigator.locks?.query()) ?? { held: [] };
    const open = new Set([mine, ...held.map((lock) => lock.name)]);
    const boxes = navigator.locks ? keysOf(`outbox:${this.recording}:`) : [];
    for (const key of boxes.filter((one) => !open.has(`tapelog:${one.split(":").at(-1)}`))) {
      this.queue.push(...(recall(key) ?? []));
      remember(key, null);
    }
    if (this.queue.length) {
      remember(this.key, this.queue);
      this.flush();
    }
  }

  // Save a decision; `about` says what it is of, for whoever hears what became of it.
  send(kind, parameters, about = {}) {
    const base = this.queue.length ? null : this.revision;
    const entry = { kind, parameters, about, base, tried: null };
    this.queue.push(entry);
    remember(this.key, this.queue);
    return new Promise((resolve) => {
      this.waiting.set(entry, resolve);
      this.flush();
    });
  }

  waiting = new Map();

  get idle() {
    return this.queue.length === 0;
  }

  async flush() {
    if (this.busy) return;
    this.busy = true;
    clearTimeout(this.timer);
    try {
      while (this.queue.length) {
        this.hear.state("saving");
        await this.deliver(this.queue[0]);
      }
      this.wait = FIRST_WAIT_MS;
      this.hear.state("saved");
    } catch (trouble) {
      this.hear.state("failed", trouble.message);
      this.timer = setTimeout(() => this.flush(), this.wait);
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT_MS);
    } finally {
      this.busy = false;
    }
  }

  async deliver(entry) {
    if (entry.tried !== null && (await this.arrived(entry))) return;
    const base = entry.base ?? this.revision;
    entry.tried = this.edits;
    remember(this.key, this.queue);
    const { kind, parameters, about } = entry;
    const answer = await post(`${this.address}/edits`, { base, kind, parameters, why: about.why });
    const said = await answer.json().catch(() => ({}));
    if (answer.status === 201) {
      this.confirmed(entry, said, this.hear.saved);
    } else if (answer.status === 409) {
      this.revision = said.revision;
      this.done(entry);
      this.hear.clash(entry, said);
    } else if (answer.status === 422 || answer.status === 400 || answer.status === 404) {
      this.done(entry);
      this.hear.refused(entry, said.error ?? "this cannot be done");
    } else {
      throw new Error(said.error ?? `the editor answers ${answer.status}`);
    }
  }

  // An answer that was lost on its way: was the edit made or not? Never make it twice.
  async arrived(entry) {
    const { edits } = await fetched(`${this.address}/history`);
    const found = edits
      .slice(entry.tried)
      .find((edit) => edit.kind === entry.kind && edit.author === this.author && same(edit, entry));
    if (!found) return false;
    this.confirmed(entry, { ...(await opened(this.address)), edit: found }, this.hear.saved);
    return true;
  }

  confirmed(entry, answer, tell) {
    this.revision = answer.revision;
    this.edits = Number(answer.edit.id.slice(1));
    this.done(entry, answer);
    tell(entry, answer);
  }

  // What belongs to a text that another changed is not sent any more: it is shown instead.
  drop(group) {
    for (const entry of this.queue.filter((one) => one.about.group === group)) this.done(entry);
  }

  done(entry, answer = null) {
    this.queue = this.queue.filter((other) => other !== entry);
    remember(this.key, this.queue.length ? this.queue : null);
    this.waiting.get(entry)?.(answer);
    this.waiting.delete(entry);
  }
}

// The whole transcript, in the form of an answer to an edit.
export async function opened(address) {
  const { transcript, ...rest } = await fetched(address);
  const { turns, speakers, corrections } = transcript;
  return { ...rest, turns, speakers, corrections, whole: true };
}

export async function fetched(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" }, cache: "no-cache" }).catch(away);
  if (!answer.ok) throw new Error(`the editor answers ${answer.status}`);
  return answer.json();
}

export function post(address, body) {
  const headers = { "Content-Type": "application/json", "X-CSRF-Token": cookie("tapelog-csrf") };
  return fetch(address, { method: "POST", headers, body: JSON.stringify(body) }).catch(away);
}

function away() {
  throw new Error("the editor cannot be reached");
}

function same(edit, entry) {
  return sorted(edit.parameters) === sorted(entry.parameters);
}

function sorted(value) {
  return JSON.stringify(value, (_, part) =>
    part && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).filter(([, v]) => v !== null).sort())
      : part,
  );
}

function cookie(name) {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

// This tab, by a name that a reload keeps: two tabs never send each other's decisions.
function tab() {
  try {
    return (sessionStorage["tapelog:tab"] ??= crypto.getRandomValues(new Uint32Array(2)).join("-"));
  } catch {
    return "only";
  }
}
