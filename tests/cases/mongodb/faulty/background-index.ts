// Migration 013: Background index
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("events").createIndex({ city: 1 }, { name: "idx_events_city", background: true }); // ✗ index-background
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").dropIndex("idx_events_city");
}
