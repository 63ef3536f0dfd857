// What `up` asks of the database as it runs, with the values that only running it tells, and which fields it read that no document had.

import { BSON } from "./vendor/driver.js";

const { EJSON } = BSON;
const MOST = 300;
const MOST_INSERTED = 20;
const SELF = new Set(["toBSON", "_bsontype", "toJSON", "then", "constructor", "inspect", "nodeType", "__esModule", "length", "_doc", "isNew", "save", "toObject"]);

class Observer {
  // Whether documents are handed out so that reading what they lack is noticed.
  on = false;
  #open = false;
  #asked = [];
  #lacked = new Map();
  #last;
  #read = new Map();

  begin() {
    this.#open = true;
    this.#asked = [];
    this.#lacked.clear();
    this.#last = undefined;
    this.#read.clear();
  }

  end() {
    this.on = this.#open = false;
  }

  command(document) {
    if (!this.#open || this.#asked.length >= MOST) return;
    const [verb] = Object.keys(document);
    const parts = { find: ["filter"], aggregate: ["pipeline"], update: ["updates"], delete: ["deletes"], findAndModify: ["query", "upsert"],
      createIndexes: ["indexes"], distinct: ["query"], count: ["query"], insert: ["documents"], create: [], dropIndexes: ["index"], collMod: ["index"], listIndexes: [] }[verb];
    if (!parts || typeof document[verb] !== "string") return;
    const plain = (value) => value?.documents ?? value;
    try {
      if (parts[0] === "documents" && plain(document.documents)?.length > MOST_INSERTED) parts.pop();
      const asked = Object.fromEntries(parts.map((part) => [part, plain(document[part])]).filter(([, value]) => value !== undefined));
      this.#asked.push({ verb, collection: document[verb], ...EJSON.serialize(asked, { relaxed: true }) });
    } catch { /* what cannot be written down says nothing */ }
  }

  document(collection, document) {
    const around = (value, path) => {
      if (Array.isArray(value)) {
        value.forEach((item, place) => { if (isPlain(item)) value[place] = around(item, `${path}[]`); });
        return value;
      }
      if (!isPlain(value)) return value;
      for (const [key, inner] of Object.entries(value)) value[key] = around(inner, path ? `${path}.${key}` : key);
      return new Proxy(value, {
        get: (target, key, receiver) => {
          // What every object can do (toString, valueOf) is no field of a document.
          if (typeof key !== "string" || SELF.has(key) || key.startsWith("$") || (key in Object.prototype && !Object.hasOwn(target, key))) return Reflect.get(target, key, receiver);
          this.#last = [collection, path ? `${path}.${key}` : key];
          if (this.#read.size < MOST || this.#read.has(key)) this.#read.set(key, this.#last);
          if (!(key in target)) this.#lacks(collection, path ? `${path}.${key}` : key);
          return Reflect.get(target, key, receiver);
        },
      });
    };
    return around(document, "");
  }

  #lacks(collection, path) {
    const key = JSON.stringify([collection, path]);
    this.#lacked.delete(key);
    if (this.#lacked.size < MOST) this.#lacked.set(key, [collection, path]);
  }

  // `last` is the field that was read last: what an error of the language is about. Where that names the field itself
  // (`element.parameters.map is not a function`), it is the one, whatever was read since; and `map` is no field of it.
  seen(message = "") {
    const [, field, method] = /([\w$]+)\??\.([\w$]+) is not a function/.exec(message) ?? [];
    const named = this.#read.get(field);
    const lacked = [...this.#lacked.values()].filter(([collection, path]) => collection !== named?.[0] || path !== `${named[1]}.${method}`);
    return { asked: this.#asked, lacked, last: named ?? this.#last };
  }
}

function isPlain(value) {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

export const observer = new Observer();
