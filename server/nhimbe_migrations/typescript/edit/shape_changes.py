"""One change of a record's shape → the edits of its interface, and what there is to say about it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from nhimbe_migrations.changes.shapes import AddShape, RemoveShape, RenameShape
from nhimbe_migrations.errors import RefusedError
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.typescript.edit.interfaces import remove_interface, rename_interface
from nhimbe_migrations.typescript.edit.member_changes import member_step
from nhimbe_migrations.typescript.edit.net_changes import NetChange
from nhimbe_migrations.typescript.edit.new_interface import new_interface
from nhimbe_migrations.typescript.edit.types_file import EditStep, TypesFile
from nhimbe_migrations.typescript.match import rules
from nhimbe_migrations.typescript.match.find import Target, locate, mapped_name
from nhimbe_migrations.typescript.match.inherited import inherited_member
from nhimbe_migrations.typescript.syntax.naming import folded

__all__ = ["step"]


def step(types_file: TypesFile, change: NetChange, mapping: Mapping[str, str]) -> EditStep:
    """Return what `change` asks of the file.

    Raises:
        RefusedError: the interface does not parse, or the field's own type is none.
    """
    if isinstance(change, AddShape | RemoveShape | RenameShape) and types_file.source.root.has_error:
        raise RefusedError(
            "The types file has a syntax error, and a whole interface was to be added, renamed or removed.",
            why="What else the file declares, and what uses the interface, is not known.",
            way_out="Repair the syntax, then run it again.",
        )
    makes = isinstance(change, AddShape)
    target = locate(types_file.source, types_file.declared, change.owner, change.source, mapping, suggesting=not makes)
    if target is None:
        return EditStep()
    if isinstance(change, AddShape):
        return _add_shape(types_file, change, target, mapping)
    if isinstance(change, RenameShape):
        return _rename_shape(types_file, change, target, mapping)
    if isinstance(target, Finding):
        gone = isinstance(change, RemoveShape) and target.rule == rules.NOT_FOUND.name
        return EditStep(findings=() if gone else (target,))
    if isinstance(change, RemoveShape):
        return EditStep(*remove_interface(types_file.source, target, change.owner))
    made = member_step(types_file, change, target)
    return EditStep(made.edits, (*made.findings, *(target.notes if made.edits else ())))


def _add_shape(
    types_file: TypesFile, change: AddShape, target: Target | Finding, mapping: Mapping[str, str]
) -> EditStep:
    if isinstance(target, Finding):
        if target.rule != rules.NOT_FOUND.name or target.line is not None:
            return EditStep(findings=(target,))
        name = mapped_name(change.owner, mapping)
        if name and not re.fullmatch(r"[^\W\d][\w$]*", name):
            return EditStep(findings=(target,))
        if name is None and types_file.holds_only_others:
            message = (
                f"This file holds the types of a program and none of a table, so none was added for {change.owner!r}."
            )
            help_ = "Name the file that mirrors the tables: [paths] types in nhimbe-migrations.toml; or add an interface by hand."
            return EditStep(findings=(rules.NOT_FOUND.finding(message, help=help_),))
        return EditStep(new_interface(types_file, change, name))
    known = {folded(item.name or "") for item in target.properties}
    missing = [
        field.name
        for field in change.fields
        if folded(field.name) not in known
        and inherited_member(types_file.source, types_file.declared, target, field.name) is None
    ]
    if not missing:
        return EditStep()
    names = ", ".join(missing)
    line = target.declaration.node.start_point.row + 1
    note = rules.MEMBERS_MISSING.finding(
        f"`{target.declaration.path}` is there already, without {names} of {change.owner!r}.", line=line
    )
    return EditStep(findings=(note,))


def _rename_shape(
    types_file: TypesFile, change: RenameShape, target: Target | Finding, mapping: Mapping[str, str]
) -> EditStep:
    if isinstance(target, Finding):
        renamed = locate(types_file.source, types_file.declared, change.to, change.source, mapping)
        return EditStep(findings=(target,) if isinstance(renamed, Finding) else ())
    return EditStep(*rename_interface(types_file.source, types_file.declared, target, change.owner, change.to))
