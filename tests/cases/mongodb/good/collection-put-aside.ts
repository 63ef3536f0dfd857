// Migration 013: Collection put aside
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  if (await db.listCollections({ name: "sessions" }).hasNext()) {
    await db.collection("sessions").rename("sessionsBackup");
  }
}

export async function down(db: Db): Promise<void> {
  if (await db.listCollections({ name: "sessionsBackup" }).hasNext()) {
    await db.collection("sessionsBackup").rename("sessions");
  }
}
