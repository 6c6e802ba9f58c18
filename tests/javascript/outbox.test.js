// The outbox sends edits one by one, tries again, and never saves an edit twice.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

const storage = new Map();
globalThis.localStorage = new Proxy(
  {
    getItem: (key) => storage.get(key) ?? null,
    setItem: (key, value) => storage.set(key, value),
    removeItem: (key) => storage.delete(key),
  },
  { ownKeys: () => [...storage.keys()] },
);
globalThis.sessionStorage = {};
globalThis.document = { cookie: "tapelog-csrf=proof" };
globalThis.addEventListener = () => {};
globalThis.matchMedia = () => ({ matches: false });
const { Outbox } = await import("../../editor/static/outbox.js");

let requests;
let outcomes;
let server;
beforeEach(() => {
  storage.clear();
  requests = [];
  outcomes = [];
  server = [];
  globalThis.fetch = async (address, { method = "GET", body } = {}) => {
    requests.push(`${method} ${address}`);
    if (method === "GET" && address.endsWith("/history")) return respond(200, { edits: server });
    if (method === "GET") {
      const transcript = { turns: [], speakers: [], corrections: [] };
      return respond(200, { revision: server.length, transcript });
    }
    const outcome = outcomes.shift() ?? "saved";
    if (outcome === "unreachable") throw new TypeError("network");
    if (typeof outcome === "number") return respond(outcome, { error: "no", revision: 4 });
    const { kind, parameters } = JSON.parse(body);
    const edit = { id: `E${server.length + 1}`, kind, parameters, author: "Ann" };
    server.push(edit);
    if (outcome === "answer lost") throw new TypeError("network");
    return respond(201, { revision: server.length, edit });
  };
});

function respond(status, body) {
  return { status, ok: status < 300, json: async () => body };
}

function outbox() {
  const events = [];
  const handlers = {
    onState: (name) => events.push(name),
    onSaved: (entry) => events.push(`saved ${entry.kind}`),
    onRejected: (entry, error) => events.push(`rejected ${entry.kind}: ${error}`),
    onConflict: (entry) => events.push(`conflict ${entry.kind}`),
  };
  return { box: new Outbox("r-1", { revision: 0, edits: 0, author: "Ann" }, handlers), events };
}

test("an edit is saved, and forgotten", async () => {
  const { box, events } = outbox();
  const answer = await box.send("split", { at: 3 });
  assert.equal(answer.edit.id, "E1");
  assert.ok(box.isIdle);
  assert.equal(storage.size, 0);
  assert.deepEqual(events, ["saving", "saved split"]);
});

test("edits go in order, the second with the revision of the first", async () => {
  const { box } = outbox();
  await Promise.all([box.send("split", { at: 3 }), box.send("join", { words: [0, 9] })]);
  assert.deepEqual(server.map((edit) => edit.kind), ["split", "join"]);
  assert.equal(box.revision, 2);
});

test("an edit whose answer is lost is not sent again", async () => {
  const { box, events } = outbox();
  outcomes = ["answer lost"];
  const answer = await box.send("split", { at: 3 });
  assert.equal(answer.edit.id, "E1");
  assert.equal(server.length, 1);
  assert.deepEqual(events.filter((event) => event !== "saving"), ["failed", "saved split"]);
});

test("an edit that never arrived is sent again", async () => {
  const { box } = outbox();
  outcomes = ["unreachable"];
  await box.send("split", { at: 3 });
  assert.equal(server.length, 1);
  assert.equal(requests.filter((request) => request.startsWith("POST")).length, 2);
});

test("a rejected edit and a conflict are reported once, and not sent again", async () => {
  const { box, events } = outbox();
  outcomes = [422, 409];
  assert.equal(await box.send("split", { at: 3 }), null);
  assert.equal(await box.send("join", {}), null);
  assert.equal(box.revision, 4);
  assert.deepEqual(events.filter((event) => event.includes(" ")), ["rejected split: no", "conflict join"]);
});
