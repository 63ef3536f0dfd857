// Migration 013: Rename onto field
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("users").updateMany({ alias: { $exists: true } }, { $rename: { alias: "born" } }); // ✗ rename-overwrites, rename-field
}

export async function down(db: Db): Promise<void> {
  await db.collection("users").updateMany({ born: { $exists: true } }, { $rename: { born: "alias" } });
}
