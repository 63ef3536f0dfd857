// Migration 013: Partial index
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db
    .collection("events")
    .createIndex(
      { slug: 1, city: 1 },
      { name: "idx_events_slug_city", partialFilterExpression: { city: { $exists: true } } },
    );
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").dropIndex("idx_events_slug_city");
}
