"""Every public result shows itself: on one line, in a terminal, and in a notebook, in French by default."""

from __future__ import annotations

import pickle
import pkgutil
import re
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from pendulum import Date

import qualiopi_rules
from qualiopi_rules import (
    Answers,
    Certificate,
    CertificationCycle,
    Dossier,
    Event,
    InvalidInput,
    Review,
    applicability,
    compare,
    explain,
    load,
    read_printed,
    referential,
    review,
)
from qualiopi_rules.audit import (
    CheckedPoint,
    Evidence,
    IndicatorSheet,
    NonConformity,
    applicable_points,
    decide,
    grade_sheet,
    mock_audit,
    plan_audit,
    sites_to_audit,
)
from qualiopi_rules.core.errors import MissingExtra, QualiopiError
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.core.words import Words
from qualiopi_rules.cycle import check_extension, check_surveillance
from qualiopi_rules.dossier import Explanation, file_state
from qualiopi_rules.portfolio import plan_portfolio
from qualiopi_rules.profile import conformity_points
from qualiopi_rules.report import review_report
from qualiopi_rules.rnq import Referential
from qualiopi_rules.view import Fragment, show
from qualiopi_rules.view.html_text import escaped
from qualiopi_rules.view.shown import Shown
from tests.conftest import EXAMPLES
from tests.house.test_import import loaded_by
from tests.strategies import audit_days, dossiers, sheets, texts
from tests.view.test_html import KNOWN, Tree

pytestmark = pytest.mark.extra

ROOT = Path(__file__).parent.parent.parent
HOSTILE = "<script>alert(1)</script>&<b>"


def example(name: str, day: str) -> Review:
    return review(load((ROOT / "docs" / "examples" / name).read_bytes(), Dossier), on=day)


def shown_in(value: object) -> Iterator[Shown]:
    """Every value that shows itself among the parts of a result, however deep."""
    if isinstance(value, Shown):
        yield value
    if isinstance(value, tuple):
        for each in value:
            yield from shown_in(each)
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):  # type: ignore[arg-type]
            yield from shown_in(getattr(value, field.name))


def html_of(value: Any) -> str:
    html = value._repr_html_()
    assert isinstance(html, str)
    return html


def text_of(value: Any) -> str:
    _, _, shown = html_of(value).partition("</style>")
    return " ".join("".join(Tree(f"<div>{shown}").texts).replace("\u00a0", " ").split())


# --- On one line


def public_classes() -> Iterator[type]:
    """Every class with fields that a package offers."""
    packages = [each.name for each in pkgutil.iter_modules(qualiopi_rules.__path__) if each.ispkg]
    for module in (qualiopi_rules, *(import_module(f"qualiopi_rules.{name}") for name in packages)):
        for name in getattr(module, "__all__", ()):
            value = getattr(module, name)
            if isinstance(value, type) and attrs.has(value) and not issubclass(value, QualiopiError):
                yield value


PUBLIC = list(dict.fromkeys(public_classes()))


@pytest.mark.parametrize("cls", PUBLIC, ids=lambda cls: f"{cls.__module__}.{cls.__name__}")
def test_every_public_class_writes_its_values_on_one_line(cls: type) -> None:
    """And none with the repr of attrs, which writes all that a value holds, however much that is."""
    written: object = cls.__repr__
    assert written is OneLine.__repr__


def values_in(value: object) -> Iterator[object]:
    """Every value with fields among the parts of another, however deep."""
    if isinstance(value, tuple):
        for each in value:
            yield from values_in(each)
    elif attrs.has(type(value)):
        yield value
        for field in attrs.fields(type(value)):  # type: ignore[arg-type]
            yield from values_in(getattr(value, field.name))


def test_the_largest_results_and_all_that_they_hold_are_short_lines() -> None:
    reviewed = example("file.json", "2024-03-01")
    results = (reviewed, review_report(reviewed, detail=True), mock_audit(PLAN, APPLIED), show(APPLIED), POINTS[0])
    seen = {type(value): value for result in results for value in values_in(result)}
    assert len(seen) > 40
    for value in seen.values():
        assert len(repr(value)) <= 160
        assert repr(value).startswith(f"{type(value).__name__}(")
        assert " object at 0x" not in repr(value)


