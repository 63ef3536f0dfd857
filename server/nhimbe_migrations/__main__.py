"""`nhimbe-migrations`: arguments, and nothing else. Without a verb it serves over stdio.

The server's own imports are by far the largest part of its start (mcp-notes: 890 ms, most of it building models),
so they wait until the verb is known, and the garbage collector stays out of the way while they run.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

from nhimbe_migrations import __version__
from nhimbe_migrations.cli.formats import FORMATS
from nhimbe_migrations.system.limits import CYCLES_SELDOM
from nhimbe_migrations.system.trust import TRUST_VARIABLE

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit code (0 well, 1 findings with errors, 2 could not run)."""
    given = _serving(arguments) or _parser().parse_args(arguments)
    if given.trust_repository:
        os.environ[TRUST_VARIABLE] = "1"
    match given.verb:
        case "demo":
            from nhimbe_migrations.tools.demo.demo import run_demo

            return run_demo()
        case None | "serve":
            return _serve(given)
        case verb:
            gc.set_threshold(*CYCLES_SELDOM)
            run: Callable[[argparse.Namespace], int] = getattr(
                import_module(f"nhimbe_migrations.cli.{verb}"), f"run_{verb}"
            )
            return run(given)


def _serve(given: argparse.Namespace) -> int:
    gc.disable()
    from nhimbe_migrations.tools.server import serve

    gc.freeze()
    gc.enable()
    serve(given.repo, read_only=given.read_only)
    return 0


def _serving(arguments: Sequence[str] | None) -> argparse.Namespace | None:
    """The arguments where nothing but serving is asked for, which every client does: the verbs take a while to describe."""
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    for option, how in _SERVING.items():
        parser.add_argument(option, **how)
    try:
        given, rest = parser.parse_known_args(arguments)
    except argparse.ArgumentError:
        return None  # the whole parser says what is wrong
    return None if rest else argparse.Namespace(verb=None, **vars(given))


