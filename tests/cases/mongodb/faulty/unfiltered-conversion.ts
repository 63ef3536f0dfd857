// Migration 013: Unfiltered conversion
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db
    .collection("users")
    .aggregate([{ $project: { born: 1 } }, { $merge: { into: "usersBorn" } }])
    .toArray();
  await db.collection("users").updateMany({}, [{ $set: { born: { $toDate: "$born" } } }]); // ✗ unfiltered-conversion, unbounded-write
}

export async function down(db: Db): Promise<void> {
  await db
    .collection("usersBorn")
    .aggregate([{ $merge: { into: "users" } }])
    .toArray();
  await db.collection("usersBorn").drop();
}
