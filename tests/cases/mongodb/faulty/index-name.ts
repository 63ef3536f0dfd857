// Migration 013: Index name
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("events").createIndex({ city: 1 }, { name: "byCity" }); // ✗ index-name
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").dropIndex("byCity");
}
