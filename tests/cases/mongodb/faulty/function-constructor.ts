// Migration 013: Function constructor
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  const run = (() => {}).constructor("return process"); // ✗ hidden-code
  await db.collection("users").updateMany({ seen: { $exists: false } }, { $set: { seen: !run } });
}

export async function down(db: Db): Promise<void> {
  await db.collection("users").updateMany({ seen: { $exists: true } }, { $unset: { seen: "" } });
}
