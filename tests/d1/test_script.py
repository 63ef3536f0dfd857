"""A text of SQL is read once, and every view of it agrees with every other."""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from nhimbe_migrations.authoring.compose.request import MigrationRequest
from nhimbe_migrations.authoring.draft import draft
from nhimbe_migrations.authoring.project.project import Project
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script, Statement
from nhimbe_migrations.d1.sql.tokens import distinct, names_in, significant, tokens
from nhimbe_migrations.workspace.repository.repository import find_repository

_SQL = """CREATE TABLE waitlist (id TEXT PRIMARY KEY, event_id TEXT REFERENCES events(id));
CREATE INDEX idx_waitlist_event_id ON waitlist(event_id);
ALTER TABLE events ADD COLUMN waitlist_size INTEGER DEFAULT 0;
"""


class _Counted:
    """How often each text is cut into statements, each statement into tokens, and each statement parsed."""

    def __init__(self) -> None:
        self.cut: Counter[str] = Counter()
        self.tokenised: Counter[str] = Counter()
        self.parsed: Counter[str] = Counter()

    def __call__(self, frame: FrameType, event: str, _: Any) -> None:
        if event != "call":
            return
        known: dict[str, Any] = frame.f_locals
        match Path(frame.f_code.co_filename).name, frame.f_code.co_qualname:
            case "script.py", "Script._cut":
                self.cut[known["self"].text] += 1
            case "script.py", "Statement.tokens":
                self.tokenised[known["self"].text] += 1
            case "__init__.py", "Syntaqlite.parse_raw":
                self.parsed[known["sql"]] += 1


def test_a_draft_of_three_statements_reads_each_text_once(sample: Path) -> None:
    project = Project(find_repository(str(sample), {}, None))
    draft(project, MigrationRequest(description="warm", target="d1", sql="ALTER TABLE events ADD COLUMN warm TEXT;"))
    counted = _Counted()
    sys.setprofile(counted)
    try:
        report = draft(project, MigrationRequest(description="waitlist", target="d1", sql=_SQL))
    finally:
        sys.setprofile(None)
    assert not report.refused
    assert any("CREATE TABLE IF NOT EXISTS waitlist" in text for text in counted.cut)
    assert [text for text, times in counted.cut.items() if times > 1] == []
    assert [text for text, times in counted.parsed.items() if times > 1] == []
    # A statement whose text stands in two files (the migration, and the query that wrangler makes of it) is read in each.
    assert counted.tokenised.total() <= 2 * len(counted.tokenised)
    # Read once more: the two statements that get a guard, and the default, which the engine hands over as a text.
    assert len(counted.parsed) <= len(_SQL.splitlines()) + 3


_PIECES = st.sampled_from(
    ["CREATE", "TRIGGER", "TEMP", "EXPLAIN", "BEGIN", "END", ";", " ", "\n", "\r\n", "--c;'\n", "/*;*/", "'a;b'", "''",
     "'", '"', "`x;`", "[a;]", "[", "x'", "$a(';)", ":b(", "é", "\x00", "\ufeff", "-", "/", "/*", "*/", "--", "SELECT 1",
     "x'00'", "\v", "𝒳"]
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(_PIECES, max_size=16).map(" ".join) | st.lists(_PIECES, max_size=16).map("".join))
def test_the_statements_lie_where_the_tokens_say(sql: str) -> None:
    """The cut makes no tokens; the tokens, made one by one over the whole text, must draw the same lines."""
    script, whole = Script(sql), tokens(sql)
    assert "".join(token.text for token in whole) == sql
    held = [token for token in whole if token.kind not in ("space", "comment")]
    inside = [token for statement in script.statements for token in statement.significant]
    ends = [statement.terminator.start for statement in script.statements if statement.terminator]
    assert inside == [token for token in held if _of(script.statements, token.span.start)]
    assert all(token.text == ";" for token in held if token not in inside)
    assert all(sql[end] == ";" for end in ends)
    assert list(script.comments) == [token for token in whole if token.kind == "comment"]
    assert script.last == next((token for token in reversed(whole) if token.kind != "space"), None)
    for statement in script.statements:
        assert statement.span.of(sql) == statement.text
        assert statement.line == 1 + len(re.findall(r"\r\n|\r|\n", sql[: statement.span.start]))
        triggers = [token for token in statement.significant if token.text.upper() == "TRIGGER"]
        assert triggers or all(token.text != ";" for token in statement.significant)


def _of(statements: tuple[Statement, ...], place: int) -> bool:
    return any(statement.span.start <= place < statement.span.end for statement in statements)


def test_a_text_of_ten_megabytes_is_cut_without_a_token_being_made() -> None:
    """What a cut costs must not grow with the number of tokens: only comments are kept."""
    text = "CREATE TABLE IF NOT EXISTS a (id TEXT PRIMARY KEY, b INTEGER DEFAULT 0);\n" * 20_000
    script = Script.of(text)
    assert len(script.statements) == 20_000
    assert not any("tokens" in statement.__dict__ for statement in script.statements)


_PIECES = st.lists(
    st.sampled_from(["'", "''", '"', "`", "[", "]", "x'", "a", "É", "B_1", "1", ".5", "0x", "--", "/*", "*/", "\n", " ", ";", "(", "?1", "$a", "->>", "\0"])
).map("".join)  # fmt: skip


@settings(max_examples=400)
@given(_PIECES)
def test_the_names_and_the_distinct_tokens_of_a_text_are_those_of_its_tokens(sql: str) -> None:
    words = significant(sql)
    bare = [(kind, text) for kind, text in distinct(sql) if kind not in ("space", "comment")]
    assert bare == [*dict.fromkeys((word.kind, word.text) for word in words)]
    assert names_in(sql, strings=False) == {folded(word.name) for word in words if word.kind in ("word", "quoted")}
    assert names_in(sql) == {folded(word.name) for word in words if word.kind in ("word", "quoted", "string")}


def test_a_long_text_is_read_once_as_long_as_its_script_is_held() -> None:
    sql = "INSERT INTO cities (id) VALUES ('harare');\n" * 10_000
    held = Script.of(sql)
    assert Script.of(str(sql)).statements is held.statements
