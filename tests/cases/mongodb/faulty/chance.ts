// Migration 013: Chance
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("events").updateMany({ lot: { $exists: false } }, { $set: { lot: Math.random() } }); // ✗ non-deterministic
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").updateMany({ lot: { $exists: true } }, { $unset: { lot: "" } });
}
