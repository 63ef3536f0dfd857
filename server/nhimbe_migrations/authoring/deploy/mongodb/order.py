"""Which may go live first, a MongoDB migration or the code of the branch, by what the driver calls ask for and write."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from nhimbe_migrations.authoring.deploy.decision import Sides, decide
from nhimbe_migrations.authoring.deploy.mongodb.calls import AppCall
from nhimbe_migrations.authoring.deploy.mongodb.effect import MongoEffect
from nhimbe_migrations.authoring.deploy.mongodb.values import is_of, may_not_meet, violation
from nhimbe_migrations.authoring.result.report import Deploy
from nhimbe_migrations.mongodb.code.values import is_static
from nhimbe_migrations.mongodb.state.collections import Collection, Collections, Index

__all__ = ["asking_for_old_values", "mongodb_order"]

_GEO = frozenset({"$near", "$nearSphere", "$geoNear"})


def mongodb_order(effect: MongoEffect, base: Sequence[AppCall], branch: Sequence[AppCall]) -> Deploy | None:
    """Say which order keeps every call working; None where no code calls the driver."""
    if not base and not branch:
        return None
    inherited = {call.call.text for call in base} if base is not branch else set()
    renames = "what it renames" if effect.renames else "values that it makes" if effect.words or effect.types else ""
    return decide(
        Sides(
            live_fails_after=[call.place for call in base if _stops(effect, call)],
            branch_fails_before=[
                call.place
                for call in branch
                if base is not branch and call.call.text not in inherited and _waits(effect, call)
            ],
            branch_fails_after=[call.place for call in branch if _stops(effect, call)],
            live_may_fail=[*_may_fail(effect, base)],
            branch_may_fail=[*_may_fail(effect, branch)],
            cannot_come_first=renames,
        )
    )


def asking_for_old_values(effect: MongoEffect, calls: Sequence[AppCall]) -> Iterator[tuple[AppCall, str]]:
    """Yield each call that asks for a value which no document has any more, and what becomes of that value."""
    for call in calls:
        for (owner, path), pairs in effect.words.items():
            for old, new in pairs if owner == call.call.collection else ():
                if old != new and _asks_for(call, path, old):
                    yield call, f"{path} {json.dumps(old, default=str)} becomes {json.dumps(new, default=str)}"


def _stops(effect: MongoEffect, call: AppCall) -> bool:
    """Whether it works before and not after."""
    name = call.call.collection
    if name in effect.gone_collections:
        return name not in effect.new_names
    named = {*call.call.fields, *call.computed_from}
    if any(_is_in(path, named) for owner, path in effect.gone if owner == name):
        return True
    if any(
        _asks_for(call, path, old) for (owner, path), pairs in effect.words.items() if owner == name for old, _ in pairs
    ):
        return True
    if any(
        not is_of(value, kind)
        for (owner, path), kind in effect.types.items()
        if owner == name
        for asked, value in call.asked
        if asked == path
    ):
        return True
    return _refused(effect.before, effect.after, call)


def _waits(effect: MongoEffect, call: AppCall) -> bool:
    """Whether it works after and not before."""
    name = call.call.collection
    if name in effect.new_names:
        return bool(call.call.method) and not call.documents
    asked = {path for path, _ in call.asked} | call.computed_from
    if any(_is_in(path, asked) for owner, path in effect.new if owner == name):
        return True
    if any(
        _asks_for(call, path, new) for (owner, path), pairs in effect.words.items() if owner == name for _, new in pairs
    ):
        return True
    if any(
        is_static(value) and is_of(value, kind) and not _was_of(effect.before.known(name).fields.get(path), value)
        for (owner, path), kind in effect.types.items()
        if owner == name
        for asked_path, value in call.asked
        if asked_path == path
    ):
        return True
    return _refused(effect.after, effect.before, call)


def _was_of(kind: str | None, value: object) -> bool:
    """Whether documents held such a value before; a field whose type is not known held another one, or why convert it."""
    return kind not in {None, "unknown"} and is_of(value, kind or "")


def _refused(works: Collections, fails: Collections, call: AppCall) -> bool:
    """Whether `fails` refuses what `works` takes: by a validator, or for want of an index that the call needs."""
    takes, refuses = works.known(call.call.collection), fails.known(call.call.collection)
    if _lacks_index(refuses, call) and not _lacks_index(takes, call):
        return True
    written = [(document, False) for document in call.documents] + [(call.fields_set, True)]
    return any(
        violation(refuses.validation, document, partial=partial) is not None
        and violation(takes.validation, document, partial=partial) is None
        for document, partial in written
    )


def _lacks_index(collection: Collection, call: AppCall) -> bool:
    operators = call.operators()
    kinds = {kind for index in collection.indexes.values() for kind in index.keys.values() if isinstance(kind, str)}
    if "$text" in operators and "text" not in kinds:
        return True
    if operators & _GEO and not kinds & {"2dsphere", "2d"}:
        return True
    hint = call.hint
    if isinstance(hint, str):
        return hint not in collection.indexes and hint != "_id_"
    if isinstance(hint, Mapping):
        return not any(list(index.keys.items()) == list(hint.items()) for index in collection.indexes.values())
    return False


def _may_fail(effect: MongoEffect, calls: Sequence[AppCall]) -> Iterator[tuple[str, str]]:
    for call in calls:
        name = call.call.collection
        before, after = effect.before.get(name), effect.after.get(name)
        if before is None or after is None:
            continue
        known = {tuple(index.keys.items()) for index in before.indexes.values() if index.unique}
        for index in after.indexes.values():
            if index.unique and index.readable and tuple(index.keys.items()) not in known and _collides(index, call):
                yield call.place, f"index {index.name} is unique"
                break
        else:
            for document in (*call.documents, call.fields_set):
                why = may_not_meet(after.validation, before.validation, document)
                if why:
                    yield call.place, why
                    break


def _collides(index: Index, call: AppCall) -> bool:
    keys = set(index.keys)
    if call.upserts_by and keys <= call.upserts_by | call.fields_set.keys() and keys & call.upserts_by:
        return False
    thin = index.options.get("sparse") is True or "partialFilterExpression" in index.options
    if any(keys & {*document} or not thin for document in call.documents):
        return True
    return bool(keys & call.fields_set.keys())


def _is_in(path: str, named: set[str] | frozenset[str]) -> bool:
    plain = path.replace("[]", "").replace(".$", "")
    return any(name == plain or name.startswith(f"{plain}.") for name in named)


def _asks_for(call: AppCall, path: str, value: object) -> bool:
    return any(asked == path and type(given) is type(value) and given == value for asked, given in call.asked)
