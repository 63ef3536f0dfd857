// Migration 013: Dropped collection
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("sessions").drop(); // ✗ drop-collection
}

export async function down(db: Db): Promise<void> {
  await db.createCollection("sessions");
}
