"""The next number: past every file here, and past every number that another branch or work tree has taken."""

from __future__ import annotations

from dataclasses import dataclass

from nhimbe_migrations.workspace.history.history import History, padded
from nhimbe_migrations.workspace.history.taken_numbers import Taken, reserved_numbers
from nhimbe_migrations.workspace.repository.repository import Repository

__all__ = ["NextNumber", "Taken", "next_number"]

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class NextNumber:
    """The number that a new migration gets, and why."""

    number: str
    """As the file name carries it."""
    value: int
    why: str
    files: int
    """How many migrations there are, legacy ones counted."""
    highest: int
    taken_elsewhere: tuple[Taken, ...]
    """Files of other branches and work trees whose numbers would otherwise be next, or come after it."""


def next_number(repository: Repository, history: History, *, run: int = 1) -> NextNumber:
    """Return `max(count + 1, highest + 1)`, then past each number that was taken elsewhere.

    With `run`, so many successive numbers are free from it on.

    Hold the repository's lock from here until the file is written: otherwise two callers get one number.
    """
    # A sequence that begins with zero has one file more than its highest number.
    count = history.total - (1 if history.from_zero else 0)
    base = max(count + 1, history.highest + 1)
    taken = reserved_numbers(repository, base) if repository.config.numbering.look_elsewhere else ()
    numbers = {taken_number.number for taken_number in taken}
    value = base
    while any(value + step in numbers for step in range(run)):
        value += 1
    digits = repository.config.numbering.digits or history.digits
    return NextNumber(
        padded(value, digits), value, _why(history, value, base, taken, digits), history.total, history.highest, taken
    )


def _why(history: History, value: int, base: int, taken: tuple[Taken, ...], digits: int) -> str:
    if history.total == 0:
        reason = "there are no migrations yet"
    elif history.highest + 1 > history.total + 1:
        reason = f"the highest number is {padded(history.highest, digits)}, above the count of {history.total} files"
    else:
        reason = f"{_files(history)} and the highest number is {padded(history.highest, digits)}"
    passed = [taken_number for taken_number in taken if taken_number.number < value]
    named = _named(history)
    if not passed:
        return f"{padded(value, digits)}: {reason}.{named}"
    names = ", ".join(f"{item.file.rpartition('/')[2]} on {item.ref}" for item in passed[:_SHOWN])
    return f"{padded(value, digits)}: {reason}, which gives {padded(base, digits)}; taken elsewhere: {names}{' …' if len(passed) > _SHOWN else ''}.{named}"


def _named(history: History) -> str:
    """What a new file is called where it does not carry the number."""
    form = history.form
    if form.is_numbered or history.nameless or not form.last:
        return ""
    return f" It counts the files; the name of a new one begins as {form.last} does, so that it runs last."


def _files(history: History) -> str:
    files = "there is 1 file" if history.total == 1 else f"there are {history.total} files"
    return f"{files}, {history.legacy} of them unnumbered," if history.legacy else files
