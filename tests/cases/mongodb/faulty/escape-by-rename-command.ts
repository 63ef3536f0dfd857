// Migration 013: Escape by rename command
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.command({ renameCollection: "test.events", to: "other.events" }); // ✗ escapes-database
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").findOne({});
}
