// Migration 013: Snake case collection
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  if (!(await db.listCollections({ name: "event_themes" }).hasNext())) {
    await db.createCollection("event_themes"); // ✗ collection-name
  }
}

export async function down(db: Db): Promise<void> {
  await db.collection("event_themes").drop();
}
