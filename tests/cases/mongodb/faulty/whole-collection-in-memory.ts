// Migration 013: Whole collection in memory
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  const events = await db.collection("events").find({}).toArray(); // ✗ loads-collection
  for (const event of events) {
    await db.collection("events").updateOne({ _id: event._id }, { $set: { year: event.startsAt.getFullYear() } });
  }
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").updateMany({ year: { $exists: true } }, { $unset: { year: "" } });
}
