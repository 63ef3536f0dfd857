// Migration 013: Index again otherwise
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("events").createIndex({ slug: 1 }, { name: "idx_events_slug" }); // ✗ index-conflict, uniqueness-meant
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").dropIndex("idx_events_slug");
}
