// Migration 012: Sessions and registrations
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.createCollection("sessions", {
    validator: { $jsonSchema: { properties: { token: { bsonType: "string" }, expiresOn: { bsonType: "string" } } } },
  });
  await db.createCollection("registrations", {
    validator: {
      $jsonSchema: {
        required: ["status"],
        additionalProperties: false,
        properties: {
          _id: { bsonType: "string" },
          status: { enum: ["pending", "approved"] },
          eventId: { bsonType: "string" },
        },
      },
    },
  });
}

export async function down(db: Db): Promise<void> {
  await db.collection("registrations").drop();
  await db.collection("sessions").drop();
}
