// Migration 013: No down ✗ missing-export
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("events").createIndex({ city: 1 }, { name: "idx_events_city" });
}
