// Migration 013: Seeds
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db
    .collection<{ _id: string }>("events")
    .bulkWrite([
      { updateOne: { filter: { _id: "a" }, update: { $setOnInsert: { slug: "a" } }, upsert: true } },
      { updateOne: { filter: { _id: "b" }, update: { $setOnInsert: { slug: "b" } }, upsert: true } },
    ]);
}

export async function down(db: Db): Promise<void> {
  await db.collection<{ _id: string }>("events").deleteMany({ _id: { $in: ["a", "b"] } });
}
