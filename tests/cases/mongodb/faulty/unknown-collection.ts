// Migration 013: Unknown collection
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("event").updateMany({ city: { $exists: false } }, { $set: { city: "Harare" } }); // ✗ unknown-collection
}

export async function down(db: Db): Promise<void> {
  await db.collection("event").updateMany({ city: { $exists: true } }, { $unset: { city: "" } });
}
