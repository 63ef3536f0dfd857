"""The variables of the environment with which a migration is run: not set at first, and as its text asks for them then.

They are made up here. Nothing of this machine's environment is read, and nothing of it reaches the sandbox.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.code.environment import Setting, settings_read
from nhimbe_migrations.mongodb.code.tree import parse
from nhimbe_migrations.mongodb.proof.runs import Runs
from nhimbe_migrations.mongodb.proof.states.as_promised import judged_as_promised
from nhimbe_migrations.mongodb.proof.states.attempts import Settled, reach
from nhimbe_migrations.mongodb.proof.verdict.case import Case
from nhimbe_migrations.mongodb.proof.verdict.judge import judge
from nhimbe_migrations.mongodb.proof.verdict.snapshot import Loss
from nhimbe_migrations.mongodb.sandbox.sandbox import Answer
from nhimbe_migrations.mongodb.seed.model import Seed

__all__ = ["Environments", "environments_of", "furthest", "told_of_environments"]

Environments = Sequence[Mapping[str, str]]
_MADE_UP = "100000000000000000000001"
"""Text, a number, JSON and the text of an ObjectId at once."""
_GUARDS = frozenset({"up-fails", "load-fails"})
"""What a migration does that will not work there, and says so."""
_MOST = 4
_MOST_NAMES = 3
_LONGEST = 40
"""Characters of a text that are shown."""


def environments_of(text: str) -> Environments:
    """Return the environments to try, the empty one first; none where the text reads no variable by its name."""
    settings = [item for item in settings_read(parse(text)) if item.name] if "env" in text else []
    return [{}, *islice(_with_values(settings), _MOST - 1)] if settings else []


def _with_values(settings: Sequence[Setting]) -> Iterator[Mapping[str, str]]:
    usual = {item.name: item.texts[0] if item.texts else _MADE_UP for item in settings}
    yield usual
    for item in settings:
        for text in item.texts[1:]:
            yield {**usual, item.name: text}
        if item.texts:
            yield {**usual, item.name: _MADE_UP}


def furthest(runs: Runs, answer: Answer, seed: Seed, environments: Environments) -> Answer:
    """Return the run that came furthest, `answer` or one with variables set, and leave `runs` with what those were."""
    best = answer
    for environment in environments[1:]:
        well = bool(best.steps) and not best.steps[0].get("error")
        if well and any(write["met"] for write in best.steps[0]["writes"]):
            break
        before, runs.environment = runs.environment, environment
        again = runs.run(seed)
        if reach(again) > reach(best):
            best = again
        else:
            runs.environment = before
    return best


def told_of_environments(
    runs: Runs, settled: Settled, case: Case, losses: Collection[Loss], environments: Environments
) -> Iterator[Finding]:
    """Yield with which environment it was proved, and what goes wrong with the others, on the same documents.

    Where up stops by itself or changes nothing, that is a guard; what it changes and does not give back is an error.
    """
    proved = runs.environment
    line = settings_read(parse(case.text))[0].line
    tried = []
    for environment in environments:
        if environment == proved:
            continue
        runs.environment = environment
        answer = runs.run(settled.seed)
        tried.append(_named(environment, environments))
        verdict = judged_as_promised(runs, settled, case, losses, judge(answer, case, losses, runs.sandbox.limit))
        for finding in verdict.findings:
            if finding.severity == "error":
                message = f"Where {_named(environment, environments)}: {finding.message}"
                harms = verdict.changed is not False and finding.rule not in _GUARDS
                yield case.finding("environment", message, finding.line, "error" if harms else "warning")
                break
    runs.environment = proved
    also = f" Also run where {'; '.join(tried)}." if tried else ""
    yield case.finding("environment", f"Proved where {_named(proved, environments)}.{also}", line, "note")


def _named(environment: Mapping[str, str], environments: Environments) -> str:
    names = list(dict.fromkeys(name for item in environments for name in item))
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    if not environment:
        return f"{' and '.join(names[:_MOST_NAMES])}{more} {'is' if len(names) == 1 else 'are'} not set"
    told = [f"{name} is {_shown(text)}" for name, text in environment.items()][:_MOST_NAMES]
    return f"{' and '.join(told)}{more}"


def _shown(text: str) -> str:
    if text == _MADE_UP:
        return "some other text"
    return repr(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
