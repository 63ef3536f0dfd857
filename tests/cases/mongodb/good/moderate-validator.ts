// Migration 013: Moderate validator
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.command({ collMod: "events", validator: { title: { $exists: true } }, validationLevel: "moderate" });
}

export async function down(db: Db): Promise<void> {
  await db.command({ collMod: "events", validator: {}, validationLevel: "strict" });
}
