// Runs migrations on a scratch database: there, back, and there again. One JSON line in, one out, for each.
// It never judges: it says what happened (errors, faults, snapshots), and the parent process compares.

import { createInterface } from "node:readline";
import { writeSync } from "node:fs";
import { MongoClient, BSON } from "./vendor/driver.js";
import { ROOT, place } from "./files.js";
import { asks } from "./older.js";
import { confine, setEnvironment } from "./confine.js";
import { load } from "./load.js";
import { Journal } from "./journal.js";
import { guardCommands, onBehalfOf, watchCalls } from "./watch.js";
import { described, useDatabase } from "./mongoose.js";
import { observer } from "./observe.js";
import { snapshot } from "./snapshot.js";

const { EJSON } = BSON;
const QUIET_MS = 25;
const QUIET_LIMIT_MS = 1500;
// A loop that notices by itself can tell its line; so it may notice first.
const HEAD_START_MS = 300;
const CONNECTING_MS = 300;
const { setTimeout, clearTimeout, performance } = globalThis;
const now = Date.now;
const journal = new Journal();

Error.stackTraceLimit = 60;
process.on("unhandledRejection", (error, promise) => journal.orphan(error, promise));
// Promises that are gathered first are waited for later: Promise.all in the callback of a cursor, for one.
globalThis.addEventListener("rejectionhandled", (event) => journal.adopted(event.promise));
process.on("uncaughtException", (error) => journal.orphan(error));

async function connect({ uri, initiate, seconds }) {
  const stated = uri.includes("serverSelectionTimeoutMS=");
  const patience = stated ? {} : { serverSelectionTimeoutMS: seconds * 1000, connectTimeoutMS: seconds * 1000 };
  const client = new MongoClient(uri, {
    ...patience, monitorCommands: true, maxPoolSize: 4, serverMonitoringMode: "poll", appName: "nhimbe-migrations proof",
  });
  await client.connect();
  if (initiate) {
    const members = [{ _id: 0, host: initiate }];
    // A warm one was initiated by an earlier proof.
    await client.db("admin").command({ replSetInitiate: { _id: "proof", members } }).catch((error) => {
      if (error?.code !== 23) throw error;
    });
    while (!(await client.db("admin").command({ hello: 1 })).isWritablePrimary) await pause(10);
  }
  const [build, hello] = [await client.db("admin").command({ buildInfo: 1 }), await client.db("admin").command({ hello: 1 })];
  return { client, version: build.version, topology: hello.setName ? "replica set" : hello.msg === "isdbgrid" ? "sharded" : "standalone" };
}

async function seed(db, collections) {
  await db.dropDatabase();
  for (const { name, options, indexes, documents } of collections) {
    await db.createCollection(name, EJSON.deserialize(options));
    if (documents.length > 0) {
      const old = documents.map((document) => EJSON.deserialize(document, { relaxed: false }));
      await db.collection(name).insertMany(old, { bypassDocumentValidation: true, forceServerObjectId: true });
    }
    if (indexes.length > 0) await db.command({ createIndexes: name, indexes: EJSON.deserialize(indexes) });
  }
}

// What each parameter of the function is given; a callback's answer is waited for, as a promise is.
function given(roles, db, client) {
  let answered;
  const whole = { db, client };
  const values = {
    db, client, object: whole, context: { context: db }, "context-object": { context: whole }, nothing: undefined,
    callback: (error, result) => answered?.[error ? 1 : 0](error ?? result),
  };
  const waiting = roles.includes("callback") ? new Promise((...settle) => { answered = settle; }) : undefined;
  return [roles.map((role) => values[role]), waiting];
}

