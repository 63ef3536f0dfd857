// Migration 013: Document for an update
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("events").updateMany({ city: { $exists: false } }, { city: "Harare" }); // ✗ unknown-operator
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").updateMany({ city: { $exists: true } }, { $unset: { city: "" } });
}
