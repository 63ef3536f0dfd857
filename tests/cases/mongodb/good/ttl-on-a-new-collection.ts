// Migration 013: Ttl on a new collection
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  if (!(await db.listCollections({ name: "tokens" }).hasNext())) {
    await db.createCollection("tokens");
  }
  await db
    .collection("tokens")
    .createIndex({ expiresAt: 1 }, { name: "idx_tokens_expiresAt", expireAfterSeconds: 60 * 60 });
}

export async function down(db: Db): Promise<void> {
  await db.collection("tokens").drop();
}
