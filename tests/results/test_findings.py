"""The catalogue of findings: each code has an example that brings it and one that does not, and both are run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date
from string import Formatter
from typing import Any, TypeVar

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from maintenance.examples import Example, examples, findings_of, merge
from qualiopi_rules import Dossier, Finding, review
from qualiopi_rules.audit.application import Application
from qualiopi_rules.audit.nonconformity import NonConformity, NonConformityGrade
from qualiopi_rules.audit.nonconformity_checks import check_nonconformities
from qualiopi_rules.core.errors import InvalidInput
from qualiopi_rules.core.resources import merged
from qualiopi_rules.dossier.event import CertifierDecision, Event, EventKind
from qualiopi_rules.dossier.history import file_state
from qualiopi_rules.law.source import Citation, Provenance
from qualiopi_rules.results import Severity
from qualiopi_rules.results.findings import FindingCode, catalogue, finding, held_on, missing
from qualiopi_rules.strategies import audit_days, days, dossiers
from tests.checks import plain
from tests.conftest import EXAMPLES

CODES = list(catalogue().values())
Thing = TypeVar("Thing", NonConformity, Application)


def found_in(example: Example) -> tuple[Finding, ...]:
    return findings_of(example, EXAMPLES)


def test_a_merge_patch_replaces_removes_and_goes_into_objects() -> None:
    target = {"a": 1, "b": {"c": 2, "d": 3}, "e": [1, 2]}
    assert merge(target, {"a": None, "b": {"c": 4}, "e": [3], "f": {"g": None}}) == {
        "b": {"c": 4, "d": 3},
        "e": [3],
        "f": {},
    }
    assert target["a"] == 1


def test_the_catalogue_has_the_codes_of_the_text_sorted() -> None:
    assert list(catalogue()) == sorted(merged("findings"))
    assert catalogue() is catalogue()


@pytest.mark.parametrize("entry", CODES, ids=lambda entry: entry.code)
def test_an_entry_is_whole(entry: FindingCode) -> None:
    assert re.fullmatch(r"[A-Z]{3}[0-9]{3}", entry.code)
    assert type(entry.severity) is Severity
    assert type(entry.since) is Date
    assert type(entry.citation) is Citation
    assert entry.citation.source.title
    for example in (examples()[entry.code].triggers, examples()[entry.code].passes):
        assert type(example.on) is Date
        assert json.loads(example.patch) is not None
    assert examples()[entry.code].triggers.file == examples()[entry.code].passes.file


# The example of this code has numbers that a library of an extra checks.
EXECUTED = [pytest.param(entry, marks=pytest.mark.extra) if entry.code == "TRF004" else entry for entry in CODES]


@pytest.mark.parametrize("entry", EXECUTED, ids=lambda entry: entry.code)
def test_the_first_example_brings_the_code_and_the_second_does_not(entry: FindingCode) -> None:
    assert entry.code in {found.code for found in found_in(examples()[entry.code].triggers)}
    assert entry.code not in {found.code for found in found_in(examples()[entry.code].passes)}


@pytest.mark.parametrize("entry", EXECUTED, ids=lambda entry: entry.code)
def test_what_is_found_says_what_its_entry_says_in_both_languages(entry: FindingCode) -> None:
    for found in found_in(examples()[entry.code].triggers):
        own = catalogue()[found.code]
        assert found.entry is own
        assert found.severity is own.severity
        # The text of the value that decided, as sure as the less sure of the value and the check.
        decided = found.values[-1].citation if found.values else own.citation
        provenances = [own.citation.provenance, decided.provenance]
        assert found.citation == attrs.evolve(decided, provenance=max(provenances, key=list(Provenance).index))
        for locale in ("fr", "en"):
            message = found.message(locale)
            assert message
            assert "{" not in message
        assert found.message() == found.message("fr")
        needed = {name for _, name, _, _ in Formatter().parse(own.message.fr) if name is not None}
        assert dict(found.params).keys() == needed


@pytest.mark.property
@given(dossiers(), audit_days())
def test_whatever_is_found_can_be_rendered_and_survives_any_format(dossier: Dossier, day: Date) -> None:
    """Every finding of every review has a message in both languages.

    Its parameters are exactly texts or whole numbers, never a member of an enumeration.
    """
    for found in review(dossier, on=day).findings:
        assert found.message("fr")
        assert found.message("en")
        assert {type(value) for _, value in found.params} <= {str, int}


def test_a_finding_carries_code_place_and_parameters() -> None:
    found = finding("BIL003", "bilans[0]", total=1441, maximum=1440)
    assert found == Finding("BIL003", "bilans[0]", (("total", 1441), ("maximum", 1440)))
    assert found == Finding("BIL003", "bilans[0]", {"total": 1441, "maximum": 1440})
    assert (found.code, found.where, found.params) == (
        "BIL003",
        "bilans[0]",
        (("total", 1441), ("maximum", 1440)),
    )
    assert found.severity is Severity.BLOCKING
    assert found.citation.source.id == "code-L6313-4"
    assert plain(found.message("fr")) == "24 h 01 au total, pour un maximum de 24 h 00"
    assert found.message("en") == "24 h 01 in total, for a maximum of 24 h 00"
    assert hash(found) == hash(attrs.evolve(found))


def test_a_finding_is_said_after_its_code_and_its_title() -> None:
    found = finding("BIL003", total=1441, maximum=1440)
    french = "BIL003 Plus de vingt-quatre heures : 24 h 01 au total, pour un maximum de 24 h 00"
    assert plain(found.say("fr")) == french
    assert found.say("en") == "BIL003 More than twenty-four hours: 24 h 01 in total, for a maximum of 24 h 00"
    assert found.say() == found.say("fr")


@pytest.mark.parametrize("code", ["BIL999", "bil003", "", "BIL003 ", None, 3, ["BIL003"]])
def test_a_code_that_is_not_in_the_catalogue_is_refused(code: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        Finding(code)
    assert [(fault.path, fault.value, fault.expected) for fault in caught.value.faults] == [
        ("code", code, "finding-code")
    ]


@pytest.mark.parametrize("value", [True, None, 1.5, ["x"], Date(2023, 2, 2)])
def test_a_parameter_is_a_text_or_a_whole_number(value: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        Finding("BIL003", params={"total": 1, "maximum": value})
    (fault,) = caught.value.faults
    assert (fault.path, fault.value, fault.expected) == ("params", value, "parameter")
    assert str(fault).endswith("expected a text or a whole number for the parameter maximum")


def test_a_wrong_code_and_a_wrong_parameter_are_reported_together() -> None:
    with pytest.raises(InvalidInput) as caught:
        Finding("XXX000", params={"total": None})  # type: ignore[dict-item]
    assert [fault.path for fault in caught.value.faults] == ["code", "params"]


@pytest.mark.property
@given(st.dictionaries(st.text(), st.text() | st.integers()))
def test_parameters_keep_their_order(params: dict[str, str | int]) -> None:
    assert Finding("BIL001", params=params).params == tuple(params.items())


@pytest.mark.parametrize(
    "wrong",
    [
        *(5, None, ["contents"], "contents"),
        *[("ab",), (("a",),), (("a", 1, 2),), ((1, "a"),), (["a", 1],), (None,), (("a", 1), "ab")],
        (("a", 1), ("b", 2), ("a", 3)),
    ],
)
def test_parameters_are_a_mapping_or_pairs(wrong: Any) -> None:
    with pytest.raises(InvalidInput) as refusal:
        Finding("BIL001", "", wrong)
    assert [(fault.path, fault.value, fault.expected) for fault in refusal.value.faults] == [("params", wrong, "pairs")]


def test_the_name_of_a_parameter_is_a_text() -> None:
    wrong: Any = {"a": 1, 2: "b"}
    with pytest.raises(InvalidInput) as refusal:
        Finding("BIL001", "", wrong)
    assert [(fault.path, fault.value, fault.expected) for fault in refusal.value.faults] == [("params", 2, "text")]


@pytest.mark.parametrize("wrong", [5, None, b"bilans"])
def test_a_place_is_a_text(wrong: Any) -> None:
    with pytest.raises(InvalidInput) as refusal:
        Finding("BIL001", wrong)
    assert [fault.path for fault in refusal.value.faults] == ["where"]


def test_a_finding_writes_its_code_its_severity_its_place_and_its_title() -> None:
    found = finding("BIL003", "bilans[0]", total=1441, maximum=1440)
    assert plain(repr(found)) == (
        'Finding(code="BIL003", severity="blocking", where="bilans[0]", title="Plus de vingt-quatre heures")'
    )


def test_what_rests_on_a_later_text_is_left_out_and_nothing_without_a_day() -> None:
    since = catalogue()["BIL003"].since
    found = [finding("BIL003", total=1441, maximum=1440)]
    assert held_on(found, since) == held_on(found, None) == tuple(found)
    assert held_on(found, Date.fromordinal(since.toordinal() - 1)) == ()


def test_answers_that_are_no_and_answers_that_are_not_there_are_found_apart() -> None:
    """Each code once, with the keys of its answers in their order; nothing for a yes."""
    answers = {"a": False, "b": None, "c": True, "d": False, "e": None}
    assert list(missing(answers, "X1", "X2", document="minutes")) == [
        ("X1", {"document": "minutes", "contents": "a, d"}),
        ("X2", {"document": "minutes", "contents": "b, e"}),
    ]
    assert list(missing({"a": True}, "X1", "X2")) == []
    assert list(missing({"a": None, "c": True}, "X1", "X2")) == [("X2", {"contents": "a"})]


# --- What is not known on a day is not found


def codes(found: Iterable[Finding]) -> set[str]:
    return {each.code for each in found}


def until(thing: Thing, day: Date, *names: str) -> Thing:
    """The same, as it was known on a day: without the days that were still to come."""
    later: dict[str, Any] = {name: None for name in names if (at := getattr(thing, name)) is not None and at > day}
    return attrs.evolve(thing, **later)


def happened(day: Date) -> st.SearchStrategy[Date | None]:
    """A day from another on, within the times that matter, or none."""
    return st.none() | st.integers(0, 400).map(lambda after: day.add(days=after))


@st.composite
def nonconformities(draw: st.DrawFn) -> NonConformity:
    notified = draw(days(date(2022, 1, 1), date(2026, 10, 1)))
    verified = draw(happened(notified))
    return NonConformity(
        indicator=draw(st.sampled_from([None, 2, 4])),
        grade=draw(st.sampled_from(NonConformityGrade)),
        notified=notified,
        plan_sent=draw(happened(notified)),
        implemented=draw(happened(notified)),
        verified=verified,
        lifted=draw(happened(verified or notified)),
        next_audit=draw(happened(notified)),
    )


@pytest.mark.property
@given(nonconformities(), st.integers(0, 500))
def test_of_a_non_conformity_only_what_happened_by_the_day_is_found(nonconformity: NonConformity, after: int) -> None:
    day = nonconformity.notified.add(days=after)
    known = until(nonconformity, day, "plan_sent", "implemented", "verified", "lifted", "next_audit")
    assert check_nonconformities([nonconformity], on=day) == check_nonconformities([known], on=day)


@pytest.mark.property
@given(days(date(2019, 6, 9), date(2026, 10, 1)), st.data())
def test_of_an_application_only_what_happened_by_the_day_is_found(received: Date, data: st.DataObject) -> None:
    application = Application(
        received=received,
        categories=["BC"],
        contract_received=data.draw(happened(received)),
        date_proposed=data.draw(happened(received)),
    )
    day = received.add(days=data.draw(st.integers(0, 400)))
    known = until(application, day, "contract_received", "date_proposed")
    assert application.check(on=day) == known.check(on=day)


def test_an_application_is_not_asked_what_the_texts_of_its_day_do_not_ask() -> None:
    """What is reported of 2023 is no reproach to an application received before."""
    facts: dict[str, Any] = {"categories": ["BC"], "nda": "11755993375", "actions_done": [], "other_certifier": True}
    assert codes(Application(received="2023-08-31", **facts).check(on="2023-10-02")) == set()
    assert codes(Application(received="2023-09-01", **facts).check(on="2023-10-02")) == {"APP003", "APP007"}


def test_a_minor_one_turns_major_at_an_audit_for_which_the_rule_is_known() -> None:
    nonconformity = NonConformity(indicator=2, grade="minor", notified="2022-01-10", plan_sent="2022-01-17")
    before, since = (attrs.evolve(nonconformity, next_audit=day) for day in ("2023-08-31", "2023-09-01"))
    assert codes(check_nonconformities([before], on="2023-09-04")) == set()
    assert codes(check_nonconformities([since], on="2023-09-04")) == {"NCF006"}


def test_a_decision_that_no_known_text_rules_is_not_against_the_texts() -> None:
    """How many minor non-conformities were too many before September 2023 was not seen."""
    events = [
        Event(on="2023-01-09", kind=EventKind.AUDIT, audit="initial"),
        Event(on="2023-01-16", kind=EventKind.NOTIFICATION, indicator=2, grade="minor"),
        Event(on="2023-02-02", kind=EventKind.DECISION, decided=CertifierDecision.GRANTED),
    ]
    assert file_state(events, on="2023-03-01").findings == ()


@pytest.mark.parametrize(
    ("refused", "source"), [("2023-08-31", "audit-art-8-2019"), ("2023-09-01", "arrete-2019-06-06")]
)
def test_a_new_application_that_comes_too_soon_cites_the_version_that_held_it_back(refused: str, source: str) -> None:
    events = [
        Event(on="2023-08-07", kind=EventKind.AUDIT, audit="initial"),
        Event(on=refused, kind=EventKind.DECISION, decided=CertifierDecision.REFUSED),
        Event(on="2023-11-01", kind=EventKind.APPLICATION),
    ]
    (found,) = file_state(events, on="2023-12-01").findings
    assert (found.code, found.citation.source.id) == ("HIS002", source)


def test_a_finding_is_about_the_whole_unless_its_place_is_said() -> None:
    assert Finding("BIL001").where == finding("BIL001").where == ""
    with pytest.raises(InvalidInput) as refusal:
        Finding("BIL001", "\ud800")
    assert [(fault.path, fault.expected) for fault in refusal.value.faults] == [("where", "text")]
