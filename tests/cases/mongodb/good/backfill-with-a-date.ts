// Migration 013: Backfill with a date
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db
    .collection("events")
    .updateMany({ publishedAt: { $exists: false } }, { $set: { publishedAt: new Date("2026-01-01T00:00:00Z") } });
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").updateMany({ publishedAt: { $exists: true } }, { $unset: { publishedAt: "" } });
}
