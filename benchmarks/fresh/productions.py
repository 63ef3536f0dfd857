"""Migrations made up by seed, from a grammar of the kinds that people and assistants write. Nothing here knows what comes of them."""

from __future__ import annotations

import random
from collections.abc import Callable

from fresh.worlds import Column, World

__all__ = ["PRODUCTIONS"]

Maker = Callable[[World, random.Random], str | None]


def add_column(world: World, chance: random.Random) -> str:
    table = chance.choice(world.tables)
    other = chance.choice(world.tables)
    name = chance.choice(("colour", "origin", "weight", "tier"))
    number = table.of("count", "flag")
    forms = [
        f"{name} TEXT",
        f"{name} INTEGER NOT NULL DEFAULT {chance.randrange(9)}",
        f"{name} TEXT NOT NULL",
        f"{name} TEXT DEFAULT (datetime('now'))",
        f"{name} TEXT DEFAULT CURRENT_TIMESTAMP",
        f"{name} TEXT UNIQUE",
        f"{name} {'TEXT' if other.key.startswith('TEXT') else 'INTEGER'} REFERENCES {other.name}(id)",
        f"{name} INTEGER NOT NULL DEFAULT 1 REFERENCES {other.name}(id)",
        f"{name} INTEGER CHECK ({name} > 0)",
        f"{name} INTEGER NOT NULL DEFAULT 0 CHECK ({name} > 0)",
        f"{name} INTEGER AS (length({table.columns[-1].name})) {chance.choice(('VIRTUAL', 'STORED'))}",
        f"{chance.choice(table.columns).name} TEXT",
        *([f"{name} INTEGER NOT NULL DEFAULT 5 CHECK ({name} <= {number[0].name})"] if number else []),
    ]
    text = f"ALTER TABLE {table.name} ADD COLUMN {chance.choice(forms)};\n"
    if chance.random() < 0.3:
        text += f"UPDATE {table.name} SET {name} = {chance.choice(['1', f'{table.columns[-1].name}', 'id'])};\n"
    return text


def rebuild(world: World, chance: random.Random) -> str:
    table = chance.choice(world.tables)
    new = chance.choice((f"{table.name}_new", f"new_{table.name}", f"__new_{table.name}", f"{table.name}_tmp"))
    changed, values = {}, {column.name: column.name for column in table.columns}
    column = chance.choice(table.columns)
    match chance.randrange(7):
        case 0:
            changed["+note"] = "TEXT"
        case 1:
            changed[column.name] = f"{column.name} {table.declaration(column)}{'' if column.required else ' NOT NULL'}"
        case 2:
            changed[column.name] = f"{column.name} {table.declaration(column)}{'' if column.required else ' NOT NULL'}"
            empty = "0" if column.kind in {"count", "measure", "flag"} else "''"
            if column.kind != "link":
                values[column.name] = f"coalesce({column.name}, {empty})"
        case 3 if table.of("state"):
            state = table.of("state")[0]
            allowed = state.states[: chance.choice((2, 3))]
            changed[state.name] = (
                f"{state.name} TEXT CHECK ({state.name} IN ({', '.join(repr(item) for item in allowed)}))"
            )
        case 4 if table.of("digits"):
            digits = table.of("digits")[0]
            changed[digits.name] = f"{digits.name} INTEGER"
            if chance.random() < 0.6:
                values[digits.name] = f"CAST({digits.name} AS INTEGER)"
        case 5:
            code = table.of("code")[0]
            changed[code.name] = f"{code.name} {table.declaration(code)} UNIQUE"
        case _:
            changed["+archived"] = "INTEGER NOT NULL DEFAULT 0"
    names = [*values]
    selected = dict(values)
    how = "INSERT INTO"
    tail = ""
    match chance.randrange(9):
        case 0:
            selected.pop(chance.choice(names))
        case 1 if len(names) > 3:
            first, second = chance.sample(names, 2)
            selected[first], selected[second] = selected[second], selected[first]
        case 2:
            how = "INSERT OR IGNORE INTO"
        case 3:
            nullable = [item for item in table.columns if not item.required]
            if nullable:
                tail = f" WHERE {chance.choice(nullable).name} IS NOT NULL"
        case _:
            pass
    copy = f"{how} {new} (id, {', '.join(selected)}) SELECT id, {', '.join(selected.values())} FROM {table.name}{tail};"
    lines = [
        f"{table.definition(new, changed=changed)};",
        copy,
        f"DROP TABLE {table.name};",
        f"ALTER TABLE {new} RENAME TO {table.name};",
    ]
    for extra in world.extras:
        if f" ON {table.name}" in extra and chance.random() < 0.75:
            lines.append(f"{extra};")
    views = [extra for extra in world.extras if extra.startswith("CREATE VIEW") and f" FROM {table.name} " in extra]
    for view in views:
        if chance.random() < 0.7:
            lines = [f"DROP VIEW {view.split()[2]};", *lines, f"{view};"]
    match chance.randrange(6):
        case 0:
            lines = ["PRAGMA foreign_keys = OFF;", *lines, "PRAGMA foreign_keys = ON;"]
        case 1:
            lines = ["PRAGMA defer_foreign_keys = ON;", *lines, "PRAGMA defer_foreign_keys = OFF;"]
        case 2 if chance.random() < 0.4:
            lines = ["BEGIN TRANSACTION;", *lines, "COMMIT;"]
        case _:
            pass
    return "\n".join(lines) + "\n"


