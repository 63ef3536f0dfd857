"""Names across languages: a table or collection → the interface that a person would give it; column → member."""

from __future__ import annotations

from nhimbe_migrations.changes.nouns import WORD_STARTS, forms, plural, singular, words

__all__ = ["camel", "case_of", "folded", "forms", "pascal", "plural", "singular", "snake", "words"]


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
