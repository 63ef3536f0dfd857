// Migration 013: Work on import
import type { Db } from "mongodb";

console.log("loading"); // ✗ import-effect

export async function up(db: Db): Promise<void> {
  await db.collection("events").createIndex({ city: 1 }, { name: "idx_events_city" });
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").dropIndex("idx_events_city");
}
