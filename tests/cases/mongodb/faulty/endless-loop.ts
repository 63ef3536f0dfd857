// Migration 013: Endless loop
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  while (true) { // ✗ endless-loop
    await db.collection("events").updateMany({ city: { $exists: false } }, { $set: { city: "Harare" } });
  }
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").updateMany({ city: { $exists: true } }, { $unset: { city: "" } });
}
