import copy

import pytest

from nhimbe_migrations.mongodb.proof.verdict.snapshot import Loss, differences, only_chance

BASE = {
    "users": {
        "type": "collection",
        "options": {"validator": {"a": 1}, "validationLevel": "strict", "validationAction": "error"},
        "indexes": {"_id_": {"key": [["_id", 1]]}, "idx_users_email": {"key": [["email", 1]], "unique": True}},
        "documents": [
            {"_id": "a", "email": "a@x", "age": {"$numberInt": "3"}, "home": {"city": "Harare", "zip": None}},
            {"_id": "b", "email": "b@x"},
        ],
    }
}


def changed(change) -> dict:
    copied = copy.deepcopy(BASE)
    change(copied, copied["users"])
    return copied


CASES = {
    "a collection stays": (
        lambda all_, _: all_.update(logs=all_["users"]),
        "down leaves collection logs behind",
        "a second up adds collection logs that the first did not",
    ),
    "a collection is gone": (
        lambda all_, _: all_.pop("users"),
        "down does not bring back collection users",
        "a second up does not make collection users, as the first did",
    ),
    "an index stays": (
        lambda _, users: users["indexes"].update(idx_b={"key": [["b", 1]]}),
        "down leaves index idx_b behind on users",
        "a second up adds index idx_b on users that the first did not",
    ),
    "an index is gone": (
        lambda _, users: users["indexes"].pop("idx_users_email"),
        "down does not restore index idx_users_email on users",
        "a second up does not make index idx_users_email on users, as the first did",
    ),
    "an index is another": (
        lambda _, users: users["indexes"]["idx_users_email"].pop("unique"),
        "down leaves index idx_users_email changed on users (unique was true, is null)",
        "a second up makes index idx_users_email another way on users (unique was true, is null)",
    ),
    "the order of an index's keys": (
        lambda _, users: users["indexes"]["_id_"].update(key=[["_id", 1], ["x", 1]]),
        'down leaves index _id_ changed on users (key was [["_id", 1]], is [["_id", 1], ["x", 1]])',
        'a second up makes index _id_ another way on users (key was [["_id", 1]], is [["_id", 1], ["x", 1]])',
    ),
    "the validator is gone": (
        lambda _, users: users["options"].clear(),
        "down does not restore the validator on users",
        "a second up does not make the validator on users, as the first did",
    ),
    "the validator is another": (
        lambda _, users: users["options"].update(validator={"a": 2}),
        "down leaves the validator changed on users",
        "a second up makes the validator another way on users",
    ),
    "its action is another": (
        lambda _, users: users["options"].update(validationAction="warn"),
        "down leaves option validationAction changed on users (was error, is warn)",
        "a second up makes option validationAction another way on users (was error, is warn)",
    ),
    "a document stays": (
        lambda _, users: users["documents"].append({"_id": "c"}),
        'down leaves 1 document behind in users (_id "c")',
        'a second up adds 1 document in users that the first did not (_id "c")',
    ),
    "documents are gone": (
        lambda _, users: users["documents"].clear(),
        'down does not bring back 2 documents in users (_id "a")',
        'a second up does not make 2 documents in users, as the first did (_id "a")',
    ),
    "a field is gone": (
        lambda _, users: [each.pop("email") for each in users["documents"]],
        'down does not restore field email in 2 documents of users (_id "a" had "a@x")',
        'a second up does not make field email in 2 documents of users, as the first did (_id "a" had "a@x")',
    ),
    "a field stays": (
        lambda _, users: users["documents"][1].update(new=True),
        'down leaves field new behind in 1 document of users (_id "b" has true)',
        'a second up adds field new in 1 document of users that the first did not (_id "b" has true)',
    ),
    "a value has another type": (
        lambda _, users: users["documents"][0].update(age={"$numberDouble": "3.0"}),
        'down leaves field age changed in 1 document of users (_id "a" had 3 (int), has 3.0 (double))',
        'a second up makes field age another way in 1 document of users (_id "a" had 3 (int), has 3.0 (double))',
    ),
    "a part of a value is another": (
        lambda _, users: users["documents"][0]["home"].update(city="Gweru"),
        'down leaves field home.city changed in 1 document of users (_id "a" had "Harare", has "Gweru")',
        'a second up makes field home.city another way in 1 document of users (_id "a" had "Harare", has "Gweru")',
    ),
    "null is not absence": (
        lambda _, users: users["documents"][0]["home"].pop("zip"),
        'down does not restore field home.zip in 1 document of users (_id "a" had null)',
        'a second up does not make field home.zip in 1 document of users, as the first did (_id "a" had null)',
    ),
    "the order of fields": (
        lambda _, users: users["documents"][1].update(_id=users["documents"][1].pop("_id")),
        "down leaves the fields of 1 document of users in another order",
        "a second up orders the fields of 1 document of users another way",
    ),
}


