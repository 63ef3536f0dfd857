// Migration 013: Dropped database
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.dropDatabase(); // ✗ drop-database
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").findOne({});
}
