"""What was made of a file is kept while the file is the same, and never a moment longer."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from nhimbe_migrations.system.unchanged import Unchanged, settled

OLD = 1_700_000_000_123_456_789


@pytest.fixture
def file(tmp_path: Path) -> Path:
    place = tmp_path / "a.sql"
    place.write_text("one")
    aged(place)
    return place


def aged(place: Path) -> None:
    """Let the file be older than the grain of the clock, in what it says of itself and in truth."""
    os.utime(place, ns=(OLD, OLD))
    changed = place.stat().st_ctime_ns
    while not settled((changed,), time.time_ns()):
        time.sleep(0.01)


def reader() -> tuple[Unchanged[str], list[str]]:
    return Unchanged(10_000, len), []


def read(kept: Unchanged[str], place: Path, log: list[str]) -> str:
    def look() -> str:
        log.append(place.name)
        return place.read_text()

    return kept.get(place, look)


def test_a_file_that_stays_as_it_is_is_read_once(file: Path) -> None:
    kept, log = reader()
    assert [read(kept, file, log) for _ in range(3)] == ["one"] * 3
    assert log == ["a.sql"]


def test_a_file_that_was_written_a_moment_ago_is_read_again(file: Path) -> None:
    kept, log = reader()
    file.write_text("two")
    assert read(kept, file, log) == "two"
    state = file.stat()
    file.write_text("six")  # as long, and by the clock of the file system perhaps at the same moment
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert read(kept, file, log) == "six"
    assert len(log) == 2


def test_a_write_that_hides_behind_the_old_time_and_size_is_seen(file: Path) -> None:
    kept, log = reader()
    assert read(kept, file, log) == "one"
    state = file.stat()
    file.write_text("two")
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert (file.stat().st_mtime_ns, file.stat().st_size) == (state.st_mtime_ns, state.st_size)
    assert read(kept, file, log) == "two"


def test_another_file_in_its_place_is_seen(file: Path, tmp_path: Path) -> None:
    kept, log = reader()
    assert read(kept, file, log) == "one"
    other = tmp_path / "b.sql"
    other.write_text("two")
    aged(other)
    other.replace(file)
    assert read(kept, file, log) == "two"


def test_a_link_is_followed_each_time(file: Path, tmp_path: Path) -> None:
    kept, log = reader()
    link = tmp_path / "link.sql"
    link.symlink_to(file)
    assert [read(kept, link, log) for _ in range(2)] == ["one"] * 2
    assert len(log) == 2


def test_what_weighs_too_much_is_forgotten_oldest_first(tmp_path: Path) -> None:
    kept, log = Unchanged[str](1_000, lambda _: 400), []
    places = [tmp_path / f"{name}.sql" for name in "abc"]
    for place in places:
        place.write_text("text")
        aged(place)
    for place in (*places, places[2], places[1], places[0]):
        read(kept, place, log)
    assert log == ["a.sql", "b.sql", "c.sql", "a.sql"]


def test_a_time_without_a_fraction_is_trusted_later() -> None:
    second = 1_000_000_000
    now = 50 * second + second // 2
    assert settled((now - 60_000_000,), now)
    assert not settled((now - 10_000_000,), now)
    assert not settled((49 * second,), now)
    assert settled((48 * second,), now)