async function runStep(name, body, roles, client, db, limit) {
  journal.begin(name, now() + limit);
  const started = performance.now();
  let timer;
  try {
    const tooLong = new Promise((_, reject) => { timer = setTimeout(() => reject(journal.stuck()), limit + HEAD_START_MS); });
    const [values, answered] = given(roles, db, client);
    const run = async () => { const done = await body(...values); return answered ? await answered : done; };
    await Promise.race([run(), tooLong]);
  } catch (error) {
    journal.failed(error);
  } finally {
    clearTimeout(timer);
  }
  await journal.settle(QUIET_MS, QUIET_LIMIT_MS);
  return { ...journal.end(), ms: performance.now() - started };
}

async function runJob({ client }, job) {
  // A runner's client knows which database it was told of.
  const { db: named } = Object.getPrototypeOf(client);
  client.db = (name, options) => named.call(client, name ?? job.database, options);
  const db = client.db(job.database);
  journal.scratch = job.database;
  asks(job.driver);
  setEnvironment(job.environment);
  place.folder = `${ROOT}${job.folder ?? ""}`;
  const answer = { snapshots: [], steps: [] };
  try {
    await seed(db, job.seed);
  } catch (error) {
    return { ...answer, unseeded: String(error?.message ?? error) };
  }
  journal.begin("load", now() + job.limit, true);
  let functions;
  try {
    useDatabase(db, onBehalfOf);
    functions = load(job, journal, client);
  } catch (error) {
    journal.failed(error);
    return { ...answer, steps: [journal.end()], ...noted() };
  }
  const loading = journal.end();
  if (loading.faults.length > 0) return { ...answer, steps: [loading] };
  await connectAll(functions.connecting);
  answer.snapshots.push(await snapshot(db));
  for (const name of job.steps) {
    if (typeof functions[name] !== "function") break;
    // Each step once: what an up after a down asks for is known already.
    const first = answer.steps.every((step) => step.name !== name);
    observer.on = first && job.observe === name;
    if (first && (job.observe || "up") === name) observer.begin();
    const step = await runStep(name, functions[name], job.call[name] ?? ["db", "client"], client, db, job.limit);
    observer.end();
    answer.steps.push(step);
    answer.snapshots.push(await snapshot(db));
    if (step.error || step.faults.length > 0) break;
  }
  const error = answer.steps.at(-1)?.error;
  return { ...answer, ...noted(), ...observer.seen(error?.message), described: described() };
}

function noted() {
  const { lacking, replaced, shipped, resting, wanted } = journal;
  return { lacking, replaced, shipped, resting, wanted };
}

// What does not come about here stays undone: a step that needs it says so.
async function connectAll(connecting) {
  for (const connect of connecting) {
    try {
      await Promise.race([connect("mongodb://127.0.0.1"), pause(CONNECTING_MS)]);
    } catch { /* the step that needs it fails */ }
  }
  if (connecting.length > 0) journal.end();
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

// The descriptor, not process.stdout: a migration may print, and must not be able to answer for us.
function say(message) {
  let bytes = Buffer.from(`${JSON.stringify(message)}\n`);
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(writeSync(1, bytes));
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
    }
  }
}

async function main() {
  const lines = createInterface({ input: process.stdin, crlfDelay: Infinity })[Symbol.asyncIterator]();
  const setup = JSON.parse((await lines.next()).value);
  let server;
  try {
    server = await connect(setup);
  } catch (error) {
    say({ unreachable: String(error?.message ?? error) });
    process.exit(0);
  }
  say({ version: server.version, topology: server.topology });
  watchCalls(journal);
  guardCommands(journal);
  journal.listen(server.client);
  confine(server.client, journal);
  for (let next = await lines.next(); !next.done; next = await lines.next()) {
    const job = JSON.parse(next.value);
    const answer = await runJob(server, job).catch((error) => ({ broken: String(error?.stack ?? error), steps: [], snapshots: [] }));
    const retire = journal.contaminated;
    journal.scratch = job.database;
    if (!retire) await server.client.db(job.database).dropDatabase();
    say({ ...answer, token: job.token, retire });
    if (retire) break;
  }
  process.exit(0);
}

main();
