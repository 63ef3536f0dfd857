"""What a type name means: SQLite takes any words for a type, and thinks nothing of them.

SQLite reads a type's letters for an affinity (sqlite.org/datatype3.html) and lets everything pass, so that words
of other databases, a comment or the next column vanish in it. Here the words are looked up instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nhimbe_migrations.d1.sql.tokens import Token

__all__ = ["TypeReading", "is_known", "nearest", "read_type"]

NATIVE = frozenset({"TEXT", "INTEGER", "INT", "REAL", "BLOB", "NUMERIC", "BOOLEAN", "ANY"})
"""What the conventions and STRICT tables know; no finding."""

PSEUDO = frozenset(
    {"SERIAL", "BIGSERIAL", "SMALLSERIAL", "SERIAL4", "SERIAL8", "AUTO_INCREMENT", "AUTOINC", "IDENTITY", "COUNTER"}
)
"""Words that number rows elsewhere; SQLite does nothing at all for them."""

_FOREIGN = {
    "TEXT": """VARCHAR CHAR CHARACTER NVARCHAR NCHAR VARCHAR2 NVARCHAR2 VARCHARACTER STRING CLOB NCLOB NTEXT TINYTEXT MEDIUMTEXT
        LONGTEXT CITEXT UUID GUID UNIQUEIDENTIFIER ENUM SET INET CIDR MACADDR XML NAME BPCHAR URL EMAIL TSVECTOR TSQUERY
        DATETIME DATETIME2 DATETIMEOFFSET SMALLDATETIME TIMESTAMP TIMESTAMPTZ DATE TIME TIMETZ INTERVAL YEAR JSON JSONB
        CHARACTER_VARYING VARYING_CHARACTER NATIVE_CHARACTER NATIONAL_CHARACTER NATIONAL_VARCHAR NATIONAL_CHAR LONG_VARCHAR
        CHARACTER_VARYING NATIONAL_CHARACTER_VARYING CHARACTER_LARGE_OBJECT CHAR_VARYING OBJECT ARRAY HSTORE VECTOR
        TIMESTAMP_WITH_TIME_ZONE TIMESTAMP_WITHOUT_TIME_ZONE TIME_WITH_TIME_ZONE TIME_WITHOUT_TIME_ZONE""",
    "INTEGER": """TINYINT SMALLINT MEDIUMINT BIGINT INT2 INT4 INT8 INT16 INT32 INT64 UINT UINT8 UINT16 UINT32 UINT64 LONG
        LONGLONG ULONG USHORT SHORT BYTE UNSIGNED_BIG_INT BIG_INT UNSIGNED UNSIGNED_INT UNSIGNED_INTEGER UNSIGNED_BIGINT
        INT_UNSIGNED INTEGER_UNSIGNED BIGINT_UNSIGNED SMALLINT_UNSIGNED TINYINT_UNSIGNED MEDIUMINT_UNSIGNED INT_SIGNED
        INTEGER_SIGNED BIGINT_SIGNED OID ROWID""",
    "REAL": """DOUBLE FLOAT DOUBLE_PRECISION FLOAT4 FLOAT8 FLOAT32 FLOAT64 SINGLE SMALLFLOAT BINARY_FLOAT BINARY_DOUBLE""",
    "NUMERIC": """DECIMAL DEC NUMBER FIXED MONEY SMALLMONEY CURRENCY BIGNUMERIC DECFLOAT DECIMAL_UNSIGNED""",
    "INTEGER or BOOLEAN": "BOOL BIT LOGICAL YESNO",
    "BLOB": """BYTEA VARBINARY BINARY TINYBLOB MEDIUMBLOB LONGBLOB IMAGE RAW LONG_RAW BYTES BINARY_LARGE_OBJECT
        BINARY_VARYING BIT_VARYING VARBIT FILE""",
}
_REPLACEMENT = {word.replace("_", " "): better for better, words in _FOREIGN.items() for word in words.split()}
"""Above an underscore stands for the blank in a type of several words."""
_KNOWN = NATIVE | frozenset(_REPLACEMENT)
_LONGEST = max(len(name.split()) for name in _KNOWN)


@dataclass(frozen=True, slots=True)
class TypeReading:
    """A column's type, taken apart."""

    name: str
    """The known type at the start, upper case; empty where the first word is none."""
    replacement: str
    """The SQLite type to write instead; empty for SQLite's own."""
    pseudo: str
    """A word that should number rows and does not; empty where there is none."""
    extra: tuple[Token, ...]
    """What SQLite swallowed behind the type."""
    first: Token


def read_type(tokens: Sequence[Token]) -> TypeReading | None:
    """Take the tokens of a column's type apart; None where the column has no type."""
    if not tokens:
        return None
    plain = _without_length(tokens)
    words = [token.name.upper() for token in plain]
    pseudo = next((word for word in words if word in PSEUDO), "")
    for length in range(min(_LONGEST, len(words)), 0, -1):
        name = " ".join(words[:length])
        if name in _KNOWN and all(token.kind in ("word", "quoted") for token in plain[:length]):
            return TypeReading(name, _REPLACEMENT.get(name, ""), pseudo, tuple(plain[length:]), tokens[0])
    return TypeReading("", "", pseudo, tuple(plain[1:]), tokens[0])


def is_known(type_name: str) -> bool:
    """Whether some database knows the type; its length is left aside."""
    return " ".join(type_name.split("(", maxsplit=1)[0].upper().split()) in _KNOWN


def nearest(word: str) -> str:
    """Return the SQLite type that `word` may be a slip of; empty where none is near."""
    from difflib import get_close_matches

    native = get_close_matches(word.upper(), sorted(NATIVE - {"ANY"}), n=1, cutoff=0.6)
    return native[0] if native else ""


def _without_length(tokens: Sequence[Token]) -> list[Token]:
    depth, kept = 0, list[Token]()
    for token in tokens:
        depth += token.says("(")
        if not depth:
            kept.append(token)
        depth -= token.says(")")
    return kept
