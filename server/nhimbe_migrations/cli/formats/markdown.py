"""Markdown for a comment on a pull request or a step's summary: the verdict, each proof, and the findings."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.authoring.pictures.stakes import flowchart
from nhimbe_migrations.cli.formats.reported import CheckReport
from nhimbe_migrations.rendering import render

__all__ = ["markdown"]

_MOST_PICTURES = 20_000
"""Characters of all pictures together."""
_MOST = 40
"""Findings in a comment; GitHub takes 65,536 characters."""


def markdown(report: CheckReport) -> str:
    """Return the page; its first line is the mark by which a comment is found again."""
    told = (*report.of("error"), *report.of("warning"))
    pictures = [*_pictures(report)]
    return render(
        "report/check.md.j2",
        errors=len(report.of("error")),
        warnings=len(report.of("warning")),
        notes=len(report.of("note")),
        proofs=report.proofs,
        pictures=pictures,
        shown=told[:_MOST],
        more=len(told) - _MOST,
    ).strip()


def _pictures(report: CheckReport) -> Iterator[tuple[str, str, str]]:
    """The file, what is drawn, and the Mermaid of each picture: rows at stake, then the tables that change.

    A reader of the raw comment, such as a mail, mentions nobody either.
    """
    room = _MOST_PICTURES
    for proof in report.proofs:
        drawn = (
            ("rows at stake", flowchart(proof.stakes) if proof.stakes else None),
            ("what changes", proof.diagram),
        )
        for title, picture in drawn:
            if picture is not None and len(picture) <= room:
                room -= len(picture)
                yield proof.file.rpartition("/")[2], title, picture.strip().replace("@", "＠")
