"""Who may do what: the questions that SQLite asks while it compiles a statement, answered as workerd answers them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.shadow.functions import (
    ABSENT_FUNCTIONS,
    ABSENT_ON_BASELINE,
    ALLOWED_FUNCTIONS,
    ALLOWED_ON_LATEST,
    RENAMING_FUNCTIONS,
)
from nhimbe_migrations.d1.sql.actions import RenameTable, read_action
from nhimbe_migrations.d1.sql.tokens import significant

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.generations import Generation

__all__ = ["TRANSACTION_REFUSED", "Authorizer"]

TRANSACTION_REFUSED = (
    "To execute a transaction, please use the state.storage.transaction() or state.storage.transactionSync() APIs "
    "instead of the SQL BEGIN TRANSACTION or SAVEPOINT statements. The JavaScript API is safer because it will "
    "automatically roll back on exceptions, and because it interacts correctly with Durable Objects' automatic atomic "
    "write coalescing."
)

_BOOLEAN_PRAGMAS = frozenset(
    {
        "case_sensitive_like", "defer_foreign_keys", "foreign_keys", "ignore_check_constraints",
        "legacy_alter_table", "recursive_triggers", "reverse_unordered_selects",
    }
)  # fmt: skip
_BOOLEAN_WORDS = frozenset({"0", "1", "true", "false", "on", "off", "yes", "no"})
_OBJECT_PRAGMAS = frozenset(
    {"foreign_key_list", "index_info", "index_list", "index_xinfo", "table_info", "table_xinfo"}
)
_OPTIONAL_OBJECT_PRAGMAS = frozenset({"foreign_key_check", "optimize", "quick_check", "table_list"})
_SILENT_PRAGMAS = frozenset({"data_version"})


class Authorizer:
    """The callback for one connection of one generation; switched off while the shadow does its own housekeeping."""

    __slots__ = (
        "_absent",
        "_actions",
        "_allowed",
        "_by_first",
        "_generation",
        "altering",
        "differs",
        "enabled",
        "refused_transaction",
        "unread",
    )

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._allowed = ALLOWED_ON_LATEST if generation.checks_default_functions else ALLOWED_FUNCTIONS
        self._absent = ABSENT_FUNCTIONS if generation.checks_default_functions else ABSENT_ON_BASELINE
        self.enabled = False
        self.altering = False
        """The statement is an ALTER TABLE, which looks into the (empty) temporary schema by itself."""
        self.refused_transaction = False
        self.differs = False
        """Something was asked for that the generations may answer each in its way."""
        self.unread: frozenset[str] = frozenset()
        """Functions that the statement names where this generation does not look them up."""
        self._actions, self._by_first = _actions()

    def __call__(
        self, action: int, first: str | None, second: str | None, database: str | None, _by: str | None
    ) -> int:
        if not self.enabled:
            return _OK
        if action in self._by_first and database != "temp" and first and first[0] != "_":
            return _OK  # nearly all that is asked: a name that nobody reserves
        check = self._actions.get(action)
        if database == "temp" and not (self.altering or (first or "").startswith("sqlite_temp_")):
            return _DENY
        return _OK if check is not None and check(self, first, second) else _DENY

    def is_absent(self, function: str) -> bool:
        """Whether this generation's SQLite was built without `function`."""
        return function.lower() in self._absent

    def renames_to_reserved(self, statement: str) -> bool:
        """Whether an ALTER TABLE gives a table a name that D1 keeps for itself; SQLite does not ask about that."""
        action = read_action(significant(statement[:500]))
        return isinstance(action, RenameTable) and not self._name(action.to.name)

    def _any(self, _first: str | None, _second: str | None) -> bool:
        return True

    def _function(self, _first: str | None, name: str | None) -> bool:
        folded = (name or "").lower()
        if folded in ALLOWED_FUNCTIONS or (self.altering and folded in RENAMING_FUNCTIONS):
            return True
        self.differs = True
        return folded in self.unread or folded in self._allowed

    def _pragma(self, pragma: str | None, value: str | None) -> bool:
        self.differs = True
        name = (pragma or "").lower() if self._generation.reserves_any_case else (pragma or "")
        if name in _BOOLEAN_PRAGMAS:
            return value is None or value.lower() in _BOOLEAN_WORDS
        if name in _OBJECT_PRAGMAS:
            return value is not None and self._name(value)
        if name in _OPTIONAL_OBJECT_PRAGMAS:
            return value is None or self._name(value)
        if name == "page_size":
            return value is None and "rtree" in self._generation.modules
        return name in _SILENT_PRAGMAS and value is None

    def _transaction(self, _first: str | None, _second: str | None) -> bool:
        self.refused_transaction = True
        return False

    def _module(self, name: str | None, module: str | None) -> bool:
        self.differs = True
        return self._name(name) and (module or "").lower() in self._generation.modules

    def _first(self, first: str | None, _second: str | None) -> bool:
        return self._name(first)

    def _both(self, first: str | None, second: str | None) -> bool:
        return self._name(first) and self._name(second)

    def _second(self, _first: str | None, second: str | None) -> bool:
        return self._name(second)

    def _name(self, name: str | None) -> bool:
        if name is None:
            return True
        return not (name.lower() if self._generation.reserves_any_case else name).startswith("_cf_")


_Check = Callable[[Authorizer, str | None, str | None], bool]


@cache
def _actions() -> tuple[Mapping[int, _Check], frozenset[int]]:
    """What answers a question, by its number; and the numbers of those that are about one name."""
    import apsw

    checks = {getattr(apsw, f"SQLITE_{name}"): check for name, check in _CHECKS.items()}
    return checks, frozenset(action for action, check in checks.items() if check is _CHECKS["READ"])


_OK, _DENY = 0, 1
_CHECKS: Mapping[str, _Check] = {
    "SELECT": Authorizer._any,  # noqa: SLF001 the table of the class's own answers
    "RECURSIVE": Authorizer._any,  # noqa: SLF001
    "FUNCTION": Authorizer._function,  # noqa: SLF001
    "PRAGMA": Authorizer._pragma,  # noqa: SLF001
    "TRANSACTION": Authorizer._transaction,  # noqa: SLF001
    "SAVEPOINT": Authorizer._transaction,  # noqa: SLF001
    "CREATE_VTABLE": Authorizer._module,  # noqa: SLF001
    "DROP_VTABLE": Authorizer._first,  # noqa: SLF001
    "CREATE_TABLE": Authorizer._first,  # noqa: SLF001
    "CREATE_VIEW": Authorizer._first,  # noqa: SLF001
    "DROP_TABLE": Authorizer._first,  # noqa: SLF001
    "DROP_VIEW": Authorizer._first,  # noqa: SLF001
    "DELETE": Authorizer._first,  # noqa: SLF001
    "INSERT": Authorizer._first,  # noqa: SLF001
    "READ": Authorizer._first,  # noqa: SLF001
    "UPDATE": Authorizer._first,  # noqa: SLF001
    "ANALYZE": Authorizer._first,  # noqa: SLF001
    "REINDEX": Authorizer._first,  # noqa: SLF001
    "CREATE_INDEX": Authorizer._both,  # noqa: SLF001
    "DROP_INDEX": Authorizer._both,  # noqa: SLF001
    "CREATE_TRIGGER": Authorizer._both,  # noqa: SLF001
    "DROP_TRIGGER": Authorizer._both,  # noqa: SLF001
    "ALTER_TABLE": Authorizer._second,  # noqa: SLF001
}
"""What may be asked at all; every other action (ATTACH, TEMP objects, …) is refused."""
