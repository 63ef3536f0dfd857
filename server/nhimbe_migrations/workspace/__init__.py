"""The repository on disk: where it is, what its history says, and how it changes – whole or not at all.

`discovery` finds it, `history` and `numbering` read it, `lock` and `changeset` write to it. Nothing here knows
what a migration means; nothing elsewhere touches the work tree.
"""
