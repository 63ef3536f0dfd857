// Runs statements on real D1 (workerd), each by itself, and tells what D1 says that it read and wrote.
//
//   node meta.mjs ENGINE_DIRECTORY < requests.jsonl > answers.jsonl
//
// A request is {"id", "steps": [sql…], "counted": [sql…]}: the steps fill one empty database, then each counted statement
// runs. An answer is {"id", "failed": null | text, "meta": [{"rows_read", "rows_written", "duration"}…]}.
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

async function answer(database, request) {
  const meta = [];
  try {
    for (const sql of request.steps) await database.batch(splitSqlQuery(sql).map((query) => database.prepare(query)));
    // One batch, as a migration is one: a statement may need the pragma before it.
    const results = await database.batch(request.counted.map((sql) => database.prepare(sql)));
    for (const { meta: { rows_read, rows_written, duration } } of results) meta.push({ rows_read, rows_written, duration });
  } catch (error) {
    return { id: request.id, failed: said(error), meta };
  }
  return { id: request.id, failed: null, meta };
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
