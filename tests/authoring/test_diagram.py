"""The picture of a schema: Mermaid reads it whatever the tables are called, and a draft's shows what changes.

`READS` is mermaid 11's grammar of entities, attributes and relationships as far as it is used here; every form that this
file makes was given to mermaid's own parser once.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authoring.drifted import lay_out, project_at
from nhimbe_migrations.__main__ import main
from nhimbe_migrations.authoring.compose.request import request_from
from nhimbe_migrations.authoring.draft import draft
from nhimbe_migrations.authoring.pictures.diagram import diagram_of
from nhimbe_migrations.authoring.result.report_text import describe
from nhimbe_migrations.d1.schema.loading import load_schema
from nhimbe_migrations.d1.sql.tokens import quoted
from nhimbe_migrations.errors import ArgumentError

NAME = r'"[^"%\r\n\v\\]+"'
READS = re.compile(
    r"erDiagram\n"
    rf'(?:  {NAME} \{{\n(?:    (?!(?:PK|FK|UK)\b)[A-Za-z][A-Za-z0-9_()]* (?!(?:PK|FK|UK)\b)[A-Za-z_][A-Za-z0-9_]*(?: [PFU]K(?:, [PFU]K)*)?(?: "[^"~%`<>\\]*")?\n)*  \}}\n)*'
    rf"(?:  {NAME} (?:\|\||\|o)(?:--|\.\.)(?:o\{{|o\||\|\|) {NAME} : {NAME}\n)*"
)
DIRECTION = re.compile(r"direction\s+(?:TB|BT|RL|LR)", re.IGNORECASE)
RESERVED = [
    "erDiagram", "PK", "fk", "UK", "one", "only one", "one or many", "zero or one", "many", "many(1)", "to", "optionally to",
    "u", "title", "accTitle: x", "accDescr {", "style", "class", "classDef", "direction", "subgraph", "end", "1", "1+", "0.5",
    "direction TB", "my direction  lr x", "a b", 'say "hi"', "it's", "100%", "%%{init: {'theme':'dark'}}%%", "back\\slash",
    "a~b~c", "🎪 events", "Rāwiri", "<b>bold</b>", "`tick`", "a\nb", "tab\there", "", " ", "---", "||--o{", ":", ";", "{", "}", "[x]", "#", "order", "group",
]  # fmt: skip


def reads(text: str) -> None:
    assert READS.fullmatch(text), text
    assert DIRECTION.search(text) is None
    assert "%%" not in text


def entities(text: str) -> list[str]:
    return re.findall(r'^  "([^"]+)" \{$', text, re.MULTILINE)


def hostile(names: list[str]) -> str:
    """A schema in which each name is a table, a column and a reference."""
    known = list({name.lower(): name for name in names if "\0" not in name}.values())
    tables = []
    for at, name in enumerate(known):
        column = known[(at + 1) % len(known)]
        other = known[(at * 7 + 3) % len(known)]
        own = "" if column.lower() == "id" else f", {quoted(column)} DECIMAL(10, 2) NOT NULL"
        tables.append(
            f'CREATE TABLE {quoted(name)} (id TEXT PRIMARY KEY{own}, "r 1" TEXT REFERENCES {quoted(other)}(id));'
        )
    return "\n".join(tables)


def test_names_that_are_words_of_the_language_break_nothing() -> None:
    schema = load_schema(hostile(RESERVED)).schema
    assert len(schema.tables) == len(RESERVED)
    text = diagram_of(schema)
    reads(text)
    assert len(set(entities(text))) == len(schema.tables)
    assert '"🎪 events"' in text
    for name in RESERVED:
        reads(diagram_of(schema, [name]))


@settings(max_examples=60)
@given(
    st.lists(
        st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30),
        min_size=1,
        max_size=6,
    )
)
def test_whatever_a_table_is_called_it_is_drawn(names: list[str]) -> None:
    schema = load_schema(hostile(names)).schema
    reads(diagram_of(schema))


def test_keys_references_and_full_text_are_drawn() -> None:
    schema = load_schema(
        "CREATE TABLE people (id TEXT PRIMARY KEY, mail TEXT NOT NULL UNIQUE);"
        "CREATE TABLE cards (id TEXT PRIMARY KEY REFERENCES people(id), a TEXT NOT NULL REFERENCES people(id) ON DELETE CASCADE, b);"
        "CREATE VIRTUAL TABLE people_fts USING fts5(mail, content='people');"
    ).schema
    assert diagram_of(schema, ["cards", "people"]) == (
        'erDiagram\n  "people" {\n    TEXT id PK\n    TEXT mail UK "NOT NULL"\n  }\n  "cards" {\n    TEXT id PK, FK\n'
        '    TEXT a FK "NOT NULL"\n    any b\n  }\n  "people" |o--o| "cards" : "id"\n'
        '  "people" ||--o{ "cards" : "a (cascade)"\n  "people" ||..|| "people_fts" : "full text"\n'
    )
    assert diagram_of(schema, ["PEOPLE_FTS"]).count("{") == 1
    with pytest.raises(ArgumentError, match="There is no table or view poeple"):
        diagram_of(schema, ["poeple"])


def test_a_large_schema_is_drawn_with_less_rather_than_cut() -> None:
    tables = (
        f"CREATE TABLE t{n} (id TEXT PRIMARY KEY, {', '.join(f'c{m} TEXT' for m in range(40))});" for n in range(40)
    )
    schema = load_schema("\n".join(tables)).schema
    text = diagram_of(schema, most=3000)
    reads(text)
    assert len(text) < 3000
    assert len(entities(text)) == 40
    assert "TEXT id PK" in text
    reads(diagram_of(schema, most=10))


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NHIMBE_MIGRATIONS_STATE", str(tmp_path / "state"))
    return lay_out(tmp_path / "shop")


def test_a_draft_shows_what_changes_and_what_hangs_on_it(root: Path) -> None:
    sql = (
        "ALTER TABLE shows RENAME COLUMN venue TO place; ALTER TABLE shows ADD COLUMN doors_at TEXT;"
        "CREATE TABLE stages (id TEXT PRIMARY KEY, show_id TEXT NOT NULL REFERENCES shows(id));"
    )
    report = draft(project_at(root), request_from(description="Stages", target="d1", sql=sql))
    assert report.diagram is not None
    reads(report.diagram)
    assert '    TEXT place "was venue"\n    TEXT doors_at "new"\n' in report.diagram
    assert '"stages (new)" {' in report.diagram
    assert '"shows" ||--o{ "stages (new)" : "show_id"' in report.diagram
    assert '"shows" ||--o{ "tickets" : "show_id (cascade)"' in report.diagram
    assert "people" not in report.diagram
    # The text holds a diagram of at most twelve lines; a longer one is in the field alone.
    assert report.diagram.count("\n") > 12
    assert "```mermaid" not in describe(report)
    stages = "CREATE TABLE stages (id TEXT PRIMARY KEY, show_id TEXT NOT NULL REFERENCES shows(id));"
    small = draft(project_at(root), request_from(description="Stages", target="d1", sql=stages))
    assert f"```mermaid\n{small.diagram}```" in describe(small)


def test_a_draft_that_changes_no_table_draws_none(root: Path) -> None:
    report = draft(
        project_at(root), request_from(description="Index", target="d1", sql="CREATE INDEX i ON people(mail);")
    )
    assert report.diagram is None


def test_the_command_line_prints_and_writes_it(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diagram", "--repo", str(root), "people"]) == 0
    assert capsys.readouterr().out.startswith('erDiagram\n  "people" {\n')
    page = tmp_path / "schema.md"
    assert main(["diagram", "--repo", str(root), "--output", str(page)]) == 0
    assert page.read_text(encoding="utf-8").startswith("```mermaid\nerDiagram\n")
    assert main(["diagram", "--repo", str(root), "nothing"]) == 2


def save_for_mermaid(folder: Path) -> None:
    """Write what mermaid's own parser is to be given: `node parse.mjs *.mmd`."""
    (folder / "reserved.mmd").write_text(diagram_of(load_schema(hostile(RESERVED)).schema), encoding="utf-8")
    for at, name in enumerate(RESERVED):
        text = diagram_of(load_schema(hostile([name, json.dumps(name)])).schema)
        (folder / f"reserved{at}.mmd").write_text(text, encoding="utf-8")
