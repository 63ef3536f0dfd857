// Makes a user who may use one scratch database and nothing else, and takes both away again. It runs none of the migration's code:
// the credentials that may make users are known to this process alone. One JSON line in, one out, for each request.

import { createInterface } from "node:readline";
import { writeSync } from "node:fs";
import { MongoClient } from "./vendor/driver.js";

const UNAUTHORIZED = 13;

async function connected(uri, seconds) {
  const stated = uri.includes("serverSelectionTimeoutMS=");
  const patience = stated ? {} : { serverSelectionTimeoutMS: seconds * 1000, connectTimeoutMS: seconds * 1000 };
  const client = new MongoClient(uri, { ...patience, maxPoolSize: 1, serverMonitoringMode: "poll", appName: "nhimbe-migrations proof" });
  return client.connect();
}

// Whether this client may do what the scratch user must not: then the server checks nobody's rights.
async function mayAskForUsers(client) {
  try {
    await client.db("admin").command({ usersInfo: 1 });
    return true;
  } catch (error) {
    if (error?.code === UNAUTHORIZED) return false;
    throw error;
  }
}

async function made({ uri, anonymous, scratch, database, user, password, seconds }) {
  const client = await connected(uri, seconds);
  if (anonymous && (await mayAskForUsers(client))) return { client, why: "the server checks nobody's rights" };
  const roles = ["readWrite", "dbAdmin"].map((role) => ({ role, db: database }));
  try {
    await client.db(database).command({ createUser: user, pwd: password, roles });
  } catch (error) {
    return { client, why: `the server lets MONGODB_VERIFY_URI make no user (${error?.codeName ?? error?.message})` };
  }
  let why = "";
  try {
    const theirs = await connected(scratch, seconds);
    if (await mayAskForUsers(theirs)) why = "the server checks nobody's rights";
    await theirs.close();
  } catch (error) {
    why = `the new user cannot be used (${error?.codeName ?? error?.message})`;
  }
  if (why) await client.db(database).command({ dropUser: user }).catch(() => undefined);
  return { client, why };
}

function say(message) {
  writeSync(1, Buffer.from(`${JSON.stringify(message)}\n`));
}

async function main() {
  const lines = createInterface({ input: process.stdin, crlfDelay: Infinity })[Symbol.asyncIterator]();
  const order = JSON.parse((await lines.next()).value);
  let found;
  try {
    found = await made(order);
  } catch (error) {
    say({ why: `the server cannot be reached (${error?.message ?? error})` });
    process.exit(0);
  }
  say({ why: found.why });
  for (let next = await lines.next(); !next.done && !found.why; next = await lines.next()) {
    const { drop } = JSON.parse(next.value);
    const problems = [];
    const noting = (error) => problems.push(String(error?.message ?? error));
    await found.client.db(order.database).dropDatabase().catch(noting);
    if (drop === "user") await found.client.db(order.database).command({ dropUser: order.user }).catch(noting);
    say({ problems });
  }
  process.exit(0);
}

main();
