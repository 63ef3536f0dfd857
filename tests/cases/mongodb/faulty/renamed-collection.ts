// Migration 013: Renamed collection
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("events").rename("gatherings"); // ✗ rename-collection
}

export async function down(db: Db): Promise<void> {
  await db.collection("gatherings").rename("events");
}
