import pytest

from nhimbe_migrations.mongodb.proof.prove import execute
from nhimbe_migrations.mongodb.sandbox.loading.loop_limits import with_ticks
from nhimbe_migrations.mongodb.sandbox.loading.modules import gather

LOOPS = {
    "while (true) {}": "while (true) {__tick();}",
    "while (busy()) work();": "while (busy()) {__tick();work();}",
    "for (;;) ;": "for (;;) {__tick();;}",
    "do { a(); } while (b);": "do {__tick(); a(); } while (b);",
    "for (const é of all) é();": "for (const é of all) {__tick();é();}",
    "for (const a of b) for (const c of a) d(c);": "for (const a of b) {__tick();for (const c of a) {__tick();d(c);}}",
    "for await (const a of b) { c(a) }": "for await (const a of b) {__tick(); c(a) }",
    "no.loop();": "no.loop();",
    "broken( while (true) {}": "broken( while (true) {}",
}


@pytest.mark.parametrize(("text", "ticking"), LOOPS.items())
def test_every_loop_is_made_to_ask_and_no_line_moves(text, ticking):
    assert with_ticks(text) == ticking
    assert with_ticks(f"// é\n{text}\n") == f"// é\n{ticking}\n"


@pytest.mark.mongod
def test_a_place_in_what_ran_is_the_authors_line(sandbox, tmp_path):
    """Types and imports are taken out and ticks put in, and no line moves; an error in a helper is told where it was called."""
    (tmp_path / "helper.ts").write_text("\n\n\nexport const help = () => {\n  throw new Error('helper');\n};\n")
    head = ["import { help } from './helper';", "enum Kind { A = 1 }", "interface Named {", "  name: string;", "}"]
    for number in (7, 9, 12):
        lines = [*head, "export async function up(é: any): Promise<void> {"]
        lines += [
            f"  for (const n of [0] as number[]) if ({at} === {number}) throw new Error('{Named}');"
            for at, Named in ((n, n) for n in range(7, 14))
        ]
        lines += ["  help();", "  void Kind.A;", "}", "export function down(): void {}"]
        found = execute("\n".join(lines), repository_root=tmp_path, file="migration.ts", sandbox=sandbox)
        assert [(each.rule, each.line, each.message) for each in found.findings] == [
            ("up-fails", number, f"up fails: {number}.")
        ]
    calls = [
        *head,
        "export async function up(db: any): Promise<void> {",
        "  await Promise.resolve();",
        "  help();",
        "}",
        "export function down(): void {}",
    ]
    found = execute("\n".join(calls), repository_root=tmp_path, file="migration.ts", sandbox=sandbox)
    assert [(each.rule, each.line, each.message) for each in found.findings] == [("up-fails", 8, "up fails: helper.")]


def test_what_cannot_be_read_is_said_with_its_line(root):
    found = gather("\nexport const a = ;\n", "migration.ts", root)
    assert [(each.rule, each.line) for each in found] == [("does-not-compile", 2)]
