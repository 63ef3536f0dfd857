// Migration 013: Vanishing documents
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("events").createIndex({ startsAt: 1, }, { name: "idx_events_startsAt_ttl", expireAfterSeconds: 0, partialFilterExpression: { draft: true } }); // ✗ ttl-on-existing
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").dropIndex("idx_events_startsAt_ttl");
}