def test_the_parts_of_a_mock_audit_say_what_matters_in_them() -> None:
    mock = mock_audit(PLAN, APPLIED)
    assert [repr(each) for each in (mock[1], mock[1].missing, mock.best, mock.changes[-1])] == [
        'IndicatorReadiness(number=1, readiness="no-sheet", possible=["conforming", "minor", "major"])',
        "MissingEvidence(indicator=1, points=6, since=2026-11-01)",
        'MockOutcome(outcome="maintained", report_outcome="favourable", majors=[], minors=[])',
        'OutcomeChange(code="more-minors", step=None, count=1, subjects=[], outcome="maintained")',
    ]
    assert repr(applicable_points(4, ["BC"], on="2024-01-01")) == (
        'ApplicablePoints(applicable=["4.1"], undetermined=["4.2", "4.3", "4.4", "4.5", "4.6"])'
    )
    assert repr(APPLIED[27].reasons[0]) == (
        'Reason(code="condition-unanswered", category="BC", question="subcontracting", answer=None)'
    )
    assert repr(show(APPLIED)).startswith("Fragment(characters=")


def test_a_sample_of_sites_and_a_comparison_are_lines() -> None:
    assert repr(sites_to_audit(4, "initial", on="2024-03-01")) == 'SiteSample(kind="initial", sampled=2, total=4)'
    compared = compare("2019", "2026", ["BC"])
    assert repr(compared).startswith('Comparison(before="2019", after="2026", ')


def test_the_summary_of_a_portfolio_is_a_line(tmp_path: Path) -> None:
    planned = plan_portfolio(EXAMPLES / "certificates.csv", tmp_path / "plan.csv", on="2025-01-15")
    assert repr(planned).startswith("Summary(source=")
    assert len(repr(planned)) <= 160


@pytest.mark.property
@settings(max_examples=20)
@given(dossiers(), audit_days(), texts())
def test_each_part_of_a_review_is_one_short_line_and_well_formed_html(dossier: Dossier, day: Date, name: str) -> None:
    certificate = attrs.evolve(dossier.certificate, holder=HOSTILE, number=name)
    reviewed = review(attrs.evolve(dossier, certificate=certificate), on=day)
    values = {type(value): value for value in shown_in(reviewed)}  # one of each kind
    for value in (*values.values(), explain(reviewed)):
        line = repr(value)
        assert line.startswith(f"{type(value).__name__}(")
        assert line.isprintable()
        assert len(line) < 200
        tree = Tree(html_of(value))
        assert {tag for tag, _ in tree.elements} <= KNOWN
        assert tree.elements[0] == ("div", {"class": "qualiopi-rules", "lang": "fr"})
        assert not any(name.startswith("on") for _, attributes in tree.elements for name in attributes)


@pytest.mark.property
@given(sheets())
def test_a_sheet_is_one_short_line_and_well_formed_html(sheet: IndicatorSheet) -> None:
    for value in (sheet, grade_sheet(sheet)):
        assert len(repr(value)) < 200
        assert {tag for tag, _ in Tree(html_of(value)).elements} <= KNOWN


def test_a_line_says_what_it_is_and_the_facts_that_matter() -> None:
    reviewed = example("certificate-83811594-1.json", "2023-03-01")
    assert repr(reviewed) == (
        'Review(certificate="83811594-1", on=2023-03-01, blocking=False, findings=0, deadlines=4)'
    )
    assert repr(reviewed.applicability) == (
        'Applicability(on=2023-03-01, categories=["BC"], applicable=20, undetermined=0, not_applicable=12)'
    )
    assert repr(reviewed.cycle) == "CertificationCycle(starts=2023-02-02, expires=2026-02-01)"
    assert repr(reviewed.status) == 'CycleStatus(on=2023-03-01, stage="running", valid=True)'
    assert repr(reviewed.deadlines[0]) == (
        'Deadline(code="surveillance-closes", day=2024-12-02, days_left=642, kind="legal")'
    )
    assert repr(reviewed.next_audit) == ('NextAudit(kind="surveillance", on=2024-04-02, numbers=13, half_days=None)')


