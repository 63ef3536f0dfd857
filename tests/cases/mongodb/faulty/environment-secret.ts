// Migration 013: Environment secret
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("users").updateMany({ seen: { $exists: false } }, { $set: { seen: process.env.SEEN } }); // ✗ environment
}

export async function down(db: Db): Promise<void> {
  await db.collection("users").updateMany({ seen: { $exists: true } }, { $unset: { seen: "" } });
}
