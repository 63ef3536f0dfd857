// Migration 013: Escape by merge
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("events").aggregate([{ $merge: { into: { db: "other", coll: "events" } } }]).toArray(); // ✗ escapes-database
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").findOne({});
}
