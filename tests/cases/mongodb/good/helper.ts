// Migration 013: Helper
import type { Db } from "mongodb";

async function index(db: Db, field: string): Promise<void> {
  await db.collection("events").createIndex({ [field]: 1 }, { name: `idx_events_${field}` });
}

async function unindex(db: Db, field: string): Promise<void> {
  await db.collection("events").dropIndex(`idx_events_${field}`);
}

export async function up(db: Db): Promise<void> {
  await index(db, "city");
  await index(db, "hostId");
}

export async function down(db: Db): Promise<void> {
  await unindex(db, "hostId");
  await unindex(db, "city");
}
