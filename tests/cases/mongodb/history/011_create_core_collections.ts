// Migration 011: Core collections
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.createCollection("users", {
    validator: {
      $jsonSchema: {
        bsonType: "object",
        required: ["email", "nickname"],
        properties: {
          _id: { bsonType: "string" },
          email: { bsonType: "string" },
          nickname: { bsonType: "string" },
          born: { bsonType: "string" },
          createdAt: { bsonType: "date" },
        },
      },
    },
  });
  await db.collection("users").createIndex({ email: 1 }, { name: "idx_users_email", unique: true });
  await db.createCollection("events");
  await db.collection("events").createIndex({ slug: 1 }, { name: "idx_events_slug", unique: true });
  await db.collection("events").createIndex({ startsAt: 1 }, { name: "idx_events_startsAt" });
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").drop();
  await db.collection("users").drop();
}
