// Migration 009: Themes for event pages
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.createCollection("eventThemes");
  await db.collection("eventThemes").createIndex({ name: 1 }, { name: "idx_eventThemes_name", unique: true });
}

export async function down(db: Db): Promise<void> {
  await db.collection("eventThemes").drop();
}
