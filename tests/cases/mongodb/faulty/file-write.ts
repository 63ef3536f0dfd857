// Migration 013: File write
import type { Db } from "mongodb";
import { writeFileSync } from "node:fs"; // ✗ file-access

export async function up(db: Db): Promise<void> {
  writeFileSync("/tmp/users.json", JSON.stringify(await db.collection("users").findOne({})));
  await db.collection("users").updateMany({ seen: { $exists: false } }, { $set: { seen: false } });
}

export async function down(db: Db): Promise<void> {
  await db.collection("users").updateMany({ seen: { $exists: true } }, { $unset: { seen: "" } });
}
