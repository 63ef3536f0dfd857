"""wrangler.jsonc: JSON with comments and trailing commas."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nhimbe_migrations.system.jsonc import read_jsonc

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1, // one\n "b": [1, 2, /* more */ ],\n}', {"a": 1, "b": [1, 2]}),
        ('{"url": "https://x//y", "c": "/* no */", "d": "a,]"}', {"url": "https://x//y", "c": "/* no */", "d": "a,]"}),
        ('{"q": "a\\"//b"}', {"q": 'a"//b'}),
        ('\ufeff// top\r\n{"a": /*x*/ 1 , // last\r\n /* end */ }', {"a": 1}),
        ("[]", []),
    ],
)
def test_comments_and_trailing_commas_say_nothing(text: str, value: Any):
    assert read_jsonc(text) == value


@pytest.mark.parametrize("text", ["", "{", '{"a": 1 "b": 2}', "[1,,2]", '{"a": "x\ny"}', "/* open"])
def test_what_is_no_json_without_them_is_refused(text: str):
    with pytest.raises(json.JSONDecodeError):
        read_jsonc(text)


def test_an_error_names_the_line_of_the_file():
    with pytest.raises(json.JSONDecodeError) as error:
        read_jsonc('{\n// comment\n/* two\nlines */\n"a": oops\n}')
    assert error.value.lineno == 5


@given(VALUES, st.sampled_from([None, 1]))
def test_plain_json_reads_as_json_does(value: Any, indent: int | None):
    text = json.dumps(value, indent=indent)
    assert read_jsonc(text) == json.loads(text)


@given(VALUES)
def test_comments_around_every_comma_and_colon_of_a_layout_change_nothing(value: Any):
    # Line breaks of an indented layout stand outside of strings only.
    text = json.dumps(value, indent=1).replace("\n", ' // "x", ]\n/* } , */')
    assert read_jsonc(text) == value
