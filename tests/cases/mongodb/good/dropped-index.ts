// Migration 013: Dropped index
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("events").dropIndex("idx_events_startsAt");
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").createIndex({ startsAt: 1 }, { name: "idx_events_startsAt" });
}
