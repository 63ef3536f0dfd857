// Migration 013: Inserted twice
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("events").insertMany([{ slug: "a" }, { slug: "b" }]); // ✗ not-rerunnable
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").deleteMany({ slug: { $in: ["a", "b"] } });
}
