"""The MongoDB half: render or read a migration, lint it, type-check it, run it there and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.body import Body
from nhimbe_migrations.authoring.report import Verification
from nhimbe_migrations.authoring.request import MigrationRequest
from nhimbe_migrations.changes.shapes import ShapeChange
from nhimbe_migrations.text import Finding
from nhimbe_migrations.workspace.history import Migration

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.desk import Desk

__all__ = ["examine_mongodb", "lint_mongodb", "mongodb_body", "shapes_of_mongodb"]
