"""One line out for each line in, in order: the review of its dossier, or its faults."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from math import inf
from typing import Any

import pytest
from hypothesis import given, strategies as st

from qualiopi_rules import Dossier, InvalidInput, InvalidValue, MissingExtra, QualiopiError, Review, review
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.formats.json import dump, load, structure
from qualiopi_rules.formats.json_lines import LONGEST, _brief, fault_entries, lines_of, review_lines

ON = "2023-03-01"


@pytest.fixture
def written(webinar: dict[str, Any]) -> Callable[..., bytes]:
    def write(number: str = "83811594-1", **changes: Any) -> bytes:
        certificate = {**webinar["certificate"], "number": number}
        return json.dumps({**webinar, "certificate": certificate, **changes}).encode()

    return write


def faults_of(line: bytes, **options: Any) -> list[dict[str, Any]]:
    (found,) = review_lines([line], **{"on": ON, **options})
    assert (found.refused, found.blocking) == (True, False)
    content = json.loads(found.content)
    assert content["line"] == 1
    assert content["faults"]
    assert all(list(fault) == ["path", "value", "message", "code"] for fault in content["faults"])
    faults: list[dict[str, Any]] = content["faults"]
    return faults


# --- Lines


@pytest.mark.property
@given(lines=st.lists(st.binary().map(lambda line: line.replace(b"\n", b"").rstrip(b"\r"))), end=st.booleans())
def test_lines_are_those_between_the_ends(lines: list[bytes], end: bool) -> None:
    """Of either kind; an end after the last line begins no other one."""
    for newline in (b"\n", b"\r\n"):
        content = newline.join(lines) + (newline if end and lines else b"")
        expected = lines if end or not lines or lines[-1] else lines[:-1]
        assert list(lines_of(BytesIO(content))) == expected


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b""])
@pytest.mark.parametrize("more", [-1, 0, 1, 2, 3, LONGEST, 2 * LONGEST])
def test_of_a_line_that_is_too_long_one_byte_more_is_kept(newline: bytes, more: int) -> None:
    long = b"x" * (LONGEST + more)
    after = [b"{}", b""] if newline else []
    lines = list(lines_of(BytesIO(newline.join([long, *after, b""]))))
    assert [len(line) for line in lines] == [min(LONGEST + more, LONGEST + 1), *map(len, after)]


def test_a_line_that_is_too_long_is_refused_with_its_beginning(written: Callable[..., bytes]) -> None:
    longest = written().ljust(LONGEST)
    assert [line.refused for line in review_lines([longest], on=ON)] == [False]
    (fault,) = faults_of(longest + b" ", locale="en")
    assert (fault["path"], fault["code"]) == ("", "shorter-line")
    assert fault["value"] == longest[:40].decode()
    assert str(LONGEST) in fault["message"]


# --- Reviews


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("expanded", [False, True])
def test_each_line_is_the_review_of_its_dossier(written: Callable[..., bytes], processes: int, expanded: bool) -> None:
    lines = [written(f"{number:08}-1") for number in range(20)]
    found = list(review_lines(lines, on=ON, profile="law", processes=processes, expanded=expanded))
    expected = [review(load(line, Dossier), on=ON, profile="law") for line in lines]
    assert [load(line.content, Review) for line in found] == expected
    assert [line.content.decode() for line in found] == [dump(each, expanded=expanded) for each in expected]
    assert {line.refused for line in found} == {line.blocking for line in found} == {False}


def test_a_line_says_whether_a_finding_blocks(written: Callable[..., bytes]) -> None:
    (line,) = review_lines([written()], on="2026-02-02")
    assert (line.refused, line.blocking) == (False, True)


def test_lines_are_taken_as_their_reviews_are(written: Callable[..., bytes]) -> None:
    taken: list[int] = []

    def take(number: int) -> bytes:
        taken.append(number)
        return written()

    found = review_lines(map(take, range(3)), on=ON)
    assert taken == []
    next(found)
    assert taken == [0]


def test_what_people_write_by_hand_is_read(written: Callable[..., bytes], webinar: dict[str, Any]) -> None:
    line = written(surveillance_held="31/08/2024")
    assert [each.refused for each in review_lines([line], on=ON, french_days=True)] == [False]
    assert [fault["path"] for fault in faults_of(line)] == ["surveillance_held"]


def test_a_byte_order_mark_begins_a_file(written: Callable[..., bytes]) -> None:
    lines = lines_of(BytesIO(b"\xef\xbb\xbf" + written() + b"\n"))
    assert [line.refused for line in review_lines(lines, on=ON)] == [False]


# --- Faults


@pytest.mark.parametrize(
    ("line", "code", "value"),
    [
        (b"", "json", ""),
        (b" \t", "json", " \t"),
        (b"{", "json", "{"),
        (b"{} {}", "json", "{} {}"),
        (b"certificate: 1", "json", "certificate: 1"),
        (b"\xff", "file", "\ufffd"),
        (b"[" * 100_000, "json", "[" * 40),
        (b"3", "object", 3),
        (b"[]", "object", "[]"),
    ],
)
def test_a_line_that_is_no_dossier_is_refused_whole(line: bytes, code: str, value: object) -> None:
    (fault,) = faults_of(line)
    assert (fault["path"], fault["code"], fault["value"]) == ("", code, value)


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_every_fault_of_a_dossier_is_there_as_the_reader_says_it(written: Callable[..., bytes], locale: Locale) -> None:
    line = written(surveillance_held="x", answers={"teaching_team": "no"}, unknown=[1])
    with pytest.raises(InvalidInput) as caught:
        load(line, Dossier)
    faults = faults_of(line, locale=locale)
    assert len(faults) == 3
    assert [(fault["path"], fault["code"], fault["message"]) for fault in faults] == [
        (fault.path, fault.expected, fault.message(locale)) for fault in caught.value.faults
    ]


def test_a_line_after_a_refused_one_has_its_own_number(written: Callable[..., bytes]) -> None:
    for processes in (1, 2):
        found = list(review_lines([b"", written(), b"x"] * 20, on=ON, processes=processes))
        assert [line.refused for line in found] == [True, False, True] * 20
        numbers = [json.loads(line.content)["line"] for line in found if line.refused]
        assert numbers == [at for at in range(1, 61) if at % 3 != 2]


def test_a_day_before_the_rules_is_a_fault_of_each_line(written: Callable[..., bytes]) -> None:
    (fault,) = faults_of(written(), on="2018-01-01", locale="en")
    assert (fault["path"], fault["code"], fault["value"]) == ("", "not-in-force", "2018-01-01")
    assert fault["message"].startswith("referential: no version is known")


def test_what_utf_8_cannot_hold_is_escaped() -> None:
    faults = faults_of(rb'{"x\ud800": 1, "surveillance_held": "\ud800"}')
    assert {"x\ud800"} < {fault["path"] for fault in faults}
    assert "\ud800" in [fault["value"] for fault in faults]


@pytest.mark.parametrize("value", [None, True, False, 0, -3, 2.5, "x", "é" * 80])
def test_a_short_value_is_given_back_as_it_was(value: object) -> None:
    assert _brief(value) is value


@pytest.mark.parametrize("value", [inf, float("nan"), [1, 2], {"a": 1}, "x" * 1_000, [[0]] * 1_000])
def test_any_other_value_is_a_short_text(value: object) -> None:
    short = _brief(value)
    assert isinstance(short, str)
    assert len(short) <= 80


# --- Arguments


def test_all_arguments_are_checked_at_once_before_a_line_is_taken() -> None:
    with pytest.raises(InvalidInput) as caught:
        review_lines([], on="x", profile="y", processes=0)
    assert [fault.path for fault in caught.value.faults] == ["on", "profile", "processes"]
    with pytest.raises(InvalidInput):
        review_lines([], on=ON, locale="de")  # type: ignore[arg-type]


@pytest.mark.parametrize("error", [MissingExtra("holidays"), InvalidValue("", 1, "day")])
def test_what_is_no_fault_of_the_line_is_raised(error: QualiopiError) -> None:
    with pytest.raises(type(error)):
        list(fault_entries(error, "fr"))


def test_a_dossier_with_everything_right_is_not_changed_by_reading(webinar: dict[str, Any]) -> None:
    line = json.dumps(webinar).encode()
    (found,) = review_lines([line], on=ON)
    assert load(found.content, Review).dossier == structure(webinar, Dossier)
