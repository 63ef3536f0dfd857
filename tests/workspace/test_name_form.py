"""A new file is called as its neighbours are, and comes after all of them for whoever runs them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nhimbe_migrations.workspace.history.name_form import form_of

NOW = datetime(2026, 11, 28, 9, 30, 15, tzinfo=UTC)


def called(names: list[str], number: str = "007", words: str = "add_city") -> str:
    return form_of(names).name(number, words, ".sql", now=NOW, after=max(names, default=""))


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], "007_add_city.sql"),
        (["001_a.sql", "add_legacy.sql"], "007_add_city.sql"),
        (["0000_cool_wolf.sql"], "007_add_city.sql"),
        (["001-create-users.sql"], "007-add-city.sql"),
        (["001_create-users.sql"], "007_add-city.sql"),
        (["V1__init.sql", "V2__more.sql"], "V007__add_city.sql"),
        (["20240114120000_init.sql"], "20261128093015_add_city.sql"),
        (["202401141200_init.sql"], "202611280930_add_city.sql"),
        (["20240114_init.sql"], "20261128_add_city.sql"),
        (["2024-01-14-init.sql"], "2026-11-28-add_city.sql"),
        (["2024-01-14-init-users.sql"], "2026-11-28-add-city.sql"),
        (["1705236000_init.sql"], "1795858215_add_city.sql"),
        (["1705236000123-init.js"], "1795858215000-add_city.sql"),
        (["2022121620560802-a.ts", "20230101000000-b.ts"], "2026112809301500-add_city.sql"),
        (["2024011401_init.sql", "2024011402_more.sql"], "2026112800_add_city.sql"),
        (["2022-12-24-20-18-a.js", "2022-12-24-20-20-add-more.js"], "2026-11-28-09-30-add-city.sql"),
        (["2024.01.01T00.00.00.users.ts"], "2026.11.28T09.30.15.add_city.sql"),
        (["2024_01_15_000001_create_users.ts"], "2026_11_28_093015_add_city.sql"),
        (["2099_01_15_235959_create_users.ts"], "2099_01_16_000000_add_city.sql"),
        (["V1_0_0__roles.ts", "V1_0_1_images.ts"], "V1_0_2_add_city.sql"),
        (["1.0.8-a.js", "1.0.9-b.js"], "1.1.0-add_city.sql"),
        # A number beside timestamps would run first.
        (["001_a.sql", "002_b.sql", "20240114120000_c.sql"], "20261128093015_add_city.sql"),
        # Somebody's clock ran ahead.
        (["20991231235959_future.sql"], "21000101000000_add_city.sql"),
        (["20261128_zebra.sql"], "20261129_add_city.sql"),
        (["20261128_aardvark.sql"], "20261128_add_city.sql"),
    ],
)
def test_the_form_follows_the_file_that_comes_last(names: list[str], expected: str) -> None:
    assert called(names) == expected


moments = st.datetimes(min_value=datetime(2001, 10, 1), max_value=datetime(2080, 1, 1))  # noqa: DTZ001 naive on purpose
forms = st.sampled_from(["%Y%m%d%H%M%S", "%Y%m%d%H%M", "%Y%m%d"])


def wrangler_key(name: str) -> tuple[int, str]:
    """`parseInt` of what stands before the first underscore, ties by name (measured on wrangler 4.86 and 4.164)."""
    digits = re.match(r"[0-9]+", name.split("_", maxsplit=1)[0])
    return int(digits[0]) if digits else -1, name


@given(
    form=forms,
    times=st.lists(moments, min_size=1, max_size=8),
    words=st.from_regex(r"[a-z]{1,8}(_[a-z]{1,8})?", fullmatch=True),
)
def test_whatever_the_timestamps_are_the_new_file_is_the_last_for_wrangler(
    form: str, times: list[datetime], words: str
) -> None:
    names = [f"{moment.strftime(form)}_step.sql" for moment in times]
    made = form_of(names).name("001", words, ".sql", now=NOW, after=max(names))
    assert max([*names, made], key=wrangler_key) == made
    assert made not in names
