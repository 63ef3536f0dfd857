// Migration 013: Forgotten collection
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  if (!(await db.listCollections({ name: "themes" }).hasNext())) {
    await db.createCollection("themes"); // ✗ down-misses
  }
  await db.collection("events").createIndex({ city: 1 }, { name: "idx_events_city" });
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").dropIndex("idx_events_city");
}
