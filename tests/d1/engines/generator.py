"""Makes (schema, rows, migration) from a seed: the statements that people and assistants write, right and wrong.

Everything is drawn from one `random.Random`, so a seed names a case for good.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

__all__ = ["Case", "case"]


@dataclass(frozen=True, slots=True)
class Case:
    seed: int
    setup: str
    rows: str
    migration: str


TYPES = ("TEXT", "INTEGER", "REAL", "BLOB", "NUMERIC", "BOOLEAN", "VARCHAR(20)", "DATETIME", "INT", "")
ACTIONS = (
    "",
    " ON DELETE CASCADE",
    " ON DELETE SET NULL",
    " ON DELETE RESTRICT",
    " ON DELETE SET DEFAULT",
    " ON UPDATE CASCADE",
    " DEFERRABLE INITIALLY DEFERRED",
)
FUNCTIONS = (
    "upper({})",
    "lower({})",
    "length({})",
    "coalesce({}, 'none')",
    "json_object('a', {})",
    "date('now')",
    "hex({})",
    "datetime('now', 'subsec')",
    "random()",
    "printf('%s', {})",
    "concat({}, '-x')",
    "pow(2, 3)",
    "power(2, 3)",
    "now()",
    "uuid()",
    "json_pretty('{{}}')",
    "iif({} IS NULL, 1, 2)",
    "iif({} IS NULL, 1)",
    "unixepoch()",
    "sqlite_version()",
    "string_agg({}, ',')",
    "log10(5)",
    "unistr('a')",
    "format('%d', 3)",
    "octet_length({})",
    "substr({}, 1, 2)",
    "CAST({} AS INTEGER)",
    "{} || 'x'",
    "typeof({})",
    "left({}, 2)",
    "regexp_replace({}, 'a', 'b')",
    "CURRENT_TIMESTAMP",
    "median(1)",
    "strftime('%Y', 'now')",
    "json_extract({}, '$.a')",
    "replace({}, 'a', 'b')",
    "if({} IS NULL, 1, 2)",
)
DEFAULTS = (
    "'x'",
    "0",
    "-1",
    "1.5",
    "NULL",
    "(0)",
    "(1+1)",
    "CURRENT_TIMESTAMP",
    "(datetime('now'))",
    "(json_array())",
    "TRUE",
    '"x"',
    "x'00'",
    "NOW()",
    "(now())",
    "(uuid())",
    "(lower('A'))",
    "'[]'",
    "+5",
    "(NULL)",
    "draft",
    "(random())",
)


def case(seed: int) -> Case:
    """Return the case that `seed` names."""
    return _Maker(seed).case()


class _Maker:
    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.random = random.Random(seed)
        self.tables: dict[str, list[str]] = {}
        self.references: list[tuple[str, str, str]] = []
        self.extra: list[str] = []
        self.serial = 0

    def case(self) -> Case:
        setup = [self.table(f"t{number}") for number in range(self.random.randint(1, 3))]
        watchers = (self.index, self.trigger, self.view, self.unique_index)
        setup += [self.random.choice(watchers)() for _ in range(self.random.randint(0, 3))]
        if self.random.random() < 0.15:
            setup.append("CREATE VIRTUAL TABLE ft USING fts5(title, body);")
        rows = "\n".join(self.rows(table) for table in self.tables) if self.random.random() < 0.8 else ""
        steps = [self.step() for _ in range(self.random.choice((1, 1, 1, 2, 2, 3, 4)))]
        return Case(self.seed, "\n".join(setup), rows, self.layout(steps))

    # What the database is made of.

    def table(self, name: str) -> str:
        columns = [f"c{number}" for number in range(self.random.randint(1, 4))]
        key = self.random.choice(
            (
                "id INTEGER PRIMARY KEY",
                "id INTEGER PRIMARY KEY AUTOINCREMENT",
                "id TEXT PRIMARY KEY",
                "id INTEGER PRIMARY KEY",
                "id TEXT PRIMARY KEY NOT NULL",
            )
        )
        parts = [key]
        parts += [f"{column} {self.random.choice(TYPES)}{self.constraint(column)}" for column in columns]
        if self.tables and self.random.random() < 0.7:
            parent = self.random.choice([*self.tables, name])
            parts.append(f"ref INTEGER REFERENCES {parent}(id){self.random.choice(ACTIONS)}")
            self.references.append((name, "ref", parent))
            columns.append("ref")
        tail = ""
        if self.random.random() < 0.1 and "AUTO" not in key:
            tail = " WITHOUT ROWID"
        self.tables[name] = ["id", *columns]
        return f"CREATE TABLE {name} ({', '.join(parts)}){tail};"

    def constraint(self, column: str) -> str:
        return self.random.choice(
            (
                "",
                "",
                "",
                "",
                " DEFAULT 'x'",
                " DEFAULT 0",
                " UNIQUE",
                f" CHECK ({column} <> 'bad')",
                " COLLATE NOCASE",
                f" CHECK (length({column}) < 40)",
                " DEFAULT CURRENT_TIMESTAMP",
            )
        )

    def rows(self, table: str) -> str:
        lines = []
        for number in range(1, self.random.randint(1, 3) + 1):
            values = [str(number)]
            for column in self.tables[table][1:]:
                if column == "ref":
                    values.append("1" if number > 1 or self.parent(table) != table else "NULL")
                else:
                    values.append(self.random.choice((f"'v{number}'", f"{number}", f"'V{number}'")))
            lines.append(f"({', '.join(values)})")
        return f"INSERT INTO {table} ({', '.join(self.tables[table])}) VALUES {', '.join(lines)};"

    def parent(self, table: str) -> str:
        return next((parent for child, _, parent in self.references if child == table), table)

    def pick(self) -> tuple[str, str]:
        table = self.random.choice(list(self.tables))
        return table, self.random.choice(self.tables[table])

    def new(self, prefix: str) -> str:
        self.serial += 1
        return f"{prefix}{self.serial}"

    def expression(self, column: str) -> str:
        return self.random.choice(FUNCTIONS).format(column)

    def index(self) -> str:
        table, column = self.pick()
        where = self.random.choice(("", "", f" WHERE {column} IS NOT NULL", f" WHERE {self.expression(column)} > 1"))
        term = self.random.choice(
            (column, column, f"{column} DESC", self.expression(column), f'"{column}"', f"{column} COLLATE NOCASE")
        )
        guard = self.random.choice(("", "IF NOT EXISTS "))
        return f"CREATE INDEX {guard}{self.new('ix')} ON {table}({term}){where};"

    def unique_index(self) -> str:
        table, column = self.pick()
        return f"CREATE UNIQUE INDEX {self.new('ux')} ON {table}({column});"

    def trigger(self) -> str:
        table, column = self.pick()
        other, target = self.pick()
        event = self.random.choice(("INSERT", "DELETE", "UPDATE", f"UPDATE OF {column}"))
        time = self.random.choice(("AFTER", "BEFORE"))
        body = self.random.choice(
            (
                f"UPDATE {other} SET {target} = {target} WHERE id = 1;",
                "SELECT 1;",
                f"SELECT CASE WHEN 1 THEN 2 ELSE 3 END; UPDATE {other} SET {target} = 'z' WHERE id = 99;",
                f"SELECT RAISE(ABORT, 'no; END;') WHERE {'NEW' if event != 'DELETE' else 'OLD'}.{column} = 'bad';",
                f"DELETE FROM {other} WHERE id = 98;",
                f"UPDATE {other} SET {target} = {self.expression(target)} WHERE id = 97;",
            )
        )
        begin, end = self.random.choice((("BEGIN", "END"), ("BEGIN", "END"), ("begin", "end")))
        gap = self.random.choice((" ", "\n  "))
        return f"CREATE TRIGGER {self.new('tr')} {time} {event} ON {table} {begin}{gap}{body}{gap}{end};"

    def view(self) -> str:
        table, column = self.pick()
        body = self.random.choice(
            (
                f"SELECT * FROM {table}",
                f"SELECT id, {column} FROM {table}",
                f"SELECT {self.expression(column)} AS x FROM {table}",
                f"SELECT a.id, b.{self.random.choice(self.tables[table])} FROM {table} a JOIN {table} b ON a.id = b.id",
            )
        )
        return f"CREATE VIEW {self.random.choice(('', 'IF NOT EXISTS '))}{self.new('v')} AS {body};"

    # What a migration does.

    def step(self) -> str:
        return self.random.choice(_STEPS)(self)

    def add_column(self) -> str:
        table, _ = self.pick()
        name = self.new("n")
        if self.random.random() < 0.15:
            name = self.random.choice(self.tables[table])
        parts = [f"ALTER TABLE {table} ADD", self.random.choice(("COLUMN ", "")) + name, self.random.choice(TYPES)]
        if self.random.random() < 0.5:
            parts.append("DEFAULT " + self.random.choice(DEFAULTS))
        if self.random.random() < 0.3:
            parts.append("NOT NULL")
        if self.random.random() < 0.2:
            parts.append(f"CHECK ({name} {self.random.choice(('<> 0', 'IS NULL', '> 100'))})")
        if self.random.random() < 0.15:
            parts.append(f"REFERENCES {self.random.choice([*self.tables, 'nope'])}(id)")
        if self.random.random() < 0.08:
            parts.append(self.random.choice(("UNIQUE", "PRIMARY KEY", "COLLATE NOCASE", "AFTER id", "COMMENT 'x'")))
        if self.random.random() < 0.08:
            parts.append(
                f"AS (id {self.random.choice(('+ 1', '|| 2'))}) {self.random.choice(('STORED', 'VIRTUAL', ''))}"
            )
        return " ".join(part for part in parts if part) + ";"

    def drop_column(self) -> str:
        table, column = self.pick()
        return f"ALTER TABLE {table} DROP {self.random.choice(('COLUMN ', ''))}{column};"

    def rename_column(self) -> str:
        table, column = self.pick()
        name = self.random.choice((self.new("r"), "id", "order", '"a b"'))
        return f"ALTER TABLE {table} RENAME COLUMN {column} TO {name};"

    def rename_table(self) -> str:
        table, _ = self.pick()
        return f"ALTER TABLE {table} RENAME TO {self.random.choice((self.new('rt'), table.upper(), 't1', '_cf_x', 'sqlite_x'))};"

    def drop(self) -> str:
        table, _ = self.pick()
        guard = self.random.choice(("", "IF EXISTS "))
        return self.random.choice(
            (
                f"DROP TABLE {guard}{table};",
                f"DROP INDEX {guard}ix1;",
                f"DROP VIEW {guard}v1;",
                f"DROP TRIGGER {guard}tr1;",
                f"DROP TABLE {guard}nope;",
            )
        )

    def create_table(self) -> str:
        name = self.random.choice((self.new("new"), self.new("new"), "t0", "_cf_t", "_CF_t", "order"))
        guard = self.random.choice(("", "IF NOT EXISTS "))
        column = self.random.choice(
            (
                "a TEXT",
                "a INT DEFAULT " + self.random.choice(DEFAULTS),
                "a TEXT CHECK (" + self.expression("a") + " > 1)",
                "a TEXT REFERENCES t0(c0)",
                "a AS (" + self.expression("id") + ")",
                "a ENUM('x','y')",
                "a TEXT, UNIQUE (a, nope)",
                "a TEXT, INDEX (a)",
                'a TEXT NOT NULL DEFAULT "q"',
                "a INT UNSIGNED",
                "a TEXT, FOREIGN KEY (a) REFERENCES t0(id)",
                "a TEXT,",
                "a TEXT b TEXT",
                "a TEXT CHECK (\"zz\" <> '')",
            )
        )
        key = self.random.choice(
            (
                "id INTEGER PRIMARY KEY",
                "id TEXT PRIMARY KEY",
                "id SERIAL PRIMARY KEY",
                "id INT PRIMARY KEY AUTOINCREMENT",
                "id INTEGER PRIMARY KEY AUTO_INCREMENT",
                "id UUID PRIMARY KEY DEFAULT (uuid())",
            )
        )
        tail = self.random.choice(("", "", "", " STRICT", " WITHOUT ROWID", " ENGINE=InnoDB"))
        return f"CREATE TABLE {guard}{name} ({key}, {column}){tail};"

    def insert(self) -> str:
        table, column = self.pick()
        verb = self.random.choice(
            (
                "INSERT INTO",
                "INSERT OR IGNORE INTO",
                "INSERT OR REPLACE INTO",
                "REPLACE INTO",
                "INSERT OR FAIL INTO",
                "INSERT OR ROLLBACK INTO",
                "INSERT IGNORE INTO",
            )
        )
        value = self.random.choice(
            ("'v1'", "NULL", "5", self.expression("'q'"), "'bad'", "'it''s; ok'", '"dq"', "?", ":n", "x'ff'")
        )
        tail = self.random.choice(
            (
                "",
                "",
                "",
                f" ON CONFLICT(id) DO UPDATE SET {column} = excluded.{column}",
                " ON CONFLICT DO NOTHING",
                " RETURNING id",
            )
        )
        number = self.random.choice((1, 2, 50))
        second = f", {column}" if column != "id" else ""
        return f"{verb} {table} (id{second}) VALUES ({number}{', ' + value if second else ''}){tail};"

    def insert_select(self) -> str:
        table, column = self.pick()
        other, source = self.pick()
        return f"INSERT INTO {table} ({column}) SELECT {source} FROM {other}{self.random.choice(('', ' WHERE true', ' WHERE 0', ' LIMIT 1'))};"

    def update(self) -> str:
        table, column = self.pick()
        where = self.random.choice(
            (
                "",
                " WHERE id = 1",
                f" WHERE {column} LIKE '%v%'",
                f" WHERE \"{column}x\" = 'a'",
                " WHERE nope = 1",
                f" WHERE {column} GLOB '{'?' * 60}'",
            )
        )
        limit = self.random.choice(("", "", "", " LIMIT 1"))
        value = self.random.choice(
            (
                self.expression(column),
                "NULL",
                "'z'",
                "(SELECT max(id) FROM t0)",
                f"CASE WHEN {column} IS NULL THEN 1 ELSE 2 END",
                f"CASE WHEN {column} = 1 THEN 'a' END",
            )
        )
        return f"UPDATE {table} SET {column} = {value}{where}{limit};"

    def delete(self) -> str:
        table, column = self.pick()
        return (
            f"DELETE FROM {table}{self.random.choice(('', ' WHERE id = 1', f' WHERE {column} IS NULL', ' LIMIT 1'))};"
        )

    def pragma(self) -> str:
        return self.random.choice(
            (
                "PRAGMA foreign_keys = OFF;",
                "PRAGMA defer_foreign_keys = ON;",
                "PRAGMA defer_foreign_keys = OFF;",
                "PRAGMA user_version = 3;",
                "PRAGMA table_info(t0);",
                "PRAGMA foreign_key_check;",
                "PRAGMA legacy_alter_table = ON;",
                "PRAGMA journal_mode = WAL;",
                "PRAGMA recursive_triggers = 1;",
                "PRAGMA nonsense;",
                "PRAGMA foreign_keys;",
                "PRAGMA case_sensitive_like = TRUE;",
                "PRAGMA optimize;",
                "PRAGMA quick_check;",
                "PRAGMA index_list('t0');",
                "PRAGMA ignore_check_constraints = ON;",
                "PRAGMA page_size;",
                "PRAGMA encoding;",
                "PRAGMA table_list;",
                "PRAGMA defer_foreign_keys = maybe;",
            )
        )

    def rebuild(self) -> str:
        table, _ = self.pick()
        columns = self.tables[table]
        before, after = self.random.choice(
            (
                ("", ""),
                ("PRAGMA foreign_keys = OFF;\n", "\nPRAGMA foreign_keys = ON;"),
                ("PRAGMA defer_foreign_keys = ON;\n", "\nPRAGMA defer_foreign_keys = OFF;"),
                ("PRAGMA defer_foreign_keys = ON;\n", ""),
            )
        )
        shape = ", ".join(
            f"{column} {'INTEGER PRIMARY KEY' if column == 'id' else 'TEXT' + self.random.choice(('', ' NOT NULL', ' UNIQUE'))}"
            for column in columns
        )
        listed = ", ".join(columns)
        return (
            f"{before}CREATE TABLE {table}_new ({shape});\nINSERT INTO {table}_new ({listed}) SELECT {listed} FROM {table};\n"
            f"DROP TABLE {table};\nALTER TABLE {table}_new RENAME TO {table};{after}"
        )

    def odd(self) -> str:
        table, column = self.pick()
        return self.random.choice(
            (
                "BEGIN TRANSACTION;",
                "COMMIT;",
                "BEGIN;",
                "SAVEPOINT a;",
                "VACUUM;",
                "ATTACH 'x.db' AS x;",
                "ANALYZE;",
                "REINDEX;",
                "EXPLAIN SELECT 1;",
                "EXPLAIN QUERY PLAN SELECT * FROM t0;",
                f"SELECT {column} FROM {table};",
                "SELECT 1;",
                ";;",
                "-- only a comment",
                "CREATE TEMP TABLE tt (a);",
                "CREATE VIRTUAL TABLE rt USING rtree(id, a, b);",
                "CREATE VIRTUAL TABLE f2 USING fts5(a, content='');",
                "CREATE VIRTUAL TABLE f3 USING fts4(a);",
                f"TRUNCATE TABLE {table};",
                f"ALTER TABLE {table} ADD CONSTRAINT k CHECK (id > 0);",
                f"ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL;",
                f"ALTER TABLE {table} MODIFY {column} TEXT;",
                f"COMMENT ON TABLE {table} IS 'x';",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) INSERT INTO t0 (id) SELECT i + 100 FROM n;",
                "SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6;",
                f"ALTER TABLE {table} DROP CONSTRAINT k;",
                "DELETE FROM sqlite_sequence;",
                "UPDATE sqlite_master SET sql = '';",
                "DROP TABLE sqlite_sequence;",
                "INSERT INTO ft VALUES ('a', 'b');",
                "CREATE TABLE x AS SELECT * FROM t0;",
                "SELECT * FROM pragma_table_info('t0');",
                f"SELECT {column} AS x$y$z FROM {table};",
                "SELECT * FROM json_each('[1]');",
                "DROP TABLE ft;",
                "ALTER TABLE ft ADD COLUMN z;",
                "CREATE TABLE [a;b] (x);",
                "CREATE/**/TABLE glued(a);",
                "INSERT INTO nope VALUES (1);",
                "SELECT * FROM nope;",
                "CREATE INDEX IF NOT EXISTS ix1 ON t0(id);",
                "END;",
                "SELECT CASE WHEN 1 THEN 2 END, 3;",
            )
        )

    def layout(self, steps: list[str]) -> str:
        comment = self.random.choice(
            ("", "-- Migration 001: things\n", "/* a; b */\n", "-- it's; fine\n", "/* CASE BEGIN */ ")
        )
        between = self.random.choice(("\n", "\n\n", "\n--> statement-breakpoint\n", " ", "\r\n", "\n-- next; one\n"))
        text = comment + between.join(steps) + self.random.choice(("\n", "", "\n\n", " -- end", "\n/* end */"))
        if self.random.random() < 0.1:
            text = text.rstrip().removesuffix(";")
        return text


_STEPS = (
    _Maker.add_column,
    _Maker.add_column,
    _Maker.add_column,
    _Maker.drop_column,
    _Maker.rename_column,
    _Maker.rename_table,
    _Maker.drop,
    _Maker.create_table,
    _Maker.create_table,
    _Maker.insert,
    _Maker.insert,
    _Maker.insert_select,
    _Maker.update,
    _Maker.update,
    _Maker.delete,
    _Maker.pragma,
    _Maker.rebuild,
    _Maker.rebuild,
    _Maker.odd,
    _Maker.odd,
    _Maker.index,
    _Maker.unique_index,
    _Maker.trigger,
    _Maker.view,
)
