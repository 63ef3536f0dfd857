"""A progress bar on standard error, for a person at a terminal; programs and files never see it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from nhimbe_migrations.findings.visible import visible
from nhimbe_migrations.system.steps import Step, hearing

__all__ = ["progress_bar"]


@contextmanager
def progress_bar(*, wanted: bool = True) -> Iterator[None]:
    """Show what is done inside, and take it away at the end; nothing where standard error is no terminal."""
    if not wanted or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(24), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading the repository", total=None)

        def show(step: Step) -> None:
            # What begins now is not done yet.
            bar.update(task, description=escape(visible(step.what)), completed=step.number - 1, total=step.total)

        with hearing(show):
            yield
