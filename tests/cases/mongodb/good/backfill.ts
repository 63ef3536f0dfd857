// Migration 013: Backfill
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("events").updateMany({ city: { $exists: false } }, { $set: { city: "Harare" } });
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").updateMany({ city: { $exists: true } }, { $unset: { city: "" } });
}
