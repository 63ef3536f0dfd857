"""English nouns inside names: the words of a name, their singular and plural.

English plurals are irregular enough that one answer is not enough for finding: `forms` gives every reading
(`caches` → `cache`, `cach`), and only a name that is really there counts. `singular` gives the one reading
that a new name is made from.
"""

from __future__ import annotations

import re
from functools import cache

__all__ = ["WORD_STARTS", "forms", "plural", "singular", "words"]

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
    for many, singular in IRREGULAR.items():
        if singular == word:
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
