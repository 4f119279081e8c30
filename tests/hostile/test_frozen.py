"""Nothing that a public function gives can be changed so that it gives another answer afterwards."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

import attrs
import pytest

from qualiopi_rules import Bilan, Category, Dossier, InvalidInput, applicability, load, referential, review
from qualiopi_rules.core.resources import names, text
from qualiopi_rules.formats import labels, unstructure
from qualiopi_rules.law.dated import dated
from qualiopi_rules.profile import built_in_profiles, duration_tables
from qualiopi_rules.results.findings import catalogue
from qualiopi_rules.rnq import questions
from tests.hostile.doors import functions, good, opened
from tests.hostile.inputs import EXAMPLE, Day, Liar

OF_OTHERS = ("columns", "frameworks", "service")  # what they give is of a class of another library
TABLES = (built_in_profiles, duration_tables, questions, catalogue)


def changes(value: Any, seen: set[int]) -> Iterator[Any]:
    """Change everything that can be changed in a value, down to the bottom, and yield what was."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, dict | list | set | bytearray):
        try:
            value.clear()
            yield value
        except TypeError:  # the texts refuse it
            pass
    if isinstance(value, Mapping):
        inside = [*value.keys(), *value.values()]
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            with pytest.raises(AttributeError):
                setattr(value, field.name, None)
        inside = [getattr(value, field.name) for field in attrs.fields(type(value))]
    else:
        inside = [*value] if isinstance(value, list | tuple | frozenset | set) else []
    for each in inside:
        yield from changes(each, seen)


@pytest.mark.parametrize("name", [name for name in functions() if name.partition(".")[0] not in OF_OTHERS])
def test_a_changed_answer_is_not_given_again(name: str) -> None:
    """A caller may own what it is given, as the dict of `unstructure`; then the next call gives another one."""
    first = opened(name, good(name))
    kept = pickle.dumps(unstructured(first))
    for _ in changes(first, set()):
        pass
    assert pickle.dumps(unstructured(opened(name, good(name)))) == kept


def unstructured(value: Any) -> Any:
    """A copy of a value in dicts and lists, whatever it is of."""
    if attrs.has(type(value)):
        return {field.name: unstructured(getattr(value, field.name)) for field in attrs.fields(type(value))}
    if isinstance(value, Mapping):
        return [[unstructured(key), unstructured(each)] for key, each in value.items()]
    if isinstance(value, frozenset | set):
        return sorted(map(repr, value))
    return [unstructured(each) for each in value] if isinstance(value, list | tuple) else repr(value)


@pytest.mark.parametrize("table", TABLES)
def test_the_tables_of_the_library_cannot_be_changed(table: Any) -> None:
    first = next(iter(table()))
    with pytest.raises(TypeError):
        table()[first] = None
    with pytest.raises(TypeError):
        del table()[first]


@pytest.mark.parametrize("name", names("*/*"))
def test_the_texts_refuse_to_be_changed_and_their_copies_do_not(name: str) -> None:
    whole = text(name)
    before = repr(whole)
    for each in changes(whole, set()):
        pytest.fail(repr(each)[:200])  # pragma: no cover
    assert repr(whole) == before
    copy = deepcopy(dict(whole))
    copy.clear()
    assert type(pickle.loads(pickle.dumps(whole))) is dict


@pytest.mark.parametrize(
    "change",
    [
        lambda table, rows: table.update(x=1),
        lambda table, rows: table.setdefault("x", 1),
        lambda table, rows: table.__setitem__("x", 1),
        lambda table, rows: table.__ior__({"x": 1}),
        lambda table, rows: table.pop("article-10"),
        lambda table, rows: rows.append(1),
        lambda table, rows: rows.sort(key=str),
        lambda table, rows: rows.__iadd__([1]),
        lambda table, rows: rows.__setitem__(0, 1),
    ],
)
def test_every_way_to_change_a_text_is_refused(change: Any) -> None:
    table = text("profile/durations")
    with pytest.raises(TypeError, match="shared and cannot be changed"):
        change(table, table["article-10"]["rows"])


def test_a_list_of_the_law_is_a_tuple() -> None:
    assert type(dated("audit/audit", "surveillance_scope").values[0].value) is tuple


def test_what_a_caller_gets_to_keep_is_its_own() -> None:
    labels()["Stage"].clear()
    assert labels()["Stage"]
    edition = unstructure(referential(on="2024-03-08"))
    edition["indicators"].clear()
    assert unstructure(referential(on="2024-03-08"))["indicators"]


def test_a_text_that_lies_of_itself_poisons_nothing() -> None:
    """What is remembered is remembered by what a text is, and not by what it says that it is."""
    before = applicability(["BC"], on="2024-03-08").categories
    assert applicability([Liar("AF")], on=Liar("2024-03-08")).categories == {Category.AF}
    assert applicability(["BC"], on="2024-03-08").categories == before == {Category.BC}
    with pytest.raises(InvalidInput):
        applicability([Liar("XX")], on="2024-03-08")
    whole = load(EXAMPLE.read_bytes(), Dossier)
    number = attrs.evolve(whole.certificate, number=Liar("83811594-1")).number
    assert (type(number), number) == (str, "83811594-1")


def test_a_day_of_a_class_of_ones_own_is_a_day() -> None:
    whole = load(EXAMPLE.read_bytes(), Dossier)
    assert type(review(whole, on=Day(2024, 3, 8)).on) is type(whole.certificate.first_issue)


def test_a_set_has_no_order_that_two_runs_agree_on() -> None:
    """Of categories it is as good as a list; of bilans, whose order is told, it is none."""
    whole = load(EXAMPLE.read_bytes(), Dossier)
    assert attrs.evolve(whole, categories={"BC", "AF"}).categories == {Category.BC, Category.AF}
    with pytest.raises(InvalidInput) as error:
        attrs.evolve(whole, bilans={Bilan(reference="a"), Bilan(reference="b")})
    assert [fault.path for fault in error.value.faults] == ["bilans"]
