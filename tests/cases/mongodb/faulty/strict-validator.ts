// Migration 013: Strict validator
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.command({ collMod: "events", validator: { title: { $exists: true } }, validationLevel: "strict" }); // ✗ strict-validator
}

export async function down(db: Db): Promise<void> {
  await db.command({ collMod: "events", validator: {} });
}
