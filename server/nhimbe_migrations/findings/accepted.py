"""Findings that an author lets through, with a reason, and the comment that keeps both in the migration.

The comment stands on a line of its own, in the comment syntax of the file's language:

    -- accept: drop-column – the column was never written
    // accept: remove-field – backed up in users_backup_013

A hyphen or a colon may stand where the dash is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.near_names import did_you_mean, nearest
from nhimbe_migrations.findings.rule import Rule

__all__ = [
    "ACCEPT_COMMENT",
    "Accepted",
    "CommentMark",
    "accept_findings",
    "accept_line",
    "one_line",
    "parse_accepted",
    "read_accept",
    "without_accepted",
]

CommentMark = Literal["--", "//"]

REASON_LENGTH = 300
"""Code points of a reason that are kept; a comment is not an essay."""

ACCEPT_COMMENT = Rule(
    name="accept-comment",
    severity="warning",
    summary="An `accept:` comment that lets nothing through",
    why="Whoever wrote it believes that a finding was settled. An unknown rule, a missing reason, or a rule that "
    "cannot be accepted leaves the finding standing.",
    help="Write `accept: <rule> – <reason>` with the name of a rule as its finding gives it.",
    target="any",
    acceptable=False,
)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A rule that the author lets through in one migration, and why."""

    rule: str
    reason: str
    """Empty when the comment gives none; then it lets nothing through."""
    line: int | None = field(default=None, compare=False)
    """Line of the comment, from 1; None for one that stands in no file yet."""


def parse_accepted(text: str, comment: CommentMark = "--") -> tuple[Accepted, ...]:
    """Return what the `accept:` comments of `text` say, in their order.

    Only comments with a line to themselves count. A string literal may hold such a line as well:
    who has a tokenizer asks `read_accept` comment by comment instead.
    """
    lines = enumerate(re.split(r"\r\n|\r|\n", text), start=1)
    read = (read_accept(line.lstrip("\ufeff"), number, comment) for number, line in lines)
    return tuple(accepted for accepted in read if accepted)


def read_accept(line: str, number: int | None = None, comment: CommentMark = "--") -> Accepted | None:
    """Return what one comment line accepts; None when it is no `accept:` comment."""
    match = re.match(
        rf"\s*{comment}[-/]*\s*accept\s*:\s*(?P<rule>[\w-]*)(?P<rest>.*)$", line, re.IGNORECASE | re.DOTALL
    )
    if match is None:
        return None
    return Accepted(match["rule"].rstrip("-").lower(), match["rest"].lstrip(" \t-–—:").rstrip(), number)


def accept_line(accepted: Accepted, comment: CommentMark = "--") -> str:
    """Write `accepted` as one comment line, without a line ending; `read_accept` reads it back."""
    return f"{comment} accept: {one_line(accepted.rule, 80)} – {one_line(accepted.reason, REASON_LENGTH)}".rstrip()


def accept_findings(
    accepted: Iterable[Accepted], rules: Collection[Rule], file: str | None = None
) -> tuple[Finding, ...]:
    """Return what is wrong with the acceptances themselves: unknown rule, no reason, a rule nobody may accept."""
    known = {rule.name: rule for rule in rules}
    troubles = ((item, _trouble(item, known)) for item in accepted)
    return tuple(
        ACCEPT_COMMENT.finding(message, help=way_out, line=trouble.line, file=file)
        for trouble, (message, way_out) in troubles
        if message
    )


def without_accepted(
    findings: Iterable[Finding], accepted: Sequence[Accepted], rules: Collection[Rule]
) -> tuple[Finding, ...]:
    """Return the findings that still stand.

    An acceptance lets its rule through when it has a reason and the rule is none of those that
    cannot be accepted. Rules that are not in `rules` (an engine's own) count as not acceptable.
    """
    acceptable = {rule.name for rule in rules if rule.acceptable}
    settled = {item.rule for item in accepted if item.reason} & acceptable
    return tuple(finding for finding in findings if finding.rule not in settled)


def one_line(text: str, limit: int) -> str:
    """Fold text into one line of at most `limit` code points that can stand in any line comment.

    No line break or control character survives, and no `BEGIN TRANSACTION` in capitals: wrangler searches
    the whole file for these words, comments included, and refuses it (d1-notes, how wrangler reads the file).
    """
    folded = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    folded = folded.replace("BEGIN TRANSACTION", "begin transaction")
    return folded if len(folded) <= limit else folded[: limit - 1].rstrip() + "…"


def _trouble(accepted: Accepted, known: dict[str, Rule]) -> tuple[str, str]:
    if not accepted.rule:
        return "This accept comment names no rule.", ACCEPT_COMMENT.help
    if accepted.rule not in known:
        meant = did_you_mean(nearest(accepted.rule, known))
        return f"There is no rule {accepted.rule!r} to accept.", meant or ACCEPT_COMMENT.help
    if not known[accepted.rule].acceptable:
        return f"{accepted.rule!r} cannot be accepted: it would not run, whatever the reason.", known[
            accepted.rule
        ].help
    if not accepted.reason:
        return f"{accepted.rule!r} is accepted without a reason.", f"Say why: `accept: {accepted.rule} – <reason>`."
    return "", ""
