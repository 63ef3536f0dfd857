"""Queries that fail today: findings of the check, with file and line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.code.database import bench_now, bench_on
from nhimbe_migrations.authoring.code.files import code_at, code_files, seed_files
from nhimbe_migrations.authoring.code.owners import binding_of, other_benches, owners_of, queries_of_others
from nhimbe_migrations.authoring.code.verdicts import judge, judge_all
from nhimbe_migrations.authoring.result.rules import BROKEN_QUERY, QUERIES_NOT_READ
from nhimbe_migrations.code_use.query import Query
from nhimbe_migrations.code_use.sources import CodeUse, read_code
from nhimbe_migrations.code_use.texts.variants import variants
from nhimbe_migrations.d1.schema.near_names import candidates
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.findings.finding import Finding

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project
    from nhimbe_migrations.d1.queries.bench import Bench
    from nhimbe_migrations.d1.schema.model import Schema

__all__ = ["broken_queries", "broken_texts", "use_counts"]

_LEDGER = re.compile(
    r"no such table: (?:\w+\.)?(?:d1_migrations|_migrations|__drizzle_migrations|_prisma_migrations|_cf_\w+|sqlite_\w+|migrations|schema_migrations)\b"
)
_QUOTED = 90


def broken_texts(project: Project, commit: str, schema: Schema) -> frozenset[tuple[str, str]]:
    """Return file and text of the queries that failed at `commit` already, on the database of `schema`."""
    bench = bench_on(schema)
    use = read_code(code_at(project, commit))
    return frozenset(
        (query.file, query.text)
        for query, verdict in zip(use.queries, judge_all(use.queries, bench), strict=True)
        if verdict.state == "broken" and not query.guessed
    )


def broken_queries(project: Project, old: frozenset[tuple[str, str]] = frozenset()) -> Iterator[Finding]:
    """Yield a warning for each query of the code and the seeds that fails on the database there is, and what was not read.

    `old` are those that failed on the base too (`broken_texts`): they are notes.
    """
    bench = bench_now(project)
    if not bench.shadow.ask("SELECT 1 FROM sqlite_master LIMIT 1"):
        return  # no database is known, so nothing can be said of a query
    meant = _meant(project)
    use = read_code(code_files(project))
    missing: dict[str, list[tuple[str, int]]] = {}
    owners = owners_of(project, use)
    verdicts = judge_all(use.queries, bench, owners.others)
    ours = {binding_of(query) for query, verdict in zip(use.queries, verdicts, strict=True) if verdict.tables}
    benches: list[Bench] | None = None
    changed_by_code = _Changed(use.queries, project.states().history.schema)
    others: dict[str, Query] = {}
    for number, (query, verdict) in enumerate(zip(use.queries, verdicts, strict=True)):
        if verdict.state == "broken" and number not in owners.own:
            benches = list(other_benches(project)) if benches is None else benches
            if query.guessed or _fits_another(query, benches):
                continue
        elsewhere = (
            verdict.state == "broken" and "no such table" in (verdict.error or "") and binding_of(query) not in ours
        )
        if elsewhere:
            others.setdefault(binding_of(query), query)
        elif verdict.state == "broken" and not _is_known(verdict.error, query, changed_by_code):
            yield _broken(query, verdict.error, meant, is_old=(query.file, query.text) in old)
        elif verdict.state == "not read":
            missing.setdefault(", ".join(variants(query.parts).made_at_run_time[:2]) or "its text", []).append(
                (query.file, query.line)
            )
    yield from _of_seeds(project)
    yield from changed_by_code.told()
    for binding, query in others.items():
        yield QUERIES_NOT_READ.finding(
            f"No query of {binding or 'this helper'} names a table of this database, so it is taken for another one.",
            file=query.file,
            line=query.line,
        )
    for what, places in missing.items():
        yield QUERIES_NOT_READ.finding(
            f"A query is put together at run time ({what})"
            + (f", in {len(places)} places." if len(places) > 1 else "."),
            file=places[0][0],
            line=places[0][1],
        )
    yield from _unread(use)


def _broken(query: Query, error: str | None, meant: Callable[[str | None, str], str], *, is_old: bool) -> Finding:
    quoted = " ".join(query.text.split())
    shown = quoted if len(quoted) <= _QUOTED else f"{quoted[:_QUOTED]}…"
    return BROKEN_QUERY.finding(
        f"{'On the base too: ' if is_old else ''}{_plain(error)}: {shown}{meant(error, query.text)}",
        file=query.file,
        line=query.line,
        severity="note" if is_old else BROKEN_QUERY.severity,
    )


def _unread(use: CodeUse) -> Iterator[Finding]:
    """Files whose queries nobody saw."""
    for file in use.too_deep:
        yield QUERIES_NOT_READ.finding(f"{file} nests too deep to be looked at.", file=file)
    named: dict[str, list[str]] = {}
    for file, builder in use.builders:
        named.setdefault(builder, []).append(file)
    for builder, files in named.items():
        rest = f" and {len(files) - 1} more files" if len(files) > 1 else ""
        yield QUERIES_NOT_READ.finding(f"{builder} makes its queries at run time: {files[0]}{rest}.", file=files[0])


def use_counts(project: Project) -> dict[str, int]:
    """Return folded table → how many queries of the code and the seeds speak of it; a table that none does is left out."""
    use, seeds = read_code(code_files(project)), seed_files(project)
    if not use.queries and not seeds:
        return {}
    bench = bench_now(project)
    counts: Counter[str] = Counter()
    for query, verdict in zip(use.queries, judge_all(use.queries, bench, queries_of_others(project, use)), strict=True):
        if query.fragment is None:
            counts.update(verdict.tables)
    for text in seeds.values():
        for statement in Script.of(text).statements:
            counts.update(bench.compile(statement.text).tables)
    return dict(counts)


def _fits_another(query: Query, benches: Sequence[Bench]) -> bool:
    """Whether a query whose database is not known is right on one of the repository's other databases."""
    return any(judge(query, bench).state == "fits" for bench in benches)


