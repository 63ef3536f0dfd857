// Migration 013: Unnamed index
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("events").createIndex({ city: 1 }); // ✗ unnamed-index
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").dropIndex("city_1");
}
