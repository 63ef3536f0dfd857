// Reads some fields of a collection and prints them as one JSON line. The order comes in as one JSON line.

import { readFileSync, writeSync } from "node:fs";
import { MongoClient } from "./vendor/driver.js";

const { uri, collection, fields } = JSON.parse(readFileSync(0, "utf8"));
const patience = uri.includes("serverSelectionTimeoutMS=") ? {} : { serverSelectionTimeoutMS: 10000, connectTimeoutMS: 10000 };
const say = (answer) => writeSync(1, JSON.stringify(answer) + "\n");

let client;
try {
  client = await new MongoClient(uri, { ...patience, maxPoolSize: 1, appName: "nhimbe-migrations status" }).connect();
  const projection = Object.fromEntries([["_id", 0], ...fields.map((field) => [field, 1])]);
  const documents = await client.db().collection(collection).find({}, { projection }).sort({ _id: 1 }).limit(20000).toArray();
  say({ documents });
} catch (error) {
  say({ error: `${error?.name ?? "Error"}: ${error?.message ?? ""}`.slice(0, 300) });
} finally {
  await client?.close();
}