def unique_index(world: World, chance: random.Random) -> str:
    table = chance.choice(world.tables)
    columns = chance.sample(table.columns, chance.choice((1, 1, 2)))
    name = "_".join(column.name for column in columns)
    shown = ", ".join(column.name for column in columns)
    first = columns[0]
    form = chance.choice((shown, shown, f"lower({first.name})", f"{first.name} COLLATE NOCASE", f"id, {first.name}"))
    where = f" WHERE {first.name} IS NOT NULL" if chance.random() < 0.2 else ""
    before = ""
    if chance.random() < 0.3:
        before = (
            f"DELETE FROM {table.name} WHERE rowid NOT IN (SELECT min(rowid) FROM {table.name} GROUP BY {shown});\n"
        )
    unique = chance.choice(("UNIQUE ", "UNIQUE ", ""))
    return f"{before}CREATE {unique}INDEX {chance.choice(('', 'IF NOT EXISTS '))}ux_{table.name}_{name} ON {table.name}({form}){where};\n"


def backfill(world: World, chance: random.Random) -> str | None:
    table = chance.choice(world.tables)
    column = chance.choice([item for item in table.columns if item.kind != "link"])
    states = table.of("state")
    jsons, digits, counts = table.of("json"), table.of("digits"), table.of("count")
    child = next((other for other in world.tables if other.parent == table.name), None)
    forms: list[str] = [
        f"UPDATE {table.name} SET {column.name} = {_literal(column, chance)} WHERE {column.name} IS NULL;",
        f"UPDATE {table.name} SET {column.name} = NULL WHERE id = (SELECT max(id) FROM {table.name});",
        f"UPDATE {table.name} SET {table.of('code')[0].name} = {chance.choice(('lower', 'upper', 'trim'))}({table.of('code')[0].name});",
    ]
    for state in states:
        one, two, three = state.states
        forms += [
            f"UPDATE {table.name} SET {state.name} = CASE {state.name} WHEN '{one}' THEN 'a' WHEN '{two}' THEN 'b' END;",
            f"UPDATE {table.name} SET {state.name} = CASE {state.name} WHEN '{one}' THEN 'a' ELSE {state.name} END;",
            f"UPDATE {table.name} SET {state.name} = '{three}' WHERE {state.name} = '{two}';",
        ]
    for item in jsons:
        forms += [
            f"ALTER TABLE {table.name} ADD COLUMN colour TEXT;\nUPDATE {table.name} SET colour = json_extract({item.name}, '$.colour');",
            f"ALTER TABLE {table.name} ADD COLUMN colour TEXT;\nUPDATE {table.name} SET colour = {item.name} ->> '$.colour' WHERE json_valid({item.name});",
            f"ALTER TABLE {table.name} ADD COLUMN size INTEGER NOT NULL DEFAULT 0;\nUPDATE {table.name} SET size = json_extract({item.name}, '$.size');",
        ]
    for item in digits:
        forms += [
            f"UPDATE {table.name} SET {item.name} = CAST({item.name} AS INTEGER);",
            f"ALTER TABLE {table.name} ADD COLUMN as_number INTEGER;\nUPDATE {table.name} SET as_number = CAST({item.name} AS INTEGER);",
        ]
    for item in counts:
        forms.append(f"UPDATE {table.name} SET {item.name} = {item.name} + 1;")
    if child is not None:
        link = child.columns[0].name
        forms += [
            f"ALTER TABLE {table.name} ADD COLUMN total INTEGER NOT NULL DEFAULT 0;\nUPDATE {table.name} SET total = (SELECT count(*) FROM {child.name} c WHERE c.{link} = {table.name}.id);",
            f"ALTER TABLE {table.name} ADD COLUMN latest TEXT NOT NULL DEFAULT '';\nUPDATE {table.name} SET latest = (SELECT max(c.id) FROM {child.name} c WHERE c.{link} = {table.name}.id);",
            f"UPDATE {child.name} SET {link} = (SELECT min(id) FROM {table.name}) WHERE {link} IS NULL;",
            f"UPDATE {child.name} SET {link} = {'9999' if 'INTEGER' in table.key else repr('zz')} WHERE {link} IS NULL;",
        ]
    return chance.choice(forms) + "\n"


