// Migration 013: Lossy unset
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("events").updateMany({}, { $unset: { city: "" } }); // ✗ remove-field
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").updateMany({ city: { $exists: false } }, { $set: { city: "" } });
}
