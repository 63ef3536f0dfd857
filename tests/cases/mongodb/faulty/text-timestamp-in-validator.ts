// Migration 013: Text timestamp in validator
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  if (!(await db.listCollections({ name: "themes" }).hasNext())) {
    await db.createCollection("themes", { validator: { $jsonSchema: { properties: { createdAt: { bsonType: "string" } } } } }); // ✗ text-timestamp
  }
}

export async function down(db: Db): Promise<void> {
  await db.collection("themes").drop();
}