def _literal(column: Column, chance: random.Random) -> str:
    return str(chance.randrange(5)) if column.kind in {"count", "measure", "flag"} else "'unknown'"


def delete(world: World, chance: random.Random) -> str:
    table = chance.choice(world.tables)
    child = next((other for other in world.tables if other.parent == table.name), None)
    states, links = table.of("state"), table.of("link")
    forms = [
        f"DELETE FROM {table.name} WHERE {table.of('code')[0].name} LIKE 'TEST%';",
        f"DELETE FROM {table.name} WHERE {table.columns[-1].name} IS NULL;",
        f"DELETE FROM {table.name} WHERE id NOT IN (SELECT min(id) FROM {table.name} GROUP BY {table.of('code')[0].name});",
    ]
    forms += [f"DELETE FROM {table.name} WHERE {item.name} = '{chance.choice(item.states)}';" for item in states]
    if child is not None:
        link = child.columns[0].name
        forms += [
            f"DELETE FROM {table.name} WHERE id NOT IN (SELECT {link} FROM {child.name} WHERE {link} IS NOT NULL);",
            f"DELETE FROM {child.name} WHERE {link} IN (SELECT id FROM {table.name} WHERE {table.columns[-1].name} IS NULL);\nDELETE FROM {table.name} WHERE {table.columns[-1].name} IS NULL;",
        ]
    if links:
        forms.append(f"DELETE FROM {table.name} WHERE {links[0].name} IS NULL;")
    return chance.choice(forms) + "\n"


def drop_or_rename(world: World, chance: random.Random) -> str:
    table = chance.choice(world.tables)
    column = chance.choice(table.columns)
    forms = [
        f"ALTER TABLE {table.name} DROP COLUMN {column.name};",
        f"ALTER TABLE {table.name} RENAME COLUMN {column.name} TO {column.name}_new;",
        f"ALTER TABLE {table.name} RENAME TO {table.name}_old;",
        f"DROP TABLE {table.name};",
        f"DROP TABLE IF EXISTS {table.name}_backup;",
        f"ALTER TABLE {table.name} ADD COLUMN {column.name}_v2 {column.declared.split()[0]};\nUPDATE {table.name} SET {column.name}_v2 = {column.name};\nALTER TABLE {table.name} DROP COLUMN {column.name};",
    ]
    return chance.choice(forms) + "\n"


def seed(world: World, chance: random.Random) -> str:
    table = chance.choice(world.tables)
    key = repr("seed1") if table.key.startswith("TEXT") else "900"
    taken = table.rows[0][0]
    known = repr(taken) if isinstance(taken, str) else str(taken)
    used = chance.choice((key, key, known))
    values = {"id": used}
    for column in table.columns:
        if column.required or chance.random() < 0.4:
            if column.kind == "link":
                parent = next(item for item in world.tables if item.name == table.parent)
                first = parent.rows[0][0]
                there = repr(first) if isinstance(first, str) else str(first)
                values[column.name] = chance.choice((there, f"(SELECT min(id) FROM {parent.name})"))
            else:
                values[column.name] = _literal(column, chance)
    how = chance.choice(("INSERT INTO", "INSERT OR IGNORE INTO", "INSERT OR REPLACE INTO"))
    conflict = " ON CONFLICT (id) DO NOTHING" if how == "INSERT INTO" and chance.random() < 0.3 else ""
    return f"{how} {table.name} ({', '.join(values)}) VALUES ({', '.join(values.values())}){conflict};\n"


def from_select(world: World, chance: random.Random) -> str:
    table = chance.choice(world.tables)
    column = chance.choice([item for item in table.columns if item.kind != "link"])
    name = f"{column.name}_values"
    distinct = chance.choice(("DISTINCT ", ""))
    null = chance.choice(("", f" WHERE {column.name} IS NOT NULL"))
    text = f"CREATE TABLE {name} (value TEXT {chance.choice(('PRIMARY KEY', 'NOT NULL', 'NOT NULL UNIQUE', 'PRIMARY KEY COLLATE NOCASE'))});\nINSERT INTO {name} SELECT {distinct}{column.name} FROM {table.name}{null};\n"
    if chance.random() < 0.4:
        text += f"ALTER TABLE {table.name} DROP COLUMN {column.name};\n"
    return text


def join_select(world: World, chance: random.Random) -> str:
    child = chance.choice(world.tables[1:3])
    parent = next(item for item in world.tables if item.name == child.parent)
    shown = chance.choice(parent.columns[1:]).name
    kind = "TEXT" if child.key.startswith("TEXT") else "INTEGER"
    join = chance.choice(("JOIN", "LEFT JOIN"))
    needs = chance.choice(("", " NOT NULL"))
    action = chance.choice(("", " ON DELETE CASCADE"))
    return (
        f"CREATE TABLE {child.name}_flat (id {kind} PRIMARY KEY REFERENCES {child.name}(id){action}, {shown}_copy TEXT{needs});\n"
        f"INSERT INTO {child.name}_flat SELECT c.id, p.{shown} FROM {child.name} c {join} {parent.name} p ON p.id = c.{child.columns[0].name};\n"
    )


