// Runs D1 migrations on the real engine (workerd), as wrangler's `d1 execute --local --file` does, many a second.
//
//   node harness.mjs ENGINE_DIRECTORY < requests.jsonl > answers.jsonl
//
// A request is {"id", "steps": [{"sql", "split"}], "probe": [sql…]}: every step runs in order on one empty database
// (`split: false` hands the whole text over as one query, and a failing step does not stop the ones after it), then
// each probe is asked by itself. With `count: true`, the rows of every table are counted as well.
// An answer is {"id", "errors": [null | text…], "rows": [rows | {"error"}…], "counts": [[table, rows]…]}.
import { said, serveDatabases, splitSqlQuery } from "./databases.mjs";

// {"id", "cut": text} asks only how wrangler cuts the text: the pieces, or the refusal.
function pieces(request) {
  try {
    return { id: request.id, pieces: splitSqlQuery(request.cut) };
  } catch (error) {
    return { id: request.id, refused: said(error) };
  }
}

async function answer(database, request) {
  const errors = [];
  for (const step of request.steps) {
    try {
      const queries = step.split === false ? [step.sql] : splitSqlQuery(step.sql);
      await database.batch(queries.map((query) => database.prepare(query)));
      errors.push(null);
    } catch (error) {
      errors.push(said(error));
    }
  }
  const rows = [];
  for (const query of request.probe ?? []) {
    try {
      rows.push(await database.prepare(query).raw());
    } catch (error) {
      rows.push({ error: said(error) });
    }
  }
  return { id: request.id, errors, rows, counts: request.count ? await counted(database) : [] };
}

// Rows of every table; null where a table cannot be read.
async function counted(database) {
  const tables = await database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf_*' AND name NOT GLOB 'sqlite_stat*' ORDER BY name")
    .raw();
  const counts = [];
  for (const [name] of tables) {
    try {
      const [[count]] = await database.prepare(`SELECT count(*) FROM "${name.replaceAll('"', '""')}"`).raw();
      counts.push([name, count]);
    } catch {
      counts.push([name, null]);
    }
  }
  return counts;
}

await serveDatabases(answer, { aside: (request) => (request.cut === undefined ? undefined : pieces(request)) });
