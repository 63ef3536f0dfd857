"""Whatever a file holds, lint answers and the fixes hold still."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from d1.rules.rule_pages import pages
from nhimbe_migrations.d1.lint.fix import normalise
from nhimbe_migrations.d1.lint.lint import lint
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.text import line_at

SAMPLES = [
    (tuple(each.text for each in Script.of(page.block("schema") or "").statements), block)
    for page in pages()
    for label in ("bad", "good")
    if (block := page.block(label))
]
CUTS = st.tuples(
    st.integers(0, 400),
    st.integers(0, 20),
    st.sampled_from(["", "(", ")", ",", ";", "'", '"', "/*", "*", "NULL", "\x00"]),
)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(SAMPLES), st.lists(CUTS, max_size=3), st.booleans())
def test_a_damaged_file_gets_findings_on_its_own_lines(
    sample: tuple[tuple[str, ...], str], cuts: list[tuple[int, int, str]], applied: bool
) -> None:
    schema, sql = sample
    for at, length, text in cuts:
        sql = sql[:at] + text + sql[at + length :]
    findings = lint(sql, schema=schema, file="013_x.sql", applied=applied)
    assert {finding.file for finding in findings} <= {"013_x.sql"}
    assert all(finding.line is not None and 1 <= finding.line <= line_at(sql, len(sql)) for finding in findings)
    once = normalise(sql, number="013", description="x", schema=schema).sql
    assert normalise(once, number="013", description="x", schema=schema).sql == once
