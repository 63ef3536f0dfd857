"""Runs of one migration on one database after another, each with what the one before asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nhimbe_migrations.mongodb.sandbox.loading.modules import Script
from nhimbe_migrations.mongodb.sandbox.sandbox import Answer, Sandbox
from nhimbe_migrations.mongodb.seed.model import Seed

__all__ = ["WHOLE", "Runs"]

WHOLE = ("up", "down", "up", "up")
_MOST_ROUNDS = 6
"""A file may say which file is read next."""


@dataclass(slots=True)
class Runs:
    """What is run, and where."""

    sandbox: Sandbox
    script: Script
    root: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    """What `process.env` holds: made up, and nothing of this machine."""

    def run(self, seed: Seed, steps: Sequence[str] = WHOLE, observe: str = "") -> Answer:
        """Run `steps` on the documents of `seed`; files of the repository that they read are handed over."""
        answer = Answer()
        for _ in range(_MOST_ROUNDS):
            answer = self.sandbox.run(self.script, seed.as_job(), steps, observe=observe, environment=self.environment)
            new = [path for path in answer.wanted if path not in self.script.files]
            if not new:
                break
            self.script = self.script.with_files(new, self.root)
        return answer
