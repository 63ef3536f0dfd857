// Migration 013: Unknown operator
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("events").updateMany({ city: { $exists: false } }, { $sett: { city: "Harare" } }); // ✗ unknown-operator
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").updateMany({ city: { $exists: true } }, { $unset: { city: "" } });
}
