// Migration 013: Missing await in helper
import type { Db } from "mongodb";

async function addIndex(db: Db): Promise<void> {
  await db.collection("events").createIndex({ city: 1 }, { name: "idx_events_city" });
}

export async function up(db: Db): Promise<void> {
  addIndex(db); // ✗ missing-await
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").dropIndex("idx_events_city");
}
