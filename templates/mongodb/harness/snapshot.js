// Everything that a database holds, in a form in which equal databases are equal.

import { BSON } from "./vendor/driver.js";

const { EJSON } = BSON;

export async function snapshot(db) {
  const listed = await db.listCollections().toArray();
  const own = listed.filter(({ name }) => !name.startsWith("system."));
  const collections = await Promise.all(own.map((info) => collection(db, info)));
  return Object.fromEntries(collections);
}

async function collection(db, { name, type, options }) {
  if (type === "view") return [name, { type, options: settings(options), indexes: {}, documents: [] }];
  const [indexes, documents] = await Promise.all([
    db.collection(name).listIndexes().toArray(),
    // Int32, Long and Double stay apart, since a migration may turn one into another.
    db.collection(name).find({}, { promoteValues: false }).toArray(),
  ]);
  const { validator, validationLevel, validationAction } = options;
  const strict = validator && (validationLevel ?? "strict") === "strict" && (validationAction ?? "error") === "error";
  return [name, {
    type,
    options: settings(options),
    // Documents that the server would no longer let anybody change.
    refused: strict && documents.length > 0 ? await db.collection(name).countDocuments({ $nor: [validator] }) : 0,
    indexes: Object.fromEntries(indexes.map(index)),
    documents: documents.map((document) => EJSON.serialize(document, { relaxed: false })),
  }];
}

function index({ name, key, v, ns, ...rest }) {
  return [name, { key: Object.entries(key), ...EJSON.serialize(rest, { relaxed: true }) }];
}

// A server keeps level and action when the validator goes (collMod cannot remove them): without a validator they say nothing.
function settings({ validator, validationLevel, validationAction, ...rest }) {
  const kept = validator && Object.keys(validator).length > 0
    ? { validator, validationLevel: validationLevel ?? "strict", validationAction: validationAction ?? "error" }
    : {};
  return EJSON.serialize({ ...rest, ...kept }, { relaxed: true });
}
