// Applies migrations to real D1 (workerd, through miniflare), the way `wrangler d1 execute --local --file` does.
//
//   node d1.mjs ENGINE_DIRECTORY < requests.jsonl > answers.jsonl
//
// A request is {"id", "schema", "rows", "migration", "probes": [sql…]}. The schema and the rows are run first; then the
// database is read whole, the probes are asked, the migration is applied as one transaction, and both are done once
// more. An answer is {"id", "setup", "error", "before", "after"}: `setup` is the error of the schema or the rows, `error`
// that of the migration, `before` and `after` are {"tables", "objects", "keys", "dangling", "probes"}.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { join, resolve } from "node:path";

const engine = resolve(process.argv[2]);
const require = createRequire(join(engine, "package.json"));
const { Miniflare, convertV4MiniflareOptions = (options) => options } = require("miniflare");
const { unstable_splitSqlQuery: splitSqlQuery } = require("wrangler");

const DATABASES = 50;
const names = Array.from({ length: DATABASES }, (_, at) => `DB${at}`);

// Runs inside workerd, beside the databases: a case is hundreds of questions, and each would be a trip of its own.
const script = `
const quoted = (name) => '"' + name.replaceAll('"', '""') + '"';
const said = (error) => String(error?.cause?.message ?? error?.message ?? error).replace(/reference = \\w+/, "reference = …");
const applied = async (database, queries) => {
  try {
    if (queries.length) await database.batch(queries.map((query) => database.prepare(query)));
    return null;
  } catch (error) {
    return said(error);
  }
};
// A mark makes the text another one: a statement that is kept prepared does not notice that the schema changed, where it is an EXPLAIN.
const rows = (database, query) => database.prepare(query).raw();
async function read(database, probes, mark) {
  const objects = await rows(database,
    "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT GLOB '_cf_*' AND name NOT GLOB 'sqlite_*' ORDER BY rowid");
  const virtual = objects.filter(([type, , , sql]) => type === "table" && /^\\s*CREATE\\s+VIRTUAL/i.test(sql ?? "")).map(([, name]) => name);
  const names = objects
    .filter(([type, name]) => type === "table" && !virtual.some((owner) => name === owner || name.startsWith(owner + "_")))
    .map(([, name]) => name);
  const asked = (queries) => (queries.length ? database.batch(queries.map((query) => database.prepare(query))) : []);
  const infos = await asked(names.map((name) => "PRAGMA table_xinfo(" + quoted(name) + ")"));
  const columns = infos.map(({ results }) => results.filter((column) => column.hidden !== 1));
  const links = await asked(names.map((name) => "PRAGMA foreign_key_list(" + quoted(name) + ")"));
  const contents = await asked(names.map((name, at) => "SELECT " + columns[at].map((column) => quoted(column.name)).join(", ") + " FROM " + quoted(name)));
  const tables = {};
  const keys = {};
  for (const [at, name] of names.entries()) {
    tables[name] = {
      columns: columns[at].map((column) => [column.name, column.type, column.notnull, column.dflt_value, column.pk]),
      rows: contents[at].results.map((row) => columns[at].map((column) => row[column.name])),
    };
    keys[name] = links[at].results.map((key) => [key.id, key.table, key.from, key.to, key.on_delete]);
  }
  let dangling = [];
  try {
    dangling = (await rows(database, "PRAGMA foreign_key_check")).map(([table, , parent]) => [table, parent]);
  } catch (error) {
    dangling = [["", said(error)]];
  }
  const compiled = [];
  for (const probe of probes) compiled.push(await rows(database, probe + mark).then(() => null, said));
  return { tables, objects, keys, dangling, probes: compiled };
}
export default {
  async fetch(request, env) {
    const { name, schema, rows, migration, probes } = await request.json();
    const database = env[name];
    const setup = (await applied(database, schema)) ?? (await applied(database, rows));
    if (setup !== null) return Response.json({ setup });
    const before = await read(database, probes, "");
    const error = migration.refused ?? (await applied(database, migration.queries));
    return Response.json({ setup, error, before, after: error === null ? await read(database, probes, " -- again") : null });
  },
};
`;

async function start(round) {
  const d1Databases = Object.fromEntries(names.map((name) => [name, `${name}-${round}`]));
  const options = { modules: true, script, d1Databases, compatibilityDate: "2026-01-01" };
  return new Miniflare(convertV4MiniflareOptions(options));
}

const cut = (text) => (text.trim() ? splitSqlQuery(text) : []);
function cutOrRefused(text) {
  try {
    return { queries: splitSqlQuery(text) };
  } catch (error) {
    return { refused: String(error?.message ?? error) };
  }
}

let miniflare;
let used = DATABASES;
let round = 0;
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  if (!line.trim()) continue;
  const request = JSON.parse(line);
  if (used === DATABASES) {
    await miniflare?.dispose();
    miniflare = await start(round++);
    used = 0;
  }
  const body = { ...request, name: names[used++], schema: cut(request.schema), rows: cut(request.rows), migration: cutOrRefused(request.migration) };
  const response = await miniflare.dispatchFetch("http://judge/", { method: "POST", body: JSON.stringify(body) });
  process.stdout.write(`${JSON.stringify({ id: request.id, ...(await response.json()) })}\n`);
}
await miniflare?.dispose();
