// Migration 013: Floating foreach
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  ["users", "events"].forEach(async (name) => { // ✗ floating-foreach
    await db.collection(name).createIndex({ city: 1 }, { name: `idx_${name}_city` });
  });
}

export async function down(db: Db): Promise<void> {
  await db.collection("users").dropIndex("idx_users_city");
  await db.collection("events").dropIndex("idx_events_city");
}
