// Migration 013: Dynamic import
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  const { readFile } = await import("node:fs/promises"); // ✗ file-access
  await db.collection("users").updateMany({ seen: { $exists: false } }, { $set: { seen: String(await readFile("x")) } });
}

export async function down(db: Db): Promise<void> {
  await db.collection("users").updateMany({ seen: { $exists: true } }, { $unset: { seen: "" } });
}
