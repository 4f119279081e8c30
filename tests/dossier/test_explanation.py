"""Explanations: every conclusion down to its values, sources and answers; what moves a result is named."""

from __future__ import annotations

import json as stdlib_json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import attrs
import pytest
from hypothesis import given
from pendulum import Date

from qualiopi_rules import CertificationCycle, Dossier, Review, review
from qualiopi_rules.bilan.documents import Document, Documents
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import Words
from qualiopi_rules.dossier.explainers import explain
from qualiopi_rules.dossier.explanation import Explanation, ExplanationDocument, Fact
from qualiopi_rules.formats.json import dump, load, structure, unstructure
from qualiopi_rules.law.source import Provenance
from qualiopi_rules.rnq.comparison import compare
from tests.checks import refused
from tests.strategies import audit_days, dossiers


@pytest.fixture
def dossier(webinar: dict[str, Any], good_bilan: dict[str, Any]) -> Dossier:
    return structure({**webinar, "bilans": [good_bilan]}, Dossier)


def every(tree: Explanation) -> Iterator[Explanation]:
    yield tree
    for part in tree.parts:
        yield from every(part)


def names(tree: Explanation) -> set[str]:
    return {value.name for each in every(tree) for value in each.values}


class TestTheTree:
    def test_the_cycle_names_its_values_with_their_days_and_sources(self) -> None:
        tree = explain(CertificationCycle.starting("2023-02-02"))
        by_milestone = {part.about: [(v.name, v.value) for v in part.values] for part in tree.parts}
        assert by_milestone == {
            "starts": [("cycle.validity", 36)],
            "surveillance-opens": [("cycle.surveillance_opens", 14)],
            "surveillance-closes": [("cycle.surveillance_closes", 22)],
            "renewal-year-opens": [("cycle.validity", 36), ("cycle.renewal_year", 12)],
            "renewal-opens": [("cycle.validity", 36), ("cycle.renewal_opens", 6)],
            "renewal-latest": [
                ("cycle.validity", 36),
                ("audit.major_implementation", 3),
                ("audit.major_check", 1),
            ],
            "renewal-closes": [("cycle.validity", 36), ("cycle.renewal_closes", 3)],
            "expires": [("cycle.validity", 36)],
        }
        (expiry,) = tree.parts[-1].values
        assert (expiry.since, expiry.until) == (Date(2021, 1, 1), None)
        assert expiry.citation.source.identifier == "LEGIARTI000038624064"
        assert [cited.source.id for cited in tree.citations] == ["cpc-641"]

    def test_an_indicator_names_the_answer_that_removed_it(self, dossier: Dossier) -> None:
        tree = explain(review(dossier, on="2023-03-01").applicability)
        by_number = {part.about: part for part in tree.parts}
        (reason,) = by_number["27"].parts
        assert (reason.about, reason.facts) == ("condition-not-met", (Fact("subcontracting", "no"),))
        (reason,) = by_number["18"].parts
        assert (reason.about, reason.facts) == ("removed-by-profile", (Fact("sole_practitioner", "yes"),))
        assert {part.code for part in by_number["30"].parts} == {"reason", "adaptation"}

    def test_a_finding_names_the_limit_that_was_passed(self, dossier: Dossier) -> None:
        long = attrs.evolve(dossier.bilans[0].sessions[0], minutes=1500)
        (found,) = attrs.evolve(dossier.bilans[0], sessions=[long, *dossier.bilans[0].sessions[1:]]).check()
        tree = explain(found)
        assert [(value.name, value.value) for value in tree.values] == [("bilan.maximum", 1440)]
        assert tree.citations == (found.citation,)
        (other,) = attrs.evolve(dossier.bilans[0], consent=False).check()
        assert explain(other).citations == (other.citation,)

    def test_a_finding_tells_how_sure_the_check_is_beside_how_sure_its_value_is(self) -> None:
        """How long a document may be kept is written; which bilans that holds for, and the last day, are deduced."""
        synthesis = Document(kind="synthesis", follow_up_agreement=True, disclosures=[], destroyed=False)
        (found,) = Documents(ended="2026-03-31", documents=[synthesis]).check(on="2029-04-01")
        assert found.code == "DOC002"
        tree = explain(found)
        assert {value.citation.provenance for value in tree.values} == {Provenance.VERBATIM}
        assert [cited.provenance for cited in tree.citations] == [Provenance.DEDUCED]
        assert [line.rpartition(", ")[2] for line in tree.text("en").splitlines()[1:]] == ["text consulted]", "deduced"]

    def test_a_review_tells_what_it_was_told(self, dossier: Dossier) -> None:
        told = {each.name: each.value for each in explain(review(dossier, on="2023-03-01")).facts}
        assert told == {
            "first_issue": "2023-02-02",
            "valid_until": "2026-02-01",
            "cycle_number": "1",
            "surveillance_held": "unanswered",
        }
        certificate = attrs.evolve(dossier.certificate, printed_start="2024-05-10", cycle_number=None)
        other = attrs.evolve(dossier, certificate=certificate, surveillance_held="2024-06-01")
        told = {each.name: each.value for each in explain(review(other, on="2024-07-01")).facts}
        assert told["printed_start"] == "2024-05-10"
        assert told["surveillance_held"] == "2024-06-01"
        assert "cycle_number" not in told

    def test_a_comparison_names_each_change_and_its_text(self) -> None:
        tree = explain(compare("2019", "2026", ["BC"]))
        assert [part.about for part in tree.parts] == ["1", "2", "12", "19", "27", "30", "31", "32"]
        assert {cited.source.id for part in tree.parts for cited in part.citations} == {"decret-2026-728"}

    def test_what_is_no_result_is_refused(self) -> None:
        with refused("a result that the library can explain"):
            explain("2023-02-02")

    @pytest.mark.property
    @given(dossier=dossiers(), day=audit_days())
    def test_every_conclusion_reaches_a_source_and_is_told_in_both_languages(self, dossier: Dossier, day: Date) -> None:
        tree = explain(review(dossier, on=day))
        for each in every(tree):
            assert each.conclusion.fr
            assert each.conclusion.en
            reached = [cited for part in every(each) for cited in part.citations]
            reached += [value.citation for part in every(each) for value in part.values]
            # What the printed days say is a reading, and what the events come to may be facts alone.
            assert reached or each.code in {"printed", "history"}
        lines = tree.text("en").splitlines()
        assert len(lines) == len(tree.markdown("fr").splitlines())
        assert all(line.lstrip().startswith("- ") for line in tree.markdown("fr").splitlines())


