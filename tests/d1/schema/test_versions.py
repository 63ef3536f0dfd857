"""Every state of the catalog is what a copy of it would be, however it was come by."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from nhimbe_migrations.d1.schema.catalog.versions import Versions

Item = tuple[str, int]
steps = st.lists(
    st.tuples(st.sampled_from(("put", "drop", "branch", "many")), st.integers(0, 30), st.integers(0, 5), st.integers(0, 2)),
    max_size=40,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from("abcdef"), st.tuples(st.sampled_from("xyz"), st.integers(0, 3))), steps)
def test_every_state_is_as_a_copy(items: dict[str, Item], changes: list[tuple[str, int, int, int]]) -> None:
    states = [(Versions(items, lambda item: item[0]), dict(items))]
    for what, at, key, table in changes:
        state, copy = states[-1] if what != "branch" else states[at % len(states)]
        name, copy = "abcdef"[key], dict(copy)
        if what == "drop":
            copy.pop(name, None)
            states.append((state.without([name, "q"]), copy))
        elif what == "many":
            for other in "abc"[: table + 1]:
                copy.pop(other, None)
            states.append((state.without("abc"[: table + 1]), copy))
        else:
            copy[name] = ("xyz"[table], at)
            states.append((state.with_item(name, copy[name]), copy))
    for state, copy in states:
        assert [*state.items()] == [*copy.items()]
        assert [*state.values()] == [*copy.values()]
        assert (len(state), bool(state)) == (len(copy), bool(copy))
        for letter in "abcdefq":
            assert (letter in state, state.get(letter)) == (letter in copy, copy.get(letter))
        for letter in "xyz":
            assert state.on(letter) == tuple(item for item in copy.values() if item[0] == letter)


def test_what_a_long_line_of_changes_keeps_grows_with_the_changes_alone() -> None:
    state = Versions({f"old_{n}": ("x", n) for n in range(1_000)}, lambda item: item[0])
    found = [state]
    for n in range(1_000):
        found.append(found[-1].with_item(f"new_{n}", ("y", n)))
    stores = {id(item._store) for item in found[1:]}
    assert len(stores) == 1
    assert [len(found[n]) for n in (0, 1, 500, 1_000)] == [1_000, 1_001, 1_500, 2_000]
    assert "new_500" in found[501]
    assert "new_500" not in found[500]
