"""Whatever a migration throws ends in words: it may be no error, and it may be made to spoil the answer."""

import json

import pytest

from nhimbe_migrations.mongodb.proof.prove import execute

pytestmark = pytest.mark.mongod

THROWN = {
    "nothing": ("throw null;", "it throws null, which is no error"),
    "a symbol": ('throw Symbol("no");', "it throws Symbol(no), which is no error"),
    "a text": ('throw "no text for it";', "no text for it"),
    "a proxy that throws": ('throw new Proxy({}, { get() { throw new Error("hidden"); } });', "cannot be looked at"),
    "an error in a ring": ('const e: any = new Error("in a ring"); e.cause = e; e.errInfo = e; throw e;', "in a ring"),
    "an error with a list for a name": (
        'throw Object.assign(new Error("listed"), { name: ["a"], code: {} });',
        "listed",
    ),
    "megabytes": ('throw new Error("x".repeat(20_000_000));', "xxx…"),
    "half of a character": ('throw new Error("half \\ud800 \\\\ud800 of one");', "half \ufffd \\ud800 of one"),
}


@pytest.mark.parametrize("kind", THROWN)
def test_what_is_thrown_is_told(sandbox, root, kind):
    thrown, told = THROWN[kind]
    text = f"export async function up(db: any) {{\n  {thrown}\n}}\nexport async function down(db: any) {{}}\n"
    found = execute(text, repository_root=root, sandbox=sandbox)
    (finding,) = (item for item in found.findings if item.severity == "error")
    assert (found.status, finding.rule) == ("failed", "up-fails")
    assert told in finding.message
    assert len(json.dumps(finding.message, ensure_ascii=False).encode()) < 5_000
