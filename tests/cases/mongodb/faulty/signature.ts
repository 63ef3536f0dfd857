// Migration 013: Signature
import type { Db } from "mongodb";

export async function up(db: any) { // ✗ migration-signature, migration-signature
  await db.collection("events").createIndex({ city: 1 }, { name: "idx_events_city" });
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").dropIndex("idx_events_city");
}
