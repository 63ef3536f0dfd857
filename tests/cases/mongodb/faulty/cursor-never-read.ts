// Migration 013: Cursor never read
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  db.collection("users").aggregate([{ $match: {} }, { $merge: { into: "usersCopy" } }]); // ✗ missing-await
}

export async function down(db: Db): Promise<void> {
  await db.collection("usersCopy").drop();
}
