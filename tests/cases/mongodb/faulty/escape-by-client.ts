// Migration 013: Escape by client
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  const other = db.client.db("billing"); // ✗ escapes-database, escapes-database
  await other.collection("invoices").drop();
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").findOne({});
}
