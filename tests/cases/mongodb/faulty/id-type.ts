// Migration 013: Id type
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  if (!(await db.listCollections({ name: "themes" }).hasNext())) {
    await db.createCollection("themes", { validator: { $jsonSchema: { properties: { _id: { bsonType: "objectId" } } } } }); // ✗ id-type
  }
}

export async function down(db: Db): Promise<void> {
  await db.collection("themes").drop();
}