@pytest.mark.parametrize(("change", "down", "again"), CASES.values(), ids=CASES.keys())
def test_each_difference_is_said_once_and_as_a_person_would(change, down, again):
    found = differences(BASE, changed(change))
    assert [each.after_down() for each in found] == [down]
    assert [each.after_second_up() for each in found] == [again]


def test_equal_snapshots_do_not_differ_whatever_the_order_of_documents():
    turned = changed(lambda _, users: users["documents"].reverse())
    assert differences(BASE, turned) == ()


def test_chance_is_a_value_of_the_same_type_or_a_document_under_another_id():
    now = changed(lambda _, users: users["documents"][0].update(email="z@x"))
    other_type = changed(lambda _, users: users["documents"][0].update(email=None))
    renamed = changed(lambda _, users: users["documents"][0].update(_id="z"))
    fewer = changed(lambda _, users: users["documents"].pop())
    verdicts = [only_chance(differences(BASE, each)) for each in (now, other_type, renamed, fewer)]
    assert verdicts == [True, False, True, False]


def test_an_accepted_loss_covers_its_field_and_what_is_in_it_and_nothing_else():
    lost = differences(BASE, changed(lambda _, users: users["documents"][0]["home"].clear()))
    assert [each.name for each in lost] == ["home.city", "home.zip"]
    assert all(each.covered_by(Loss("users", "home")) for each in lost)
    assert not any(each.covered_by(Loss("users", "hom")) or each.covered_by(Loss("events")) for each in lost)
    assert all(each.covered_by(Loss("users")) for each in lost)


@pytest.mark.parametrize(
    ("was", "is_", "told"),
    [
        ({"$numberInt": "3"}, {"$numberDouble": "3.0"}, "widened"),
        ({"$numberLong": "1152921504606846976"}, {"$numberDouble": "1152921504606847000.0"}, "widened"),
        ({"$numberLong": "9007199254740993"}, {"$numberDouble": "9007199254740992.0"}, "others"),
    ],
)
def test_a_double_is_the_same_number_where_it_is_exactly_that(was, is_, told):
    before, after = (
        changed(lambda _, users, value=value: users["documents"][0].update(age=value)) for value in (was, is_)
    )
    assert [each.numbers for each in differences(before, after)] == [told]


@pytest.mark.parametrize(
    ("held", "told"),
    [
        ([{"$numberDouble": "3.0"}, {"$numberInt": "4"}], "widened"),
        ([{"$numberDouble": "3.0"}, {"$numberDouble": "4.0"}], "widened"),
        ([{"$numberDouble": "3.5"}, {"$numberInt": "4"}], "others"),
        ([{"$numberDouble": "3.0"}, {"$numberInt": "5"}], "others"),
        ([{"$numberDouble": "3.0"}, "4"], ""),
        ([{"$numberDouble": "3.0"}], ""),
    ],
    ids=["one", "each", "no longer whole", "one of them another", "one of them text", "one is gone"],
)
def test_numbers_in_a_list_are_compared_one_by_one(held, told):
    before = changed(lambda _, users: users["documents"][0].update(items=[{"n": {"$numberInt": n}} for n in "34"]))
    after = changed(lambda _, users: users["documents"][0].update(items=[{"n": n} for n in held]))
    assert [(each.name, each.numbers) for each in differences(before, after)] == [("items", told)]
