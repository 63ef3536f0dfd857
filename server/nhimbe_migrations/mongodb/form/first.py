"""The first file of a history, as the runner's own `create` would write it: module, name, and what it hands in.

Sources: the templates of migrate-mongo 14, ts-migrate-mongoose 5, mongo-migrate-ts 2 and mongodb-migrations 0.8; umzug 3 has none.
"""

from __future__ import annotations

import re

__all__ = ["first_model", "plain_model"]

_COMMONJS = "module.exports = {\n  async up(db, client) {\n    await db.drop();\n  },\n\n  async down(db, client) {\n    await db.drop();\n  }\n};\n"
_MODULE = "export const up = async (db, client) => {\n  await db.drop();\n};\n\nexport const down = async (db, client) => {\n  await db.drop();\n};\n"
_TYPED = "import type { Db, MongoClient } from 'mongodb';\n\nexport const up = async (db: Db, client: MongoClient): Promise<void> => {\n  await db.dropCollection('');\n};\n\nexport const down = async (db: Db, client: MongoClient): Promise<void> => {\n};\n"
_MONGOOSE = "import type { Connection } from 'mongoose'\n\nexport async function up (connection: Connection): Promise<void> {\n}\n\nexport async function down (connection: Connection): Promise<void> {\n}\n"
_CLASS = "import { Db, MongoClient } from 'mongodb';\nimport { MigrationInterface } from 'mongo-migrate-ts';\n\nexport class Migration1585933701415 implements MigrationInterface {\n  public async up(db: Db, client: MongoClient): Promise<void> {\n  }\n\n  public async down(db: Db, client: MongoClient): Promise<void> {\n  }\n}\n"
_CALLBACK = "'use strict';\n\nmodule.exports.id = '1-first';\n\nmodule.exports.up = function (done) {\n  this.db.collection('');\n};\n\nmodule.exports.down = function (done) {\n  this.db.collection('');\n};\n"
_UMZUG = "export const up = async ({ context: db }) => {\n};\n\nexport const down = async ({ context: db }) => {\n};\n"
_UMZUG_TYPED = "import type { Db } from 'mongodb';\n\nexport const up = async ({ context: db }: { context: Db }): Promise<void> => {\n};\n\nexport const down = async ({ context: db }: { context: Db }): Promise<void> => {\n};\n"


def first_model(runner: str, config: str, *, is_module_package: bool, is_typescript: bool) -> tuple[str, str] | None:
    """Return a file, name and text, whose form the first migration takes; None where nothing decides it.

    Args:
        runner: what takes the migrations.
        config: the text of its configuration.
        is_module_package: package.json says `"type": "module"`.
        is_typescript: the configuration itself is TypeScript.
    """
    match runner:
        case "migrate-mongo":
            return _migrate_mongo(config, is_module_package=is_module_package)
        case "ts-migrate-mongoose":
            return "1585933701415-first.ts", _MONGOOSE
        case "mongo-migrate-ts":
            return "1585933701415_Migration.ts", _CLASS
        case "mongodb-migrations":
            return "1-first.js", _CALLBACK
        case "umzug":
            return ("20200101000000-first.ts", _UMZUG_TYPED) if is_typescript else ("20200101000000-first.js", _UMZUG)
        case _:
            return None


def plain_model(ending: str, *, is_module: bool) -> tuple[str, str]:
    """Return a file in the plainest form that runs with this ending, for a history whose own form cannot be followed."""
    if ending.endswith("ts"):
        return f"1-first{ending}", _TYPED
    return f"1-first{ending}", _MODULE if is_module else _COMMONJS


def _migrate_mongo(config: str, *, is_module_package: bool) -> tuple[str, str]:
    """migrate-mongo takes the ending and the kind of module from its configuration, `.js` and CommonJS where it is silent."""
    stated = re.search(r"migrationFileExtension['\"]?\s*:\s*['\"](\.[cm]?[jt]s)['\"]", config)
    system = re.search(r"moduleSystem['\"]?\s*:\s*['\"](esm|commonjs)['\"]", config)
    ending = stated[1] if stated else ".js"
    if ending.endswith("ts"):
        return f"20200101000000-first{ending}", _TYPED
    is_module = ending == ".mjs" or (ending == ".js" and (system[1] == "esm" if system else is_module_package))
    return f"20200101000000-first{ending}", _MODULE if is_module else _COMMONJS
