// Migration 013: Replaced documents
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("events").replaceOne({ slug: "a" }, { slug: "a", title: "A" }); // ✗ overwrites-documents
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").findOne({});
}
