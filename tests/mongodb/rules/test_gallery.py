"""Every faulty migration is found out for its own reason, on its line, and for no other; good ones pass in silence."""

from __future__ import annotations

import pytest

from mongodb.rules.gallery import FAULTY, GOOD, expected, found, text


@pytest.mark.parametrize("name", FAULTY)
def test_what_is_wrong_is_found_on_its_line_and_nothing_else(name: str) -> None:
    source = text("faulty", name)
    marks = expected(source)
    assert marks, "a faulty case marks its lines"
    assert found(source) == marks


@pytest.mark.parametrize("name", GOOD)
def test_a_good_migration_has_no_finding(name: str) -> None:
    assert found(text("good", name)) == []


def test_the_gallery_is_as_large_as_was_promised() -> None:
    assert (len(FAULTY) >= 30, len(GOOD) >= 20) == (True, True)
