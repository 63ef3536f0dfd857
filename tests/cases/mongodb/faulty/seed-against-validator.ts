// Migration 013: Seed against validator
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection<{ _id: string }>("users").bulkWrite([ // ✗ against-validator
    { updateOne: { filter: { _id: "a" }, update: { $setOnInsert: { email: "a@example.com" } }, upsert: true } },
  ]);
}

export async function down(db: Db): Promise<void> {
  await db.collection<{ _id: string }>("users").deleteMany({ _id: "a", email: "a@example.com" });
}
