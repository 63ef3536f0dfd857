"""The rules for D1 migrations: one module per rule, each with `RULE` and `check(reading)`.

A module added here is a rule; `docs/rules/d1/<name>.md` is its page. `material` holds what rules read from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, cast

from nhimbe_migrations.changes.rule import Rule
from nhimbe_migrations.d1.fixes import FIXES
from nhimbe_migrations.text import Finding

if TYPE_CHECKING:
    from nhimbe_migrations.d1.rules.material.reading import Reading

__all__ = ["Check", "checks", "rules"]

Check = Callable[["Reading"], Iterator[Finding]]


def rules() -> tuple[Rule, ...]:
    """Return every rule of this room by name: those that find, and those under which mends are told."""
    return tuple(sorted((*(rule for rule, _ in checks()), *FIXES)))


@cache
def checks() -> tuple[tuple[Rule, Check], ...]:
    """Return every rule with its check, by name. Imports all rule modules."""
    names = (module.name for module in iter_modules(__path__) if not module.ispkg)
    modules = [import_module(f"{__name__}.{name}") for name in names]
    found = [(cast("Rule", module.RULE), cast("Check", module.check)) for module in modules]
    return tuple(sorted(found, key=lambda pair: pair[0].name))
