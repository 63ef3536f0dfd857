// Migration 013: Counted twice
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("events").updateMany({ slug: "a" }, { $inc: { seats: 1 } }); // ✗ not-rerunnable
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").updateMany({ slug: "a" }, { $inc: { seats: -1 } });
}
