// Migration 013: Batches from a cursor
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  const events = db.collection("events");
  for await (const event of events.find({ year: { $exists: false } })) {
    await events.updateOne({ _id: event._id }, { $set: { year: event.startsAt.getFullYear() } });
  }
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").updateMany({ year: { $exists: true } }, { $unset: { year: "" } });
}
