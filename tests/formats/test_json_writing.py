"""Writing: the same with orjson and without, and what is remembered is bounded and stays as it was."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st

from qualiopi_rules import Dossier, Review, applicability, review
from qualiopi_rules.formats import json_writing
from qualiopi_rules.formats.json import dump, structure, unstructure
from qualiopi_rules.formats.json_writing import encoded


@pytest.fixture
def plainly(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Without the extra."""
    monkeypatch.setitem(sys.modules, "orjson", None)
    json_writing._orjson.cache_clear()
    yield
    json_writing._orjson.cache_clear()


def without_orjson(value: Any, indent: int | None) -> bytes:
    separators = (",", ":") if indent is None else None
    text = json.dumps(value, ensure_ascii=False, indent=indent, separators=separators)
    text = text.replace("<", "\\u003c")  # which could end the script of a page
    return text.encode("utf-8", "surrogatepass")


def values() -> st.SearchStrategy[Any]:
    """What JSON holds, with every character and numbers beyond 64 bits."""
    leaves = st.none() | st.booleans() | st.integers() | st.integers(-(2**70), 2**70) | st.text()
    return st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


@pytest.mark.property
@given(value=values(), indent=st.sampled_from([None, 0, 2, 3]))
def test_what_is_written_is_the_same_to_the_character(value: Any, indent: int | None) -> None:
    """As the standard library writes it, whether or not orjson is installed; it is the same value."""
    written = encoded(value, indent=indent)
    assert written == without_orjson(value, indent)
    assert b"<" not in written
    assert json.loads(written.decode("utf-8", "surrogatepass")) == value


def test_what_only_the_standard_library_writes_is_written() -> None:
    for value in (2**64, "\ud800", [2**100, "x"]):
        assert encoded(value) == without_orjson(value, None)


@pytest.fixture
def reviewed(webinar: dict[str, Any]) -> Review:
    return review(structure(webinar, Dossier), on="2023-03-01")


@pytest.mark.extra
@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("expanded", [False, True])
def test_a_review_is_the_same_without_the_extra(
    reviewed: Review, indent: int | None, expanded: bool, request: pytest.FixtureRequest
) -> None:
    assert json_writing._orjson() is not None
    fast = dump(reviewed, indent=indent, expanded=expanded)
    request.getfixturevalue("plainly")
    assert json_writing._orjson() is None
    assert dump(reviewed, indent=indent, expanded=expanded) == fast


def test_a_number_that_orjson_refuses_is_written_with_the_same_references(reviewed: Review) -> None:
    """Half of a document is written when it comes to it: the tables must not have anything twice."""
    certificate = attrs.evolve(reviewed.dossier.certificate, cycle_number=2**80)
    changed = attrs.evolve(reviewed, dossier=attrs.evolve(reviewed.dossier, certificate=certificate))
    assert dump(changed).replace(str(2**80), "1") == dump(reviewed)


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_writing, "_KEPT", 3)
    json_writing._in_place.cache_clear()
    found = applicability(["AF"], on="2026-11-01")
    text = dump(found)
    assert dump(found) == text
    (kept,) = [
        cell.cell_contents
        for cell in json_writing._in_place().get_unstructure_hook(type(found.results[0])).__closure__ or ()
        if isinstance(cell.cell_contents, dict)
    ]
    assert 0 < len(kept) <= 3
    json_writing._in_place.cache_clear()


def test_nobody_can_change_what_is_remembered(reviewed: Review) -> None:
    before = dump(reviewed)
    given_out = unstructure(reviewed)
    given_out["applicability"]["results"][0]["reasons"].clear()
    given_out["applicability"]["results"][0]["indicator"]["citation"].clear()
    assert dump(reviewed) == before
    assert unstructure(reviewed.applicability)["results"][0]["reasons"]
