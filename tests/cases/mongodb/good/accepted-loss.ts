// Migration 013: An accepted loss
// accept: remove-field – nobody ever filled it
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("users").updateMany({ born: { $exists: true } }, { $unset: { born: "" } });
}

export async function down(db: Db): Promise<void> {
  await db.collection("users").findOne({ born: { $exists: true } });
}
