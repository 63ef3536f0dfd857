// Migration 013: Unset against validator
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("users").updateMany({}, { $unset: { nickname: "" } }); // ✗ remove-field, against-validator
}

export async function down(db: Db): Promise<void> {
  await db.collection("users").updateMany({ nickname: { $exists: false } }, { $set: { nickname: "" } });
}
