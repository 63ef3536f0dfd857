// Migration 013: Computed name
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  for (const { name } of await db.listCollections().toArray()) {
    await db.collection(name).createIndex({ city: 1 }, { name: "idx_city" }); // ✗ computed-name
  }
}

export async function down(db: Db): Promise<void> {
  for (const { name } of await db.listCollections().toArray()) {
    await db.collection(name).dropIndex("idx_city"); // ✗ computed-name
  }
}
