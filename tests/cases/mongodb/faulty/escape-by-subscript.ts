// Migration 013: Escape by subscript
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  const key = "ad" + "min";
  await db[key]().listDatabases(); // ✗ escapes-database
  const again = db["client" as never]; // ✗ escapes-database
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").findOne({});
}
