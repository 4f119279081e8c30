"""The webinar of 1 March 2023 on the bilan de compétences, statement by statement: what the library answers to each.

The statements are numbered and put in our own words. Each is answered by an object of the package, or is among those
that the library does not hold, with the reason.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

import attrs
import pytest
from pendulum import Date

from qualiopi_rules import (
    Answers,
    Bilan,
    Certificate,
    CertificationCycle,
    Dossier,
    Phase,
    Session,
    applicability,
    review,
)
from qualiopi_rules.audit import (
    Application,
    CheckedPoint,
    Evidence,
    IndicatorSheet,
    PointAnswer,
    SheetDecision,
    applicable_points,
    grade_sheet,
    plan_audit,
)
from qualiopi_rules.bilan import (
    AccessOutcome,
    BilanTrait,
    Conclusions,
    Cpf,
    CpfOffer,
    CpfRequest,
    Funding,
    Investigation,
    MarketRiskCode,
    Preliminary,
    Provider,
    ProviderKind,
    Service,
    Synthesis,
    bilan_access,
    bilan_nature,
    cpf_eligibility_guide,
    diploma_required,
    market_opening,
    market_risks,
)
from qualiopi_rules.core.resources import text
from qualiopi_rules.cycle import NDA, CertificateState, ExtensionStep, check_extension, check_one_certificate
from qualiopi_rules.formats import load, read_public_list
from qualiopi_rules.law import Basis
from qualiopi_rules.law.dated import dated
from qualiopi_rules.law.source import find_source
from qualiopi_rules.profile import built_in_profiles
from qualiopi_rules.rnq import AuditKind, Category, answers_validation, category_precisions, guide_notes, referential
from tests.conftest import EXAMPLES

WEBINAR = "2023-03-01"
HOUR = 60

Test = TypeVar("Test", bound=Callable[..., None])

STATEMENTS = {
    # the bilan
    1: "The law of 2018 says what a bilan is for: to analyse, and to define a project.",
    2: "The market was opened on 1 January 2019.",
    3: "Any organisation with a declaration of activity can carry bilans out.",
    4: "Requests for bilans keep growing since the CPF exists.",
    5: "The public list of training providers shows who is certified for bilans.",
    6: "Four things are analysed: professional skills, personal skills, aptitudes, motivations.",
    7: "Any active person may have a bilan, employees of the private sector among them.",
    8: "Job seekers request it from Pôle emploi, the APEC or Cap emploi.",
    9: "Public agents have one under texts of their own, on similar terms.",
    10: "The provider is always external to the company.",
    11: "It is carried out within an organisation, within a bilan centre, or by a consultant on their own.",
    12: "No diploma is compulsory; experience is put forward.",
    13: "Its duration varies, up to twenty-four hours, without a minimum.",
    14: "It has three phases with the provider, all compulsory.",
    15: "The preliminary phase analyses request and needs, chooses the format, and settles the terms with the person.",
    16: "It checks that the beneficiary comes willingly, above all where the company prescribes and co-finances.",
    17: "The investigation builds a project and checks its relevance.",
    18: "It works out alternatives, such as a training or a VAE.",
    19: "The conclusions hand over a synthesis: skills, project, conditions and means, steps.",
    20: "A bilan is individual, can be paid by the CPF, helps to define a project and studies its feasibility.",
    21: "It is no CEP, training, VAE, job-search help, career review or personal coaching.",
    # the certification
    22: "Qualiopi certifies providers by one national referential.",
    23: "For a bilan, 19 to 22 of the 32 indicators are to be met.",
    24: "An initial audit leads to the certification, a surveillance audit follows; the cycle lasts three years.",
    25: "The cycle starts on the day of the initial decision.",
    26: "The surveillance audit falls 14 to 22 months after the decision: eight months to hold it.",
    27: "The renewal audit comes before the certificate ends.",
    28: "A contract comes before the initial audit.",
    29: "The client's file is built or updated, and the audit planned, before each audit.",
    30: "The certification sets a provider apart from others.",
    # the money
    31: "Funders: the CPF, the training insurance funds such as Agefice and FIF PL, the OPCO.",
    32: "The CPF is for active people only.",
    33: "The rules of the CPF platform for a bilan are in its eligibility guide.",
    34: "In an offer for the CPF, watch the contents by phase, the duration and the price.",
    35: "Risks: many players, windfall, qualification, sub-contracting, requirements of several codes.",
    # the audit
    36: "Six indicators have precisions and adaptations for the bilan.",
    37: "The certifier offers documents and videos.",
    38: "The record of a certificate: cycle, categories, first issue, last valid day, last edition, number.",
    39: "It shows when the surveillance audit may begin and must be held, and when a renewal audit is advised.",
    40: "The record shows a state, «\u00a0Délivré\u00a0», and the editions of the certificate.",
    41: "Eight preliminary questions are put to a provider of bilans.",
    42: "The answers are validated with the provider before the audit starts.",
    43: "The answers shown decide which indicators are audited.",
    44: "An indicator has an expected level and a definition.",
    45: "Indicator 2 has three points for a bilan, each answered by yes, partly or no.",
    46: "The evidence is named with its version and format.",
    47: "The decision is conforming, minor or major.",
    48: "Clients are content, and more webinars are to come.",
    49: "One declaration of activity has one certificate.",
    50: "An extension is made by the same certifier, or after a transfer to another one.",
}

NOT_HELD = {
    4: "A trend of the market without a figure: nothing to compute.",
    29: "How one certifier organises its work; `Application` has what is collected and the proposal of a date.",
    30: "An opinion.",
    37: "The tools of one certifier.",
    48: "Praise and announcements.",
}

ANSWERED: dict[int, tuple[str, ...]] = {}
"""The objects that answer each statement, as `package.module:name`."""


def answered_by(*objects: str, to: int | tuple[int, ...]) -> Callable[[Test], Test]:
    """Note which objects answer a statement; the test asserts the answer."""

    def note(test: Test) -> Test:
        for number in (to,) if isinstance(to, int) else to:
            ANSWERED[number] = (*ANSWERED.get(number, ()), *objects)
        return test

    return note


def object_of(name: str) -> Any:
    module, _, path = name.partition(":")
    thing: Any = import_module(f"qualiopi_rules.{module}")
    for part in path.split("."):
        # A field of an attrs class is no attribute of it where it has slots.
        fields = {field.name: field for field in getattr(thing, "__attrs_attrs__", ())}
        thing = fields[part] if part in fields else getattr(thing, part)
    return thing


@pytest.fixture
def dossier() -> Dossier:
    """The example certificate, with the answers shown beside it."""
    return load((EXAMPLES / "certificate-83811594-1.json").read_text("utf-8"), Dossier)


@pytest.fixture
def bilan() -> Bilan:
    """A bilan in which everything that the webinar says is there."""
    return load((EXAMPLES / "bilan.json").read_text("utf-8"), Bilan)


def codes(bilan: Bilan, **changes: Any) -> set[str]:
    return {found.code for found in attrs.evolve(bilan, **changes).check()}


# --- The bilan


@answered_by("bilan.nature:bilan_nature", to=(1, 6))
def test_what_is_analysed_and_what_for() -> None:
    nature = bilan_nature(on=WEBINAR)
    assert [point.code.value for point in nature.analyses] == [
        *("professional-skills", "personal-skills", "aptitudes", "motivations")
    ]
    assert {point.citation.source.id for point in nature.analyses} == {"code-L6313-4"}
    assert BilanTrait.PROJECT in {point.code for point in nature.traits}


@answered_by("bilan.market:market_opening", to=2)
def test_the_market_is_open_since_2019() -> None:
    assert market_opening().since == Date(2019, 1, 1)


@answered_by("bilan.provider:Provider.declared", "bilan.provider:Provider.check", to=3)
def test_a_provider_has_declared_its_activity() -> None:
    assert [
        {found.code for found in Provider(other_activities=False, declared=each).check(on=WEBINAR)}
        for each in (True, False)
    ] == [set(), {"PRV005"}]


@answered_by("formats.public_list:read_public_list", to=5)
@pytest.mark.extra
def test_the_public_list_shows_who_is_certified_for_bilans() -> None:
    rows = list(read_public_list(EXAMPLES / "public-list.csv"))
    assert any(Category.BC in row.categories for row in rows)


@answered_by("bilan.beneficiary:bilan_access", "bilan.bilan:Bilan.access", to=(7, 8, 9))
def test_who_may_have_one_and_through_whom(bilan: Bilan) -> None:
    employee, seeker, agent = (
        bilan_access(status, on=WEBINAR) for status in ("private-employee", "job-seeker", "public-agent")
    )
    assert (employee.outcome, employee.bodies) == (AccessOutcome.OPEN, ())
    assert (seeker.outcome, seeker.bodies) == (AccessOutcome.OPEN, ("Pôle emploi", "APEC", "Cap emploi"))
    assert agent.outcome is AccessOutcome.OWN_TEXTS
    assert bilan_access("not-active", on=WEBINAR).outcome is AccessOutcome.NOT_OPEN
    assert attrs.evolve(bilan, beneficiary="job-seeker").access(on=WEBINAR) == seeker


@answered_by("bilan.provider:Provider.external", "bilan.bilan:Bilan.provider_is_employer", to=10)
def test_the_provider_is_external(bilan: Bilan) -> None:
    inside = Provider(other_activities=False, external=False)
    assert {found.code for found in inside.check(on=WEBINAR)} == {"PRV004"}
    assert codes(bilan, provider_is_employer=True) == {"BIL017"}


@answered_by("bilan.provider_conditions:ProviderKind", "bilan.provider:Provider.conditions", to=11)
def test_what_carries_bilans_out() -> None:
    assert [kind.value for kind in ProviderKind] == ["organisation", "bilan-centre", "self-employed"]
    for kind in ProviderKind:
        (found,) = [each for each in Provider(kind=kind).conditions(on=WEBINAR) if each.code == "kind"]
        assert (found.met, found.citation.basis) == (True, Basis.PRACTICE)


@answered_by("bilan.provider_conditions:diploma_required", "bilan.provider:Provider.experience_shown", to=12)
def test_experience_in_place_of_a_diploma() -> None:
    assert diploma_required(on=WEBINAR).value is False
    (found,) = [each for each in Provider(experience_shown=True).conditions(on=WEBINAR) if each.met]
    assert found.code == "experience_shown"


@answered_by("bilan.bilan:Bilan.check", "bilan.nature:BilanNature.maximum", to=13)
def test_at_most_twenty_four_hours_and_no_minimum(bilan: Bilan) -> None:
    nature = bilan_nature(on=WEBINAR)
    assert nature.maximum.value == 24 * HOUR
    assert BilanTrait.NO_MINIMUM in {point.code for point in nature.traits}
    for minutes, found in ((1, set()), (24 * HOUR - 2, set()), (24 * HOUR - 1, {"BIL003"})):
        held = [Session("2023-02-06", phase, minutes if phase is Phase.INVESTIGATION else 1) for phase in Phase]
        assert codes(bilan, sessions=held) == found


@answered_by("bilan.sessions:Phase", "bilan.bilan:Bilan.check", to=14)
def test_three_phases(bilan: Bilan) -> None:
    assert [phase.value for phase in Phase] == ["preliminary", "investigation", "conclusions"]
    for absent in Phase:
        assert "BIL001" in codes(bilan, sessions=[each for each in bilan.sessions if each.phase is not absent])


@answered_by("bilan.contents:Preliminary", to=(15, 16))
def test_the_preliminary_phase(bilan: Bilan) -> None:
    for name in ("request_analysed", "need_analysed", "format_chosen", "terms_agreed"):
        assert codes(bilan, preliminary=attrs.evolve(bilan.preliminary, **{name: False})) == {"BIL005"}
    unwilling = attrs.evolve(bilan, preliminary=attrs.evolve(bilan.preliminary, voluntary=False))
    (found,) = unwilling.check()
    assert (found.code, found.citation.source.id) == ("BIL007", "webinar-2023")
    assert "prescrit et cofinance" in found.entry.meaning.fr
    assert isinstance(bilan.preliminary, Preliminary)


@answered_by("bilan.contents:Investigation.complete", to=17)
@answered_by("bilan.contents:Investigation.alternatives_worked_out", "bilan.nature:BilanNature.alternatives", to=18)
def test_the_investigation() -> None:
    assert Investigation(project_built=True, relevance_checked=True).complete is True
    neither = Investigation(project_built=True, relevance_checked=False, alternatives_worked_out=False)
    assert neither.complete is False
    assert attrs.evolve(neither, alternatives_worked_out=True).complete is True
    assert [point.code.value for point in bilan_nature(on=WEBINAR).alternatives] == ["training", "vae"]


@answered_by("bilan.contents:Synthesis", to=19)
def test_the_synthesis(bilan: Bilan) -> None:
    names = [field.name for field in attrs.fields(Synthesis)]
    assert names == ["skills_analysed", "project_defined", "means_stated", "steps_stated"]
    for name in names:
        lacking = attrs.evolve(bilan.conclusions, synthesis=attrs.evolve(bilan.conclusions.synthesis, **{name: False}))
        assert codes(bilan, conclusions=lacking) == {"BIL011"}
    assert isinstance(bilan.conclusions, Conclusions)


@answered_by("bilan.nature:BilanNature.traits", to=20)
def test_what_a_bilan_is() -> None:
    assert {point.code for point in bilan_nature(on=WEBINAR).traits} == set(BilanTrait)
    assert [trait.value for trait in BilanTrait] == ["individual", "cpf", "no-minimum", "project", "feasibility"]


@answered_by("bilan.bilan:Service", "bilan.bilan:Bilan.service", to=21)
def test_what_a_bilan_is_not(bilan: Bilan) -> None:
    assert {each for each in Service if codes(bilan, service=each) == {"BIL020"}} == {
        *(Service.CEP, Service.TRAINING, Service.VAE),
        *(Service.JOB_SEARCH_HELP, Service.CAREER_REVIEW, Service.COACHING),
    }
    assert codes(bilan, service=Service.BILAN) == set()


# --- The certification


@answered_by("rnq.edition:referential", to=22)
def test_one_national_referential() -> None:
    edition = referential(on=WEBINAR)
    assert len(edition) == 32
    assert {category for indicator in edition.values() for category in indicator.categories} == set(Category)


@answered_by("indicators.rule:applicability", to=23)
def test_19_to_22_indicators(dossier: Dossier) -> None:
    assert tuple(applicability(["BC"], Answers(), on=WEBINAR, profile="certifier").bounds) == (19, 22)


@answered_by("cycle.cycle:CertificationCycle.starting", "rnq.audit_kind:AuditKind", to=(24, 25))
@answered_by("cycle.cycle:CertificationCycle.surveillance", to=26)
@answered_by("cycle.cycle:CertificationCycle.renewal_year", "cycle.cycle:CertificationCycle.renewal", to=27)
def test_the_cycle_of_three_years() -> None:
    cycle = CertificationCycle.starting("2023-02-02")
    assert (cycle.starts, cycle.length, cycle.expires) == (Date(2023, 2, 2), 36, Date(2026, 2, 1))
    assert [dated("cycle/cycle", f"surveillance_{edge}").on(cycle.starts).value for edge in ("opens", "closes")] == [
        14,
        22,
    ]
    assert cycle.surveillance.opens.add(months=8) == cycle.surveillance.closes
    assert cycle.renewal.closes < cycle.renewal_year.closes == cycle.expires
    assert {AuditKind.INITIAL, AuditKind.SURVEILLANCE, AuditKind.RENEWAL} <= set(AuditKind)
    for kind in (AuditKind.INITIAL, AuditKind.SURVEILLANCE):
        assert plan_audit(kind, applicability(["BC"], Answers(), on="2024-04-02")).kind is kind


@answered_by("audit.application:Application.contract_received", to=28)
def test_a_contract_comes_before_the_initial_audit() -> None:
    application = Application(received="2022-10-03", categories=["BC"], contract_received="2022-10-10")
    (deadline,) = application.deadlines(on="2022-10-10")
    assert deadline.day == Date(2022, 10, 10).add(days=30)


# --- The money


@answered_by("bilan.funding:Funding", to=31)
def test_the_funders() -> None:
    assert {Funding.CPF, Funding.FAF, Funding.OPCO} <= set(Funding)


@answered_by("bilan.cpf_request:CpfRequest.active", to=32)
def test_the_cpf_is_for_active_people() -> None:
    refused = Cpf(request=CpfRequest(requested_on=WEBINAR, active=False)).check(on=WEBINAR)
    assert [found.code for found in refused] == ["CPF007"]
    accepted = Cpf(request=CpfRequest(requested_on=WEBINAR, active=True)).check(on=WEBINAR)
    assert accepted == ()


@answered_by("bilan.market:cpf_eligibility_guide", to=33)
def test_the_eligibility_guide_of_the_platform() -> None:
    assert cpf_eligibility_guide().citation.source == find_source("cpf-eligibility-guide")


@answered_by("bilan.cpf_platform:CpfOffer.conditions", to=34)
def test_what_to_watch_in_an_offer() -> None:
    phases = {phase.value: True for phase in Phase}
    offer = CpfOffer(**phases, minutes=24 * HOUR, price_cents=180_000)
    assert {each.code.value: each.outcome.value for each in offer.conditions(on=WEBINAR)} == {
        **dict.fromkeys(("phases", "duration", "price"), "met"),
    }
    longer = attrs.evolve(offer, minutes=24 * HOUR + 1, investigation=False)
    (found,) = Cpf(offer=longer).check(on=WEBINAR)
    assert dict(found.params)["contents"] == "condition.investigation, condition.duration"


@answered_by("bilan.market:market_risks", to=35)
def test_the_risks() -> None:
    risks = {risk.code: risk for risk in market_risks(on=WEBINAR)}
    assert set(risks) == set(MarketRiskCode)
    assert "code de la consommation" in risks[MarketRiskCode.REQUIREMENTS].say()


# --- The audit


@answered_by("rnq.precisions:category_precisions", to=36)
def test_six_indicators_have_precisions() -> None:
    found = category_precisions("BC", on=WEBINAR)
    assert found is not None
    assert found.value == (4, 5, 9, 10, 17, 30)


@answered_by("cycle.certificate:Certificate", to=38)
@answered_by("cycle.cycle:CertificationCycle.surveillance", "cycle.cycle:CertificationCycle.renewal", to=39)
def test_the_record_of_the_certificate(dossier: Dossier) -> None:
    certificate = dossier.certificate
    assert (certificate.number, certificate.cycle_number) == ("83811594-1", 1)
    assert certificate.categories == {Category.BC}
    assert (certificate.first_issue, certificate.last_issue) == (Date(2023, 2, 2), Date(2023, 2, 2))
    assert (certificate.printed_start, certificate.valid_until) == (None, Date(2026, 2, 1))
    cycle = certificate.cycle
    assert cycle is not None
    assert (cycle.surveillance.opens, cycle.surveillance.closes) == (Date(2024, 4, 2), Date(2024, 12, 2))
    assert (cycle.renewal.opens, cycle.renewal.closes) == (Date(2025, 8, 1), Date(2025, 11, 1))


@answered_by("rnq.question:questions", "profile.profile:Profile.questions", to=41)
def test_eight_preliminary_questions(dossier: Dossier) -> None:
    names = [question.id for question in built_in_profiles()["certifier"].questions]
    assert names == [
        *("needs_analysis", "disability_welcomed", "sole_practitioner", "subcontracting"),
        *("funders_direct", "teaching_team", "companies_direct", "complaints"),
    ]
    shown = [getattr(dossier.answers, name) for name in names]
    assert shown == [True, False, True, False, True, False, False, True]


@answered_by("rnq.validation:answers_validation", to=42)
def test_the_answers_are_validated_before_the_audit() -> None:
    assert answers_validation().citation.source.id == "webinar-2023"


@answered_by("indicators.rule:applicability", "dossier.reviewer:Review.applicability", to=43)
def test_the_answers_decide_on_the_indicators(dossier: Dossier) -> None:
    found = review(dossier, on=WEBINAR).applicability
    column = {indicator.number for indicator in referential(on=WEBINAR).of_category("BC")}
    assert column & set(found.not_applicable) == {18, 27}
    assert tuple(found.bounds) == (20, 20)


@answered_by("rnq.notes:IndicatorNotes.expected_level", "rnq.notes:IndicatorNotes.definition", to=44)
def test_an_indicator_has_an_expected_level_and_a_definition() -> None:
    for number in referential(on=WEBINAR):
        notes = guide_notes(number)
        assert notes.expected_level is not None
        assert notes.definition is not None
    level = guide_notes(2).expected_level
    assert level is not None
    assert level.citation.source.id == "webinar-2023"


@answered_by("audit.points:applicable_points", "audit.sheet:PointAnswer", to=45)
@answered_by("audit.sheet:Evidence", to=46)
@answered_by("audit.sheet:SheetDecision", "audit.sheet:grade_sheet", to=47)
def test_the_sheet_of_indicator_2() -> None:
    points = applicable_points(2, ["BC"], on=WEBINAR).applicable
    assert len(points) == 3
    assert {PointAnswer.YES, PointAnswer.PARTIAL, PointAnswer.NO} <= set(PointAnswer)
    assert [decision.value for decision in SheetDecision] == ["conforming", "minor", "major"]
    sheet = IndicatorSheet(
        indicator=2,
        on=WEBINAR,
        points=[CheckedPoint(point=point, answer="yes") for point in points],
        evidence=[Evidence(name="results", version="2023", format="web")],
        decision="conforming",
    )
    assert grade_sheet(sheet).allowed == (SheetDecision.CONFORMING,)
    assert grade_sheet(sheet).findings == ()


@answered_by("cycle.one_certificate:check_one_certificate", to=49)
def test_one_declaration_has_one_certificate(dossier: Dossier) -> None:
    first = attrs.evolve(dossier.certificate, nda=NDA("11755993375"))
    second = attrs.evolve(first, number="83811594-2")
    assert check_one_certificate([first], on=WEBINAR) == ()
    (found,) = check_one_certificate([first, second], on=WEBINAR)
    assert (found.code, found.citation.source.id) == ("LIF001", "webinar-2023")


@answered_by("cycle.extension:check_extension", to=50)
def test_an_extension_is_made_by_the_same_certifier_or_after_a_transfer(dossier: Dossier) -> None:
    same, other = (
        check_extension(dossier.certificate, ["AF"], on=WEBINAR, same_certifier=each).steps for each in (True, False)
    )
    assert same == (ExtensionStep.EXTENSION_AUDIT,)
    assert other == (ExtensionStep.TRANSFER, ExtensionStep.EXTENSION_AUDIT)


# --- The whole


@answered_by("cycle:Certificate", "cycle:CertificateState", to=40)
def test_the_record_shows_a_state_and_editions() -> None:
    shown = Certificate(
        number="1",
        categories=["BC"],
        first_issue="2023-02-02",
        valid_until="2026-02-01",
        state="issued",
        editions=["2024-05-10", "2023-02-02"],
    )
    assert shown.state is CertificateState.ISSUED
    assert (shown.editions, shown.latest_edition) == ((Date(2023, 2, 2), Date(2024, 5, 10)), Date(2024, 5, 10))


def test_every_statement_is_answered_or_has_its_reason() -> None:
    assert list(STATEMENTS) == list(range(1, len(STATEMENTS) + 1))
    assert set(ANSWERED) | set(NOT_HELD) == set(STATEMENTS)
    assert set(ANSWERED) & set(NOT_HELD) == set()
    assert all(reason.strip() for reason in NOT_HELD.values())


@pytest.mark.parametrize("number", sorted(ANSWERED))
def test_every_object_that_answers_is_there(number: int) -> None:
    for name in ANSWERED[number]:
        assert object_of(name) is not None


def test_nothing_that_the_webinar_is_cited_for_is_law() -> None:
    """What a certifier says is practice, whoever says it."""
    cited = [
        table
        for name in ("access", "cpf", "market", "nature", "provider", "findings")
        for table in tables(text(f"bilan/{name}"))
        if table.get("source") == "webinar-2023"
    ]
    assert len(cited) > 20
    assert {table["basis"] for table in cited} == {"practice"}


def tables(value: Any) -> list[dict[str, Any]]:
    """Every table of a text, at any depth."""
    if isinstance(value, dict):
        return [value, *(table for item in value.values() for table in tables(item))]
    return [table for item in value for table in tables(item)] if isinstance(value, list) else []


def test_the_example_is_the_one_shown() -> None:
    """The example of the documentation has nothing but what the screen showed."""
    shown = json.loads((EXAMPLES / "certificate-83811594-1.json").read_text("utf-8"))
    assert set(shown) == {"certificate", "categories", "answers"}
