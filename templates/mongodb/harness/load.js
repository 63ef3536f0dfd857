// Evaluates a migration and the files of the repository that it imports, so that they see a language and a database and nothing
// else. Sucrase takes the types away and makes imports calls of `require`; it moves no line. `require` knows what it was given.

import { compileFunction } from "node:vm";
import { builtinModules } from "node:module";
import * as assert from "node:assert";
import * as buffer from "node:buffer";
import * as crypto from "node:crypto";
import * as events from "node:events";
import * as path from "node:path";
import * as timers from "node:timers/promises";
import * as url from "node:url";
import * as util from "node:util";
import * as mongodb from "./vendor/driver.js";

const OWN = "migration-under-proof.js";
const HELPER = "-imported-by-migration.js";
const HARMLESS = { assert, buffer, crypto, events, path, "timers/promises": timers, url, util };
const { transform } = mongodb;

// Where in the migration's own text a stack passes: [line, column] pairs, the innermost first, counted from 1.
export const MigrationFrames = {
  of(error, { synchronous = false } = {}) {
    return stackLines(error, synchronous)
      .filter((line) => line.includes(OWN))
      .map((line) => /:(\d+):(\d+)\)?$/.exec(line))
      .filter((found) => found !== null)
      .map((found) => [Number(found[1]), Number(found[2])]);
  },
  // Whether the migration, or a file that it imports, is on the stack at all.
  passes(error, { synchronous = false } = {}) {
    return stackLines(error, synchronous).some((line) => line.includes(OWN) || line.includes(HELPER));
  },
};

function stackLines(error, synchronous) {
  const lines = String(error?.stack ?? "").split("\n");
  return synchronous ? lines.filter((line) => !line.trimStart().startsWith("at async ")) : lines;
}

export function load({ modules, entry }, journal) {
  const loaded = new Map();
  const silent = new Proxy({}, { get: () => () => undefined });
  const evaluate = (name) => {
    if (loaded.has(name)) return loaded.get(name).exports;
    const { text, json, typed, imports } = modules[name];
    const module = { exports: {} };
    loaded.set(name, module);
    if (json) return (module.exports = JSON.parse(text));
    const own = name === entry;
    const code = transform(text, {
      transforms: typed ? ["typescript", "imports"] : ["imports"], disableESTransforms: true, production: true, filePath: name,
    }).code;
    const names = ["exports", "require", "module", "console", "__tick", "__filename", "__dirname"];
    // Without a callback for it, import() in a function compiled this way is refused.
    const body = compileFunction(code, names, { filename: own ? OWN : `${loaded.size}${HELPER}` });
    body(module.exports, requirer(imports, evaluate, journal), module, silent, journal.tick, "/migration.js", "/");
    return module.exports;
  };
  return functionsOf(evaluate(entry));
}

// What a runner would call: exported by name, by default, or as the methods of a class.
function functionsOf(exported) {
  const places = [exported, exported?.default, ...Object.values(exported ?? {})];
  for (const place of places) {
    if (typeof place?.up === "function") return bound(place);
    if (typeof place === "function" && typeof place.prototype?.up === "function") return bound(new place());
  }
  return {};
}

function bound(place) {
  const bind = (name) => (typeof place[name] === "function" ? (...given) => place[name](...given) : undefined);
  return { up: bind("up"), down: bind("down") };
}

// What is only ever called for its own sake, as a logger is: nothing comes of it.
const SILENT = new Proxy(function silent() {}, {
  get: (_, key) => (key === "__esModule" ? true : key === "then" || typeof key === "symbol" ? undefined : SILENT),
  apply: () => SILENT,
  construct: () => SILENT,
});

function requirer(imports, evaluate, journal) {
  return (name) => {
    if (Object.hasOwn(imports, name)) return imports[name] === "" ? SILENT : evaluate(imports[name]);
    if (/^(npm:)?mongodb(@|$)/.test(name)) return driver(journal);
    if (name === "bson") return mongodb.BSON;
    const plain = name.replace(/^node:/, "");
    if (Object.hasOwn(HARMLESS, plain)) return HARMLESS[plain].default ?? HARMLESS[plain];
    if (builtinModules.includes(plain)) {
      return absent(name, (what) => journal.refuse("escapes-sandbox", `uses ${what}, which a migration under proof does not have`));
    }
    if (/^[./~]/.test(name)) return absent(name, (what) => journal.refuse("escapes-sandbox", `loads ${name} while it runs`));
    return absent(name, (what) => journal.unavailable(name));
  };
}

// Importing a module does no harm; using what it would have given is what is refused, at its own line.
function absent(name, refusal) {
  const use = (what) => { throw refusal(what); };
  const deny = (what) => new Proxy(function denied() {}, {
    get: (_, key) => {
      if (key === "__esModule") return true;
      if (key === "then" || typeof key === "symbol") return undefined;
      return deny(["default", "call", "apply", "bind"].includes(key) ? what : `${what}.${String(key)}`);
    },
    apply: () => use(what),
    construct: () => use(what),
    set: () => use(what),
  });
  return deny(name);
}

function driver(journal) {
  const { transform: _, Connection, BulkOperationBase, ...exposed } = mongodb;
  exposed.MongoClient = class MongoClient {
    constructor() {
      throw journal.refuse("escapes-database", "opens a connection of its own");
    }
    static connect() {
      return new MongoClient();
    }
  };
  exposed.default = exposed;
  return exposed;
}
