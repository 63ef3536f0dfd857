"""Vocabulary that rooms share: frozen values, no I/O.

`shapes` says what a migration does to the shape of a record, whichever database it lives in;
`mongodb` (imported by name, since it needs pydantic) holds the typed changes of a MongoDB migration.
"""
