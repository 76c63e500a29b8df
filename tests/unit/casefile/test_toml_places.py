"""Places in TOML text, held against what tomllib reads from it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimbench.casefile.toml_places import bare_values, toml_places

FORMULA = 'rate * (1 + "x") # no comment = 1 ]'


def at(text: str, path: str, offset: int = 0) -> str:
    """The text from the place of a value on."""
    place = toml_places(text, "case.toml")[path].after(offset)
    return "\n".join(text.split("\n")[place.line - 1 :])[place.column - 1 :]


@pytest.mark.parametrize(
    ("text", "path", "starts"),
    [
        ("a = 1", "a", "1"),
        ("  a   =   -1.5e3 # b = 2", "a", "-1.5e3 #"),
        ('a = "x"', "a", 'x"'),
        ("a = 'x # = ]'\nb = 2", "b", "2"),
        ('a = "\\"]#\\\\"\nb = 2', "b", "2"),
        ('a.b."c d" = true', "a.b.c d", "true"),
        ("[t]\na = 1\n[u]\na = 2", "u.a", "2"),
        ("[ t . u ]\na = 1", "t.u", "u ]"),
        ("[ t . u ]\na = 1", "t.u.a", "1"),
        ("[[t]]\na = 1\n[[t]]\na = 2\n[t.u]\nb = 3", "t.1.a", "2"),
        ("[[t]]\na = 1\n[[t]]\na = 2\n[t.u]\nb = 3", "t.1.u.b", "3"),
        ("a = { b = 1, c = { d = 'x' } }\ne = 3", "a.c.d", "x'"),
        ("a = { b = 1, c = { d = 'x' } }\ne = 3", "e", "3"),
        ("a = {}\nb = []\nc = 3", "c", "3"),
        ('a = [\n  "x", # ]\n  "y"\n]\nb = 1', "a.1", 'y"'),
        ('a = [\n  "x", # ]\n  "y",\n]\nb = 1', "b", "1"),
        ("a = [[1, 2], [3]]", "a.1.0", "3]"),
        ("a = [{ b = 1 }, { b = 2 }]", "a.1.b", "2 }"),
        ("a = '''\nx ' '' \n[t]\nb = 1'''\nc = 2", "a", "x '"),
        ("a = '''\nx ' '' \n[t]\nb = 1'''\nc = 2", "c", "2"),
        ('a = """x "" \\""" # """\nb = 2', "b", "2"),
        ('a = """"x"""""\nb = 2', "b", "2"),
        ("a = 2025-01-01 10:00:00 # c\nb = 2", "b", "2"),
        ('"é" = 1\nb = "ключ"', "b", 'ключ"'),
        ("a = 1\r\nb = 2", "b", "2"),
    ],
)
def test_that_a_value_stands_where_it_is_found(text: str, path: str, starts: str) -> None:
    tomllib.loads(text)  # it is TOML
    assert at(text.replace("\r", ""), path).startswith(starts)


def test_that_an_offset_into_a_text_leads_past_escapes_and_over_line_ends() -> None:
    text = 'a = "x\\t\\"y\\" \\u00e9 z"\nb = """\none\ntwo \\\n   three"""\nc = \'\'\'1\n2\\n\'\'\''
    values = tomllib.loads(text)
    assert at(text, "a", values["a"].index("y")).startswith('y\\" \\u00e9')
    assert at(text, "a", values["a"].index("z")).startswith('z"')
    assert at(text, "b", values["b"].index("two")).startswith("two \\")
    assert at(text, "b", values["b"].index("three")).startswith('three"""')
    assert at(text, "c", values["c"].index("2")).startswith("2\\n'")


def test_that_text_that_is_no_toml_is_walked_to_its_end() -> None:
    text = 'a = = \nb = "open\n[t\nc = 16,300\n]\n= 5\ne = 2025-02-30\nd = [1, 2\nf = ' + "[" * 3000
    assert [value.text for value in bare_values(text) if "-" in value.text] == ["2025-02-30"]


KEYS = st.sampled_from(["a", "b", "c-d", '"e f"', "'g#'", '"h.i"', '"\\u0041b"'])
TEXTS = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=8)


def basic(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


VALUES = st.recursive(
    st.one_of(
        st.integers(-(10**6), 10**6).map(str),
        st.sampled_from(["true", "1_000", "0.5", "2025-01-01", "07:32:00", "1979-05-27 07:32:00Z"]),
        TEXTS.map(basic),
        TEXTS.map(lambda text: "'" + text.replace("'", "") + "'"),
        TEXTS.map(lambda text: '"""\n' + basic(text)[1:-1] + '\n#]"""'),
        TEXTS.map(lambda text: "'''" + text.replace("'", "") + "\n='''"),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[ # ]\n" + ",\n".join(items) + "]"),
        st.dictionaries(KEYS, inner, max_size=2).map(
            lambda items: "{ " + ", ".join(f"{key} = {value}" for key, value in items.items()) + " }"
        ),
    ),
    max_leaves=6,
)
TABLES = st.dictionaries(
    KEYS.map(lambda key: f"[t.{key}]"), st.dictionaries(KEYS, VALUES, max_size=3), min_size=1, max_size=4
)


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(item, f"{path}.{key}" if path else str(key))
    else:
        yield path, value


@given(TABLES)
@settings(max_examples=150, deadline=None)
def test_that_every_value_that_tomllib_reads_has_its_place(tables: dict[str, dict[str, str]]) -> None:
    text = "\n".join(
        f"{head} # = [x]\n" + "\n".join(f"{key} = {value} # ]" for key, value in pairs.items())
        for head, pairs in tables.items()
    )
    for path, value in leaves(tomllib.loads(text)):
        found = at(text, path)
        if isinstance(value, str):
            for offset, character in enumerate(value):
                here = at(text, path, offset)
                assert here.startswith((character, "\\" + character)), (path, offset)
        elif isinstance(value, bool | int):
            assert tomllib.loads(f"x = {found}".split("#")[0].split(",")[0].rstrip(" ]}\n"))["x"] == value


def test_that_all_values_of_a_case_have_places() -> None:
    for path in sorted((Path(__file__).parents[3] / "data").glob("*/case.toml")):
        text = path.read_text(encoding="utf-8")
        places = toml_places(text, "case.toml")
        for name, value in leaves(tomllib.loads(text)):
            lines = text.split("\n")[places[name].line - 1 :]
            if isinstance(value, str) and "\\" not in lines[0]:
                assert "\n".join(lines)[places[name].column - 1 :].startswith(value)
