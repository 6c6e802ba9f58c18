// Send edits to the server one by one. Until the server confirms an edit, the browser keeps a copy,
// so that neither a reload nor a server that dies loses it.
import { loadLocal, localKeys, saveLocal } from "./dom.js";

const FIRST_RETRY_MS = 500;
const TIMEOUT_MS = 40_000; // longest wait for an answer: the server gives up after half a minute
const LAST_RETRY_MS = 8000; // a server that comes back is noticed within this time

export class Outbox {
  waiting = new Map(); // entry: the function that resolves its promise

  /**
   * @param {string} recording
   * @param {{revision: number, edits: number, author: string}} data
   * @param {{
   *   onState: (state: string, reason?: string) => void,
   *   onSaved: (entry: any, answer: any) => void,
   *   onRejected: (entry: any, error: string) => void,
   *   onConflict: (entry: any, answer: any) => void,
   * }} handlers
   */
  constructor(recording, data, handlers) {
    this.recording = recording;
    this.address = `/api/recordings/${encodeURIComponent(recording)}`;
    this.storageKey = `outbox:${recording}:${tabId()}`;
    this.handlers = handlers;
    this.revision = data.revision;
    this.editCount = data.edits;
    this.author = data.author;
    this.queue = loadLocal(this.storageKey) ?? [];
    this.retryMs = FIRST_RETRY_MS;
    this.isSending = false;
    addEventListener("online", () => this.flush());
    addEventListener("beforeunload", (event) => this.queue.length && event.preventDefault());
  }

  // Take over the edits that closed tabs of this browser could not send, and send all edits.
  async adoptClosedTabs() {
    const ownLock = `tapelog:${tabId()}`;
    navigator.locks?.request(ownLock, () => new Promise(() => {})); // this tab holds the lock while it is open
    const { held } = (await navigator.locks?.query()) ?? { held: [] };
    const openTabs = new Set([ownLock, ...held.map((lock) => lock.name)]);
    const stored = navigator.locks ? localKeys(`outbox:${this.recording}:`) : [];
    for (const key of stored.filter((one) => !openTabs.has(`tapelog:${one.split(":").at(-1)}`))) {
      this.queue.push(...(loadLocal(key) ?? []));
      saveLocal(key, null);
    }
    if (this.queue.length) {
      saveLocal(this.storageKey, this.queue);
      this.flush();
    }
  }

  // Save an edit. `about` is passed to the handlers: the turn that is edited, and the message for the editor.
  // Resolves to the server's answer, or to null if it was not saved.
  send(kind, parameters, about = {}) {
    const base = this.queue.length ? null : this.revision;
    const entry = { kind, parameters, about, base, editsBefore: null };
    this.queue.push(entry);
    saveLocal(this.storageKey, this.queue);
    return new Promise((resolve) => {
      this.waiting.set(entry, resolve);
      this.flush();
    });
  }

  get isIdle() {
    return this.queue.length === 0;
  }

  async flush() {
    if (this.isSending) return;
    this.isSending = true;
    clearTimeout(this.timer);
    try {
      while (this.queue.length) {
        this.handlers.onState("saving");
        await this.deliver(this.queue[0]);
      }
      this.retryMs = FIRST_RETRY_MS;
      this.handlers.onState("saved");
    } catch (error) {
      this.handlers.onState("failed", error.message);
      this.timer = setTimeout(() => this.flush(), this.retryMs);
      this.retryMs = Math.min(this.retryMs * 2, LAST_RETRY_MS);
    } finally {
      this.isSending = false;
    }
  }

  async deliver(entry) {
    if (entry.editsBefore !== null && (await this.wasSaved(entry))) return;
    const base = entry.base ?? this.revision;
    entry.editsBefore = this.editCount;
    saveLocal(this.storageKey, this.queue);
    const { kind, parameters, about } = entry;
    const response = await postJson(`${this.address}/edits`, { base, kind, parameters, why: about.why });
    const answer = await response.json().catch(() => ({}));
    if (response.status === 201) {
      this.confirm(entry, answer);
    } else if (response.status === 409) {
      this.revision = answer.revision;
      this.remove(entry);
      this.handlers.onConflict(entry, answer);
    } else if ([400, 404, 422].includes(response.status)) {
      this.remove(entry);
      this.handlers.onRejected(entry, answer.error ?? "the server rejected this edit");
    } else {
      throw new Error(answer.error ?? `the server answered ${response.status}`);
    }
  }

  // If an answer was lost: find out whether the edit was saved, so that it is never saved twice.
  async wasSaved(entry) {
    const { edits } = await fetchJson(`${this.address}/history`);
    const edit = edits
      .slice(entry.editsBefore)
      .find((one) => one.kind === entry.kind && one.author === this.author && sameParameters(one, entry));
    if (!edit) return false;
    this.confirm(entry, { ...(await fetchTranscript(this.address)), edit });
    return true;
  }

  confirm(entry, answer) {
    this.revision = answer.revision;
    this.editCount = Number(answer.edit.id.slice(1));
    this.remove(entry, answer);
    this.handlers.onSaved(entry, answer);
  }

  // Remove the other edits of a group after a conflict: they are shown instead of being sent.
  dropGroup(group) {
    for (const entry of this.queue.filter((one) => one.about.group === group)) this.remove(entry);
  }

  remove(entry, answer = null) {
    this.queue = this.queue.filter((other) => other !== entry);
    saveLocal(this.storageKey, this.queue.length ? this.queue : null);
    this.waiting.get(entry)?.(answer);
    this.waiting.delete(entry);
  }
}

// The whole transcript, in the form of an answer to an edit.
export async function fetchTranscript(address) {
  const { transcript, ...rest } = await fetchJson(address);
  const { turns, speakers, corrections, recording, checked = null, withheld = [] } = transcript;
  return { ...rest, turns, speakers, corrections, recording, checked, withheld, isWhole: true };
}

export async function fetchJson(address) {
  const headers = { Accept: "application/json" };
  const response = await fetch(address, { headers, cache: "no-cache" }).catch(throwUnreachable);
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return response.json();
}

export function postJson(address, body, timeout = TIMEOUT_MS) {
  const headers = { "Content-Type": "application/json", "X-CSRF-Token": cookie("tapelog-csrf") };
  const signal = AbortSignal.timeout(timeout);
  return fetch(address, { method: "POST", headers, body: JSON.stringify(body), signal }).catch(throwUnreachable);
}

// Send a request with a body; returns the answer, or throws the server's reason.
export async function fetchAnswer(address, body) {
  const response = await postJson(address, body);
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? `the server answered ${response.status}`);
  return answer;
}

/** @returns {never} */
function throwUnreachable() {
  throw new Error("the server cannot be reached");
}

function sameParameters(edit, entry) {
  return canonicalJson(edit.parameters) === canonicalJson(entry.parameters);
}

// JSON with sorted keys, without those that are null.
function canonicalJson(value) {
  return JSON.stringify(value, (_, part) =>
    part && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).filter(([, v]) => v !== null).sort())
      : part,
  );
}

function cookie(name) {
  const pair = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return pair ? decodeURIComponent(pair.slice(name.length + 1)) : "";
}

// An id of this tab that survives a reload, so that two tabs never send each other's edits.
function tabId() {
  try {
    return (sessionStorage["tapelog:tab"] ??= crypto.getRandomValues(new Uint32Array(2)).join("-"));
  } catch {
    return "only";
  }
}
