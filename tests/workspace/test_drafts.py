"""Drafts are kept under a short handle, for a day."""

import os
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nhimbe_migrations.errors import ArgumentError
from nhimbe_migrations.workspace.changes.drafts import LIFETIME, read_draft, store_draft
from nhimbe_migrations.workspace.changes.state_dir import state_folder
from workspace.checkouts import Checkout

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.text(), JSON, max_size=4))
def test_a_draft_comes_back_as_it_was(plain: Checkout, draft: dict[str, object]):
    repository = plain.open()
    assert read_draft(repository, store_draft(repository, draft)) == draft


def test_one_content_has_one_handle(plain: Checkout):
    repository = plain.open()
    handles = [store_draft(repository, draft) for draft in ({"a": 1, "b": 2}, {"b": 2, "a": 1}, {"a": 2})]
    assert handles[0] == handles[1] != handles[2]


@pytest.mark.parametrize("handle", ["", "0123456789", "../drafts/x", "x" * 10_000, "0123456789\n", "ABCDEF0123"])
def test_an_unknown_handle_says_what_to_do(plain: Checkout, handle: str):
    with pytest.raises(ArgumentError, match="Draft the migration again") as refusal:
        read_draft(plain.open(), handle)
    assert len(str(refusal.value)) < 300


def test_a_draft_expires(plain: Checkout):
    repository = plain.open()
    handle = store_draft(repository, {})
    then = time.time() - LIFETIME - 1
    os.utime(state_folder(repository) / "drafts" / f"{handle}.json", (then, then))
    with pytest.raises(ArgumentError, match="kept for 24 hours"):
        read_draft(repository, handle)


def test_the_oldest_drafts_make_room(plain: Checkout):
    repository = plain.open()
    folder = state_folder(repository) / "drafts"
    handles = []
    for number in range(210):
        handles.append(store_draft(repository, {"n": number}))
        os.utime(folder / f"{handles[-1]}.json", (time.time() - 1000 + number,) * 2)
    assert len(list(folder.iterdir())) <= 201
    assert read_draft(repository, handles[-1]) == {"n": 209}
    with pytest.raises(ArgumentError):
        read_draft(repository, handles[0])


def test_a_draft_belongs_to_its_work_tree(nhimbe: Checkout):
    side = nhimbe.root.parent / "side"
    nhimbe.git("worktree", "add", "--quiet", "-b", "side", str(side))
    handle = store_draft(nhimbe.open(), {"a": 1})
    with pytest.raises(ArgumentError, match="for the work tree"):
        read_draft(nhimbe.open(side), handle)


def test_a_torn_draft_is_no_draft(plain: Checkout):
    repository = plain.open()
    handle = store_draft(repository, {"a": 1})
    (state_folder(repository) / "drafts" / f"{handle}.json").write_text("{", encoding="utf-8")
    with pytest.raises(ArgumentError):
        read_draft(repository, handle)
