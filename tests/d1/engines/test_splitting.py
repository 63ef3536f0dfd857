"""Our splitters against wrangler's own, on text that is made to confuse them."""

from __future__ import annotations

import random

import pytest

from d1.engines.workerd import cut
from nhimbe_migrations.d1.shadow.generations import GENERATIONS, Generation
from nhimbe_migrations.d1.shadow.wrangler_splitter import SplitError, split_as_wrangler

PIECES = (
    ";", ";\n", "'", '"', "`", "[", "]", "--", "-", "/*", "*/", "/", "*", "\n", "\r\n", "\r", "\t", " ", "\f", "\v", "$", "$a$", "$1", "''",
    "BEGIN", "begin", "END", "end", "END;", "CASE", "case", "END,", "CREATE", "TRIGGER", "TEMP", "EXPLAIN", "create trigger t",
    "BEGIN TRANSACTION;", "COMMIT;", "a", "b1", "(", ")", ",", "\ufeff", "é", "🎉", "\u00a0", "-- x; y\n", "/* ; */", "'a;b'", "SELECT 1", "\x00",
)  # fmt: skip


def soup(seed: int) -> str:
    rng = random.Random(seed)
    glue = rng.choice(("", " ", " "))
    return glue.join(rng.choice(PIECES) for _ in range(rng.randint(1, 25)))


def ours(text: str, generation: Generation) -> list[str] | None:
    try:
        return [query.text for query in split_as_wrangler(text, generation)]
    except SplitError:
        return None


@pytest.mark.d1
@pytest.mark.parametrize("generation", GENERATIONS, ids=lambda generation: generation.name)
def test_every_text_is_cut_as_wrangler_cuts_it(engines: None, generation: Generation) -> None:
    texts = [soup(seed) for seed in range(6000)]
    differing = [
        (text, theirs, mine)
        for text, theirs in zip(texts, cut(generation, texts), strict=True)
        if theirs != (mine := ours(text, generation))
    ]
    assert differing[:5] == []


@pytest.mark.parametrize("generation", GENERATIONS, ids=lambda generation: generation.name)
def test_each_query_knows_where_it_stands_in_the_file(generation: Generation) -> None:
    text = "/* a; */ CREATE TABLE a (x); -- one\n\nINSERT INTO a VALUES ('/*;*/');\r\nDROP /* gone */ TABLE a;"
    queries = split_as_wrangler(text, generation)
    assert [
        text[query.place(query.text.index(word)) :].split(maxsplit=1)[0]
        for query, word in zip(queries, ("CREATE", "INSERT", "TABLE"), strict=True)
    ] == [
        "CREATE",
        "INSERT",
        "TABLE",
    ]
