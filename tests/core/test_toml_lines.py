"""Lines of TOML that a person wrote otherwise: each is found, what is suggested is TOML, what holds stays."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given, strategies as st

from qualiopi_rules.core.toml_lines import bare_line, line_meant, wrong_lines

MEANT = {
    "a = oui": "a = true",
    "a = Non": "a = false",
    "a = True": "a = true",
    "a = FALSE": "a = false",
    "a=yes": "a = true",
    "a = no": "a = false",
    "a : oui": "a = true",
    "a : 1": "a = 1",
    "day = 06/05/2024": "day = 2024-05-06",
    "day = 2024-5-6": "day = 2024-05-06",
    "day = 6 mai 2024": "day = 2024-05-06",
    "a = “Centre d’ici”": 'a = "Centre d’ici"',
    "a = « Centre »": 'a = "Centre"',
    'a = "Centre”': 'a = "Centre"',
    "a = BC": 'a = "BC"',
    "a = l'été": 'a = "l\'été"',
    "number = 83811594-1": 'number = "83811594-1"',
    "minutes = 2h30": 'minutes = "2h30"',
    'a = [BC, "AF"]': 'a = ["BC", "AF"]',
    "a = [BC,": 'a = ["BC",',
    "a = [{ day = 1/2/2024, phase = preliminary }]": 'a = [{ day = 2024-02-01, phase = "preliminary" }]',
    "a =": "# a =",
    "a = null": "# a = null",
    "a.b = None": "# a.b = None",
    "a = nil": "# a = nil",
}


@pytest.mark.parametrize(("line", "meant"), MEANT.items(), ids=MEANT)
def test_what_a_line_was_meant_to_be(line: str, meant: str) -> None:
    assert line_meant(line) == meant
    assert tomllib.loads(meant + ("]" if meant.endswith(",") else "")) is not None


@pytest.mark.parametrize(
    ("line", "meant", "end"), [("a = [[BC,", 'a = [["BC",', "]]"), ("a = [{ b = BC", 'a = [{ b = "BC"', "}]")]
)
def test_what_a_line_leaves_open_stays_so(line: str, meant: str, end: str) -> None:
    assert line_meant(line) == meant
    assert tomllib.loads(meant + end) is not None


@pytest.mark.parametrize(
    "line",
    [
        "",
        "name",
        "[certificate]",
        "a = 1",
        'a = ""',
        'a = "« x » “y”"',
        "a = [",
        "a = [1,",
        "= 1",
        'a = """',
        "a = 2024-02-30",
        "a = 31/08/24",
        'a = "Centre',
        "é = oui",
        "a = 1, 2",
        f"a = {'x' * 397}",
        'a = [oui, """x "y oui" z"""]',
        "a = [oui, '''x'y, oui, 'z''']",
        f"a = {'[' * 390}",
    ],
)
def test_a_line_that_holds_and_a_guess_have_no_suggestion(line: str) -> None:
    assert line_meant(line) is None


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("BC,", '"BC",'),
        ("[BC]", '["BC"]'),
        ("VAE", '"VAE"'),
        ("BC]", '"BC"]'),
        ("{ day = 1/2/2024 },", "{ day = 2024-02-01 },"),
    ],
)
def test_a_line_within_a_list(line: str, meant: str) -> None:
    assert line_meant(line, inside=True) == meant
    assert line_meant(line) is None


@pytest.mark.parametrize("line", ["", '"BC",', "]", "1, 2", "}", '"""', "a = oui"])
def test_a_line_within_a_list_that_holds(line: str) -> None:
    assert line_meant(line, inside=True) is None


@pytest.mark.parametrize(
    ("line", "bare"),
    [
        ("  a = oui  # b", "a = oui"),
        ('a = "#"', 'a = "#"'),
        ("# a", ""),
        ("a = 'x # y' # z", "a = 'x # y'"),
        ('a = "é # à', 'a = "é'),
    ],
)
def test_a_line_without_its_comment(line: str, bare: str) -> None:
    assert bare_line(line) == bare


TEXT = '''
categories = [
  BC,  # bilans
  "AF"
]
[certificate]
  number = 1-2
text = """
a = oui
"""
[[bilans]]
open = [
[answers]
a = non
'''


def test_every_line_is_found_with_its_place() -> None:
    found = list(wrong_lines(TEXT.split("\n")))
    assert [(each.number, each.column, each.bare, each.meant, each.inside) for each in found] == [
        (3, 3, "BC,", '"BC",', True),
        (7, 12, "number = 1-2", 'number = "1-2"', False),
        (14, 5, "a = non", "a = false", False),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ("BC",),
        ("a = [", "1", "]", "BC"),
        ("a = [[1], {}", "]", "BC"),
        ("a = [", "[b]", "BC"),
        ("[[a]", "BC"),
        ('a = """', "b = oui", "c = oui", '"""'),
        ("a = '''", "b = oui", "c = oui", "'''"),
        ('a = """', "'''", '"""'),
    ],
)
def test_where_no_list_is_open_a_word_is_nothing_and_in_a_text_of_several_lines_all_is_text(
    lines: tuple[str, ...],
) -> None:
    assert list(wrong_lines(lines)) == []


@pytest.mark.parametrize(
    ("lines", "number", "inside"),
    [
        (("a = [", "b = oui"), 2, False),
        (("a = [", "[1, 2], { b = 1 },", "BC,"), 3, True),
        (('a = """x"""', "b = oui"), 2, False),
        (("a = '''x'''", "b = oui"), 2, False),
        (('a = """', "'''", '"""', "b = oui"), 4, False),
    ],
)
def test_after_a_list_or_a_text_the_next_line_is_looked_at(lines: tuple[str, ...], number: int, inside: bool) -> None:
    (found,) = wrong_lines(lines)
    assert (found.number, found.inside) == (number, inside)


def test_a_line_of_four_hundred_characters_at_most_is_looked_at() -> None:
    line = f"a = {'x' * 396}"
    assert line_meant(line) == f'a = "{"x" * 396}"'
    assert line_meant(f"{line}x") is None


VALUES = st.one_of(
    st.sampled_from(["true", "1", "2024-02-29", '"oui"', "'x'", '["BC", "AF"]', "{ a = 1, b = [true] }", "1.5"]),
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"])).map(repr),
)


@pytest.mark.property
@given(st.lists(VALUES))
def test_no_line_of_a_text_that_is_toml_is_meant_otherwise(values: list[str]) -> None:
    lines = [f"k{at} = {value}  # oui" for at, value in enumerate(values)]
    try:
        tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError:
        return
    assert list(wrong_lines(lines)) == []


@pytest.mark.property
@given(st.text(st.sampled_from("a1-/.=:[]{},#\"'“”«» éouiBC\t"), max_size=30), st.booleans())
def test_what_is_suggested_is_toml_and_has_nothing_left_to_suggest(line: str, inside: bool) -> None:
    bare = bare_line(line)
    meant: Any = line_meant(bare, inside=inside)
    if meant is not None and not meant.startswith("#"):
        assert line_meant(bare_line(meant), inside=inside) is None
        assert meant != bare
