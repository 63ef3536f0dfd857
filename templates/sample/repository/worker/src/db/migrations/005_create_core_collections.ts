// Migration 005: Core collections move to MongoDB
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.createCollection("users");
  await db.collection("users").createIndex({ email: 1 }, { name: "idx_users_email", unique: true });
  await db.collection("users").createIndex({ handle: 1 }, { name: "idx_users_handle", unique: true, sparse: true });
  await db.createCollection("events");
  await db.collection("events").createIndex({ slug: 1 }, { name: "idx_events_slug", unique: true });
  await db.collection("events").createIndex({ startsAt: 1 }, { name: "idx_events_startsAt" });
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").drop();
  await db.collection("users").drop();
}