_SERVING: Mapping[str, dict[str, Any]] = {
    "--repo": {"metavar": "DIR", "help": "the repository (default: found from here upwards)"},
    "--trust-repository": {
        "action": "store_true",
        "help": "run programs that the repository brings along (its node_modules, the wrangler command it configures)",
    },
    "--read-only": {"action": "store_true", "help": "serve without the tools that write"},
}


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--repo", **_SERVING["--repo"])
    parser = argparse.ArgumentParser(
        prog="nhimbe-migrations",
        description="Author database migrations for D1 and MongoDB, proved before they touch the repository.",
        parents=[shared],
    )
    parser.add_argument("--version", action="version", version=f"nhimbe-migrations {__version__}")
    for option in ("--trust-repository", "--read-only"):
        parser.add_argument(option, **_SERVING[option])
    trust = _SERVING["--trust-repository"]["help"]
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", title="verbs")
    # A verb's own default would overwrite what stood before the verb.
    late = argparse.ArgumentParser(add_help=False)
    late.add_argument("--repo", metavar="DIR", default=argparse.SUPPRESS, help="the repository")
    chosen = "of several D1 databases the one meant: binding, name or folder"
    late.add_argument("--trust-repository", action="store_true", default=argparse.SUPPRESS, help=trust)
    serve = verbs.add_parser("serve", parents=[late], help="serve the Model Context Protocol over stdio (the default)")
    serve.add_argument(
        "--read-only", action="store_true", default=argparse.SUPPRESS, help="without the tools that write"
    )
    _add_check(verbs, late, chosen)
    diff = verbs.add_parser("diff", parents=[late], help="print the migration that an edited schema.sql asks for")
    diff.add_argument("--database", metavar="NAME", help=chosen)
    diff.add_argument("--rename", action="append", default=[], metavar="TABLE.OLD=NEW", help="a name that lives on")
    diff.add_argument("--accept", action="append", default=[], metavar="RULE=REASON", help="a finding let through")
    diff.add_argument(
        "--format", choices=["sql", "html"], default="sql", help="the statements, or a page with the whole draft"
    )
    show = verbs.add_parser("show", parents=[late], help="print a draft that an assistant made, or a page of it")
    show.add_argument("draft", metavar="DRAFT", help="its handle")
    show.add_argument("--format", choices=["text", "html", "json"], default="text", help="how to print it")
    init = verbs.add_parser("init", parents=[late], help="write a nhimbe-migrations.toml from what is found")
    init.add_argument("--print", action="store_true", help="print it and write nothing")
    init.add_argument("--database", metavar="NAME", help=chosen)
    init.add_argument("--yes", action="store_true", help="ask nothing: take the best guess")
    init.add_argument("--agents", action="store_true", help="write a section for assistants into AGENTS.md instead")
    doctor = verbs.add_parser("doctor", parents=[late], help="print what was found, what is missing, and the way to it")
    doctor.add_argument("--database", metavar="NAME", help=chosen)
    doctor.add_argument("--format", choices=["text", "json"], default="text", help="how to print it")
    facts = verbs.add_parser("facts", parents=[late], help="print one read-only command that counts rows; run nothing")
    facts.add_argument("--database", metavar="NAME", help=chosen)
    facts.add_argument("columns", nargs="*", metavar="TABLE.COLUMN", help="also count its NULLs and its duplicates")
    status = verbs.add_parser(
        "status", parents=[late], help="print which migrations have run, by the runners' own ledgers"
    )
    status.add_argument(
        "--ledger",
        metavar="FILE",
        help="what `wrangler d1 migrations list` or `migrate-mongo status` printed; - for input",
    )
    status.add_argument(
        "--target", choices=["d1", "mongodb"], help="the store that --ledger is for, where its text does not show it"
    )
    status.add_argument("--mongodb", metavar="URI", help="read migrate-mongo's changelog on this server")
    status.add_argument("--changelog", metavar="NAME", help="its collection (default: as configured, else changelog)")
    status.add_argument("--format", choices=["text", "json"], default="text", help="how to print it")
    verbs.add_parser("hook", parents=[late], help="check the file that an assistant's tool wrote (event on stdin)")
    status.add_argument("--database", metavar="NAME", help=chosen)
    diagram = verbs.add_parser("diagram", parents=[late], help="draw the D1 schema as a Mermaid diagram")
    diagram.add_argument("--database", metavar="NAME", help=chosen)
    diagram.add_argument("names", nargs="*", metavar="TABLE", help="only these tables, and what they are linked to")
    diagram.add_argument("--output", metavar="FILE", help="write it there; into a .md file as a code block")
    verbs.add_parser("demo", help="drive the whole workflow on a sample repository, and leave nothing behind")
    return parser


def _add_check(verbs: Any, late: argparse.ArgumentParser, chosen: str) -> None:  # noqa: ANN401 argparse has no public name for it
    check = verbs.add_parser("check", parents=[late], help="print what is wrong; exit 1 on errors")
    check.add_argument("files", nargs="*", metavar="FILE", help="only these migrations, by number or file")
    check.add_argument("--database", metavar="NAME", help=f"{chosen}; without it every one of them")
    check.add_argument("--base", metavar="REF", help="judge only what this branch adds to REF")
    check.add_argument(
        "--execute", action="store_true", help="run MongoDB migrations there and back on a scratch server"
    )
    check.add_argument(
        "--write-baseline",
        action="store_true",
        help="write all present findings to nhimbe-migrations.baseline.json: from then on only new ones are reported",
    )
    check.add_argument(
        "--with",
        dest="beside",
        metavar="REF",
        action="append",
        default=[],
        help="also run this branch's migrations and REF's in both orders",
    )
    check.add_argument(
        "--with-unmerged",
        dest="unmerged",
        action="store_true",
        help="the same with every unmerged branch that has some",
    )
    check.add_argument("--format", choices=FORMATS, default="text", help="how to print it")
    check.add_argument(
        "--save",
        type=_format_and_file,
        metavar="FORMAT=FILE",
        action="append",
        default=[],
        help="write it to a file as well, in this format",
    )


def _format_and_file(text: str) -> tuple[str, str]:
    style, _, path = text.partition("=")
    if style not in FORMATS or not path:
        raise argparse.ArgumentTypeError(f"{text!r} is not FORMAT=FILE; formats: {', '.join(FORMATS)}")
    return style, path


if __name__ == "__main__":
    sys.exit(main())
