// Migration 013: Duplicate keys
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("users").createIndex({ nickname: 1 }, { name: "idx_users_nickname", unique: true }); // ✗ unique-on-existing
}

export async function down(db: Db): Promise<void> {
  await db.collection("users").dropIndex("idx_users_nickname");
}
