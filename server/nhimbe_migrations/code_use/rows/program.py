"""The facts of many files as one program: their slots numbered through, imports joined to exports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nhimbe_migrations.code_use.modules import Modules
from nhimbe_migrations.code_use.rows.facts import Call, Class, DeclaredType, Facts, Function

__all__ = ["Program", "program_of"]


@dataclass(slots=True)
class Program:
    """All files; a file's slot s is `offsets[file] + s` here."""

    facts: Mapping[str, Facts]
    offsets: dict[str, int] = field(default_factory=dict)
    slots: int = 0
    joined: list[tuple[int, int]] = field(default_factory=list)
    """(export, import)."""
    namespaces: list[tuple[int, dict[str, int]]] = field(default_factory=list)
    """(slot, names): what `import * as db` gives."""

    def at(self, file: str, slot: int) -> int:
        return self.offsets[file] + slot if slot >= 0 else -1


def program_of(facts: Mapping[str, Facts], modules: Modules) -> Program:
    """Join the facts of files."""
    program = Program(facts)
    for file, told in facts.items():
        program.offsets[file] = program.slots
        program.slots += told.slots
    names = _Names(program, modules)
    for file, told in facts.items():
        for item in told.imports:
            slot = program.at(file, item.slot)
            for target in modules.find(file, item.module):
                if target not in facts:
                    continue
                if item.name == "*":
                    program.namespaces.append((slot, names.all_of(target)))
                    break
                found = names.named(target, item.name)
                if found is not None and found != slot:
                    program.joined.append((found, slot))
                    break
    return program


class _Names:
    def __init__(self, program: Program, modules: Modules) -> None:
        self.program = program
        self.modules = modules
        self.kept: dict[str, dict[str, int]] = {}

    def named(self, file: str, name: str) -> int | None:
        exported = self.all_of(file)
        return exported.get(name, exported.get("*") if name == "default" else None)

    def all_of(self, file: str) -> dict[str, int]:
        """Exported name → slot, what is exported again from other files included; circles end where they began."""
        if file in self.kept:
            return self.kept[file]
        found: dict[str, int] = {}
        self.kept[file] = found
        pending, seen = [file], {file}
        while pending:
            current = pending.pop()
            told = self.program.facts[current]
            for name, slot in told.exports.items():
                if slot >= 0 and (name != "default" or current == file):
                    found.setdefault(name, self.program.at(current, slot))
            for module in told.stars:
                for target in self.modules.find(current, module):
                    if target in self.program.facts and target not in seen:
                        seen.add(target)
                        pending.append(target)
        return found


__all__ += ["Call", "Class", "DeclaredType", "Function"]
