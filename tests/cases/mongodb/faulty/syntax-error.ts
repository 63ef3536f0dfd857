// Migration 013: Syntax error
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("events").createIndex({ city: 1 }, { name: "idx_events_city" }; // ✗ syntax-error
}

export async function down(db: Db): Promise<void> {}
