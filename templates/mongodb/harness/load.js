// Evaluates a migration and the files of the repository that it imports, so that they see a language and a database and nothing
// else. Sucrase takes the types away and makes imports calls of `require`; it moves no line. `require` knows what it was given.

import { compileFunction } from "node:vm";
import { builtinModules } from "node:module";
import * as assert from "node:assert";
import * as buffer from "node:buffer";
import * as crypto from "node:crypto";
import * as events from "node:events";
import * as path from "node:path";
import { posix } from "node:path";
import * as querystring from "node:querystring";
import * as stream from "node:stream";
import * as streams from "node:stream/promises";
import * as timers from "node:timers/promises";
import * as url from "node:url";
import * as util from "node:util";
import * as mongodb from "./vendor/driver.js";
import { isBlank } from "./blanks.js";
import { ROOT, reader } from "./files.js";
import { CALLABLE, older } from "./older.js";
import { SILENT, blank, standIn } from "./standins.js";

const OWN = "migration-under-proof.js";
const HELPER = "-imported-by-migration.js";
const HARMLESS = { assert, buffer, crypto, events, path, querystring, stream, "stream/promises": streams, "timers/promises": timers, url, util };
const NO_ENVIRONMENT = Object.freeze({});
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

export function load({ modules, entry, files }, journal, client) {
  const loaded = new Map();
  const context = { journal, client, files: filesOf(files ?? {}, journal) };
  const silent = new Proxy({}, { get: () => () => undefined });
  const evaluate = (name) => {
    if (loaded.has(name)) return loaded.get(name).exports;
    const { text, json, typed, imports, ships, migration } = modules[name];
    const module = { exports: {} };
    loaded.set(name, module);
    if (json) return (module.exports = JSON.parse(text));
    // Where several run one after another, each is a migration, and what calls them is not.
    const own = migration ?? name === entry;
    if (ships) journal.ships(ships);
    // What a file exports itself comes before what it passes on.
    const passing = "Object.defineProperty(exports, key, {enumerable: true, configurable: true, get: () => obj[key]})";
    const ownFirst = passing.replace("})", ", set: (value) => Object.defineProperty(exports, key, {enumerable: true, configurable: true, writable: true, value})})");
    // A module in the old form is as strict as it says, and may make globals by the way.
    const lax = !/^\s*(?:import|export)\b/m.test(text) && !/^\s*(["'])use strict\1/m.test(text);
    const translated = ships ? text : kept(text, typed, () => transform(text, {
      transforms: typed ? ["typescript", "imports"] : ["imports"], disableESTransforms: true, production: true, filePath: name,
    }).code.replace(passing, ownFirst).replaceAll("import.meta", "__meta"));
    const code = lax ? translated.replace(/^"use strict";/, "") : translated;
    // A file that makes its own names for its place keeps them.
    const place = { __filename: `${ROOT}${name}`, __dirname: posix.dirname(`${ROOT}${name}`) };
    const meta = Object.freeze({ url: `file://${place.__filename}`, filename: place.__filename, dirname: place.__dirname, env: NO_ENVIRONMENT });
    const places = Object.keys(place).filter((word) => !new RegExp(`\\b(?:const|let|var)\\s+${word}\\b`).test(code));
    const names = ["exports", "require", "module", "console", "__tick", "__meta", ...places];
    // Without a callback for it, import() in a function compiled this way is refused.
    const body = compileFunction(code, names, { filename: own ? OWN : `${loaded.size}${HELPER}` });
    journal.evaluating += 1;
    try {
      body(module.exports, requirer(imports, evaluate, context, own), module, silent, journal.tick, meta, ...places.map((word) => place[word]));
    } finally {
      journal.evaluating -= 1;
    }
    return module.exports;
  };
  const functions = functionsOf(evaluate(entry), client);
  // What the migration loads only as it runs may have to be connected before.
  for (const [name, { text, json, ships }] of Object.entries(modules)) {
    if (json || ships || loaded.has(name) || !/MongoClient|mongoose\s*\.\s*connect/.test(text)) continue;
    if (!journal.quietly(() => evaluate(name))) loaded.delete(name);
  }
  const connecting = [...loaded].filter(([name]) => name !== entry).flatMap(([, { exports }]) => connectors(exports));
  return { ...functions, connecting };
}

// The same files are loaded for every run of one migration.
const translations = new Map();

function kept(text, typed, translate) {
  const key = `${typed} ${text}`;
  if (!translations.has(key)) translations.set(key, translate());
  return translations.get(key);
}

// What a runner of the repository calls before the first migration: a helper's own connection, which here is the one there is.
function connectors(exports) {
  const named = /^(?:connect|init|open)\w*(?:mongo|database|db)|^(?:mongo|database|db)\w*(?:connect|init)/i;
  return Object.entries(typeof exports === "object" ? exports ?? {} : {})
    .filter(([name, value]) => named.test(name) && typeof value === "function" && !isBlank(value) && /MongoClient|\.connect\(/.test(String(value)))
    .map(([, call]) => call);
}

// What a runner would call: exported by name, by default, or as the methods of a class.
function functionsOf(exported, client) {
  const places = [exported, exported?.default, ...Object.values(exported ?? {})];
  for (const place of places) {
    if (typeof (place?.up ?? place?.migrate) === "function") return bound(place, client);
    if (typeof place === "function" && typeof place.prototype?.up === "function") return bound(new place(), client);
  }
  return {};
}

function bound(place, client) {
  // mongodb-migrations calls its functions on an object that has the database.
  const plain = [Object.prototype, null].includes(Object.getPrototypeOf(place));
  const self = plain && place.db === undefined ? Object.create(place, { db: { get: () => client.db() }, client: { value: client }, log: { value: () => undefined } }) : place;
  const bind = (name) => (typeof place[name] === "function" ? (...given) => place[name].apply(self, given) : undefined);
  // east calls them `migrate` and `rollback`.
  return { up: bind("up") ?? bind("migrate"), down: bind("down") ?? bind("rollback") };
}

function filesOf(files, journal) {
  return reader(files, journal, (name) => blank(name, journal, { refusal: (what) => denied(journal, what) }));
}

function denied(journal, what) {
  return journal.refuse("escapes-sandbox", `uses ${what}, which a migration under proof does not have`);
}

function requirer(imports, evaluate, { journal, client, files }, own) {
  return (name) => {
    if (Object.hasOwn(imports, name)) {
      const { [name]: path } = imports;
      if (path === "") return SILENT;
      return path === "quiet" ? standIn(name, journal, { quiet: true }) : evaluate(path);
    }
    if (/^(npm:)?mongodb(@|$)/.test(name)) return driver(journal, own ? undefined : client);
    if (name === "bson") return older(CALLABLE) ? { ...mongodb.BSON, ...callable(mongodb.BSON) } : mongodb.BSON;
    const plain = name.replace(/^node:/, "");
    if (plain.startsWith("timers")) journal.timed = true;
    if (plain === "process") return process;
    if (Object.hasOwn(HARMLESS, plain)) return HARMLESS[plain].default ?? HARMLESS[plain];
    if (plain === "fs" || plain === "fs/promises") return files.module(name);
    if (builtinModules.includes(plain)) return blank(name, journal, { refusal: (what) => denied(journal, what) });
    if (name.startsWith(ROOT) && name.endsWith(".json")) return files.json(name);
    if (/^[./~]/.test(name)) return blank(name, journal, { refusal: () => journal.refuse("escapes-sandbox", `loads ${name} while it runs`) });
    return standIn(name, journal);
  };
}

// Before version 5 of the driver its classes could be called without `new`.
function callable(classes) {
  const names = ["ObjectId", "ObjectID", "Long", "Double", "Int32", "Decimal128", "Timestamp", "Binary", "DBRef"];
  const without = (type) => new Proxy(type, { apply: (target, _, given) => new target(...given) });
  return Object.fromEntries(names.map((name) => [name, classes[name === "ObjectID" ? "ObjectId" : name]]).filter(([, type]) => type).map(([name, type]) => [name, without(type)]));
}

// A file that the migration imports may open the connection that it works with: it gets the one there is.
function driver(journal, client) {
  const { transform: _, Connection, BulkOperationBase, ...exposed } = mongodb;
  if (older(CALLABLE)) Object.assign(exposed, callable(mongodb));
  exposed.MongoClient = class MongoClient {
    constructor() {
      if (client === undefined) throw journal.refuse("escapes-database", "opens a connection of its own");
      journal.replace("the connection that an imported file opens");
      return lent(client);
    }
    static connect() {
      return new MongoClient();
    }
  };
  exposed.default = exposed;
  return exposed;
}

function lent(client) {
  const kept = { connect: async () => lending, close: async () => undefined, on: () => lending, once: () => lending, off: () => lending };
  // A name that only the settings know means the database that the runner was told of.
  const db = (name, options) => client.db(isBlank(name) ? undefined : name, options);
  const lending = new Proxy(client, {
    get: (target, key) => {
      if (key === "db") return db;
      if (Object.hasOwn(kept, key)) return kept[key];
      const value = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return lending;
}
