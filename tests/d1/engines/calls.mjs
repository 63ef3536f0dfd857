// Runs the code of an application on real D1 (workerd): its own functions, with its own binding.
//
//   node calls.mjs ENGINE_DIRECTORY < requests.jsonl > answers.jsonl
//
// A request is {"id", "steps": [sql…], "code": module text, "calls": [[function, …arguments]…]}. The steps run in order on one
// empty database, then each call does. An answer is {"id", "errors": [null | text…]}, one for each step and each call.
// A call that gives back nothing (no row, an empty list, a member that is not there) has failed too.
import { said, serveDatabases, splitSqlQuery } from "./databases.mjs";

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

await serveDatabases(answer);
