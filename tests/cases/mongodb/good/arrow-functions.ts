// Migration 013: Arrow functions
import type { Db } from "mongodb";

const up = async (db: Db): Promise<void> => {
  await db.collection("events").createIndex({ city: 1 }, { name: "idx_events_city" });
};

const down = async (db: Db): Promise<void> => {
  await db.collection("events").dropIndex("idx_events_city");
};

export { up, down };
