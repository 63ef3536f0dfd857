// Migration 013: Collection with validator
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  if (!(await db.listCollections({ name: "themes" }).hasNext())) {
    await db.createCollection("themes", {
      validator: {
        $jsonSchema: {
          bsonType: "object",
          required: ["_id", "slug"],
          properties: { _id: { bsonType: "string" }, slug: { bsonType: "string" }, createdAt: { bsonType: "date" } },
        },
      },
    });
  }
  await db.collection("themes").createIndex({ slug: 1 }, { name: "idx_themes_slug", unique: true });
}

export async function down(db: Db): Promise<void> {
  await db.collection("themes").drop();
}
