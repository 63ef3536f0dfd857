// Migration 013: Ensure index
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("events").ensureIndex({ city: 1 }, { name: "idx_events_city" }); // ✗ ensure-index
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").dropIndex("idx_events_city");
}
