"""The words that the classifier knows, as data that a repository may extend or replace.

`vocabulary.toml` beside this module is the delivered one, and the documentation of every list.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from nhimbe_migrations.errors import ConfigurationError

__all__ = ["Vocabulary"]


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Phrases by section; see `vocabulary.toml`. Two vocabularies are the same only if they are one object."""

    sections: Mapping[str, Any]

    @staticmethod
    @lru_cache(maxsize=1)
    def delivered() -> Vocabulary:
        """Return the vocabulary that comes with the program."""
        text = resources.files(__package__).joinpath("vocabulary.toml").read_text(encoding="utf-8")
        return Vocabulary(MappingProxyType(tomllib.loads(text)))

    def extended(self, additions: Mapping[str, Any]) -> Vocabulary:
        """Return this vocabulary with the phrases of `additions`, in the shape of `vocabulary.toml`.

        Lists grow, texts are replaced, and a new core entity may be added under `entities.core`.

        Raises:
            ConfigurationError: a section that does not exist, or a value of another type.
        """
        return Vocabulary(MappingProxyType(_merged(self.sections, additions, path="", replace=False)))

    def replaced(self, sections: Mapping[str, Any]) -> Vocabulary:
        """Return this vocabulary with the given lists in place of the delivered ones; what is not given stays.

        Raises:
            ConfigurationError: a section that does not exist, or a value of another type.
        """
        return Vocabulary(MappingProxyType(_merged(self.sections, sections, path="", replace=True)))

    def phrases(self, path: str) -> tuple[str, ...]:
        """Return the list at a dotted path, such as `databases.d1`."""
        value: Any = self.sections
        for key in path.split("."):
            value = value[key]
        return tuple(value)

    def text(self, path: str) -> str:
        """Return the text at a dotted path, such as `questions.entity`."""
        section, key = path.split(".")
        return str(self.sections[section][key])

    @property
    def core(self) -> Mapping[str, Sequence[str]]:
        """The core entities, each with its synonyms."""
        entities: Mapping[str, Sequence[str]] = self.sections["entities"]["core"]
        return entities


def _merged(base: Mapping[str, Any], more: Mapping[str, Any], *, path: str, replace: bool) -> dict[str, Any]:
    result = dict(base)
    for key, value in more.items():
        where = f"{path}.{key}".lstrip(".")
        if key not in base and path != "entities.core":
            near = get_close_matches(key, base, n=1, cutoff=0.5)
            raise ConfigurationError(
                f"The vocabulary has no section {where}.",
                way_out=f"Did you mean {near[0]}?" if near else f"It has: {', '.join(base)}.",
            )
        result[key] = _merged_value(base.get(key, []), value, where, replace=replace)
    return result


def _merged_value(old: Any, new: Any, where: str, *, replace: bool) -> Any:  # noqa: ANN401  # TOML values
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return _merged(old, new, path=where, replace=replace)
    if isinstance(old, list) and isinstance(new, list | tuple) and all(isinstance(item, str) for item in new):
        return list(new) if replace else [*old, *new]
    if isinstance(old, str) and isinstance(new, str):
        return new
    wanted = "a table" if isinstance(old, Mapping) else "a list of texts" if isinstance(old, list) else "a text"
    raise ConfigurationError(f"The vocabulary's {where} is {wanted}, not {type(new).__name__}.")
