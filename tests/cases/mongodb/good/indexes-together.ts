// Migration 013: Indexes together
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await Promise.all(
    ["users", "events"].map((name) => db.collection(name).createIndex({ city: 1 }, { name: `idx_${name}_city` })),
  );
}

export async function down(db: Db): Promise<void> {
  await db.collection("users").dropIndex("idx_users_city");
  await db.collection("events").dropIndex("idx_events_city");
}