class TestTheFormats:
    def test_text_is_indented_by_depth(self) -> None:
        lines = explain(CertificationCycle.starting("2023-02-02")).text("en").splitlines()
        assert lines[:4] == [
            (
                "Cycle from 2 February 2023 to 1 February 2026; a day that falls on a Saturday, a Sunday or a holiday "
                "is not moved (article 642 not applied)"
            ),
            "  provided: starts: 2023-02-02",
            "  source: Code de procédure civile, art. 641 (LEGIARTI000006411002); practice, deduced",
            "  2023-02-02  start of the cycle (legal)",
        ]
        assert lines[4].startswith(
            "    cycle.validity = 36, since 1 January 2021 [Code du travail, art. R. 6316-2 (LEGI"
        )

    def test_a_value_that_ended_tells_its_last_day(self) -> None:
        told = explain(CertificationCycle.starting("2023-02-02")).text()
        assert "cycle.surveillance_closes = 22, du 1er janvier 2021 au 31 août 2023" in told

    def test_markdown_links_the_sources_that_have_an_address(self) -> None:
        told = explain(CertificationCycle.starting("2023-02-02")).markdown("en")
        address = "https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000038624064"
        assert (
            f"    - cycle.validity = 36, since 1 January 2021 [[Code du travail, art. R. 6316-2](<{address}>); " in told
        )
        assert "[Webinaire" in told
        assert "[[Webinaire" not in told

    def test_an_answer_is_told_with_the_words_of_its_question(self) -> None:
        assert Fact("subcontracting", "no").say("en") == "provided: uses sub-contracting or portage salarial: no"
        assert Fact("first_issue", "2023-02-02").say() == "fourni\u00a0: first_issue\u00a0: 2023-02-02"

    def test_an_unknown_language_is_refused(self) -> None:
        tree = explain(CertificationCycle.starting("2023-02-02"))
        for write in (tree.text, tree.markdown):
            with refused("fr, en"):
                write("de")  # type: ignore[arg-type]

    def test_the_document_carries_its_format_and_version_and_comes_back_whole(self, dossier: Dossier) -> None:
        document = explain(review(dossier, on="2023-03-01")).document()
        written = stdlib_json.loads(dump(document, expanded=True))
        assert (written["format"], written["version"]) == ("qualiopi-rules/explanation", 2)
        assert load(dump(document), ExplanationDocument) == document

    @pytest.mark.parametrize(("field", "value"), [("format", "other"), ("version", 1), ("version", True)])
    def test_another_format_or_version_is_refused(self, field: str, value: Any) -> None:
        written = unstructure(explain(CertificationCycle.starting("2023-02-02")).document())
        with refused(f"{field}: "):
            structure({**written, field: value}, ExplanationDocument)


# --- What moves a result is named: each value of the texts is changed, one at a time.


def _caches() -> list[Any]:
    modules = [module for name, module in sys.modules.items() if name.startswith("qualiopi_rules")]
    found = {id(item): item for module in modules for item in vars(module).values() if hasattr(item, "cache_clear")}
    # The texts themselves stay: they are what is changed. The converter knows classes, no values.
    return [item for item in found.values() if item.__name__ not in ("text", "_converter")]