def trigger_or_view(world: World, chance: random.Random) -> str:
    table = chance.choice(world.tables)
    column = chance.choice(table.columns)
    wrong = chance.choice((column.name, column.name, "changed_on"))
    forms = [
        f"CREATE VIEW {table.name}_view AS SELECT id, {wrong} FROM {table.name};",
        f"CREATE TRIGGER {table.name}_after AFTER UPDATE ON {table.name} BEGIN UPDATE {table.name} SET {wrong} = NEW.{column.name} WHERE id = NEW.id; END;",
        f"CREATE TRIGGER {table.name}_guard BEFORE DELETE ON {table.name} BEGIN SELECT RAISE(ABORT, 'kept'); END;\nDELETE FROM {table.name} WHERE {column.name} IS NULL;",
        f"CREATE TABLE {table.name}_log (id INTEGER PRIMARY KEY, what TEXT);\nCREATE TRIGGER {table.name}_logged AFTER INSERT ON {table.name} BEGIN INSERT INTO {table.name}_log (what) VALUES (NEW.id); END;",
    ]
    return chance.choice(forms) + "\n"


def dialect(world: World, chance: random.Random) -> str:
    table = chance.choice(world.tables)
    column = chance.choice(table.columns)
    forms = [
        f"ALTER TABLE {table.name} ALTER COLUMN {column.name} SET NOT NULL;",
        f"ALTER TABLE {table.name} MODIFY COLUMN {column.name} VARCHAR(50);",
        f"ALTER TABLE {table.name} ADD CONSTRAINT uq UNIQUE ({column.name});",
        f"ALTER TABLE {table.name} ADD COLUMN IF NOT EXISTS extra_note TEXT;",
        f"CREATE INDEX CONCURRENTLY ix ON {table.name} ({column.name});",
        f"CREATE TABLE {table.name}_two (id SERIAL PRIMARY KEY, at TIMESTAMPTZ DEFAULT now());",
        f"CREATE TABLE {table.name}_two (id INT AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB;",
        f"TRUNCATE {table.name};",
        f"BEGIN;\nALTER TABLE {table.name} ADD COLUMN extra_note TEXT;\nCOMMIT;",
        f"UPDATE {table.name} SET {column.name} = now();",
        f"DROP TABLE {table.name} CASCADE;",
        f"INSERT INTO {table.name} (id) VALUES (1) ON DUPLICATE KEY UPDATE id = 1;",
        f"CREATE TEMPORARY TABLE t AS SELECT * FROM {table.name};",
        f"DELETE FROM {table.name} USING {world.tables[0].name} WHERE 1 = 0;",
        f"ALTER TABLE {table.name} ADD COLUMN a1 TEXT, ADD COLUMN a2 TEXT;",
        "PRAGMA journal_mode = WAL;\nCREATE TABLE plain_one (id INTEGER PRIMARY KEY);",
    ]
    return chance.choice(forms) + "\n"


def split(world: World, chance: random.Random) -> str:
    table = chance.choice(world.tables)
    moved = chance.sample([column for column in table.columns if column.kind not in {"link", "code"}], 2)
    names = [column.name for column in moved]
    kind = "TEXT" if table.key.startswith("TEXT") else "INTEGER"
    lines = [
        f"CREATE TABLE {table.name}_more ({table.name}_id {kind} PRIMARY KEY REFERENCES {table.name}(id) ON DELETE CASCADE, {', '.join(f'{column.name} {column.declared}' for column in moved)});",
        f"INSERT INTO {table.name}_more SELECT id, {', '.join(names)} FROM {table.name};",
        *(f"ALTER TABLE {table.name} DROP COLUMN {name};" for name in names),
    ]
    if chance.random() < 0.3:
        lines.insert(1, lines.pop(2))
    if chance.random() < 0.2:
        lines.pop(1)
    return "\n".join(lines) + "\n"


PRODUCTIONS: dict[str, tuple[Maker, int]] = {
    "add column": (add_column, 4),
    "rebuild": (rebuild, 7),
    "unique index": (unique_index, 3),
    "backfill": (backfill, 5),
    "delete": (delete, 3),
    "drop or rename": (drop_or_rename, 3),
    "seed": (seed, 2),
    "table from select": (from_select, 2),
    "table from join": (join_select, 2),
    "trigger or view": (trigger_or_view, 2),
    "dialect": (dialect, 3),
    "split": (split, 2),
}
"""Kind → how it is made, and its weight."""
