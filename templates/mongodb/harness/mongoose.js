// mongoose, as far as migrations use it, over the driver and the one database that a proof has: schemas are kept for the name
// of their collection, their methods and statics, and cast nothing; models ask the driver.

import { Readable } from "node:stream";
import * as driver from "./vendor/driver.js";
import { isBlank } from "./blanks.js";

const { ObjectId } = driver;
let current;
let onBehalfOf = (_, call) => call();

export function useDatabase(db, behalf) {
  current = db;
  onBehalfOf = behalf;
  models.clear();
}

// What the models of the repository say of the fields of their collections: collection, path, type, and the values allowed.
export function described() {
  const told = [];
  for (const model of models.values()) {
    const fields = [];
    collect(model.schema?.obj ?? {}, "", fields, 0);
    if (model.schema?.options?.timestamps) fields.push(["createdAt", "Date"], ["updatedAt", "Date"]);
    for (const field of fields) told.push([model.place, ...field]);
  }
  return told.slice(0, 1500);
}

const KINDS = new Map([[String, "string"], [Number, "number"], [Boolean, "boolean"], [Date, "Date"], [Map, "object"], [Object, "object"], [ObjectId, "ObjectId"]]);
const NAMED = { string: "string", number: "number", boolean: "boolean", date: "Date", map: "object", mixed: "object", objectid: "ObjectId" };

function collect(definition, prefix, fields, depth) {
  if (depth > 5 || typeof definition !== "object" || definition === null) return;
  for (const [name, stated] of Object.entries(definition)) {
    if (isBlank(stated)) continue;
    describe(stated, prefix + name, fields, depth);
  }
}

function describe(stated, path, fields, depth) {
  if (Array.isArray(stated)) {
    const inner = stated[0];
    const kind = kindOf(inner?.type ?? inner);
    if (kind) fields.push([path, `${kind}[]`]);
    else if (inner === undefined) fields.push([path, "array"]);
    else describe(inner, `${path}[]`, fields, depth + 1);
    return;
  }
  const kind = kindOf(stated);
  if (kind) return void fields.push([path, kind]);
  if (stated instanceof Schema) return collect(stated.obj, `${path}.`, fields, depth + 1);
  if (typeof stated !== "object" || stated === null) return;
  if ("type" in stated && (Array.isArray(stated.type) || stated.type instanceof Schema)) return describe(stated.type, path, fields, depth + 1);
  const typed = "type" in stated ? kindOf(stated.type) : undefined;
  const allowed = Array.isArray(stated.enum) ? stated.enum : Object.values(stated.enum ?? {});
  if (typed) return void fields.push([path, typed, allowed.filter((value) => typeof value === "string").slice(0, 20)]);
  collect(stated, `${path}.`, fields, depth + 1);
}

function kindOf(type) {
  return typeof type === "string" ? NAMED[type.toLowerCase()] : KINDS.get(type?.plain ?? type);
}

// As `type` they mean what they are called; what is set on them for all schemas is not.
function schemaType(plain) {
  const ignored = () => undefined;
  return Object.assign(function stated() {}, { plain, checkRequired: ignored, cast: ignored, set: ignored, get: ignored });
}

class Schema {
  static Types = {
    ObjectId: schemaType(ObjectId), Mixed: schemaType(Object), String: schemaType(String), Number: schemaType(Number), Boolean: schemaType(Boolean),
    Date: schemaType(Date), Map: schemaType(Map), Buffer: schemaType(Object), Decimal128: driver.Decimal128, Array,
  };
  static ObjectId = ObjectId;
  methods = {};
  statics = {};
  virtuals = {};

  constructor(definition = {}, options = {}) {
    this.obj = definition;
    this.options = { ...options };
  }

