// Migration 013: File by require
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  const fs = require("fs"); // ✗ file-access
  await db.collection("users").updateMany({ seen: { $exists: false } }, { $set: { seen: fs.existsSync("/x") } });
}

export async function down(db: Db): Promise<void> {
  await db.collection("users").updateMany({ seen: { $exists: true } }, { $unset: { seen: "" } });
}
