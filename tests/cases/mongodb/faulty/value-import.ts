// Migration 013: Value import
import { Db, Document } from "mongodb"; // ✗ type-import

export async function up(db: Db): Promise<void> {
  await db.collection("events").createIndex({ city: 1 }, { name: "idx_events_city" });
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").dropIndex("idx_events_city");
}
