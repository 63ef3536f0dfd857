// Real D1 (workerd, through miniflare) for a script that reads requests and writes answers, one a line.
//
// The first argument of the script is the folder with the engine's node_modules.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { join, resolve } from "node:path";

const require = createRequire(join(resolve(process.argv[2]), "package.json"));
const { Miniflare, convertV4MiniflareOptions = (options) => options } = require("miniflare");

export const { unstable_splitSqlQuery: splitSqlQuery } = require("wrangler");
export const said = (error) => String(error?.cause?.message ?? error?.message ?? error);

// Gives every request an empty database: `answer(request, {miniflare, name})`. A fresh set is started where one is used up, since
// workerd keeps a database for as long as its id lives. What `aside(request)` returns, if anything, needs none.
export async function serve(answer, { script = "", databases = 40, aside = () => undefined, ...options } = {}) {
  const names = Array.from({ length: databases }, (_, at) => `DB${at}`);
  let miniflare;
  let used = databases;
  let round = 0;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (!line.trim()) continue;
    const request = JSON.parse(line);
    let given = aside(request);
    if (given === undefined) {
      if (used === databases) {
        await miniflare?.dispose();
        const d1Databases = Object.fromEntries(names.map((name) => [name, `${name}-${round}`]));
        miniflare = new Miniflare(convertV4MiniflareOptions({ modules: true, script, d1Databases, ...options }));
        used = 0;
        round += 1;
      }
      given = await answer(request, { miniflare, name: names[used++] });
    }
    process.stdout.write(`${JSON.stringify(given)}\n`);
  }
  await miniflare?.dispose();
}

// The same with the database itself: `answer(database, request)`.
export const serveDatabases = (answer, options) =>
  serve(async (request, { miniflare, name }) => answer(await miniflare.getD1Database(name), request), options);
