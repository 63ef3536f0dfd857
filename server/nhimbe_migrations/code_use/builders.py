"""Libraries that make SQL at run time: their queries are not read, and that is said by name."""

from __future__ import annotations

import re

__all__ = ["builder_of"]

_LIBRARIES = {
    "drizzle-orm": "drizzle", "kysely": "Kysely", "@prisma/client": "Prisma", "@prisma/adapter-d1": "Prisma",
    "knex": "Knex", "typeorm": "TypeORM", "workers-qb": "workers-qb", "sutando": "Sutando", "superflare": "Superflare",
    "d1-orm": "d1-orm", "objection": "Objection", "@mikro-orm/core": "MikroORM",
}  # fmt: skip
_IMPORT = re.compile(rb"""(?:\bfrom\s*|\brequire\(\s*|\bimport\(\s*|\bimport\s*)['"]([^'"\n]+)['"]""")


def builder_of(data: bytes) -> str | None:
    """Return the name of the query builder that a file imports; None where it imports none."""
    for match in _IMPORT.finditer(data):
        module = match[1].decode("utf-8", "replace")
        for package, name in _LIBRARIES.items():
            if module == package or module.startswith(f"{package}/"):
                return name
    return None
