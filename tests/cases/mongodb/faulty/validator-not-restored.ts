// Migration 013: Validator not restored
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.command({ collMod: "events", validator: { title: { $exists: true } }, validationLevel: "moderate" }); // ✗ validator-not-restored
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").findOne({});
}
