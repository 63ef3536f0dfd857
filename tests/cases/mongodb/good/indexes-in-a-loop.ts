// Migration 013: Indexes in a loop
import type { Db } from "mongodb";

const CITIES = ["users", "events"] as const;

export async function up(db: Db): Promise<void> {
  for (const name of CITIES) {
    await db.collection(name).createIndex({ city: 1 }, { name: `idx_${name}_city` });
  }
}

export async function down(db: Db): Promise<void> {
  for (const name of CITIES) {
    await db.collection(name).dropIndex(`idx_${name}_city`);
  }
}
