import json

import pytest

from nhimbe_migrations.mongodb.proof.typecheck import type_check

pytestmark = pytest.mark.usefixtures("deno")

FILE = "worker/src/db/migrations/013_change.ts"


def migration(*lines: str, head: str = "") -> str:
    body = "\n".join(f"  {line}" for line in lines)
    return (
        f'// Migration 013: change\nimport type {{ Db }} from "mongodb";\n{head}\n'
        f"export async function up(db: Db): Promise<void> {{\n{body}\n}}\n"
        "export async function down(db: Db): Promise<void> {\n  await db.listCollections().toArray();\n}\n"
    )


@pytest.fixture
def repository(tmp_path):
    """A Worker repository without node_modules."""
    (tmp_path / FILE).parent.mkdir(parents=True)
    (tmp_path / "worker/src/types.ts").write_text(
        "export interface User { _id: string; email: string; age?: number }\n"
    )
    return tmp_path


TYPED = 'import type { User } from "../../types";'
WRONG = {
    "a misspelt method": ('await db.collection("users").createIdex({ a: 1 });', "", "createIdex"),
    "a method that is gone": ('await db.collection("users").ensureIndex({ a: 1 });', "", "ensureIndex"),
    "an unknown index option": ('await db.collection("users").createIndex({ a: 1 }, { uniqe: true });', "", "uniqe"),
    "a mistyped index option": (
        'await db.collection("users").createIndex({ a: 1 }, { unique: "yes" });',
        "",
        "boolean",
    ),
    "a field of the wrong type": (
        'await db.collection<User>("users").updateMany({}, { $set: { age: "old" } });',
        TYPED,
        "'string' is not assignable to type 'number'",
    ),
    "an unknown option of createCollection": ('await db.createCollection("a", { valdator: {} });', "", "valdator"),
    "a bad direction": ('await db.collection("users").createIndex({ a: "up" });', "", "up"),
    "a file that is not there": ("void Missing;", 'import { Missing } from "../../nowhere";', "../../nowhere"),
}


@pytest.mark.parametrize(("line", "head", "named"), WRONG.values(), ids=WRONG.keys())
def test_the_compiler_finds_it_in_its_line(line, head, named, repository):
    text = migration("await db.listCollections().toArray();", line, head=head)
    found = type_check(text, FILE, repository)
    assert found.level == "type-checked"
    at = 3 if "nowhere" in head else 6
    assert [(each.rule, each.file, each.line) for each in found.errors] == [("does-not-type-check", FILE, at)]
    assert named in found.errors[0].message


def test_a_sound_migration_has_no_error_and_nothing_is_written(repository):
    before = sorted(str(path) for path in repository.rglob("*") if "node_modules" not in path.parts)
    text = migration('await db.collection<User>("users").updateMany({}, { $set: { age: 3 } });', head=TYPED)
    found = type_check(text, FILE, repository)
    assert (found.level, found.errors, found.why_not) == ("type-checked", (), "")
    assert found.compiler.startswith("Deno 2.")
    assert sorted(str(path) for path in repository.rglob("*") if "node_modules" not in path.parts) == before


def test_the_settings_of_the_repository_count(repository):
    settings = {
        "compilerOptions": {"target": "es2022", "module": "esnext", "moduleResolution": "bundler", "strict": False}
    }
    text = migration("const anything = (value) => value;", "anything(1);")
    strict = type_check(text, FILE, repository)
    (repository / "worker/tsconfig.json").write_text(json.dumps(settings))
    lax = type_check(text, FILE, repository)
    assert [each.help for each in strict.errors] == ["TypeScript calls it TS7006."]
    assert lax.errors == ()


def test_types_that_the_repository_lacks_do_not_stand_in_the_way(repository):
    """A Worker's tsconfig names types that npm install brings; without them the strict defaults check it."""
    settings = {"compilerOptions": {"strict": True, "types": ["@cloudflare/workers-types"]}}
    (repository / "worker/tsconfig.json").write_text(json.dumps(settings))
    wrong = migration('await db.collection("users").createIdex({ a: 1 });')
    assert [each.line for each in type_check(wrong, FILE, repository).errors] == [5]
    sound = type_check(migration("console.log(await db.collections());"), FILE, repository)
    assert (sound.level, sound.errors) == ("type-checked", ())


def test_faults_of_other_files_are_not_the_migrations(repository):
    (repository / "worker/src/types.ts").write_text(
        "export interface User { _id: string }\nexport const bad: number = 'x';\n"
    )
    text = migration('await db.collection<User>("users").findOne({});', head=TYPED)
    assert type_check(text, FILE, repository).errors == ()


def test_without_deno_there_is_no_verdict_but_the_command_that_brings_it(tmp_path):
    found = type_check(migration("await db.collections();"), FILE, tmp_path, environment={"DENO_BIN": "/nowhere"})
    assert (found.level, found.errors) == ("parsed", ())
    assert "pip install 'nhimbe-migrations[mongodb]'" in found.why_not


def test_a_compiler_of_the_repository_is_not_run(repository):
    """What npm install would bring can be committed by anybody."""
    for package in ("typescript/lib/tsc.js", "@typescript/typescript-linux-x64/lib/tsc"):
        program = repository / "worker/node_modules" / package
        program.parent.mkdir(parents=True)
        program.write_text(f"#!/bin/sh\ntouch {repository}/ran\n")
        program.chmod(0o755)
    found = type_check(migration("await db.createIdex();"), FILE, repository)
    assert [each.line for each in found.errors] == [5]
    assert not (repository / "ran").exists()


def test_what_a_package_exports_counts_as_any(repository):
    head = 'import dayjs from "dayjs";\nimport { Event } from "@app/models";'
    found = type_check(
        migration('await db.collection<Event>("a").insertOne({ at: dayjs().toDate() });', head=head), FILE, repository
    )
    assert (found.level, found.errors) == ("type-checked", ())
