"""Documents whose keys are ObjectIds, for code that calls what only an ObjectId has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from nhimbe_migrations.mongodb.proof.runs import Runs
from nhimbe_migrations.mongodb.proof.states.attempts import reach
from nhimbe_migrations.mongodb.sandbox.sandbox import Answer
from nhimbe_migrations.mongodb.seed.model import Seed

__all__ = ["with_object_ids"]

_OF_IDS = re.compile(r"\.(?:equals|toHexString|getTimestamp|isValid) is not a function")


def with_object_ids(runs: Runs, answer: Answer, seed: Seed) -> tuple[Answer, Seed]:
    """Return the run on documents with such keys where it comes further, or what was given."""
    error = answer.steps[0].get("error") if answer.steps else None
    if not error or not _OF_IDS.search(str(error["message"])):
        return answer, seed
    texts = [
        document["_id"]
        for collection in seed.collections
        for document in collection.documents
        if isinstance(document.get("_id"), str)
    ]
    ids = {text: {"$oid": f"{number:024x}"} for number, text in enumerate(dict.fromkeys(texts), start=0x1000)}
    # A server takes null as a key, and no application gives it.
    collections = (
        replace(item, documents=tuple(_with_ids(one, ids) for one in item.documents if one.get("_id") is not None))
        for item in seed.collections
    )
    other = replace(seed, collections=tuple(collections))
    again = runs.run(other)
    return (again, other) if reach(again) > reach(answer) else (answer, seed)


def _with_ids(value: Any, ids: Mapping[str, Any]) -> Any:  # noqa: ANN401 canonical Extended JSON
    match value:
        case str():
            return ids.get(value, value)
        case list():
            return [_with_ids(item, ids) for item in value]
        case {**members}:
            return {key: _with_ids(item, ids) for key, item in members.items()}
        case _:
            return value
