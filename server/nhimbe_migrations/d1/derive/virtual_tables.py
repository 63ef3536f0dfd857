"""Make a full-text table anew with what it holds: from its content table, or from its own rows."""

from __future__ import annotations

from nhimbe_migrations.d1.rebuild.dependents import full_text_content, guarded
from nhimbe_migrations.d1.schema.model import Schema, VirtualTable
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import quoted
from nhimbe_migrations.errors import RefusedError

__all__ = ["recreate"]


def recreate(now: Schema, wanted: VirtualTable) -> str:
    """Return the statements that make `wanted`, filled as it was where one of its name is there.

    Raises:
        RefusedError: it is contentless (`content=''`), so that nothing can be read out of it.
    """
    made = f"{guarded(wanted.sql)};"
    name = quoted(wanted.name)
    content = full_text_content(wanted)
    refill = f"INSERT INTO {name} ({name}) VALUES ('rebuild');" if content else ""
    found = now.find("virtual table", wanted.name)
    if not isinstance(found, VirtualTable):
        return f"{made}\n{refill}" if content and now.table(content) else made
    if content:
        return f"DROP TABLE IF EXISTS {name};\n{made}\n{refill}"
    if full_text_content(found) == "":
        raise RefusedError(
            f"{wanted.name} is contentless, so its rows cannot be read back into another definition.",
            way_out="Drop it, create the new one and fill it from its source table, in SQL of your own.",
        )
    shared = [
        c.name for c in wanted.columns if not c.hidden and folded(c.name) in {folded(o.name) for o in found.columns}
    ]
    kept = _free(now, f"{wanted.name}_kept")
    columns = ", ".join(quoted(column) for column in shared)
    read = ", ".join(f"{name}.{quoted(column)}" for column in shared)
    return (
        f"CREATE TABLE {quoted(kept)} AS SELECT {name}.rowid AS kept_rowid{', ' if read else ''}{read} FROM {name};\n"
        f"DROP TABLE IF EXISTS {name};\n{made}\n"
        f"INSERT INTO {name} (rowid{', ' if columns else ''}{columns})\n"
        f"SELECT kept_rowid{', ' if columns else ''}{columns} FROM {quoted(kept)};\n"
        f"DROP TABLE {quoted(kept)};"
    )


def _free(schema: Schema, name: str) -> str:
    while schema.named(name):
        name = f"{name}_"
    return name
