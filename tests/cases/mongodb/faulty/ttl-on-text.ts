// Migration 013: Ttl on text
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("sessions").createIndex({ expiresOn: 1 }, { name: "idx_sessions_expiresOn", expireAfterSeconds: 60 }); // ✗ ttl-on-text, ttl-on-existing
}

export async function down(db: Db): Promise<void> {
  await db.collection("sessions").dropIndex("idx_sessions_expiresOn");
}
