// Migration 013: Forgotten index
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("events").createIndex({ city: 1 }, { name: "idx_events_city" });
  await db.collection("events").createIndex({ hostId: 1 }, { name: "idx_events_hostId" }); // ✗ down-misses
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").dropIndex("idx_events_city");
}
