// Migration 013: Text index
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("events").createIndex({ title: "text", description: "text" }, { name: "idx_events_text" });
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").dropIndex("idx_events_text");
}
