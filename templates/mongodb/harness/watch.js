// Sits between the migration and the driver: which calls were made, from where, were they awaited, where do they go.

import { AsyncLocalStorage } from "node:async_hooks";
import * as mongodb from "./vendor/driver.js";
import { MigrationFrames } from "./load.js";
import { observer } from "./observe.js";
import { nameOfBlank } from "./blanks.js";
import { adapted, addShortNames, callbackOf } from "./older.js";

// Which call of the migration a command is sent for.
const CALLS = new AsyncLocalStorage();

// `await` calls `then` of a promise that is not a plain one. So does Promise.all, and `return` from an async function.
class Watched extends Promise {
  static get [Symbol.species]() {
    return Promise;
  }

  then(onFulfilled, onRejected) {
    if (this.call) this.call.awaited = true;
    return super.then(onFulfilled, onRejected);
  }
}

let site;

// A call that is sent later than it was made, as a query of mongoose is, counts where it was made.
export function onBehalfOf(stack, call) {
  const before = site;
  site = stack;
  try {
    return call();
  } finally {
    site = before;
  }
}

export function watchCalls(journal) {
  const { Db, Collection, Admin, ClientSession, BulkOperationBase, AbstractCursor, FindCursor, AggregationCursor, ListCollectionsCursor } = mongodb;
  addShortNames();
  const cursors = [AbstractCursor, FindCursor, AggregationCursor, ListCollectionsCursor];
  let inside = false;
  const { find } = Collection.prototype;
  Collection.prototype.find = function observed(...given) {
    const cursor = find.apply(this, given);
    return observer.on ? cursor.map((document) => observer.document(this.collectionName, document)) : cursor;
  };
  for (const { prototype } of [Db, Collection, Admin, ClientSession, BulkOperationBase, ...cursors]) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (Object.prototype.toString.call(value) !== "[object AsyncFunction]") continue;
      prototype[name] = function watched(...given) {
        const stack = inside ? undefined : site ?? new Error();
        if (inside || !MigrationFrames.passes(stack, { synchronous: true })) return value.apply(this, given);
        const call = journal.called(name, this?.collectionName ?? this?.collection?.collectionName, MigrationFrames.of(stack));
        const callback = callbackOf(name, given);
        inside = true;
        let promise;
        try {
          promise = CALLS.run(call, () => value.apply(this, adapted(name, given)));
        } finally {
          inside = false;
        }
        journal.follow(call, promise);
        if (callback) {
          call.awaited = true;
          promise.then((result) => callback(null, result), (error) => callback(error));
          return undefined;
        }
        const outer = new Watched((resolve, reject) => promise.then(resolve, reject));
        outer.call = call;
        return outer;
      };
    }
  }
}

const HOUSEKEEPING = new Set([
  "hello", "ismaster", "isMaster", "ping", "buildInfo", "endSessions", "killCursors", "saslStart", "saslContinue", "authenticate",
  "logout", "commitTransaction", "abortTransaction",
]);

// No command leaves for another database, whoever sends it and however it got hold of a connection.
export function guardCommands(journal) {
  const { prototype } = mongodb.Connection;
  const { command } = prototype;
  prototype.command = async function guarded(namespace, document, ...rest) {
    fillBlanks(document, journal, 8);
    observer.command(document);
    const reason = outside(namespace.db, document, journal.scratch);
    if (reason) throw journal.refuse("escapes-database", reason);
    const reply = await command.call(this, namespace, document, ...rest);
    const call = CALLS.getStore();
    if (call) journal.met(call, Object.keys(document)[0], reply);
    return reply;
  };
}

// A stand-in's blank among what is sent: the server would take it for nothing at all, so it gets a text that was made up.
function fillBlanks(value, journal, depth) {
  if (typeof value !== "object" || value === null || depth === 0 || ArrayBuffer.isView(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    const name = nameOfBlank(inner);
    if (name === undefined) fillBlanks(inner, journal, depth - 1);
    else {
      journal.restsOn(name);
      value[key] = journal.madeUp();
    }
  }
}

function outside(database, command, scratch) {
  const verb = Object.keys(command)[0];
  if (HOUSEKEEPING.has(verb)) return undefined;
  if (verb === "renameCollection") {
    const from = String(command.renameCollection);
    const to = String(command.to);
    return [from, to].every((name) => name.startsWith(`${scratch}.`)) ? undefined : `renames ${from} to ${to}, in another database`;
  }
  if (verb === "bulkWrite" && database === "admin") {
    const spaces = command.nsInfo?.documents ?? command.nsInfo ?? [];
    const other = spaces.find(({ ns }) => !String(ns).startsWith(`${scratch}.`));
    return other ? `writes to ${other.ns}, in another database` : undefined;
  }
  if (database !== scratch) return `sends ${verb} to the database ${database}`;
  return foreignTarget(command, scratch);
}

// $out and $merge may name a database of their own, at any depth of a pipeline; so may $lookup and $unionWith.
function foreignTarget(value, scratch) {
  if (Array.isArray(value)) return firstOf(value, scratch);
  if (typeof value !== "object" || value === null) return undefined;
  for (const stage of ["$out", "$merge", "$lookup", "$unionWith"]) {
    const target = value[stage]?.into ?? value[stage]?.from ?? value[stage];
    const database = target?.db;
    if (typeof database === "string" && database !== scratch) return `${stage} names the database ${database}`;
  }
  return firstOf(Object.values(value), scratch);
}

function firstOf(values, scratch) {
  for (const value of values) {
    const found = foreignTarget(value, scratch);
    if (found) return found;
  }
  return undefined;
}
