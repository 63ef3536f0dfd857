"""What can be fixed without asking is fixed, told as a note, and left alone the next time."""

from __future__ import annotations

import pytest

from mongodb.rules.gallery import FAULTY, GOOD, text
from nhimbe_migrations.mongodb.lint.fix import normalise

HEAD = '// Migration 013: Add things\nimport type { Db } from "mongodb";\n'


def whole(up: str, down: str = "") -> str:
    return (
        f"{HEAD}export async function up(db: Db): Promise<void> {{\n{up}\n}}\n"
        f"export async function down(db: Db): Promise<void> {{\n{down}\n}}\n"
    )


def fixed(source: str) -> tuple[str, list[str]]:
    result = normalise(source, number="013", description="Add things")
    assert all(fix.severity == "note" for fix in result.fixes)
    again = normalise(result.text, number="013", description="Something else")
    assert (again.text, again.fixes) == (result.text, ())
    return result.text, [fix.rule for fix in result.fixes]


@pytest.mark.parametrize(
    ("before", "after", "rules"),
    [
        (
            '.ensureIndex({ a: 1 }, { name: "idx_x_a" })',
            '.createIndex({ a: 1 }, { name: "idx_x_a" })',
            ["ensure-index"],
        ),
        (".createIndex({ a: 1, b: -1 })", '.createIndex({ a: 1, b: -1 }, { name: "idx_x_a_b" })', ["unnamed-index"]),
        (".createIndex({ a: 1 }, {})", '.createIndex({ a: 1 }, { name: "idx_x_a" })', ["unnamed-index"]),
        (
            ".createIndex({ a: 1 }, { unique: true })",
            '.createIndex({ a: 1 }, { name: "idx_x_a", unique: true })',
            ["unnamed-index"],
        ),
        (
            ".ensureIndex({ 'é🎉': 1 })",
            ".createIndex({ 'é🎉': 1 }, { name: \"idx_x_é🎉\" })",
            ["ensure-index", "unnamed-index"],
        ),
        (".createIndex(keys())", ".createIndex(keys())", []),
        (".createIndex({ a: 1 }, options)", ".createIndex({ a: 1 }, options)", []),
    ],
)
def test_an_index_is_called_right_and_named(before: str, after: str, rules: list[str]) -> None:
    assert fixed(whole(f'  await db.collection("x"){before};')) == (
        whole(f'  await db.collection("x"){after};'),
        rules,
    )


def test_where_down_drops_the_index_by_the_name_of_the_server_that_follows() -> None:
    up, down = '  await db.collection("x").createIndex({ a: 1 });', '  await db.collection("x").dropIndex("a_1");'
    assert fixed(whole(up, down))[0] == whole(
        '  await db.collection("x").createIndex({ a: 1 }, { name: "idx_x_a" });',
        '  await db.collection("x").dropIndex("idx_x_a");',
    )


@pytest.mark.parametrize(
    ("first", "becomes"),
    [
        ("", "// Migration 013: Add things\n"),
        ("// Migration 012: Kept title\n", "// Migration 013: Kept title\n"),
        ("// migration 13\n", "// Migration 013: Add things\n"),
        ("// Other words\n", "// Migration 013: Add things\n// Other words\n"),
        ("\ufeff", "\ufeff// Migration 013: Add things\n"),
    ],
)
def test_the_header_is_made_right_and_its_title_kept(first: str, becomes: str) -> None:
    rest = whole("").removeprefix("// Migration 013: Add things\n")
    assert fixed(first + rest) == (becomes + rest, ["missing-header"])


def test_a_description_with_line_breaks_stays_one_line() -> None:
    rest = whole("").removeprefix("// Migration 013: Add things\n")
    result = normalise(rest, number="013", description="a\nawait evil();\u2028b */")
    assert result.text == f"// Migration 013: a await evil(); b */\n{rest}"


def test_types_are_imported_as_types() -> None:
    source = whole("").replace("import type { Db }", "import { Db, Document }")
    assert fixed(source) == (whole("").replace("{ Db }", "{ Db, Document }"), ["type-import"])


def test_line_endings_stay() -> None:
    rest = whole("").removeprefix("// Migration 013: Add things\n").replace("\n", "\r\n")
    assert fixed(rest)[0] == "// Migration 013: Add things\r\n" + rest


def test_what_is_not_typescript_stays_as_it_is() -> None:
    assert fixed("export function up( {") == ("export function up( {", [])


@pytest.mark.parametrize("name", GOOD)
def test_a_good_migration_is_left_alone(name: str) -> None:
    source = text("good", name)
    assert normalise(source, number="013", description="x").text == source


@pytest.mark.parametrize("name", FAULTY)
def test_a_mend_leaves_everything_else_to_the_byte(name: str) -> None:
    source = text("faulty", name)
    result = normalise(source, number="013", description="x")
    changed = sum(1 for one, two in zip(source.splitlines(), result.text.splitlines(), strict=False) if one != two)
    # An index that is named is renamed in `down` too.
    assert changed <= 2 * len(result.fixes) or "missing-header" in {fix.rule for fix in result.fixes}
