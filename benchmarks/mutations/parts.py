"""The parts of the D1 proof that can be switched off, each with what stands in its place."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from importlib import import_module
from typing import Any

__all__ = ["PARTS", "Part", "forget", "replace", "watch"]

PROOF = "nhimbe_migrations.d1.proof"


def _nothing(*_args: Any, **_named: Any) -> Iterator[Any]:
    return iter(())


def _none(*_args: Any, **_named: Any) -> None:
    return None


def _always(value: Any) -> Callable[..., Any]:
    return lambda *_args, **_named: value


def _given(at: int) -> Callable[..., Any]:
    """Returns its argument number `at` as it came."""
    return lambda *args, **_named: args[at]


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    module: str
    function: str
    """A function of the module, or `Class.method`."""
    instead: Callable[..., Any] = _nothing
    acts: bool = False
    """Works by what it does and not by what it returns: any call of it counts."""


PARTS = (
    Part("rows lost", f"{PROOF}.consequences", "lost_rows"),
    Part("links set to NULL", f"{PROOF}.consequences", "nulled_links"),
    Part("dangling references", f"{PROOF}.consequences", "_dangling"),
    Part("values lost", f"{PROOF}.consequences", "lost_values"),
    Part("values left out of a copy", f"{PROOF}.consequences", "left_out"),
    Part("rows multiplied", f"{PROOF}.consequences", "multiplied_rows"),
    Part("NULL keys", f"{PROOF}.consequences", "null_keys"),
    Part("rows stored against their own CHECK", f"{PROOF}.consequences", "_broken_checks"),
    Part("what fails later, compiled", f"{PROOF}.consequences", "compile_errors"),
    Part("what fails later, run", f"{PROOF}.consequences", "run_errors"),
    Part("tables that accept no row", f"{PROOF}.consequences", "unfit_for_rows"),
    Part("triggers that never fire", f"{PROOF}.consequences", "idle_triggers"),
    Part("definitions lost", f"{PROOF}.prove", "lost_definitions"),
    Part("rows that the migration names", f"{PROOF}.prove", "named_rows", _always(())),
    Part("seeds that meet their key", f"{PROOF}.prove", "seeds_taken"),
    Part("doubts about ordinary rows as errors", f"{PROOF}.prove", "weighed", _given(0)),
    Part("trials on drawn populations", f"{PROOF}.prove", "tried", _given(3)),
    Part("search for a doubt, row by row", f"{PROOF}.attempts.trials", "_Trials._pursue", _none, acts=True),
    Part("the note about what is left", f"{PROOF}.prove", "unsettled"),
    Part("a second try on rows that suit", f"{PROOF}.prove", "retry_with_fitting_rows", _given(0)),
    Part("rows taken away until it runs", f"{PROOF}.attempts.retry", "fitting_rows", _none),
    Part("a population on which it runs", f"{PROOF}.attempts.retry", "running_population", _none),
    Part("parents that new rows count on", f"{PROOF}.attempts.retry", "missing_parents", lambda image, _: ((), image)),
    Part("queries to look first", f"{PROOF}.attempts.retry", "how_to_look", _always("")),
    Part("the rows that a doubt is about", f"{PROOF}.counting.advice", "rows_met", _none),
    Part("statements that met no row", f"{PROOF}.outcome.coverage", "Coverage.findings", lambda _: []),
    Part("strings taken for names", f"{PROOF}.runs", "strings_taken_for_names"),
    Part("statements that a guard swallows", f"{PROOF}.runs", "swallowed"),
    Part("the older generation of D1", f"{PROOF}.prove", "run_all", lambda *_: None),
    Part("warnings that the proof settles", f"{PROOF}.outcome.settled", "settled", _given(0)),
    Part("one finding for one cause", f"{PROOF}.outcome.joined", "one_per_cause", _given(0)),
    Part("what schema.sql alone stops", f"{PROOF}.every_state", "_weighed", _given(0)),
    Part("who made what is there already", f"{PROOF}.every_state", "_naming_makers", _given(0)),
    Part("statements of schema.sql that do not run", f"{PROOF}.every_state", "_not_loaded"),
    Part("awkward rows", "nhimbe_migrations.d1.rows.awkward", "add_rows", _none, acts=True),
)


def _latest_alone(original: Callable[..., Any]) -> Callable[..., Any]:
    return lambda image, sql, generations: original(image, sql, generations[-1:])


def replace(part: Part) -> None:
    """Switch `part` off, wherever the product holds it."""
    _put(part, lambda original: _latest_alone(original) if part.function == "run_all" else part.instead)


def watch(part: Part, seen: Callable[[], None]) -> Callable[[], None]:
    """Call `seen` whenever the part's answer is another than what would stand in its place; return what takes that back."""

    def watched(original: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(original)
        def asked(*args: Any, **named: Any) -> Any:
            answer = original(*args, **named)
            if part.acts or part.function == "run_all":
                seen()
            elif inspect.isgenerator(answer):
                return _marked(answer, seen)
            elif _differs(answer, part.instead(*args, **named)):
                seen()
            return answer

        return asked

    return _put(part, watched)


def _differs(answer: Any, other: Any) -> bool:
    if hasattr(other, "__next__"):
        return True
    return answer is not other and (isinstance(answer, bool) or answer != other)


def _marked(answers: Iterator[Any], seen: Callable[[], None]) -> Iterator[Any]:
    for answer in answers:
        seen()
        yield answer


def _put(part: Part, made: Callable[[Any], Any]) -> Callable[[], None]:
    module = import_module(part.module)
    owner, _, name = part.function.rpartition(".")
    if owner:
        places = [getattr(module, owner)]
        original = vars(places[0])[name]
    else:
        original = getattr(module, name)
        places = [
            held
            for held in [*sys.modules.values()]
            if getattr(held, "__name__", "").startswith("nhimbe_migrations") and vars(held).get(name) is original
        ]
    instead = made(original)
    for place in places:
        setattr(place, name, instead)

    def back() -> None:
        for place in places:
            setattr(place, name, original)

    return back


def forget() -> None:
    """Empty what the product remembers of texts that it has read."""
    import gc
    from functools import _lru_cache_wrapper

    for held in gc.get_objects():
        if (
            isinstance(held, _lru_cache_wrapper)
            and getattr(held, "__module__", "").startswith("nhimbe_migrations")
            and held.__name__ != "checks"
        ):
            held.cache_clear()
