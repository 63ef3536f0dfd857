// Migration 013: Escape by admin
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.admin().command({ shutdown: 1 }); // ✗ escapes-database
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").findOne({});
}
