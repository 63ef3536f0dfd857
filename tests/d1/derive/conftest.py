"""What these tests share with those of schema.sql."""

from __future__ import annotations

from d1.schema.conftest import schema_after

__all__ = ["schema_after"]
