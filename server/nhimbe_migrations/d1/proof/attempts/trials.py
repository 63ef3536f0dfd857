"""The verdict tried on databases that nobody aimed: does the migration run wherever the queries of the proof count nothing?

Small populations, drawn from the values that the migration speaks of, are run one after the other. One on which it fails
though every query counts 0 is a doubt that the proof had not raised: it becomes a finding, with the query that would
have counted it. Where some are found, more are tried.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.proof.attempts.merged_inserts import MergedInserts
from nhimbe_migrations.d1.proof.attempts.pursuit import OF_ONE_ROW, Asking, Doubt, pursued
from nhimbe_migrations.d1.proof.attempts.rewound import Rewound, can_rewind
from nhimbe_migrations.d1.proof.counting.advice import COUNTS_TOO_MUCH, how_to_look
from nhimbe_migrations.d1.proof.counting.risks import Risk, Risks, risks
from nhimbe_migrations.d1.proof.counting.stops import count
from nhimbe_migrations.d1.proof.result import DEPENDS_ON_ROWS, queries_that_stop
from nhimbe_migrations.d1.proof.snapshot import Snapshot, open_image
from nhimbe_migrations.d1.rows.drawn.populations import Populations
from nhimbe_migrations.d1.rows.reading.needs import Needs, Place
from nhimbe_migrations.d1.schema.near_names import plain
from nhimbe_migrations.d1.shadow.errors import EngineError
from nhimbe_migrations.d1.shadow.generations import LATEST
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.d1.sql.tokens import names_in, significant
from nhimbe_migrations.findings.finding import Finding

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["Tried", "tried"]

_BATCH = 8
_FEW = 2
"""Populations where every constraint that rows may break is known and told: they try the queries."""
_ENOUGH = 24
"""Populations after which a constraint counts as kept, if none has broken it."""
_MOST = 56
_WORK = 15_000_000
"""Code points of queries that are asked of all populations together; about a second and a half."""
_STATEMENT = 800
"""What one statement of the migration takes to run, in code points of queries."""
_STARTS = 3
"""Populations that a search for more starts from."""
_THIN = 2
"""Those of them that it thins out, to look for one row that breaks something by itself."""
_AGAIN = 2
"""Those from which it looks for what the queries that are told miss."""
_PURSUED = 128
"""Doubts that one search looks for."""
_ASKED = 6_000_000
"""Characters of queries that the search asks in all: about half a second of them."""
_SAID = "Some rows that a database may hold stop it: "
_KEPT = 6
"""Populations on which the migration runs that are kept to tell a query that counts too much."""
_Kind = tuple[str, int | None]
"""What D1 says, and of which line."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What trials have shown."""

    findings: tuple[Finding, ...]
    rest: tuple[Risk, ...] = ()
    """Constraints that may be broken, of which nothing is said yet."""
    unfollowed: tuple[tuple[int, str], ...] = ()
    """Lines of statements whose effect no query can say, and why."""
    running: tuple[bytes, ...] = ()
    """Databases on which the migration runs."""


def tried(
    image: Snapshot,
    merged: MergedInserts,
    needs: Needs,
    findings: Sequence[Finding],
    objections: Sequence[tuple[EngineError, Snapshot]],
) -> Tried:
    """Return `findings` with what trials add to them, and what they leave open.

    `image` is one on which the migration runs; `objections` are what stops it on rows of the proof, each with an image
    that holds such a row.
    """
    if not image.bare or not any(image.schema.table(name) for name in needs.named):
        return Tried(tuple(findings))
    trials = _Trials(image, merged.sql, needs, list(findings), merged)
    for error, failing in objections:
        trials.failing.setdefault((error.message, merged.line(error.line)), []).append(failing.data)
    known = trials.run()
    told = tuple(_in_plain_words(finding) for finding in trials.findings)
    queries = queries_that_stop(told)
    rest = tuple(risk for risk in known.found if not trials.has_told(risk, known.found, queries))
    return Tried(told, rest, known.unfollowed, (image.data, *trials.running))


def _in_plain_words(finding: Finding) -> Finding:
    """Until here the engine's whole words tell one doubt from another."""
    if not finding.message.startswith(_SAID):
        return finding
    return replace(finding, message=f"{plain(finding.message)}.")


def _rank(doubt: Doubt) -> tuple[bool, int]:
    """Values that a statement makes before references, of which a rebuild has one for each row that it moves; then the plainest."""
    return doubt.message.startswith("FOREIGN KEY"), len(doubt.query)


