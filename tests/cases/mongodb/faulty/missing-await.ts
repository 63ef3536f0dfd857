// Migration 013: Missing await
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  db.collection("events").createIndex({ city: 1 }, { name: "idx_events_city" }); // ✗ missing-await
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").dropIndex("idx_events_city");
}
