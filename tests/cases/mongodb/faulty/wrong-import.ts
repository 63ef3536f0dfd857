// Migration 013: Wrong import
import type { Db } from "mongodb";
import { User } from "../../models/user"; // ✗ foreign-import
import mongoose from "mongoose"; // ✗ foreign-import

export async function up(db: Db): Promise<void> {
  await User.updateMany({}, { seen: false });
  await db.collection("users").updateMany({ seen: { $exists: false } }, { $set: { seen: false } });
}

export async function down(db: Db): Promise<void> {
  await db.collection("users").updateMany({ seen: { $exists: true } }, { $unset: { seen: "" } });
}
