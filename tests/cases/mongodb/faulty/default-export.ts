// Migration 013: Default export ✗ missing-export, missing-export
import type { Db } from "mongodb";

export default async function run(db: Db): Promise<void> {
  await db.collection("events").createIndex({ city: 1 }, { name: "idx_events_city" });
}
