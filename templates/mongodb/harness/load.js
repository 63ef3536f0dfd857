// Evaluates a migration, which esbuild made one CommonJS script, so that it sees a language and a database and nothing else.

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
import * as mongodb from "mongodb";

const FILE = "migration-under-proof.js";
const HARMLESS = { assert, buffer, crypto, events, path, "timers/promises": timers, url, util };

// Where in the script a stack passes: [line, column] pairs, the innermost first, counted from 1.
export const MigrationFrames = {
  of(error, { synchronous = false } = {}) {
    const lines = String(error?.stack ?? "").split("\n");
    return lines
      .filter((line) => line.includes(FILE) && !(synchronous && line.trimStart().startsWith("at async ")))
      .map((line) => /:(\d+):(\d+)\)?$/.exec(line))
      .filter((found) => found !== null)
      .map((found) => [Number(found[1]), Number(found[2])]);
  },
};

export function load(code, journal) {
  const module = { exports: {} };
  const silent = new Proxy({}, { get: () => () => undefined });
  const names = ["exports", "require", "module", "console", "__tick"];
  // Without a callback for it, import() in a function compiled this way is refused by Node.js.
  const body = compileFunction(code, names, { filename: FILE });
  body(module.exports, requirer(journal), module, silent, journal.tick);
  const { up, down, default: whole } = module.exports;
  return { up: up ?? whole?.up, down: down ?? whole?.down };
}

function requirer(journal) {
  return (name) => {
    if (name === "mongodb") return driver(journal);
    if (name === "bson") return mongodb.BSON;
    const plain = name.replace(/^node:/, "");
    if (Object.hasOwn(HARMLESS, plain)) return HARMLESS[plain].default ?? HARMLESS[plain];
    if (builtinModules.includes(plain)) return absent(name, journal);
    throw journal.refuse("escapes-sandbox", `loads ${name} while it runs`);
  };
}

// Importing a module does no harm; using what it would have given is what is refused, at its own line.
function absent(name, journal) {
  const use = (what) => { throw journal.refuse("escapes-sandbox", `uses ${what}, which a migration under proof does not have`); };
  const deny = (what) => new Proxy(function denied() {}, {
    get: (_, key) => {
      if (key === "__esModule" || key === "then" || typeof key === "symbol") return undefined;
      return deny(key === "default" ? what : `${what}.${String(key)}`);
    },
    // What a bundler makes of a namespace import inherits from the module.
    getPrototypeOf: () => deny(what),
    apply: () => use(what),
    construct: () => use(what),
    set: () => use(what),
  });
  return deny(name);
}

function driver(journal) {
  const exposed = { ...mongodb };
  delete exposed.default;
  exposed.MongoClient = class MongoClient {
    constructor() {
      throw journal.refuse("escapes-database", "opens a connection of its own");
    }
    static connect() {
      return new MongoClient();
    }
  };
  return exposed;
}
