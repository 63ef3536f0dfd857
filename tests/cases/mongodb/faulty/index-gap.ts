// Migration 013: Index gap
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("events").dropIndex("idx_events_slug"); // ✗ index-gap
  await db.collection("events").createIndex({ slug: 1 }, { name: "idx_events_slug_sparse", unique: true, sparse: true }); // ✗ unique-on-existing
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").dropIndex("idx_events_slug_sparse");
  await db.collection("events").createIndex({ slug: 1 }, { name: "idx_events_slug", unique: true });
}
