// Migration 013: Removed field with backup
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db
    .collection("users")
    .aggregate([
      { $match: { born: { $exists: true } } },
      { $project: { born: 1 } },
      { $merge: { into: "usersBornBackup", whenMatched: "replace" } },
    ])
    .toArray();
  await db.collection("users").updateMany({ born: { $exists: true } }, { $unset: { born: "" } });
}

export async function down(db: Db): Promise<void> {
  await db
    .collection("usersBornBackup")
    .aggregate([{ $merge: { into: "users", whenMatched: "merge", whenNotMatched: "discard" } }])
    .toArray();
  await db.collection("usersBornBackup").drop();
}