@pytest.mark.parametrize("text", ["a\nb\x1b[31m", "x" * 10_000, '"quoted" é \u2028', "\ud800"])
def test_a_text_of_a_caller_stays_on_the_line(text: str) -> None:
    """However long it is and whatever it holds."""
    edition = attrs.evolve(referential(on="2024-01-01"), edition=text)
    explanation = Explanation(code="c" * 100, about="a" * 100, conclusion=Words(fr=text, en=text))
    for value in (edition, explanation):
        assert repr(value).isprintable()
        assert len(repr(value)) < 200


def test_a_value_beyond_the_calendar_has_a_line_and_no_picture() -> None:
    cycle = CertificationCycle("9998-01-01")
    assert repr(cycle) == "CertificationCycle(starts=9998-01-01)"
    assert cycle._repr_html_() is None


def test_rich_gets_the_same_facts() -> None:
    status = CertificationCycle("2023-02-02").status(on="2023-03-01")
    assert dict(status.__rich_repr__()) == {"on": status.on, "stage": status.stage, "valid": True}


@pytest.mark.parametrize("copied", [pickle.loads(pickle.dumps(CertificationCycle("2023-02-02")))])
def test_a_value_is_still_a_value(copied: CertificationCycle) -> None:
    cycle = CertificationCycle("2023-02-02")
    assert copied == cycle
    assert hash(copied) == hash(cycle)
    assert not hasattr(cycle, "__dict__")


# --- In a notebook

POINTS = [point for point in conformity_points() if point.indicator == 4]
SHEET = IndicatorSheet(
    indicator=4,
    on="2024-03-01",
    points=[
        CheckedPoint(point=point, answer=answer)
        for point, answer in zip(POINTS, ["yes", "partial", "no", "not-applicable", None], strict=False)
    ],
    evidence=[Evidence(name=HOSTILE)],
    decision="major",
)
APPLIED = applicability(["BC"], on="2026-11-16", answers=Answers(complaints=True))
PLAN = plan_audit("surveillance", APPLIED)
FORMER = plan_audit("surveillance", APPLIED, new_entrant_in=["BC"])
OPEN = NonConformity(indicator=4, grade="major", notified="2026-10-01")
CERTIFICATE = Certificate(
    number="0421-1",
    categories=["AF"],
    first_issue="2024-11-04",
    valid_until="2027-11-03",
    holder=HOSTILE,
    state="issued",
)
UNREADABLE = attrs.evolve(CERTIFICATE, valid_until="2024-10-01")
EVENTS = (
    Event(on="2024-09-02", kind="application"),
    Event(on="2024-10-01", kind="audit", audit="initial"),
    Event(on="2024-10-08", kind="notification", indicator=4, grade="major"),
    Event(on="2024-11-04", kind="decision", decided="refused"),
)

