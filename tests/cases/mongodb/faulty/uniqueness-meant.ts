// Migration 013: Uniqueness meant
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("users").createIndex({ handle: 1 }, { name: "idx_users_handle" }); // ✗ uniqueness-meant
}

export async function down(db: Db): Promise<void> {
  await db.collection("users").dropIndex("idx_users_handle");
}
