// Migration 013: Rename against validator
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("users").updateMany({ nickname: { $exists: true } }, { $rename: { nickname: "alias" } }); // ✗ against-validator, rename-field
}

export async function down(db: Db): Promise<void> {
  await db.collection("users").updateMany({ alias: { $exists: true } }, { $rename: { alias: "nickname" } });
}
