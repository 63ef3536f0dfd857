// Migration 013: Collection exists
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  if (!(await db.listCollections({ name: "events" }).hasNext())) {
    await db.createCollection("events"); // ✗ collection-exists
  }
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").drop();
}