  set(name, value) {
    this.options[name] = value;
    return this;
  }
  get(name) { return this.options[name]; }
  add(definition) {
    Object.assign(this.obj, definition?.obj ?? definition);
    return this;
  }
  loadClass(from) {
    for (const name of Object.getOwnPropertyNames(from)) if (typeof from[name] === "function") this.statics[name] ??= from[name];
    return this;
  }
  static(name, call) {
    Object.assign(this.statics, typeof name === "string" ? { [name]: call } : name);
    return this;
  }
  method(name, call) {
    Object.assign(this.methods, typeof name === "string" ? { [name]: call } : name);
    return this;
  }
  virtual() {
    const chain = { get: () => chain, set: () => chain };
    return chain;
  }
  clone() { return Object.assign(new Schema(this.obj, this.options), { methods: { ...this.methods }, statics: { ...this.statics } }); }
  path() { return this; }
  indexes() { return []; }
}
for (const name of ["index", "plugin", "pre", "post", "remove", "discriminator", "validate", "alias", "searchIndex"]) {
  Schema.prototype[name] = function ignored() { return this; };
}

// A query is sent when it is waited for.
class Query {
  constructor(model, run, cursor) {
    Object.assign(this, { model, run, make: cursor, changes: [], hydrates: true, site: new Error() });
  }
  #with(change) {
    this.changes.push(change);
    return this;
  }
  sort(order) { return this.#with((cursor) => cursor.sort?.(typeof order === "string" ? sorted(order) : order)); }
  limit(count) { return this.#with((cursor) => cursor.limit?.(count)); }
  skip(count) { return this.#with((cursor) => cursor.skip?.(count)); }
  batchSize(count) { return this.#with((cursor) => cursor.batchSize?.(count)); }
  select() { return this; }
  lean() {
    this.hydrates = false;
    return this;
  }
  populate() { return this; }
  session() { return this; }
  setOptions() { return this; }
  collation() { return this; }
  hint() { return this; }
  allowDiskUse() { return this; }
  orFail() { return this; }
  cursor() {
    const each = this[Symbol.asyncIterator]();
    return Object.assign(Readable.from(each), {
      eachAsync: async (call) => { for await (const document of each) await call(document); },
      next: async () => (await each.next()).value ?? null, close: async () => each.return(),
    });
  }
  #cursor() {
    const cursor = this.make();
    for (const change of this.changes) change(cursor);
    return cursor;
  }
  #shown(document) { return this.hydrates ? hydrated(this.model, document) : document; }
  async exec() {
    if (this.run) {
      const found = await onBehalfOf(this.site, this.run);
      return found && typeof found === "object" && "_id" in found ? this.#shown(found) : found;
    }
    const cursor = this.#cursor();
    return (await onBehalfOf(this.site, () => cursor.toArray())).map((document) => this.#shown(document));
  }
  then(kept, broken) { return this.exec().then(kept, broken); }
  catch(broken) { return this.exec().catch(broken); }
  finally(last) { return this.exec().finally(last); }
  async *[Symbol.asyncIterator]() { for await (const document of this.#cursor()) yield this.#shown(document); }
}

function hydrated(model, document, isNew = false) {
  if (document === null || typeof document !== "object") return document;
  for (const [name, stated] of Object.entries(model.schema?.obj ?? {})) {
    if (![Map, Schema.Types.Map].includes(stated?.type ?? stated)) continue;
    const kept = document[name];
    if (Object.getPrototypeOf(kept ?? 0) === Object.prototype) document[name] = new Map(Object.entries(kept));
  }
  const own = { _doc: document, isNew,
    save: () => model.collection.replaceOne({ _id: document._id }, document, { ignoreUndefined: true, ...(isNew ? { upsert: true } : {}) }), toObject: () => ({ ...document }),
    toJSON: () => ({ ...document }), remove: () => model.collection.deleteOne({ _id: document._id }), deleteOne: () => model.collection.deleteOne({ _id: document._id }),
    updateOne: (change) => model.collection.updateOne({ _id: document._id }, whole(change)), set: (name, value) => Object.assign(document, typeof name === "string" ? { [name]: value } : name),
    get: (name) => document[name], markModified: () => undefined, ...model.schema?.methods };
  for (const [name, value] of Object.entries(own)) {
    if (!(name in document)) Object.defineProperty(document, name, { value, enumerable: false, configurable: true, writable: true });
  }
  return document;
}

// A plain object means $set to mongoose, and to save it once is to save it whole.
function whole(change) {
  if (Array.isArray(change) || Object.keys(change ?? {}).some((key) => key.startsWith("$"))) return change;
  return { $set: change };
}

function sorted(order) {
  return Object.fromEntries(order.split(/\s+/).filter(Boolean).map((name) => (name.startsWith("-") ? [name.slice(1), -1] : [name, 1])));
}

const models = new Map();

function model(name, schema, stated) {
  if (models.has(name) && schema === undefined) return models.get(name);
  if (schema === undefined) throw Object.assign(new Error(`Schema hasn't been registered for model "${name}".`), { name: "MissingSchemaError" });
  const place = stated ?? schema?.options?.collection ?? plural(name);
  function Model(values) {
    const made = new.target === undefined ? this ?? {} : this;
    Object.assign(made, values);
    made._id ??= new ObjectId();
    return hydrated(Model, made, true);
  }
  const at = () => current.collection(place);
  const one = (run) => new Query(Model, run);
  const returned = (options = {}) => ({ ...options, returnDocument: options.new || options.returnDocument === "after" ? "after" : "before", includeResultMetadata: false });
  const id = (value) => ({ _id: typeof value === "string" && ObjectId.isValid(value) ? new ObjectId(value) : value });
  const statics = {
    modelName: name, schema, place, db: { get db() { return current; }, collection: (other) => current.collection(other) },
    find: (filter = {}, _, options) => new Query(Model, undefined, () => at().find(filter, options)),
    findOne: (filter = {}) => one(() => at().findOne(filter)),
    findById: (value) => one(() => at().findOne(id(value))),
    exists: (filter) => one(() => at().findOne(filter, { projection: { _id: 1 } })),
    countDocuments: (filter = {}) => one(() => at().countDocuments(filter)),
    count: (filter = {}) => one(() => at().countDocuments(filter)),
    estimatedDocumentCount: () => one(() => at().estimatedDocumentCount()),
    distinct: (field, filter = {}) => one(() => at().distinct(field, filter)),
    updateOne: (filter, change, options) => one(() => at().updateOne(filter, whole(change), options)),
    update: (filter, change, options = {}) => one(() => (options.multi ? at().updateMany(filter, whole(change), options) : at().updateOne(filter, whole(change), options))),
    updateMany: (filter, change, options) => one(() => at().updateMany(filter, whole(change), options)),
    replaceOne: (filter, document, options) => one(() => at().replaceOne(filter, document, options)),
    deleteOne: (filter = {}) => one(() => at().deleteOne(filter)),
    deleteMany: (filter = {}) => one(() => at().deleteMany(filter)),
    remove: (filter = {}) => one(() => at().deleteMany(filter)),
    findOneAndUpdate: (filter, change, options) => one(() => at().findOneAndUpdate(filter, whole(change), returned(options))),
    findByIdAndUpdate: (value, change, options) => one(() => at().findOneAndUpdate(id(value), whole(change), returned(options))),
    findOneAndDelete: (filter, options) => one(() => at().findOneAndDelete(filter, returned(options))),
    findOneAndRemove: (filter, options) => one(() => at().findOneAndDelete(filter, returned(options))),
    findByIdAndDelete: (value) => one(() => at().findOneAndDelete(id(value), returned())),
    bulkWrite: (operations, options) => at().bulkWrite(operations.map(renewed), options),
    insertMany: async (documents, options) => (documents.length > 0 ? (await at().insertMany(documents, options), documents) : documents),
    create: async (values, ...more) => {
      const documents = (Array.isArray(values) ? values : [values, ...more]).map((value) => new Model(value));
      if (documents.length > 0) await at().insertMany(documents, { ignoreUndefined: true });
      return Array.isArray(values) || more.length > 0 ? documents : documents[0];
    },
    aggregate: (stages, options) => new Query(Model, undefined, () => at().aggregate(stages, options)).lean(),
    createCollection: () => current.createCollection(place).catch(() => undefined), createIndexes: async () => undefined,
    ensureIndexes: async () => undefined, syncIndexes: async () => [], init: async () => Model,
    listIndexes: () => at().listIndexes().toArray(), watch: () => at().watch(), discriminator: (other, inner) => model(other, inner, place),
  };
  for (const [key, value] of Object.entries({ ...statics, ...schema?.statics })) {
    Object.defineProperty(Model, key, { value, enumerable: false, configurable: true, writable: true });
  }
  Object.defineProperty(Model, "collection", { get: at });
  Object.defineProperty(Model, "name", { value: name });
  models.set(name, Model);
  return Model;
}

function renewed(operation) {
  const [[kind, content]] = Object.entries(operation);
  return content.update ? { [kind]: { ...content, update: whole(content.update) } } : operation;
}

// The rules by which mongoose names the collection of a model.
function plural(name) {
  const word = name.toLowerCase();
  const rules = [[/human$/, "humans"], [/(m)an$/, "$1en"], [/(pe)rson$/, "$1ople"], [/(child)$/, "$1ren"], [/^(ox)$/, "$1en"], [/(ax|test)is$/, "$1es"],
    [/(octop|cact|foc|fung|nucle)us$/, "$1i"], [/(alias|status|virus)$/, "$1es"], [/(bu)s$/, "$1ses"], [/(buffal|tomat|potat)o$/, "$1oes"], [/([ti])um$/, "$1a"],
    [/sis$/, "ses"], [/(?:([^f])fe|([lr])f)$/, "$1$2ves"], [/([^aeiouy]|qu)y$/, "$1ies"], [/(x|ch|ss|sh)$/, "$1es"], [/(matr|vert|ind)ix|ex$/, "$1ices"],
    [/([ml])ouse$/, "$1ice"], [/(quiz)$/, "$1zes"], [/^goose$/, "geese"], [/s$/, "s"], [/([^a-z])$/, "$1"], [/$/, "s"]];
  if (/^(advice|energy|excretion|digestion|cooperation|health|justice|labour|machinery|equipment|information|pollution|sewage|paper|money|species|series|rain|rice|fish|sheep|moose|deer|news|expertise|status|media)$/.test(word)) return word;
  const [pattern, by] = rules.find(([candidate]) => candidate.test(word));
  return word.replace(pattern, by);
}

const connection = {
  readyState: 1, get db() { return current; }, collection: (name) => current.collection(name), models: {}, model,
  getClient: () => current.client, get client() { return current.client; }, startSession: (options) => current.client.startSession(options),
  dropCollection: (name) => current.dropCollection(name), createCollection: (name, options) => current.createCollection(name, options),
  transaction: (call) => current.client.withSession((session) => session.withTransaction(() => call(session))),
  close: async () => undefined, on: () => connection, once: () => connection, off: () => connection, asPromise: async () => connection,
  useDb: () => connection, set: () => connection, listCollections: () => current.listCollections().toArray(),
};

export const mongoose = {
  __esModule: true, Schema, Query, model, connection, connections: [connection], STATES: {}, version: "8",
  Types: { ObjectId, Decimal128: driver.Decimal128, Mixed: Object, DocumentArray: Array, Array, Map },
  SchemaTypes: Schema.Types, modelNames: () => [...models.keys()], deleteModel: (name) => models.delete(name),
  connect: async () => mongoose, createConnection: () => connection, disconnect: async () => undefined, set: () => mongoose, plugin: () => mongoose,
  startSession: (options) => current.client.startSession(options), isValidObjectId: (value) => ObjectId.isValid(value), mongo: driver,
  isObjectIdOrHexString: (value) => value instanceof ObjectId || /^[0-9a-f]{24}$/i.test(value), pluralize: () => plural, Promise, Error,
  get models() { return Object.fromEntries(models); }, Model: class Model {}, Document: class Document {}, Mongoose: class Mongoose {},
};
mongoose.default = mongoose;
