// Migration 013: Own connection
import type { Db } from "mongodb";
import { MongoClient } from "mongodb"; // ✗ foreign-import

export async function up(db: Db): Promise<void> {
  const client = await MongoClient.connect("mongodb://localhost");
  await client.close();
  await db.collection("users").updateMany({ seen: { $exists: false } }, { $set: { seen: false } });
}

export async function down(db: Db): Promise<void> {
  await db.collection("users").updateMany({ seen: { $exists: true } }, { $unset: { seen: "" } });
}