@dataclass(slots=True)
class _Trials:
    image: Snapshot
    migration_sql: str
    needs: Needs
    findings: list[Finding]
    merged: MergedInserts
    running: list[bytes] = field(default_factory=list)
    failing: dict[_Kind, list[bytes]] = field(default_factory=dict)
    fires: bool = False
    """Triggers fire."""
    hidden: set[Risk] = field(default_factory=set)
    """Constraints that rows would break, had no other statement failed on the same rows before."""
    again: dict[bytes, Rewound] = field(default_factory=dict)
    """Databases on which it is tried more than once."""

    def run(self) -> Risks:
        known = risks(self.migration_sql, self.image.schema, self.needs)
        if known.idle:
            return known
        if can_rewind(self.migration_sql, self.image.schema, self.image.schema_sql):
            self.again[self.image.bare] = Rewound(self.image.bare)
        try:
            return replace(known, found=self._run_all(known))
        finally:
            for rewound in self.again.values():
                rewound.close()

    def _run_all(self, known: Risks) -> tuple[Risk, ...]:
        """Try what is known, and return what of it may be broken at all."""
        populations = Populations(self.image.schema, self.needs, self.migration_sql)
        found, number, self.fires = known.found, 0, known.fires
        if self._runs_empty():
            found = tuple(risk for risk in found if not risk.seeded)
        beyond = self._words_of_triggers() if known.fires else set()
        most = self._affordable(found)
        batch = min(most, _FEW if known.whole and not self._waiting(found) else _BATCH)
        while number < most:
            focus = populations.places(_words_of(self._waiting(found)) | beyond)
            news = [self._try(populations, number + more, focus, found) for more in range(batch)]
            number, batch = number + batch, min(most, _BATCH)
            if not any(news) and (number >= _ENOUGH or not (known.fires or self._waiting(found))):
                break
        if most >= _BATCH:
            self._pursue(populations, found)
        return found

    def _affordable(self, found: Sequence[Risk]) -> int:
        """How many populations may be tried: a long migration is tried on fewer, so that trials take no longer for it."""
        asked = sum(len(query) for risk in found for query in risk.queries)
        statements = len(Script.of(self.migration_sql).statements)
        return max(_FEW, min(_MOST, _WORK // (asked + statements * _STATEMENT + 1)))

    def _try(self, populations: Populations, number: int, focus: frozenset[Place], found: Sequence[Risk]) -> bool:
        """Run one population; return whether it shows what no query counts."""
        shadow = self._open(self.image.bare)
        try:
            with shadow.unjudged():
                populations.fill(shadow, number, focus)
        except BaseException:
            shadow.close()
            raise
        return self._examine(shadow, found, self._told())

    def _runs_empty(self) -> bool:
        """Try a database that has no rows yet, as every new one; rows that it points at are another finding."""
        shadow = self._open(self.image.bare)
        try:
            error = shadow.apply(self.migration_sql)
        finally:
            shadow.close()
        if error is not None and error.message.startswith(("NOT NULL", "CHECK", "UNIQUE")):
            self._learn(error, self.image.bare)
        return error is None

    def _examine(self, shadow: Shadow, found: Sequence[Risk], told: Sequence[str]) -> bool:
        """Run the migration on what `shadow` holds, and close it; return whether it shows what none of `told` counts."""
        try:
            with shadow.unjudged():
                clear = all(count(shadow, query) == 0 for query in told)
                met = [risk for risk in found if any(count(shadow, query) for query in risk.queries)]
            data = shadow.image()
            error = shadow.apply(self.migration_sql)
            if shadow.exhausted:
                return False
        finally:
            shadow.close()
        if error is None:
            self.running = [*self.running, data][-_KEPT:]
            return False
        if clear and self.is_told(error.message, error.line) and len(told) < len(self._told()):
            return False  # another query, which counts too much, speaks of it
        news = clear and self._learn(error, data)
        new = [risk for risk in met if not self._is_said(risk)]
        hidden = self.hidden | set(new)
        news, self.hidden = news or hidden != self.hidden, hidden
        return news

    def _learn(self, error: EngineError, data: bytes) -> bool:
        failing = self.failing.setdefault((error.message, error.line), [])
        failing.append(data)
        self._doubt(error, failing[-_KEPT:])
        return True

    def _words_of_triggers(self) -> set[str]:
        """What the triggers of the tables that the migration names speak of."""
        triggers = (trigger for trigger in self.image.schema.triggers if folded(trigger.table) in self.needs.named)
        return {folded(word.name) for trigger in triggers for word in significant(trigger.sql)}

    def _waiting(self, found: Sequence[Risk]) -> list[Risk]:
        """The constraints of which nothing is said yet."""
        return [risk for risk in found if risk not in self.hidden and not self._is_said(risk)]

    def _open(self, data: bytes) -> Shadow:
        again = self.again.get(data)
        return open_image(replace(self.image, data=data), LATEST) if again is None else again.opened()

    def _is_said(self, risk: Risk) -> bool:
        return self.is_told(risk.message, risk.line)

    def has_told(self, risk: Risk, found: Sequence[Risk], queries: Sequence[str]) -> bool:
        """Whether one of the findings, with these queries, is about `risk`: another statement of the same line says the same of it."""
        alike = sum((other.message, other.line) == (risk.message, risk.line) for other in found)
        if alike > 1 and not any(query in told for query in risk.queries for told in queries):
            return False
        return self.is_told(risk.message, risk.line)

    def is_told(self, message: str, line: int | None) -> bool:
        """Whether a finding says already that rows may be refused with `message` on `line`."""
        return any(
            finding.rule == DEPENDS_ON_ROWS.name
            and self.merged.line(finding.line) == line
            and message in finding.message
            for finding in self.findings
        )

    def _doubt(self, error: EngineError, failing: Sequence[bytes]) -> None:
        """Say that `error` may come, with a query that counts something in each of `failing`; in place of what was said of it."""
        with self._opened(failing, (self.image.data, *self.running)) as (stopped, runs):
            help_ = how_to_look(error, self.migration_sql, self.image.schema, self.needs, failing=stopped, running=runs)
        self._say(error, help_)

    def _pursue(self, populations: Populations, found: Sequence[Risk]) -> None:
        """Look for rows on which a doubt alone stops it; what hides behind others and is not found so is not told."""
        asking = Asking(_ASKED)
        starts = [*self.running[-_STARTS:], self.image.data]
        for seed, data in enumerate([*starts, *starts[-_THIN:]]):
            idle: set[Doubt] = set()
            thinly = seed >= len(starts)
            left_out = ("UNIQUE",) if thinly else OF_ONE_ROW if seed else ()
            while doubts := [
                doubt
                for doubt in self._doubts(found, again=seed < _AGAIN)
                if doubt not in idle and not doubt.message.startswith(left_out)
            ]:
                doubts = sorted(doubts, key=_rank)[:_PURSUED]  # of hundreds there is no time to look for all
                shadow = self._open(data)
                with shadow.unjudged():
                    told = self._told(exact=True)
                    doubt = pursued(populations, shadow, doubts, told, seed, asking, thinly=thinly)
                if doubt is None:
                    shadow.close()
                    break
                if not self._examine(shadow, found, told):
                    idle.add(doubt)
            if asking.is_over:
                return  # what it had no time for stays said

    def _doubts(self, found: Sequence[Risk], *, again: bool) -> Iterator[Doubt]:
        """What nothing is said of yet; `again`, what is said as well: another query may count what the one that is told misses."""
        told = {query.rstrip(";") for query in self._told()}
        for risk in found:
            if not self._is_said(risk) or (again and (self.fires or not risk.message.startswith(OF_ONE_ROW))):
                yield from (
                    Doubt(risk.message, risk.line, query, risk.statement or "", risk.meeting, risk.reach)
                    for query in risk.queries
                    if not any(query in other for other in told)
                )

    def _told(self, *, exact: bool = False) -> tuple[str, ...]:
        """The queries of which it is known that what they count stops the migration, whatever else there is.

        With `exact`, without those that count every row that a statement meets: some of them do not stop it.
        """
        return queries_that_stop(
            finding for finding in self.findings if not (exact and COUNTS_TOO_MUCH in finding.help)
        )

    def _say(self, error: EngineError, help_: str) -> None:
        message = f"{_SAID}{error.message}"
        said = DEPENDS_ON_ROWS.finding(message, line=error.line, help=help_)
        for at, finding in enumerate(self.findings):
            if (finding.rule, finding.message, finding.line) == (said.rule, said.message, said.line):
                self.findings[at] = said
                return
        self.findings.append(said)

    @contextmanager
    def _opened(
        self, failing: Sequence[bytes], running: Sequence[bytes]
    ) -> Iterator[tuple[list[Shadow], list[Shadow]]]:
        stopped, runs = [self._open(data) for data in failing], [self._open(data) for data in running]
        try:
            yield stopped, runs
        finally:
            for shadow in (*stopped, *runs):
                shadow.close()


def _words_of(found: Sequence[Risk]) -> set[str]:
    return {word for risk in found for word in names_in(risk.queries[0])}
