// Migration 013: Index again
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("events").createIndex({ startsAt: 1 }, { name: "idx_events_startsAt" }); // ✗ index-conflict
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").dropIndex("idx_events_startsAt");
}
