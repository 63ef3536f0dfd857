// Runs statements on real D1 (workerd), each by itself, and tells what D1 says that it read and wrote.
//
//   node meta.mjs ENGINE_DIRECTORY < requests.jsonl > answers.jsonl
//
// A request is {"id", "steps": [sql…], "counted": [sql…]}: the steps fill one empty database, then each counted statement
// runs. An answer is {"id", "failed": null | text, "meta": [{"rows_read", "rows_written", "duration"}…]}.
import { said, serveDatabases, splitSqlQuery } from "./databases.mjs";

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

await serveDatabases(answer);
