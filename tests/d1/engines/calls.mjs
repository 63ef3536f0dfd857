// Runs the code of an application on real D1 (workerd): its own functions, with its own binding.
//
//   node calls.mjs ENGINE_DIRECTORY < requests.jsonl > answers.jsonl
//
// A request is {"id", "steps": [sql…], "code": module text, "calls": [[function, …arguments]…]}. The steps run in order on one
// empty database, then each call does. An answer is {"id", "errors": [null | text…]}, one for each step and each call.
// A call that gives back nothing (no row, an empty list, a member that is not there) has failed too.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { join, resolve } from "node:path";

const engine = resolve(process.argv[2]);
const require = createRequire(join(engine, "package.json"));
const { Miniflare, convertV4MiniflareOptions = (options) => options } = require("miniflare");
const { unstable_splitSqlQuery: splitSqlQuery } = require("wrangler");

const DATABASES = 40;
const names = Array.from({ length: DATABASES }, (_, at) => `DB${at}`);
const said = (error) => String(error?.cause?.message ?? error?.message ?? error);

async function start(round) {
  const d1Databases = Object.fromEntries(names.map((name) => [name, `${name}-${round}`]));
  return new Miniflare(convertV4MiniflareOptions({ modules: true, script: "", d1Databases }));
}

function missing(value) {
  if (value === undefined || value === null) return "nothing came back";
  if (Array.isArray(value)) return value.length ? value.map(missing).find(Boolean) : "no row came back";
  if (typeof value === "object" && !("success" in value)) {
    const [name] = Object.entries(value).find(([, item]) => item === undefined) ?? [];
    if (name) return `${name} is undefined`;
  }
  return null;
}

async function answer(DB, request) {
  const errors = [];
  for (const sql of request.steps) {
    try {
      await DB.batch(splitSqlQuery(sql).map((query) => DB.prepare(query)));
      errors.push(null);
    } catch (error) {
      errors.push(said(error));
    }
  }
  const code = await import(`data:text/javascript;base64,${Buffer.from(request.code).toString("base64")}`);
  for (const [name, ...given] of request.calls) {
    try {
      errors.push(missing(await code[name]({ DB }, ...given)));
    } catch (error) {
      errors.push(said(error));
    }
  }
  return { id: request.id, errors };
}

let miniflare;
let used = DATABASES;
let round = 0;
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  if (!line.trim()) continue;
  if (used === DATABASES) {
    await miniflare?.dispose();
    miniflare = await start(round++);
    used = 0;
  }
  const database = await miniflare.getD1Database(names[used++]);
  process.stdout.write(`${JSON.stringify(await answer(database, JSON.parse(line)))}\n`);
}
await miniflare?.dispose();
