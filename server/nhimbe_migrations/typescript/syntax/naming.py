"""Names across languages: a table or collection → the interface that a person would give it; column → member.

English plurals are irregular enough that one answer is not enough for finding: `singulars` gives every reading
(`caches` → `cache`, `cach`), and only a name that the file really has counts. `singular` gives the one reading
that a new interface is named by.
"""

from __future__ import annotations

import re
from functools import cache

__all__ = ["camel", "case_of", "folded", "forms", "pascal", "plural", "singular", "snake", "words"]

IRREGULAR = {
    "people": "person", "men": "man", "women": "woman", "children": "child", "feet": "foot", "teeth": "tooth",
    "geese": "goose", "mice": "mouse", "lice": "louse", "oxen": "ox", "dice": "die", "pence": "penny",
    "analyses": "analysis", "axes": "axis", "bases": "base", "crises": "crisis", "diagnoses": "diagnosis",
    "hypotheses": "hypothesis", "oases": "oasis", "parentheses": "parenthesis", "synopses": "synopsis",
    "theses": "thesis", "syntheses": "synthesis", "emphases": "emphasis", "ellipses": "ellipsis",
    "criteria": "criterion", "phenomena": "phenomenon", "media": "media", "data": "data", "metadata": "metadata",
    "addenda": "addendum", "curricula": "curriculum", "memoranda": "memorandum", "errata": "erratum", "strata": "stratum",
    "bacteria": "bacterium", "quanta": "quantum", "indices": "index", "appendices": "appendix", "matrices": "matrix",
    "vertices": "vertex", "vortices": "vortex", "codices": "codex", "alumni": "alumnus", "stimuli": "stimulus",
    "foci": "focus", "fungi": "fungus", "nuclei": "nucleus", "radii": "radius", "syllabi": "syllabus",
    "formulae": "formula", "antennae": "antenna", "larvae": "larva", "schemata": "schema", "quizzes": "quiz",
    "aliases": "alias", "biases": "bias", "canvases": "canvas", "atlases": "atlas", "gases": "gas", "lenses": "lens",
    "buses": "bus", "bonuses": "bonus", "campuses": "campus", "censuses": "census", "corpuses": "corpus",
    "statuses": "status", "viruses": "virus", "choruses": "chorus", "focuses": "focus", "surpluses": "surplus",
    "prospectuses": "prospectus", "apparatuses": "apparatus", "consensuses": "consensus", "syllabuses": "syllabus",
    "movies": "movie", "cookies": "cookie", "calories": "calorie", "selfies": "selfie", "rookies": "rookie",
    "zombies": "zombie", "brownies": "brownie", "ties": "tie", "pies": "pie", "lies": "lie", "dies": "die",
    "caches": "cache", "headaches": "headache", "niches": "niche", "shoes": "shoe", "toes": "toe", "canoes": "canoe",
    "leaves": "leaf", "halves": "half", "shelves": "shelf", "wolves": "wolf", "thieves": "thief", "loaves": "loaf",
    "calves": "calf", "knives": "knife", "wives": "wife", "lives": "life", "selves": "self", "elves": "elf",
    "series": "series", "species": "species", "news": "news", "sheep": "sheep", "means": "means", "status": "status",
    "lens": "lens", "bus": "bus", "alias": "alias", "bias": "bias", "canvas": "canvas", "atlas": "atlas", "gas": "gas",
    "business": "business", "goods": "goods", "analytics": "analytics", "statistics": "statistics",
    "logistics": "logistics", "ethics": "ethics", "politics": "politics", "headquarters": "headquarters",
}  # fmt: skip
"""Plural → singular where the rules below give another answer, and words that are their own plural."""

ALSO = {
    "media": ("medium",), "data": ("datum",), "bases": ("basis",), "axes": ("axe",), "dice": ("die", "dice"),
    "indexes": ("index",), "persons": ("person",), "analytics": ("analytic",), "statistics": ("statistic",),
}  # fmt: skip
"""Further readings, for finding only."""

RULES = (
    (r"(.*)ies$", r"\1y"),
    (r"(.*(?:ss|sh|ch|x|zz))es$", r"\1"),
    (r"(.*(?:hero|potato|tomato|echo|veto|embargo|cargo|torpedo|volcano|mosquito))es$", r"\1"),
    (r"(.*ly)ses$", r"\1sis"),
    (r"(.*(?:ss|us|is))$", r"\1"),
    (r"(.+)s$", r"\1"),
)

WORD_STARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
"""Where a capital begins a word: `date|Created`, `API|Keys`."""


def words(name: str) -> tuple[str, ...]:
    """Split `event_reviews`, `eventReviews`, `EventReviews`, `APIKeys` into lower-case words."""
    pieces = re.split(r"[^0-9A-Za-z\u0080-\U0010ffff]+", name)
    return tuple(word.lower() for piece in pieces for word in WORD_STARTS.split(piece) if word)


@cache
def singular(word: str) -> str:
    """Return the singular of a lower-case English noun; a word that is none comes back as it is."""
    if word in IRREGULAR:
        return IRREGULAR[word]
    if len(word) <= 2:  # noqa: PLR2004 `as`, `us`, `is` are no plurals
        return word
    for pattern, replacement in RULES:
        if re.match(pattern, word):
            return re.sub(pattern, replacement, word)
    return word


@cache
def plural(word: str) -> str:
    """Return the plural of a lower-case English noun."""
    for many, one in IRREGULAR.items():
        if one == word:
            return many
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    if re.search(r"(?:s|sh|ch|x|z)$", word):
        return word + "es"
    return word + "s"


@cache
def forms(word: str) -> frozenset[str]:
    """Return every reading of `word`: itself, its singulars, its plural."""
    readings = {word, singular(word), plural(word), *ALSO.get(word, ())}
    readings |= {many for many, ones in ALSO.items() if word in ones}
    readings |= {many for many, one in IRREGULAR.items() if one == word}
    for ending, other in (("ies", "y"), ("ies", "ie"), ("ves", "f"), ("ves", "fe"), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            readings.add(word.removesuffix(ending) + other)
    return frozenset(readings)


def folded(name: str) -> str:
    """Return `name` without case and underscores, those at its start kept: what two spellings share."""
    leading, body = _leading(name)
    return leading + body.replace("_", "").lower()


def camel(name: str) -> str:
    """`date_created` → `dateCreated`; a name without underscores inside stays as it is."""
    leading, body = _leading(name)
    if "_" not in body:
        return name
    first, *rest = (part for part in body.split("_") if part)
    return (
        leading + (first.lower() if first.isupper() else first) + "".join(part[0].upper() + part[1:] for part in rest)
    )


def snake(name: str) -> str:
    """`dateCreated` → `date_created`; a name that has no capitals stays as it is."""
    leading, body = _leading(name)
    return leading + WORD_STARTS.sub("_", body).lower()


def pascal(name: str) -> str:
    """`event_reviews` → `EventReviews`."""
    return "".join(word[0].upper() + word[1:] for word in words(name))


def case_of(name: str) -> str:
    """Return `camel` or `snake`, or an empty string for a name that shows neither."""
    body = name.strip("_")
    if "_" in body and body == body.lower():
        return "snake"
    return "camel" if "_" not in body and body[:1].islower() and body != body.lower() else ""


def _leading(name: str) -> tuple[str, str]:
    body = name.lstrip("_")
    return name[: len(name) - len(body)], body
