// Migration 013: Network call
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  const answer = await fetch("https://example.com/cities"); // ✗ network-call
  await db.collection("events").updateMany({ city: { $exists: false } }, { $set: { city: await answer.text() } });
}

export async function down(db: Db): Promise<void> {
  await db.collection("events").updateMany({ city: { $exists: true } }, { $unset: { city: "" } });
}
