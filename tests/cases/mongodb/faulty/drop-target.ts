// Migration 013: Drop target
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("events").rename("gatherings", { dropTarget: true }); // ✗ drop-target, rename-collection
}

export async function down(db: Db): Promise<void> {
  await db.collection("gatherings").rename("events");
}
