// Migration 013: Closed validator
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("registrations").updateMany({ seats: { $exists: false } }, { $set: { seats: 1 } }); // ✗ against-validator
}

export async function down(db: Db): Promise<void> {
  await db.collection("registrations").updateMany({ seats: { $exists: true } }, { $unset: { seats: "" } });
}
