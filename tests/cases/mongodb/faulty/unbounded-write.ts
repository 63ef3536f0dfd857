// Migration 013: Unbounded write
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("events").updateMany({}, { $set: { city: "Harare" } }); // ✗ unbounded-write
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").updateMany({ city: "Harare" }, { $unset: { city: "" } });
}
