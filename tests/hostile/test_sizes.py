"""Nothing takes a time that grows with the square of what is handed in, nothing is too deep, no message is long."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count, repeat
from pathlib import Path
from typing import Any

import pytest

from qualiopi_rules import Dossier, InvalidInput, InvalidValue, NotInForce, Profile, dump, load
from qualiopi_rules.core.errors import MOST
from qualiopi_rules.core.words import Words
from qualiopi_rules.formats import (
    Limits,
    read_dossier,
    read_edition,
    read_profile,
    read_values,
    structure,
)
from qualiopi_rules.formats.limits import DEFAULT_LIMITS, TOML_LIMITS
from tests.checks import refused
from tests.hostile.inputs import EXAMPLE

SECONDS = 10
"""Many times what any of these takes on a machine that does much else; what grew with the square took minutes."""
LONGEST = 400 * MOST
READERS = (read_dossier, read_edition, read_profile, read_values)


@contextmanager
def refused_soon() -> Iterator[list[InvalidValue]]:
    """Expect a refusal that comes in time, and whose words are no book."""
    faults: list[InvalidValue] = []
    began = time.perf_counter()
    with pytest.raises(InvalidInput) as error:
        yield faults
    words = [str(error.value), error.value.say("fr"), repr(error.value)]
    assert time.perf_counter() - began < SECONDS
    assert max(map(len, words)) < LONGEST
    faults += error.value.faults


def objects(names: Iterator[str]) -> str:
    return "{" + ",".join(f'"{name}":1' for name in names) + "}"


MANY: dict[str, str] = {
    "names, one of them twice": objects(iter([*(f"a{at}" for at in range(50_000)), "a1"])),
    "names, all of them twice": objects(f"a{at // 2}" for at in range(50_000)),
    "names that are nearly one of ours": objects(f"categorie{at}" for at in range(50_000)),
    "wrong bilans": '{"bilans":[' + ",".join(["1"] * 100_000) + "]}",
    "wrong sessions": '{"bilans":[{"sessions":[' + ",".join(["{}"] * 30_000) + "]}]}",
    "wrong categories": '{"categories":[' + ",".join(['"bcc"'] * 100_000) + "]}",
    "a name of ten megabytes": '{"' + "a" * 10_000_000 + '":1}',
    "a text of ten megabytes": '{"certificate":"' + "a" * 10_000_000 + '"}',
    "a number of ten thousand digits": '{"certificate":' + "9" * 10_000 + "}",
    "blanks": '{"certificate":' + " " * 1_000_000 + "}",
}


@pytest.mark.parametrize("text", MANY.values(), ids=MANY.keys())
def test_much_json_is_refused_soon_and_in_few_words(text: str) -> None:
    with refused_soon() as faults:
        load(text, Dossier)
    assert len(faults) <= MOST


LINES: dict[str, str] = {
    "names": "\n".join(f"k{at} = 1" for at in range(20_000)),
    "lines that were meant otherwise": "\n".join(f"k{at} = oui" for at in range(5_000)),
    "lists in a line": "a = [" + "[1]," * 100_000 + "]",
    "words in a line": "a = " + "x " * 200_000,
    "words in a list": "a = [" + "oui," * 100_000,
    "quotes": "a = " + '"' * 200_000,
    "blanks": "a = " + " " * 500_000 + "x y",
    "a name of many parts": "a." * 400_000 + "a = 1",
    "a table of many parts": "[" + "a ." * 200_000 + "a]\nx = 1",
    "a name of many quoted parts": '"a b".' * 100_000 + "a = 1",
    "tables": "[[x]]\n" * 50_000,
    "a long text": f'name = "{"a" * 900_000}"',
}


@pytest.mark.parametrize("text", LINES.values(), ids=LINES.keys())
def test_much_toml_is_refused_soon_and_in_few_words(text: str, tmp_path: Path) -> None:
    file = tmp_path / "much.toml"
    file.write_text(text, "utf-8")
    for read in (read_profile, read_dossier):
        with refused_soon():
            read(file)


@pytest.mark.parametrize("least", range(1, 3_001, 200))
def test_json_of_any_depth_is_refused_in_words(least: int) -> None:
    for depth in range(least, least + 200):
        for text in ("[" * depth + "]" * depth, '{"a":' * depth + "1" + "}" * depth):
            for whole in (text, f'{{"certificate":{text}}}', text[:depth]):
                with refused_soon():
                    load(whole, Dossier)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("depth", [10, 90, 101, 200, *range(300, 360, 5), 500, 900, 950, 990, 1_000, 10_000])
def test_toml_of_any_depth_is_refused_in_words(read: Callable[[Path], Any], depth: int, tmp_path: Path) -> None:
    file = tmp_path / "deep.toml"
    for text in (
        "a = " + "[" * depth + "]" * depth,
        "a = " + "{a=" * depth + "1" + "}" * depth,
        "a." * depth + "a = 1",
    ):
        file.write_text(text, "utf-8")
        with refused_soon():
            read(file)


def test_objects_of_any_depth_are_refused_in_words() -> None:
    for depth in (90, 110, *range(900, 1_100, 10), 100_000):
        lists: Any = []
        tables: dict[str, Any] = {}
        for _ in range(depth):
            lists, tables = [lists], {"certificate": tables}
        for value in (lists, tables, {"certificate": lists}):
            with refused_soon():
                structure(value, Dossier)
            if depth > DEFAULT_LIMITS.depth:
                with refused_soon() as faults:
                    structure(value, Dossier, limits=DEFAULT_LIMITS)
                assert [fault.expected for fault in faults] == ["less-deep"]


def test_a_list_that_is_in_itself_is_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)
    wide: Any = 1
    for _ in range(80):  # two to the power of eighty, for whoever looks at each of them
        wide = [wide, wide]
    for value in ({"certificate": endless}, {"bilans": endless}, {"certificate": wide}):
        for limits in (None, DEFAULT_LIMITS):
            with refused_soon():
                structure(value, Dossier, limits=limits)


def test_what_never_ends_is_refused_once_enough_of_it_is_wrong() -> None:
    example = load(EXAMPLE.read_bytes(), Dossier)
    with refused_soon() as faults:
        Dossier(certificate=example.certificate, categories=repeat("x"), bilans=count())  # type: ignore[arg-type]
    assert len(faults) == MOST


def test_a_profile_of_many_points_is_checked_in_time() -> None:
    removals = [{"indicator": 1, "question": f"q{at}", "answer": True, "categories": ["AF"]} for at in range(5_000)]
    with refused_soon():
        structure({"name": "n", "words": {"fr": "a", "en": "b"}, "removals": removals}, Profile)


# --- Limits


def test_the_limits_hold_any_real_dossier() -> None:
    whole = EXAMPLE.read_bytes()
    assert load(whole, Dossier, limits=Limits()) == load(whole, Dossier)
    assert Limits(bytes=67_108_864, depth=100, entries=100_000) == DEFAULT_LIMITS
    assert Limits(bytes=1_048_576) == TOML_LIMITS


@pytest.mark.parametrize("text", [EXAMPLE.read_bytes(), EXAMPLE.read_text("utf-8")])
@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (Limits(bytes=100), "at most 100 bytes"),
        (Limits(depth=1), "fewer nested levels"),
        (Limits(entries=2), "at most 2 entries"),
    ],
)
def test_what_is_beyond_a_limit_is_refused(text: str | bytes, limits: Limits, expected: str) -> None:
    with pytest.raises(InvalidInput) as error:
        load(text, Dossier, limits=limits)
    assert expected in str(error.value)
    if "bytes" not in expected:
        with pytest.raises(InvalidInput) as error:
            structure(load(text, dict[str, Any]), Dossier, limits=limits)
        assert expected in str(error.value)
    with pytest.raises(InvalidInput) as error:
        read_dossier(EXAMPLE, limits=limits)
    assert expected in str(error.value)
    assert EXAMPLE.name in str(error.value)


def test_a_device_that_never_ends_is_read_no_further_than_the_limit() -> None:
    endless = Path("/dev/zero")
    if endless.exists():  # pragma: no branch (not on Windows)
        with refused("at most 1048576 bytes"):
            read_profile(endless)


def test_limits_are_numbers() -> None:
    with pytest.raises(InvalidInput) as error:
        Limits(bytes=0, depth=None, entries="x")  # type: ignore[arg-type]
    assert [fault.path for fault in error.value.faults] == ["bytes", "depth", "entries"]
    with pytest.raises(InvalidInput) as error:
        load("{}", Dossier, limits=5)  # type: ignore[arg-type]
    assert [fault.path for fault in error.value.faults] == ["limits"]


# --- What has other contents than a rule would give it


def test_words_whose_parameters_are_missing_are_an_error_of_ours() -> None:
    with refused("params: "):
        Words("{a}", "{a}").say("fr", b=1)


def test_no_object_of_another_is_written_and_no_class_of_another_is_read() -> None:
    for value in (object(), {1j: 2}, {"a": object()}, set()):
        with pytest.raises(InvalidInput) as error:
            dump(value)
        assert [fault.path for fault in error.value.faults] == ["value"]
    wrong: tuple[Any, ...] = (None, 5, "x", object, [], Any)
    for cls in wrong:
        with pytest.raises(InvalidInput) as error:
            load("{}", cls)
        assert [fault.path for fault in error.value.faults] == ["cls"]


def test_names_that_are_no_texts_are_shown_as_json_would_write_them() -> None:
    with pytest.raises((InvalidInput, NotInForce)) as error:
        structure({1: 2, None: 3, "a": 4}, Dossier)
    assert "null" in str(error.value)
