// Migration 013: The present time
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("events").updateMany({ seenAt: { $exists: false } }, { $set: { seenAt: new Date() } }); // ✗ non-deterministic
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").updateMany({ seenAt: { $exists: true } }, { $unset: { seenAt: "" } });
}
