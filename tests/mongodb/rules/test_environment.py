"""How a migration uses a variable of the environment, as its text says."""

import pytest

from nhimbe_migrations.mongodb.code.environment import settings_read
from nhimbe_migrations.mongodb.code.tree import parse


@pytest.mark.parametrize(
    ("text", "use"),
    [
        ("f({ level: +process.env.N });", "value"),
        ("f({ level: Number(process.env.N) });", "value"),
        ("f({ level: Number(process.env.N) ?? 3 });", "value"),
        ("f({ level: +process.env.N || 3 });", "default"),
        ("f({ level: parseInt(process.env.N, 10) || 3 });", "default"),
        ("f({ level: Number(process.env.N ?? 3) });", "default"),
        ("if (Number(process.env.N) > 3) f();", "condition"),
        ("if (!process.env.N) f();", "condition"),
        ("process\n  .env.N.trim();", "value"),
        ("const n = process.env.N;\nf(n);", "value"),
        ("const n = process.env.N;\nif (n === 'x') f(1);", "condition"),
    ],
)
def test_each_use_is_told_as_what_it_is(text: str, use: str) -> None:
    (setting,) = settings_read(parse(text))
    assert (setting.name, setting.uses) == ("N", {use})
