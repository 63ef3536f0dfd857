from __future__ import annotations

import re

import pytest

from nhimbe_migrations.errors import ConfigurationError
from nhimbe_migrations.targets.classify import classify
from nhimbe_migrations.targets.request.vocabulary import Vocabulary


def test_a_repository_adds_a_core_entity_with_its_synonyms():
    own = Vocabulary.delivered().extended({"entities": {"core": {"payments": ["payment", "payout"]}}})
    assert classify("Add a note to payments", vocabulary=own).clarify is False
    assert classify("Add a note to payments").clarify is True


def test_a_repository_adds_what_means_the_edge():
    own = Vocabulary.delivered().extended({"purposes": {"d1": ["pop table"]}})
    assert classify("a pop table of users", vocabulary=own).target == "d1"
    assert classify("a pop table of users").target == "mongodb"


def test_a_list_can_be_replaced_and_the_rest_stays():
    own = Vocabulary.delivered().replaced({"databases": {"mongodb": ["documentum"]}})
    assert classify("venues in documentum", vocabulary=own).clarify is False
    assert classify("venues in mongo", vocabulary=own).clarify is True
    assert classify("venues in D1", vocabulary=own).target == "d1"


def test_the_words_of_a_question_can_be_replaced():
    own = Vocabulary.delivered().extended({"questions": {"entity": "Où vont les {thing} ?"}})
    assert classify("Add payments", vocabulary=own).question == "Où vont les payments ?"


def test_a_wrong_key_names_itself_and_the_nearest_right_one():
    with pytest.raises(ConfigurationError, match=re.escape("no section databases.d2. Did you mean d1?")):
        Vocabulary.delivered().extended({"databases": {"d2": ["x"]}})


def test_a_wrong_value_names_its_place_and_what_belongs_there():
    with pytest.raises(ConfigurationError, match=re.escape("databases.d1 is a list of texts, not str")):
        Vocabulary.delivered().extended({"databases": {"d1": "sqlite"}})
    with pytest.raises(ConfigurationError, match=re.escape("entities.core.payments is a list of texts, not int")):
        Vocabulary.delivered().extended({"entities": {"core": {"payments": 1}}})


def test_extending_leaves_the_delivered_words_as_they_are():
    before = Vocabulary.delivered().phrases("databases.d1")
    Vocabulary.delivered().extended({"databases": {"d1": ["turso"]}})
    assert Vocabulary.delivered().phrases("databases.d1") == before


def test_every_pattern_and_cue_compiles():
    sections = Vocabulary.delivered().sections
    for side in ("d1", "mongodb"):
        for pattern in sections["syntax"][f"{side}_patterns"]:
            assert re.compile(pattern).search("plain words") is None
