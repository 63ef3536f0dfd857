"""The SQL functions that D1 lets SQL call. SQLite has more; the authorizer refuses those by name.

The list was measured by calling every function of SQLite 3.54 on both generations of workerd.
"""

from __future__ import annotations

__all__ = ["ABSENT_FUNCTIONS", "ABSENT_ON_BASELINE", "ALLOWED_FUNCTIONS", "ALLOWED_ON_LATEST", "RENAMING_FUNCTIONS"]

ALLOWED_FUNCTIONS = frozenset(
    ["abs", "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "avg", "bm25", "ceil", "changes", "char", "coalesce", "concat", "concat_ws", "cos", "cosh", "count", "cume_dist", "current_date", "current_time", "current_timestamp", "date", "datetime", "degrees", "dense_rank", "exp", "first_value", "floor", "format", "glob", "group_concat", "hex", "highlight", "ifnull", "iif", "instr", "json", "json_array", "json_array_length", "json_each", "json_extract", "json_group_array", "json_group_object", "json_insert", "json_object", "json_patch", "json_quote", "json_remove", "json_replace", "json_set", "json_tree", "json_type", "json_valid", "jsonb", "jsonb_array", "jsonb_each", "jsonb_extract", "jsonb_group_array", "jsonb_group_object", "jsonb_insert", "jsonb_object", "jsonb_patch", "jsonb_remove", "jsonb_replace", "jsonb_set", "jsonb_tree", "julianday", "lag", "last_insert_rowid", "last_value", "lead", "length", "like", "likelihood", "likely", "ln", "log", "log2", "lower", "ltrim", "match", "max", "min", "mod", "nth_value", "ntile", "nullif", "octet_length", "percent_rank", "pi", "pow", "printf", "quote", "radians", "random", "randomblob", "rank", "replace", "round", "row_number", "rtrim", "sign", "sin", "sinh", "snippet", "sqrt", "strftime", "string_agg", "substr", "substring", "sum", "tan", "tanh", "time", "timediff", "total", "total_changes", "trim", "trunc", "typeof", "unhex", "unicode", "unixepoch", "unlikely", "upper", "zeroblob", "->", "->>"]
)
"""Lower case; allowed on both generations."""

ALLOWED_ON_LATEST = ALLOWED_FUNCTIONS | {"if", "rtreecheck"}

ABSENT_FUNCTIONS = frozenset(
    ["fts3_tokenizer", "geopoly_area", "geopoly_bbox", "geopoly_blob", "geopoly_ccw", "geopoly_contains_point", "geopoly_debug", "geopoly_group_bbox", "geopoly_json", "geopoly_overlap", "geopoly_regular", "geopoly_svg", "geopoly_within", "geopoly_xform", "matchinfo", "median", "offsets", "optimize", "percentile", "percentile_cont", "percentile_disc"]
)
"""In the SQLite of this process and in neither D1: SQL that calls them is told that there is no such function."""

ABSENT_ON_BASELINE = ABSENT_FUNCTIONS | {
    "fts5_insttoken", "if", "json_array_insert", "jsonb_array_insert", "rtreecheck", "rtreedepth", "rtreenode",
    "unistr", "unistr_quote",
}  # fmt: skip

RENAMING_FUNCTIONS = frozenset(
    {
        "sqlite_drop_column",
        "sqlite_rename_column",
        "sqlite_rename_quotefix",
        "sqlite_rename_table",
        "sqlite_rename_test",
    }
)
"""What ALTER TABLE calls inside; no statement can name them itself."""