def _is_known(error: str | None, query: Query, changed_by_code: _Changed) -> bool:
    """Whether what a query misses is a runner's ledger, or something that the code makes itself."""
    return _LEDGER.search(error or "") is not None or changed_by_code.explains(query)


class _Changed:
    """The schema with what the code itself makes at run time: tables, and columns that it adds."""

    def __init__(self, queries: tuple[Query, ...], schema: Schema) -> None:
        self._queries = queries
        self._schema = schema
        self._explained = 0

    def explains(self, query: Query) -> bool:
        """Whether a query that fails on the history's database fits once the code has made its own part."""
        fits = bool(self._made) and judge(query, self._bench).state == "fits"
        self._explained += fits
        return fits

    def told(self) -> Iterator[Finding]:
        """Yield a note where that explained a query."""
        if self._explained:
            query = next(iter(self._made.values()))
            count = f"{self._explained} quer{'y' if self._explained == 1 else 'ies'}"
            yield QUERIES_NOT_READ.finding(
                f"The code makes tables or columns itself, which the history does not have; {count} need them and were "
                "judged as if they were there.",
                file=query.file,
                line=query.line,
            )

    @cached_property
    def _made(self) -> dict[str, Query]:
        """Statement → where the code runs it; new tables come before new columns."""
        found = {
            text: query
            for query in self._queries
            if query.fragment is None and _MAKES.match(query.text)
            for group in variants(query.parts).groups()
            for text in group[:1]
            if _MAKES.match(text)
        }
        return dict(sorted(found.items(), key=lambda item: item[0].lstrip()[:1].upper() != "C"))

    @cached_property
    def _bench(self) -> Bench:
        return bench_on(self._schema, tuple(self._made))


_MAKES = re.compile(r"\s*(?:CREATE\s+TABLE\b(?![^(]*\bAS\b)|ALTER\s+TABLE\s+\S+\s+ADD\b|\$\{)", re.IGNORECASE)


def _of_seeds(project: Project) -> Iterator[Finding]:
    bench, meant = bench_now(project), _meant(project)
    for path, text in seed_files(project).items():
        for statement in Script.of(text).statements:
            compiled = bench.compile(statement.text)
            if compiled.error is not None and not _LEDGER.search(compiled.error) and not compiled.unfinished:
                yield BROKEN_QUERY.finding(
                    f"{_plain(compiled.error)}: {' '.join(statement.text.split())[:_QUOTED]}{meant(compiled.error, statement.text)}",
                    file=path,
                    line=statement.line,
                )


def _meant(project: Project) -> Callable[[str | None, str], str]:
    """What says which names a query may mean, in the words that follow it."""
    schema = project.states().history.schema

    def meant(error: str | None, text: str) -> str:
        found = candidates(error or "", text, schema)
        return f" – {found}" if found else ""

    return meant


def _plain(error: str | None) -> str:
    """The engine's words without its code and its place in a text that nobody sees."""
    return re.sub(r"(?: at offset \d+)?: SQLITE_\w+$", "", error or "")
