// Migration 013: Lossy conversion
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("events").updateMany({ price: { $type: "string" } }, [{ $set: { price: { $toDouble: "$price" } } }]); // ✗ convert-field, unfiltered-conversion
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").updateMany({ price: { $type: "double" } }, [{ $set: { price: { $toString: "$price" } } }]);
}
