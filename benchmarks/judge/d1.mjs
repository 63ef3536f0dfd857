// Applies migrations to real D1 (workerd, through miniflare), the way `wrangler d1 migrations apply` does.
//
//   node d1.mjs ENGINE_DIRECTORY < requests.jsonl > answers.jsonl
//
// A request is {"id", "schema", "rows", "migration", "probes": [sql…]}. The schema and the rows are run first; then the
// database is read whole, the probes are asked, the migration is applied as one transaction, and both are done once
// more. A probe that begins with RUN is run and taken back; the others are compiled. An answer is {"id", "setup", "error", "before", "after"}: `setup` is the error of the schema or the rows, `error`
// that of the migration, `before` and `after` are {"tables", "objects", "keys", "terms", "dangling", "probes"}.
import { serve, splitSqlQuery } from "../../tests/d1/engines/databases.mjs";

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
// Runs a statement with its triggers and takes it back: the last query of the batch always fails. What a trigger refuses by its own words is its business.
const taken = async (database, query) => {
  const error = await applied(database, [query, "SELECT abs(-9223372036854775807 - 1)"]);
  return /malformed|corrupt|no such/i.test(error ?? "") ? error : null;
};
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
  // A term that is no column of the table (cid -2): an expression, or a name in double quotes that was taken for a string.
  const indexes = objects.filter(([type, , , sql]) => type === "index" && sql).map(([, name]) => name);
  const terms = {};
  for (const [at, { results }] of (await asked(indexes.map((name) => "PRAGMA index_xinfo(" + quoted(name) + ")"))).entries()) {
    terms[indexes[at]] = results.filter((term) => term.key).map((term) => term.cid);
  }
  let dangling = [];
  try {
    dangling = (await rows(database, "PRAGMA foreign_key_check")).map(([table, , parent]) => [table, parent]);
  } catch (error) {
    dangling = [["", said(error)]];
  }
  const compiled = [];
  for (const probe of probes) compiled.push(await (probe.startsWith("RUN ") ? taken(database, probe.slice(4)) : rows(database, probe + mark).then(() => null, said)));
  return { tables, objects, keys, terms, dangling, probes: compiled };
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

const cut = (text) => (text.trim() ? splitSqlQuery(text) : []);
// wrangler takes one pair of BEGIN TRANSACTION and COMMIT out of what it runs locally alone: `migrations apply --remote` posts the
// text as it is. Two blanks keep the words in.
function cutOrRefused(text) {
  try {
    return { queries: splitSqlQuery(text.replaceAll("BEGIN TRANSACTION", "BEGIN  TRANSACTION")) };
  } catch (error) {
    return { refused: String(error?.message ?? error) };
  }
}

async function answer(request, { miniflare, name }) {
  const body = { ...request, name, schema: cut(request.schema), rows: cut(request.rows), migration: cutOrRefused(request.migration) };
  const response = await miniflare.dispatchFetch("http://judge/", { method: "POST", body: JSON.stringify(body) });
  return { id: request.id, ...(await response.json()) };
}

await serve(answer, { script, databases: 50, compatibilityDate: "2026-01-01" });