SHOWN = [
    (CertificationCycle("2023-02-02"), ["Calendrier du cycle", "validité du certificat", "dernier jour de validité"]),
    (CertificationCycle("2023-02-02").status(on="2023-03-01"), ["Le 1er mars 2023 : en cours."]),
    (CertificationCycle("2023-02-02").timeline()[0], ["Légal", "Début du cycle : le 2 février 2023"]),
    (
        CertificationCycle("2023-02-02").deadlines(on="2024-12-02")[0],
        ["Dernier jour pour l’audit de surveillance : aujourd’hui"],
    ),
    (
        CertificationCycle("2023-02-02").deadlines(on="2025-01-01", surveillance_held=False)[0],
        ["Dernier jour pour l’audit de surveillance : le 2 décembre 2024, en retard de 30 jours"],
    ),
    (read_printed("2023-02-02", "2026-02-01"), ["les dates correspondent à un seul cycle", "Lecture possible"]),
    (CERTIFICATE, ["Certificat 0421-1", HOSTILE, "Catégories : AF.", "État constaté : délivré.", "Calendrier"]),
    (
        attrs.evolve(CERTIFICATE, holder=None, state=None, categories=["AF", "BC"]),
        ["Certificat 0421-1", "Catégories : AF et BC."],
    ),
    (UNREADABLE, ["Du 4 novembre 2024 au 1er octobre 2024"]),
    (check_extension(CERTIFICATE, ["BC"], on="2026-01-01"), ["Extension (BC)"]),
    (check_surveillance(CertificationCycle("2023-02-02"), on="2023-03-01"), ["n’est pas manqué"]),
    (referential(on="2019-07-01"), ["Référentiel 2019, en vigueur du", "Critère 7"]),
    (referential(on="2026-11-16"), ["Référentiel 2026, en vigueur à partir du 1er novembre 2026 : 33 indicateurs."]),
    (attrs.evolve(referential(on="2026-11-16"), guide=None), ["33 indicateurs"]),
    (referential(on="2026-11-16")[27], ["Indicateur 27", "Réservé, par son texte, au prestataire qui", "majeure."]),
    (referential(on="2024-01-01")[1], ["Indicateur 1", "mineure ou majeure"]),
    (compare("2019", "2026", ["BC"]), ["De l’édition 2019 à l’édition 2026", "L’information précise aussi"]),
    (attrs.evolve(compare("2019", "2026", ["BC"]), changed=()), ["aucun indicateur ne change"]),
    (APPLIED, ["Critère 1", "à confirmer", "Non applicables"]),
    (APPLIED[27], ["indéterminé", "Indicateur 27"]),
    (applicability(["BC"], on="2024-01-01", answers=Answers(sole_practitioner=True))[22], ["Adapté :"]),
    (PLAN, ["Audit de surveillance", "À auditer (", "Indéterminés (", "que le certificat est affiché"]),
    (FORMER, ["mise en œuvre de ce qui était formalisé"]),
    (plan_audit("initial", applicability(["CFA"], on="2026-11-16")), ["Audit initial"]),
    (attrs.evolve(PLAN, indicators=PLAN.indicators[:1]), ["À auditer (1)"]),
    (SHEET, ["Grille de l’indicateur 4", "partiel", "non applicable", HOSTILE, "Décision : non-conformité majeure."]),
    (IndicatorSheet(indicator=4, on="2024-03-01"), ["Preuves consultées : aucune.", "Décision : pas encore prise."]),
    (grade_sheet(SHEET), ["Décisions admises par les textes"]),
    (grade_sheet(attrs.evolve(SHEET, points=SHEET.points[:1])), ["Décision suggérée", "SHT001"]),
    (grade_sheet(IndicatorSheet(indicator=4, on="2024-03-01")), ["rien à évaluer"]),
    (decide("surveillance", [OPEN], on="2026-11-16"), ["Pas encore de décision", "À revoir après le"]),
    (decide("initial", [], on="2026-11-16"), ["La certification peut être délivrée"]),
    (attrs.evolve(mock_audit(PLAN, APPLIED), changes=(), carried_over=()), ["Indicateur par indicateur"]),
    (mock_audit(PLAN, APPLIED), ["Critère 1", "Indicateur par indicateur", "Ce qui changerait la conclusion"]),
    (
        mock_audit(
            plan_audit("initial", applicability(["BC"], on="2024-03-01")),
            applicability(["BC"], on="2024-03-01"),
            [SHEET],
        ),
        ["Indicateur 4"],
    ),
    (file_state(EVENTS[:2], on="2024-10-02"), ["En attente d’une décision : audit initial du 1er octobre 2024."]),
    (file_state(EVENTS[:3], on="2024-10-09"), ["Non-conformité majeure (indicateur 4)"]),
    (file_state([], on="2024-10-09"), ["Aucune démarche"]),
    (
        Dossier(certificate=CERTIFICATE, categories=["AF"], events=EVENTS, answers=Answers(complaints=True)),
        [
            "1 réponse aux questions préalables sur",
            "Événements (4)",
            "1er octobre 2024 : audit initial",
            "notification, majeure (indicateur 4)",
            "décision, certification refusée",
        ],
    ),
    (explain(CertificationCycle("2023-02-02")), ["Cycle du 2 février 2023 au 1er février 2026"]),
    (
        example("certificate-83811594-1.json", "2023-03-01"),
        ["Certificat 83811594-1, revue au 1er mars 2023", "en cours", "Échéances (4)", "Indicateurs (20 applicables)"],
    ),
    (example("file.json", "2024-03-01"), ["Autres constats (1)", "Prochain audit", "DOS004"]),
    (
        review(Dossier(certificate=UNREADABLE, categories=["AF"]), on="2026-01-01"),
        ["CYC001", "Aucune démarche", "Indicateurs"],
    ),
]


