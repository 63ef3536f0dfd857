"""A room's face gives its names, and loads nothing before one is asked for."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

ROOMS = ("d1", "mongodb")


@pytest.mark.parametrize("room", ROOMS)
def test_each_name_of_a_face_is_there_and_is_no_module(room: str) -> None:
    face = import_module(f"nhimbe_migrations.{room}")
    for name in face.__all__:
        found = getattr(face, name)
        assert callable(found), name
        assert found.__module__.startswith(f"nhimbe_migrations.{room}."), name
    with pytest.raises(AttributeError, match="nothing_of_this_name"):
        _ = face.nothing_of_this_name


@pytest.mark.parametrize("room", ROOMS)
def test_to_import_a_face_loads_no_engine(room: str) -> None:
    code = (
        f"import sys, nhimbe_migrations.{room}; "
        "print([name for name in ('apsw', 'syntaqlite', 'tree_sitter') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.strip() == "[]"
