// Migration 013: Computed backfill
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db
    .collection("users")
    .updateMany({ initial: { $exists: false } }, [{ $set: { initial: { $substrCP: ["$nickname", 0, 1] } } }]);
}

export async function down(db: Db): Promise<void> {
  await db.collection("users").updateMany({ initial: { $exists: true } }, { $unset: { initial: "" } });
}
