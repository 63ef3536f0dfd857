// Migration 013: Exported constants
import type { Db } from "mongodb";

export const up = async (db: Db): Promise<void> => {
  await db.collection("events").createIndex({ city: 1 }, { name: "idx_events_city" });
};

export const down = async (db: Db): Promise<void> => {
  await db.collection("events").dropIndex("idx_events_city");
};
