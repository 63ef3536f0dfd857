// Runs MongoDB migrations on a real mongod, as a runner does: connect, up, close.
//
//   node mongodb.mjs TOOLS_DIRECTORY URI < requests.jsonl > answers.jsonl
//
// A request is {"id", "earlier", "documents", "lenient", "migration", "code"}: TypeScript, and documents in extended JSON by
// collection. An answer is {"id", "setup", "up", "down", "before", "after", "back", "code"}: `setup`, `up` and `down` are errors
// or null, `before`, `after` and `back` are readings of the whole database, `code` says of each function of the code how
// it ended before and after.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [tools, uri] = [resolve(process.argv[2]), process.argv[3]];
const require = createRequire(join(tools, "package.json"));
const { MongoClient, BSON } = require("mongodb");
const { transformSync } = require("esbuild");
const folder = mkdtempSync(join(tmpdir(), "judge-"));
symlinkSync(join(tools, "node_modules"), join(folder, "node_modules"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
process.on("SIGTERM", () => process.exit(1));

for (const name of ["log", "info", "warn", "error"]) console[name] = () => undefined;
let floating = [];
process.on("unhandledRejection", (error) => floating.push(said(error)));
const said = (error) => String(error?.message ?? error).split("\n")[0].replaceAll(/judge_\d+(_code)?/g, "db").replaceAll(/[\da-f]{8}-[\da-f-]{27}/g, "…").replaceAll(folder, "folder").replaceAll(/m\d+\.[cm]js/g, "migration.mjs").slice(0, 300);
const options = { serverSelectionTimeoutMS: 5000, monitorCommands: false };
const reader = await new MongoClient(uri, options).connect();
let count = 0;

async function load(text) {
  const common = /\bmodule\.exports\b|(?:^|\n)exports\.\w+ =/.test(text);
  const file = join(folder, `m${count++}.${common ? "cjs" : "mjs"}`);
  writeFileSync(file, transformSync(text, { loader: "ts", format: common ? "cjs" : "esm", target: "node20" }).code);
  const module = await import(pathToFileURL(file).href);
  return module.default?.up || module.default?.down ? { ...module.default } : module;
}

function within(promise, milliseconds) {
  let timer;
  const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error("it did not end in time")), milliseconds); });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

// One step of a migration with a connection of its own, which is closed as soon as the step says that it is done.
async function step(name, run, watched = false) {
  floating = [];
  const client = new MongoClient(uri, options);
  try {
    await client.connect();
    await within((async () => run(client.db(name), client))(), 8000);
  } catch (error) {
    return said(error);
  } finally {
    await client.close();
  }
  if (!watched) return null;
  await new Promise((done) => setTimeout(done, 100)); // what was not awaited fails now, since its connection is closed
  return floating.length ? `not awaited: ${floating[0]}` : null;
}

async function prepared(name, request) {
  const earlier = await load(request.earlier);
  const failed = await step(name, (db, client) => earlier.up(db, client));
  if (failed) return failed;
  for (const [collection, documents] of Object.entries(request.documents)) {
    for (const document of BSON.EJSON.deserialize(documents)) {
      try {
        await reader.db(name).collection(collection).insertOne(document);
      } catch (error) {
        if (!request.lenient) return `${collection}: ${said(error)}`;
      }
    }
  }
  return null;
}

async function read(name) {
  const db = reader.db(name);
  const found = {};
  for (const { name: collection, options: given, type } of (await db.listCollections().toArray()).sort((a, b) => a.name.localeCompare(b.name))) {
    if (type === "view" || collection.startsWith("system.")) continue;
    const documents = await db.collection(collection).find().sort({ _id: 1 }).toArray();
    const indexes = (await db.collection(collection).indexes()).map(({ v, ns, ...rest }) => rest);
    const { validator, validationLevel, validationAction } = given ?? {};
    const invalid = validator && (validationLevel ?? "strict") === "strict" && (validationAction ?? "error") === "error"
      ? await db.collection(collection).countDocuments({ $nor: [validator] }) : 0;
    found[collection] = BSON.EJSON.serialize({ documents, indexes, validator: validator ?? null, level: [validationLevel ?? null, validationAction ?? null], invalid }, { relaxed: false });
  }
  return found;
}

async function used(name, code) {
  const found = {};
  for (const [label, run] of Object.entries(code)) {
    if (typeof run !== "function") continue;
    const answer = { error: null, empty: null };
    answer.error = await step(name, async (db) => {
      const value = await run(db);
      answer.empty = value === null || value === undefined || (Array.isArray(value) && value.length === 0) || value === 0;
    });
    found[label] = answer;
  }
  return found;
}

const expires = (reading) => Object.values(reading).some(({ indexes }) => indexes.some((index) => "expireAfterSeconds" in index));

async function answer(request) {
  const name = `judge_${count}`;
  const result = { id: request.id, setup: await prepared(name, request) };
  if (result.setup !== null) return result;
  result.before = await read(name);
  let module;
  try {
    module = await load(request.migration);
    if (typeof module.up !== "function") throw new Error("there is no up");
  } catch (error) {
    return { ...result, up: said(error) };
  }
  result.up = await step(name, (db, client) => module.up(db, client), true);
  if (result.up === null) {
    result.after = await read(name);
    if (expires(result.after) && !expires(result.before)) {
      await new Promise((done) => setTimeout(done, 2500)); // the server looks every second
      result.after = await read(name);
    }
    result.down = typeof module.down === "function" ? await step(name, (db, client) => module.down(db, client), true) : "there is no down";
    if (result.down === null) result.back = await read(name);
  }
  if (request.code) {
    const code = await load(request.code);
    const twin = `${name}_code`;
    await prepared(twin, request);
    const before = await used(twin, code);
    await reader.db(twin).dropDatabase();
    await prepared(twin, request);
    if (result.up === null) {
      await step(twin, (db, client) => module.up(db, client));
      result.code = { before, after: await used(twin, code) };
    }
    await reader.db(twin).dropDatabase();
  }
  await reader.db(name).dropDatabase();
  return result;
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  if (!line.trim()) continue;
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
}
process.exit(0);
