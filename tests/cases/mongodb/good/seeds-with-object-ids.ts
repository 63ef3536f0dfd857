// Migration 013: Seeds with object ids
import type { Db } from "mongodb";
import { ObjectId } from "mongodb";

const ID = new ObjectId("5f0000000000000000000001");

export async function up(db: Db): Promise<void> {
  await db.collection("events").updateOne({ _id: ID }, { $setOnInsert: { slug: "first" } }, { upsert: true });
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").deleteOne({ _id: ID });
}
