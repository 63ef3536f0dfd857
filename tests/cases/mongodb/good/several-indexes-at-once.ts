// Migration 013: Several indexes at once
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("events").createIndexes([
    { key: { city: 1 }, name: "idx_events_city" },
    { key: { hostId: 1, startsAt: -1 }, name: "idx_events_hostId_startsAt" },
  ]);
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").dropIndex("idx_events_city");
  await db.collection("events").dropIndex("idx_events_hostId_startsAt");
}