@contextmanager
def changed(name: str, path: list[Any], value: Any) -> Iterator[None]:
    """The texts with one value changed, seen by every rule, and put back."""
    table: Any = text(name)
    for step in path[:-1]:
        table = table[step]
    # The texts refuse to be changed by anybody who does not insist.
    plain: Any = dict if isinstance(table, dict) else list
    before = table[path[-1]]
    plain.__setitem__(table, path[-1], value)
    try:
        for cache in _caches():
            cache.cache_clear()
        yield
    finally:
        plain.__setitem__(table, path[-1], before)
        for cache in _caches():
            cache.cache_clear()


def _paths(value: Any, path: list[Any]) -> Iterator[tuple[list[Any], Any]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in pairs:
        yield from _paths(item, [*path, step])
        if step in ("value", "answer", "condition", "question", "numbers", "categories", "indicator"):
            yield [*path, step], item


def _other(item: Any) -> Any:
    if isinstance(item, bool):
        return not item
    if isinstance(item, int):
        return item + 1
    if isinstance(item, list):
        return item[1:] or ["AF"]
    return "teaching_team" if item != "teaching_team" else "complaints"


PERTURBED = [
    (name, path, item)
    for name in ("cycle/cycle", "rnq/referential-2019", "profile/certifier", "indicators/adaptations", "bilan/bilan")
    for path, item in _paths(text(name), [])
    # The grading of an indicator and the draft are no part of a review.
    if path[0] not in ("major_only", "draft_minimum")
]


def results(webinar: dict[str, Any], bilan: dict[str, Any]) -> list[tuple[Any, Explanation]]:
    """What is concluded, without its reasons, and the explanation, for dossiers that meet many rules."""
    long = {**bilan, "sessions": [{**session, "minutes": 288} for session in bilan["sessions"]]}
    denied = {name: not value for name, value in webinar["answers"].items()}
    made = []
    for categories, answers, day in (
        (["BC"], webinar["answers"], "2023-03-01"),
        (["BC"], denied, "2025-11-02"),
        (["AF", "VAE"], {**denied, "certifying": True, "work_linked": False, "work_situation": True}, "2024-12-03"),
        (["AF"], {}, "2023-03-01"),
        (["CFA"], denied, "2026-10-31"),
        (["BC"], webinar["answers"], "2026-11-01"),
    ):
        dossier = {**webinar, "categories": categories, "answers": answers, "bilans": [bilan, long]}
        dossier["certificate"] = {**webinar["certificate"], "categories": categories}
        made.append(review(structure(dossier, Dossier), on=day))
    old = CertificationCycle.starting("2020-03-10")
    return [
        *((_bare(each), explain(each)) for each in made),
        ([(each.code, each.day) for each in old.timeline()], explain(old)),
    ]


def _bare(reviewed: Review) -> Any:
    return (
        [(each.code, each.day) for each in reviewed.timeline],
        None if reviewed.status is None else reviewed.status.stage,
        reviewed.applicability.numbers,
        reviewed.applicability.undetermined,
        [[(c.question, c.answer) for c in each.adaptations] for each in reviewed.applicability.results],
        [(each.code, each.where) for each in reviewed.findings],
    )


def test_a_value_that_moves_a_result_moves_its_explanation_and_is_named(
    webinar: dict[str, Any], good_bilan: dict[str, Any]
) -> None:
    before = results(webinar, good_bilan)
    still = []
    for name, path, item in PERTURBED:
        with changed(name, path, _other(item)):
            after = results(webinar, good_bilan)
        moved = [(was[1], now[1]) for was, now in zip(before, after, strict=True) if was[0] != now[0]]
        for was, now in moved:
            assert was != now, (name, path)
            if name == "cycle/cycle":
                assert f"cycle.{path[0]}" in names(was) | names(now)
        if not moved:
            still.append((name, path))
    assert results(webinar, good_bilan) == before
    # This says nothing of a value that moves nothing here: nearly all of them do.
    assert len(still) < len(PERTURBED) / 4, still


@pytest.mark.parametrize("wrong", [5, None, "\ud800"])
def test_codes_are_texts(wrong: Any) -> None:
    with refused("name: .*\n.*value: "):
        Fact(wrong, wrong)
    with refused("code: .*\n.*about: "):
        Explanation(code=wrong, about=wrong, conclusion=Words("oui", "yes"))


def test_what_becomes_of_a_certificate_explains_itself() -> None:
    """A sheet, a missed surveillance audit, an extension, a transfer and a history each reach a source."""
    from qualiopi_rules import Certificate, Event
    from qualiopi_rules.audit import IndicatorSheet, grade_sheet
    from qualiopi_rules.cycle import Extension, MissedSurveillance, Transfer, check_extension, check_surveillance
    from qualiopi_rules.dossier import file_state

    held = Certificate(number="83811594-1", categories=["BC"], first_issue="2023-02-02", valid_until="2026-02-01")
    missed = check_surveillance(CertificationCycle("2023-02-02"), on="2025-01-06", surveillance_held=False)
    added = check_extension(held, ["BC", "AF"], on="2025-01-06", suspended=True)
    assert (type(missed), type(added)) == (MissedSurveillance, Extension)
    moved = Transfer(requested="2025-01-06").check(held, on="2025-01-07")
    graded = grade_sheet(IndicatorSheet(indicator=2, on="2024-06-03"))
    audited = file_state([Event(on="2025-01-06", kind="audit", audit="initial")], on="2025-01-06")
    for result in (missed, added, moved, graded, audited):
        tree = explain(result)
        assert any(part.citations for part in every(tree))
        assert tree.text("fr") != tree.text("en")
    assert added.say("en") == "Extension: not possible, the certificate is suspended."


def _results() -> dict[str, tuple[object, ...]]:
    """What the functions at each package's door return, and what they return it with."""
    from qualiopi_rules import Bilan, Certificate, applicability, read_printed
    from qualiopi_rules.audit import (
        IndicatorSheet,
        NonConformity,
        Site,
        applicable_points,
        application_documents,
        audit_duration,
        count_nonconformities,
        grade_sheet,
        mock_audit,
        plan_audit,
        select_sites,
        sites_to_audit,
    )
    from qualiopi_rules.bilan import (
        convention_need,
        cpf_participation,
        document_retention,
        first_cpf_request,
        follow_up_day,
        remaining_to_pay,
    )
    from qualiopi_rules.bilan.beneficiary import bilan_access
    from qualiopi_rules.bilan.market import market_risks
    from qualiopi_rules.bilan.nature import bilan_nature
    from qualiopi_rules.cycle import Transfer, check_extension, check_surveillance
    from qualiopi_rules.rnq import answers_validation, guide_notes, referential, without_contract

    day = "2025-02-03"
    cycle = CertificationCycle("2024-02-02")
    held = Certificate(number="83811594-1", categories=["BC"], first_issue="2024-02-02", valid_until="2027-02-01")
    major = NonConformity(indicator=4, grade="major", notified="2025-01-20", found_at="surveillance")
    plan = plan_audit("surveillance", applicability(["BC"], on=day))
    sheet = IndicatorSheet(indicator=2, on=day)
    mock = mock_audit(plan, applicability(["BC"], on=day), [sheet], nonconformities=[major])
    count = count_nonconformities([major], on=day)
    selection = select_sites([Site(name="Siège", central=True), Site(name="Nord")], "initial", seed="1")
    return {
        "audit": (
            plan,
            plan.place,
            *plan.indicators,
            grade_sheet(sheet),
            mock,
            mock.worst,
            *mock.changes,
            *mock.outside,
            count,
            *count.majors,
            applicable_points(2, ["BC"], on=day),
            *applicable_points(2, ["BC"], on=day).applicable,
            audit_duration("surveillance", ["BC"], on=day),
            *application_documents(on=day)[:2],
            selection,
            *selection.chosen,
            sites_to_audit(9, "initial"),
        ),
        "bilan": (
            convention_need(["self"], on=day),
            cpf_participation(on=day),
            remaining_to_pay(180_000, on=day),
            document_retention(Document(kind="synthesis", disclosures=[]), "2025-01-06"),
            first_cpf_request("2024-01-08", on=day),
            follow_up_day("2025-01-06"),
            bilan_access("private-employee", on=day),
            bilan_nature(on=day),
            *market_risks(on=day),
            *Bilan(consent=False).check(),
        ),
        "cycle": (
            cycle,
            cycle.status(on=day),
            *cycle.timeline(),
            read_printed("2024-02-02", "2027-02-01"),
            *read_printed("2024-02-02", "2027-02-01").readings,
            check_extension(held, ["BC", "AF"], on=day),
            check_surveillance(cycle, on=day),
            Transfer(requested=day).check(held, on=day),
        ),
        "rnq": (
            compare("2019", "2026", ["BC"]),
            *compare("2019", "2026", ["BC"]).changed,
            guide_notes(2),
            without_contract(),
            answers_validation(),
            referential(on=day).guide,
        ),
    }


@pytest.mark.parametrize("package", ["audit", "bilan", "cycle", "rnq"])
def test_every_public_result_explains_itself_in_both_languages(package: str) -> None:
    for result in _results()[package]:
        tree = explain(result)
        assert tree.code
        assert tree.conclusion.fr
        assert tree.conclusion.en
        assert str(tree) == tree.text("fr")
        assert load(dump(tree.document()), ExplanationDocument).explanation == tree