@pytest.mark.parametrize(("value", "expected"), SHOWN, ids=lambda each: type(each).__name__)
def test_a_notebook_shows_what_matters(value: Any, expected: list[str]) -> None:
    text = text_of(value)
    for words in expected:
        assert words in text
    html = html_of(value)
    assert "<script" not in html.lower()
    assert {tag for tag, _ in Tree(html).elements} <= KNOWN


def written(values: Iterable[tuple[Any, Any]]) -> str:
    """The line of each value and what a notebook shows of it, tag by tag; its picture has tests of its own."""
    parts = []
    for value, _ in values:
        _, _, html = html_of(value).partition("</style>")
        shown = re.sub(r"<svg.*?</svg>", "<svg/>", html, flags=re.DOTALL).replace("><", ">\n<")
        parts.append(f"{value!r}\n{shown}\n")
    return "\n".join(parts).replace("\u00a0", " ")


def test_all_that_a_notebook_shows_is_this_page() -> None:
    """Read in French when it changes: each word, its place and its tone."""
    small = [each for each in SHOWN if not isinstance(each[0], Review | Referential)]
    assert written([*small, SHOWN[12]]) == (Path(__file__).parent / "expected" / "shown.txt").read_text("utf-8")


def test_the_parts_of_a_review_show_themselves() -> None:
    reviewed = example("file.json", "2024-03-01")
    assert reviewed.next_audit is not None
    assert text_of(reviewed.findings[0]).startswith("DOS004 · avertissement")
    assert text_of(reviewed.next_audit.duration).startswith("Durée : inconnue")


def test_an_explanation_is_folded_over_its_grounds() -> None:
    tree = Tree(html_of(explain(example("certificate-83811594-1.json", "2023-03-01"))))
    assert len(tree.all("details")) > 30
    assert not any("open" in attributes for attributes in tree.all("details"))


def test_it_is_shown_in_english_where_that_is_wanted() -> None:
    fragment = show(APPLIED, "en")
    assert isinstance(fragment, Fragment)
    assert fragment._repr_html_() == fragment.html
    assert 'lang="en"' in fragment.html
    assert "Criterion 1" in fragment.html
    assert show(APPLIED).html == APPLIED._repr_html_()


def test_a_subclass_of_a_caller_is_shown_as_what_it_is() -> None:
    @attrs.frozen(repr=False)
    class Ours(CertificationCycle):
        pass

    assert repr(Ours("2023-02-02")) == "Ours(starts=2023-02-02, expires=2026-02-01)"
    assert Ours("2023-02-02")._repr_html_() == CertificationCycle("2023-02-02")._repr_html_()


@pytest.mark.parametrize(
    ("value", "locale", "path"), [("x", "fr", "value"), (None, "en", "value"), (APPLIED, "de", "locale")]
)
def test_what_cannot_be_shown_is_refused(value: Any, locale: Any, path: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        show(value, locale)
    assert [fault.path for fault in refusal.value.faults] == [path]


def test_without_the_extra_a_notebook_shows_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    escaped.cache_clear()
    monkeypatch.setitem(sys.modules, "markupsafe", None)
    assert APPLIED._repr_html_() is None
    with pytest.raises(MissingExtra, match=r"qualiopi-rules\[html\]"):
        show(APPLIED)


def test_a_rule_and_a_line_load_no_blocks_and_no_writer() -> None:
    loaded = loaded_by(
        "from qualiopi_rules import CertificationCycle, Dossier, applicability, review\n"
        "repr(CertificationCycle('2023-02-02')), repr(applicability(['BC'], on='2023-03-01'))"
    )
    assert {name for name in loaded if name.startswith("qualiopi_rules.view.")} == {"qualiopi_rules.view.shown"}
    assert not {name for name in loaded if name.startswith("qualiopi_rules.") and name.endswith(".blocks")}
