// The files of the repository that a migration reads: handed over as data, one run later than they are asked for. The process
// itself has no file system, and what lies outside the repository is not handed over at all.

import { posix } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

export const ROOT = "/repository/";
// Where a runner would be started.
export const place = { folder: ROOT };

export function reader(files, journal, others) {
  const find = (path, what) => {
    const stated = path instanceof URL || String(path).startsWith("file:") ? fileURLToPath(path) : String(path);
    const full = posix.resolve(place.folder, stated);
    if (!full.startsWith(ROOT)) throw journal.refuse("escapes-sandbox", `reads ${stated} (${what}), which is not of the repository`);
    const name = full.slice(ROOT.length);
    if (!Object.hasOwn(files, name)) throw journal.wants(name);
    return { name, held: files[name] };
  };
  const read = (path, options, what) => {
    const { name, held } = find(path, what);
    if (held === null) throw journal.unavailable(`reads ${name}, which is not in this checkout or may not be read`);
    const bytes = Buffer.from(held, "base64");
    const encoding = typeof options === "string" ? options : options?.encoding;
    return encoding ? bytes.toString(encoding) : bytes;
  };
  const whether = (path, what) => find(path, what).held !== null;
  const promises = {
    readFile: async (path, options) => read(path, options, "readFile"),
    access: async (path) => { if (!whether(path, "access")) throw Object.assign(new Error(`ENOENT: no such file, access '${path}'`), { code: "ENOENT" }); },
  };
  const reading = {
    readFileSync: (path, options) => read(path, options, "readFileSync"),
    readFile: (path, ...rest) => {
      const done = rest.pop();
      promises.readFile(path, rest[0]).then((content) => done(null, content), done);
    },
    existsSync: (path) => whether(path, "existsSync"),
    createReadStream: (path, options) => Readable.from([read(path, options, "createReadStream")], { objectMode: false }),
  };
  const over = (given, rest) => new Proxy(rest, { get: (target, key) => (Object.hasOwn(given, key) ? given[key] : target[key]) });
  const whole = (given, rest) => {
    const made = over(given, rest);
    given.default = made;
    return made;
  };
  return {
    // Under the name by which it was loaded, which is the one that is told.
    module: (name) => (name.endsWith("/promises") ? whole({ ...promises }, others(name))
      : whole({ ...reading, promises: over(promises, others(`${name}.promises`)) }, others(name))),
    json: (path) => JSON.parse(read(path, "utf8", "require")),
  };
}
