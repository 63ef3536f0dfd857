// Migration 013: Renamed field
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("events").updateMany({ place: { $exists: true } }, { $rename: { place: "venue" } }); // ✗ rename-field
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").updateMany({ venue: { $exists: true } }, { $rename: { venue: "place" } });
}
