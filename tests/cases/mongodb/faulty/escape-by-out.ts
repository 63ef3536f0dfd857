// Migration 013: Escape by out
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db
    .collection("events")
    .aggregate([{ $out: { db: "other", coll: "events" } }]) // ✗ escapes-database
    .toArray();
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").findOne({});
}
