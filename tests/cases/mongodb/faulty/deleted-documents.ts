// Migration 013: Deleted documents
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("events").deleteMany({ draft: true }); // ✗ delete-documents
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").findOne({});
}
