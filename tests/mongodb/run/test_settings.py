"""A variable of the environment that a migration asks for: not set, set as its text wants it, and nothing of this machine's."""

import pytest

from nhimbe_migrations.mongodb import read_migration
from nhimbe_migrations.mongodb.lint.rules import escapes, lint
from nhimbe_migrations.mongodb.proof.prove import execute
from nhimbe_migrations.mongodb.seed.build import seed_for
from nhimbe_migrations.mongodb.state.collections import Collections

pytestmark = pytest.mark.mongod

FILL = "await db.collection('users').updateMany({ level: { $exists: false } }, { $set: { level: %s } });"
BACK = "await db.collection('users').updateMany({ level: { $exists: true } }, { $unset: { level: '' } });"


def judged(sandbox, root, up, down=BACK, top=""):
    text = f"{top}\nexport async function up(db) {{\n{up}\n}}\nexport async function down(db) {{\n{down}\n}}\n"
    parsed, before = read_migration(text, "001-a.js"), Collections()
    assert escapes(parsed, before) == ()
    ran = execute(text, seed=seed_for(parsed, before), repository_root=root, file="001-a.js", sandbox=sandbox,
                  reseed=lambda observed: seed_for(parsed, before, observed=observed))  # fmt: skip
    read = [(item.severity, item.message) for item in lint(parsed, before) if item.rule == "environment"]
    return ran, read


@pytest.mark.parametrize(
    ("guard", "proved"),
    [
        ("if (process.env.TEST_MODE === 'true') return;", "Proved where TEST_MODE is not set."),
        ("if (process.env['TEST_MODE']) { return; }", "Proved where TEST_MODE is not set."),
        ("if (['ci', 'test'].includes(process.env.TEST_MODE)) return;", "Proved where TEST_MODE is not set."),
        ("const { TEST_MODE: mode } = process.env;\nif (mode !== 'live') return;", "Proved where TEST_MODE is 'live'."),
        ("if (!process.env.TEST_MODE) throw new Error('TEST_MODE is missing');", "Proved where TEST_MODE is some other text."),
    ],
)  # fmt: skip
def test_a_guard_is_a_warning_and_the_work_behind_it_is_proved(sandbox, root, guard, proved):
    ran, read = judged(sandbox, root, f"{guard}\n{FILL % 0}")
    assert [severity for severity, _ in read] == ["warning"]
    assert ran.changed
    assert ran.status == "passed"
    assert any(item.rule == "environment" and item.message.startswith(proved) for item in ran.findings)
    assert not [item for item in ran.findings if item.severity == "error"]


def test_a_value_with_another_in_its_place_is_a_warning_and_one_without_an_error(sandbox, root):
    for value, severity in (("process.env.LEVEL ?? 'low'", "warning"), ("process.env.LEVEL", "error")):
        ran, read = judged(sandbox, root, FILL % value)
        assert [item for item, _ in read] == [severity]
        assert ran.changed


def test_what_goes_wrong_with_the_other_value_is_told(sandbox, root):
    ran, _ = judged(sandbox, root, f"if (process.env.STRICT === 'yes') throw new Error('no way');\n{FILL % 0}")
    (told,) = (item for item in ran.findings if item.rule == "environment" and item.severity == "warning")
    assert "STRICT is 'yes'" in told.message
    assert "no way" in told.message


def test_what_is_lost_with_the_value_that_it_asks_for_is_an_error(sandbox, root):
    harm = "if (process.env.NODE_ENV === 'production') await db.collection('users').deleteMany({});"
    ran, _ = judged(sandbox, root, f"{FILL % 0}\n{harm}")
    (told,) = (item for item in ran.findings if item.rule == "environment" and item.severity == "error")
    assert "NODE_ENV is 'production'" in told.message


def test_uptime_and_memory_do_not_give_the_proof_away(sandbox, root):
    ran, _ = judged(sandbox, root, f"if (!process.uptime() || !process.memoryUsage().heapUsed) return;\n{FILL % 0}")
    assert (ran.status, ran.changed) == ("passed", True)


def test_nothing_of_this_machine_is_seen_and_nothing_is_changed(sandbox, root, monkeypatch):
    monkeypatch.setenv("A_SECRET", "told to nobody")
    up = (
        "const seen = Object.entries(process.env);\nif (seen.length) throw new Error(JSON.stringify(seen));\n"
        "try { process.env.OF_ITS_OWN = 'x'; } catch {}\nif ('OF_ITS_OWN' in process.env) throw new Error('it was set');\n"
    )
    ran, read = judged(sandbox, root, up + FILL % 0)
    assert [severity for severity, _ in read] == ["error", "error"]
    assert (ran.status, ran.changed) == ("passed", True)
    assert not any("told to nobody" in item.message for item in ran.findings)
