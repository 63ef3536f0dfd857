// What drivers before this one did otherwise, for repositories that ask for one of them: callbacks, results in an envelope, and
// the short names of methods. A migration that was written for version 3 fails on version 7 for no fault of its own.

import * as mongodb from "./vendor/driver.js";

// The first versions that no longer have it.
export const CALLABLE = 5;
const CALLBACKS = 5;
const ENVELOPES = 6;
let major = 7;

export function asks(version) {
  major = version ?? 7;
}

export function older(than) {
  return major < than;
}

// The callback among what a method of the driver is given, taken away; a cursor's forEach has another function first, and
// what a transaction is given is what it does.
export function callbackOf(name, given) {
  if (name === "withTransaction") return undefined;
  if (!older(CALLBACKS) || typeof given.at(-1) !== "function" || (name === "forEach" && given.length < 2)) return undefined;
  return given.pop();
}

const ENVELOPED = new Set(["findOneAndUpdate", "findOneAndDelete", "findOneAndReplace"]);

// What a method is given by those who expect an answer of their version.
export function adapted(name, given) {
  if (!older(ENVELOPES) || !ENVELOPED.has(name)) return given;
  const place = name === "findOneAndDelete" ? 1 : 2;
  const options = { includeResultMetadata: true, ...given[place] };
  if (options.returnOriginal === false || options.new === true) options.returnDocument = "after";
  const changed = [...given];
  changed[place] = options;
  return changed;
}

const SHORT = {
  insert: (collection, documents, options) => (Array.isArray(documents) ? collection.insertMany(documents, options) : collection.insertOne(documents, options)),
  update: (collection, filter, change, options = {}) => {
    const plain = !Array.isArray(change) && !Object.keys(change ?? {}).some((key) => key.startsWith("$"));
    if (plain) return collection.replaceOne(filter, change, options);
    return options.multi ? collection.updateMany(filter, change, options) : collection.updateOne(filter, change, options);
  },
  remove: (collection, filter = {}, options = {}) => (options.justOne || options.single ? collection.deleteOne(filter) : collection.deleteMany(filter)),
  save: (collection, document) => (document._id === undefined ? collection.insertOne(document) : collection.replaceOne({ _id: document._id }, document, { upsert: true })),
  ensureIndex: (collection, keys, options) => collection.createIndex(keys, options),
  findAndModify: (collection, filter, sort, change, options = {}) => collection.findOneAndUpdate(filter, change, { ...options, sort, includeResultMetadata: true, returnDocument: options.new ? "after" : "before" }),
};

// Methods that are there only for those who expect them.
export function addShortNames() {
  const { Collection, AbstractCursor } = mongodb;
  for (const [name, call] of Object.entries(SHORT)) {
    Object.defineProperty(Collection.prototype, name, {
      configurable: true,
      get() {
        return older(CALLBACKS) ? (...given) => {
          const callback = callbackOf(name, given);
          const answer = call(this, ...given);
          return callback ? void answer.then((result) => callback(null, result), callback) : answer;
        } : undefined;
      },
    });
  }
  const { each } = AbstractCursor.prototype;
  Object.defineProperty(AbstractCursor.prototype, "each", {
    configurable: true,
    get() {
      return older(CALLBACKS) ? (callback) => void this.forEach((document) => callback(null, document)).then(() => callback(null, null), callback) : each;
    },
  });
}
