// Migration 013: Unguarded create
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.createCollection("themes"); // ✗ unguarded-create
}

export async function down(db: Db): Promise<void> {
  await db.collection("themes").drop();
}
