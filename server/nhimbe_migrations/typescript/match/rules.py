"""What there is to say about a types file that could not simply be edited: one rule for each case."""

from __future__ import annotations

from nhimbe_migrations.findings.rule import Rule

__all__ = ["rules"]

MAPPING = '[types.interfaces] in nhimbe-migrations.toml: {owner} = "{name}"'

NOT_FOUND = Rule(
    name="types-interface-not-found",
    severity="note",
    summary="A table or collection changed, and no interface of the types file clearly belongs to it",
    why="The types file no longer says what the database holds.",
    help=f"Name the interface: {MAPPING.format(owner='event_reviews', name='EventReview')}; or add one by hand.",
)
AMBIGUOUS = Rule(
    name="types-interface-ambiguous",
    severity="note",
    summary="Several interfaces could belong to the table or collection",
    why="Editing the wrong one would break code that is right.",
    help=f"Name the one that is meant: {MAPPING.format(owner='event_reviews', name='EventReview')}.",
)
CHOSEN = Rule(
    name="types-interface-chosen",
    severity="note",
    summary="Another interface of the same name with another suffix was left alone",
    why="`EventRow` mirrors the table, `Event` often is what the API answers; both may need the change.",
    help="Look whether the other interface needs the same change.",
)
NOT_EDITABLE = Rule(
    name="types-not-editable",
    severity="note",
    summary="The type has no members of its own that could be edited",
    why="A union, a mapped type or one that is inferred from a schema is written elsewhere.",
    help="Change it by hand where its members are written.",
)
MEMBER_NOT_FOUND = Rule(
    name="types-member-not-found",
    severity="note",
    summary="A column was renamed or dropped that the interface does not have",
    why="The interface may give the column another name, or fold it into another member.",
    help="Look at the interface; an API shape may have nothing to change.",
)
MEMBER_EXISTS = Rule(
    name="types-member-exists",
    severity="note",
    summary="The interface has both the old and the new name of a renamed column",
    why="One of them may be joined in or computed; whether it can go is for you to decide.",
    help="Remove the member that no longer has a source.",
)
MEMBERS_MISSING = Rule(
    name="types-members-missing",
    severity="note",
    summary="The interface of a new table is there already, without some of its columns",
    why="A hand-written interface may leave columns out on purpose.",
    help="Add those that belong there: update_types(interface=…, fields=…).",
)
FOLDED = Rule(
    name="types-member-folded",
    severity="note",
    summary="A column was added whose relatives the interface keeps inside an object of its own",
    why="`location_url` belongs in `location`, if the code that reads the row puts it there.",
    help="Add it inside: update_types(interface=…, fields=…); or beside it, if that is meant.",
)
TYPE_KEPT = Rule(
    name="types-type-kept",
    severity="note",
    summary="A column changed its type, and the member's type in types.ts is more precise",
    why="`UserRole` or an imported type was chosen by a person; the database's plain type would lose it.",
    help="Check that the member's type still allows every value of the column.",
)
INHERITED = Rule(
    name="types-member-inherited",
    severity="note",
    summary="The member comes from a base that other types share",
    why="Changing the base would change them all.",
    help="Change the base by hand if the change is meant for all of them.",
)
REFERENCED = Rule(
    name="types-still-referenced",
    severity="warning",
    summary="A type or member that was removed or renamed is still used in the types file",
    why="The file would no longer type-check.",
    help="Change these lines first, then run update_types again.",
)
EXPORTED = Rule(
    name="types-exported",
    severity="note",
    summary="An exported interface was renamed or removed",
    why="Other files may import it under its old name.",
    help="Search the repository for imports of the old name.",
)


def rules() -> tuple[Rule, ...]:
    """Return the rules of this room, for the pages that list them."""
    return (
        NOT_FOUND, AMBIGUOUS, CHOSEN, NOT_EDITABLE, MEMBER_NOT_FOUND, MEMBER_EXISTS, MEMBERS_MISSING, FOLDED, TYPE_KEPT,
        INHERITED, REFERENCED, EXPORTED,
    )  # fmt: skip
