"""Which of the house's core entities a table or collection holds, by its name."""

from __future__ import annotations

from functools import lru_cache

from nhimbe_migrations.changes.nouns import singular
from nhimbe_migrations.targets.evidence.inventory import Inventory, KnownObject, Store, key_of
from nhimbe_migrations.targets.request.vocabulary import Vocabulary
from nhimbe_migrations.targets.request.words import read_words

__all__ = ["entity_of", "objects_of"]


def entity_of(name: str, vocabulary: Vocabulary) -> str | None:
    """Return the core entity that a table of this name holds: `user_referral_codes` → referrals, `host_stats` → None.

    The name must end with the entity; what stands before may only say whose it is, by another entity's name.
    """
    key, synonyms = key_of(name), _synonyms(vocabulary)
    for start in range(len(key)):
        entity = synonyms.get(key[start:])
        if entity is not None:
            return entity if all((word,) in synonyms for word in key[:start]) else None
    return None


def objects_of(entity: str, inventory: Inventory, store: Store, vocabulary: Vocabulary) -> tuple[KnownObject, ...]:
    """Return the tables or collections of `store` that hold a core entity."""
    here = (item for item in inventory.objects if item.store == store)
    return tuple(item for item in here if entity_of(item.name, vocabulary) == entity)


@lru_cache(maxsize=8)
def _synonyms(vocabulary: Vocabulary) -> dict[tuple[str, ...], str]:
    return {
        tuple(singular(word.norm) for word in read_words(text.replace("=", ""))): entity
        for entity, texts in vocabulary.core.items()
        for text in (*texts, entity)
    }
