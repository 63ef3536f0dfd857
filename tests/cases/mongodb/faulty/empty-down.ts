// Migration 013: Empty down
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("events").createIndex({ city: 1 }, { name: "idx_events_city" });
}

export async function down(db: Db): Promise<void> {} // ✗ empty-down
