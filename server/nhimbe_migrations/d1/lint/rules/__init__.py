"""The rules for D1 migrations: one module per rule, each with `RULE` and `check(reading)`.

A module added here is a rule; `docs/rules/d1/<name>.md` is its page. `material` holds what rules read from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from typing import TYPE_CHECKING, cast

from nhimbe_migrations.d1.lint.fix_rules import FIXES
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

if TYPE_CHECKING:
    from nhimbe_migrations.d1.lint.script.reading import LintedScript

__all__ = ["Check", "checks", "rule_modules", "rules"]

Check = Callable[["LintedScript"], Iterator[Finding]]


def rules() -> tuple[Rule, ...]:
    """Return every rule of this room by name: those that find, and those under which fixes are told."""
    return tuple(sorted((*(rule for rule, _ in checks()), *FIXES)))


def rule_modules() -> Iterator[str]:
    """Yield the names of the modules that hold a rule."""
    yield from (module.name for module in walk_packages(__path__, f"{__name__}.") if not module.ispkg)


@cache
def checks() -> tuple[tuple[Rule, Check], ...]:
    """Return every rule with its check, by name. Imports all rule modules."""
    modules = [import_module(name) for name in rule_modules()]
    found = [(cast("Rule", module.RULE), cast("Check", module.check)) for module in modules]
    return tuple(sorted(found, key=lambda pair: pair[0].name))
