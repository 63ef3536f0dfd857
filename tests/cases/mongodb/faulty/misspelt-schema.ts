// Migration 013: Misspelt schema
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.command({ collMod: "events", validator: { $jsonSchem: {} }, validationLevel: "moderate" }); // ✗ unknown-operator
}

export async function down(db: Db): Promise<void> {
  await db.command({ collMod: "events", validator: {} });
}
