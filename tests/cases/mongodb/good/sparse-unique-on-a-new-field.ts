// Migration 013: Sparse unique on a new field
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("users").createIndex({ handle: 1 }, { name: "idx_users_handle", unique: true, sparse: true });
}

export async function down(db: Db): Promise<void> {
  await db.collection("users").dropIndex("idx_users_handle");
}
