import re
import subprocess

import pytest

from nhimbe_migrations.mongodb.sandbox.bundle import bundle_migration
from nhimbe_migrations.mongodb.sandbox.loop_limits import with_ticks
from nhimbe_migrations.mongodb.sandbox.tools import find_esbuild

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


@pytest.mark.node
def test_a_place_in_the_script_leads_back_to_the_authors_line(root, tools, tmp_path):
    (tmp_path / "helper.ts").write_text("export const help = () => {\n  throw new Error('helper');\n};\n")
    lines = ["import { help } from './helper';", "enum Kind { A = 1 }", "export function up(é: number): number {"]
    lines += [f"  if (é === {number}) throw new Error('at {number}');" for number in range(4, 40)]
    lines += ["  return Kind.A + Number(help());", "}", "export function down(): void {}"]
    script = bundle_migration(find_esbuild([tools / "node_modules"]), "\n".join(lines), "migration.ts", tmp_path)
    program = (
        f"{script.code}\nfor (let n = 4; n < 41; n++) try {{ module.exports.up(n); }} "
        "catch (e) { console.log(e.message, JSON.stringify([...e.stack.matchAll(/:(\\d+):(\\d+)\\)?$/gm)].map((m) => [+m[1], +m[2]]))); }"
    )
    ran = subprocess.run(["node", "-"], input=program, capture_output=True, text=True, check=True)
    found = {}
    for said in ran.stdout.splitlines():
        message, frames = re.fullmatch(r"(.+) (\[.*\])", said).groups()
        found[message] = script.lines.line(
            [[int(n) for n in pair.split(",")] for pair in re.findall(r"\d+,\d+", frames)]
        )
    # An error in a helper is told at the line of the migration that led there.
    assert found == {**{f"at {number}": number for number in range(4, 40)}, "helper": 40}


@pytest.mark.node
def test_what_cannot_be_bundled_is_said_with_its_line(root, tools):
    found = bundle_migration(find_esbuild([tools / "node_modules"]), "\nexport const a = ;\n", "migration.ts", root)
    assert [(each.rule, each.line) for each in found] == [("does-not-compile", 2)]
