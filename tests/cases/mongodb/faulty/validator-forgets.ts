// Migration 013: Validator forgets
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.command({ // ✗ validator-forgets
    collMod: "users",
    validator: { $jsonSchema: { required: ["email"], properties: { email: { bsonType: "string", minLength: 3 } } } },
    validationLevel: "moderate",
  });
}

export async function down(db: Db): Promise<void> {
  await db.command({
    collMod: "users",
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
    validationLevel: "strict",
  });
}
