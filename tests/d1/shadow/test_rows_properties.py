"""“applies, n of n exercised” on the proof's own rows is not contradicted by random databases that the queries clear."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from nhimbe_migrations.d1.proof.prove import prove
from nhimbe_migrations.d1.shadow.generations import LATEST
from nhimbe_migrations.d1.shadow.shadow import Shadow, open_shadow

WORDS = ("open", "closed", "Open", " open ", "spam", "12", "12.50", "abc", "", "two words", "{}", '{"a":"b"}', None)
COLUMNS = ("state", "word", "extra")
CONDITIONS = (
    "state = 'open'",
    "word IN ('spam', 'abc')",
    "n > 5",
    "n BETWEEN 2 AND 8 AND state <> 'closed'",
    "word LIKE 'two%'",
    "extra IS NULL",
    "length(word) > 3",
    "id NOT IN (SELECT min(id) FROM items GROUP BY state, word)",
    "EXISTS (SELECT 1 FROM owners WHERE owners.id = items.owner AND owners.name = 'spam')",
)
EXPRESSIONS = (
    "lower(trim(word))",
    "coalesce(state, 'none')",
    "replace(word, ' ', '-')",
    "CAST(word AS INTEGER)",
    "extra ->> '$.a'",
)


@st.composite
def statement(draw: st.DrawFn) -> str:
    condition = draw(st.sampled_from(CONDITIONS))
    column = draw(st.sampled_from(COLUMNS))
    match draw(st.sampled_from(("update", "delete", "unique", "rebuild", "insert"))):
        case "update":
            return f"UPDATE items SET {column} = {draw(st.sampled_from(EXPRESSIONS))} WHERE {condition};"
        case "delete":
            return f"DELETE FROM items WHERE {condition};"
        case "unique":
            return f"CREATE UNIQUE INDEX uq_items_{column} ON items({column});"
        case "insert":
            return f"INSERT INTO log (item, said) SELECT id, {draw(st.sampled_from(EXPRESSIONS))} FROM items WHERE {condition};"
        case _:
            kind = draw(st.sampled_from(("NOT NULL", "CHECK (state IN ('open', 'closed'))", "UNIQUE")))
            return (
                f"CREATE TABLE fresh (id INTEGER PRIMARY KEY, state TEXT {kind}, word TEXT); "
                "INSERT INTO fresh SELECT id, state, word FROM items; DROP TABLE fresh;"
            )


@st.composite
def database(draw: st.DrawFn) -> tuple[str, list[tuple[object, ...]], list[tuple[object, ...]]]:
    said = draw(st.sampled_from(("TEXT", "TEXT NOT NULL", "TEXT UNIQUE")))
    schema = (
        "CREATE TABLE owners (id INTEGER PRIMARY KEY, name TEXT); "
        "CREATE TABLE items (id INTEGER PRIMARY KEY, owner INTEGER REFERENCES owners(id), state TEXT, word TEXT, extra TEXT, n INTEGER); "
        f"CREATE TABLE log (id INTEGER PRIMARY KEY, item INTEGER, said {said});"
    )
    words = st.sampled_from(WORDS)
    owners = [(number, draw(words)) for number in range(1, draw(st.integers(1, 3)) + 1)]
    items = [
        (
            number,
            draw(st.sampled_from([None, *(owner[0] for owner in owners)])),
            draw(words),
            draw(words),
            draw(words),
            draw(st.integers(0, 10)),
        )
        for number in range(1, draw(st.integers(2, 7)) + 1)
    ]
    return schema, owners, items


def filled(schema: str, owners: list[tuple[object, ...]], items: list[tuple[object, ...]]) -> Shadow:
    shadow = open_shadow(LATEST)
    assert shadow.apply(schema) is None
    for row in owners:
        shadow.ask("INSERT INTO owners VALUES (?, ?)", row)
    for row in items:
        shadow.ask("INSERT INTO items VALUES (?, ?, ?, ?, ?, ?)", row)
    return shadow


@settings(max_examples=60, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(database(), st.lists(statement(), min_size=1, max_size=3, unique=True))
def test_a_full_verdict_holds_on_every_database_that_the_queries_clear(
    made: tuple[str, list[tuple[object, ...]], list[tuple[object, ...]]], statements: list[str]
) -> None:
    schema, owners, items = made
    sql = "\n".join(statements)
    proof = prove(schema, sql)
    assume(proof.applied and proof.exercised == proof.statements)
    depends = [
        finding for finding in proof.findings if finding.rule == "depends-on-rows" and finding.severity != "note"
    ]
    assume(all(finding.help.startswith("Count them first") for finding in depends))
    shadow = filled(schema, owners, items)
    assume(all(shadow.ask(query)[0][0] == 0 for query in proof.look_first))
    error = shadow.apply(sql)
    assert error is None, (sql, proof.look_first, error)
