// Migration 007: Registrations in MongoDB
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.createCollection("registrations", {
    validator: {
      $jsonSchema: {
        bsonType: "object",
        required: ["_id", "eventId", "userId", "status"],
        properties: {
          _id: { bsonType: "string" },
          eventId: { bsonType: "string" },
          userId: { bsonType: "string" },
          status: { enum: ["pending", "approved", "declined"] },
          createdAt: { bsonType: "date" },
        },
      },
    },
  });
  await db
    .collection("registrations")
    .createIndex({ eventId: 1, userId: 1 }, { name: "idx_registrations_eventId_userId", unique: true });
}

export async function down(db: Db): Promise<void> {
  await db.collection("registrations").drop();
}
