"""JSON is read strictly and written without loss."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import date
from enum import Enum
from importlib.util import find_spec
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st

from qualiopi_rules import (
    Answers,
    Bilan,
    Category,
    Certificate,
    CertificationCycle,
    Deadline,
    Dossier,
    Event,
    Finding,
    NotInForce,
    Profile,
    Review,
    Session,
    Situation,
    Window,
    applicability,
    audit,
    bilan,
    compare,
    cycle,
    dossier,
    explain,
    formats,
    indicators,
    law,
    profile,
    read_printed,
    referential,
    results,
    review,
    rnq,
)
from qualiopi_rules.audit import (
    Application,
    ApplicationDocument,
    AuditDecision,
    AuditFacts,
    AuditPlace,
    AuditPlan,
    CheckedPoint,
    Duration,
    Evidence,
    IndicatorSheet,
    MockAudit,
    NonConformity,
    NonConformityCount,
    NonConformityStatus,
    OutsideAnswers,
    SheetGrade,
    Site,
    SiteSample,
    SiteSelection,
    VenueFacts,
    application_documents,
    audit_duration,
    decide,
    grade_sheet,
    mock_audit,
    plan_audit,
    select_sites,
    sites_to_audit,
)
from qualiopi_rules.bilan import (
    Conclusions,
    Convention,
    Cpf,
    CpfHolder,
    CpfListing,
    CpfOffer,
    CpfRequest,
    Disclosure,
    Document,
    Documents,
    EarlierBilan,
    Investigation,
    Mentions,
    Preliminary,
    Provider,
    RemainingPrice,
    Synthesis,
    remaining_to_pay,
)
from qualiopi_rules.bilan.documents import Recipient
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, MissingField, UnknownField
from qualiopi_rules.core.words import Words
from qualiopi_rules.cycle import (
    NDA,
    SIREN,
    SIRET,
    CycleStatus,
    Extension,
    MissedSurveillance,
    PrintedDays,
    Reading,
    Transfer,
    TransferCheck,
    check_extension,
    check_surveillance,
)
from qualiopi_rules.dossier import Explanation, FileState, NextAudit, file_state
from qualiopi_rules.formats.json import dump, load, structure, unstructure
from qualiopi_rules.indicators import Applicability
from qualiopi_rules.law import Basis, Citation, Provenance, Source
from qualiopi_rules.law.source import Collection
from qualiopi_rules.profile import (
    ConformityPoint,
    DurationRow,
    DurationTable,
    EvidenceChange,
    OutcomeScale,
    Removal,
    RenewalAdvice,
    SuspensionDelay,
    Threshold,
    built_in_profiles,
)
from qualiopi_rules.profile.points import conformity_points
from qualiopi_rules.results import Milestone
from qualiopi_rules.results.findings import catalogue
from qualiopi_rules.rnq import AuditKind, Comparison, Criterion, Guide, GuideInUse, Indicator, Referential
from qualiopi_rules.rnq.guide import guides
from qualiopi_rules.rnq.question import Question, questions
from tests.checks import profile_with
from tests.conftest import EXAMPLES
from tests.strategies import (
    answer,
    answers,
    applications,
    audit_days,
    audit_facts,
    audit_kinds,
    bilans,
    categories,
    certificates,
    checked_points,
    conventions,
    cpf_holders,
    cpf_listings,
    cpf_offers,
    cpf_requests,
    cpfs,
    cycles,
    days,
    decisions,
    document_sets,
    documents,
    dossiers,
    earlier_bilans,
    events,
    evidence,
    file_days,
    ndas,
    nonconformities,
    numbers,
    outside_answers,
    own_points,
    providers,
    sessions,
    sheets,
    sirens,
    site_lists,
    sites,
    situations,
    tables,
    texts,
    transfers,
    venues,
    with_check_digit,
)

# --- Lossless: what is written reads back, for every class that users meet


def sirets() -> st.SearchStrategy[SIRET]:
    def siret(siren: SIREN, office: str) -> SIRET:
        start = siren.digits + office
        return SIRET(with_check_digit(start))

    return st.builds(siret, sirens(), st.from_regex(r"[0-9]{4}", fullmatch=True))


def words() -> st.SearchStrategy[Words]:
    return st.builds(Words, texts(), texts())


def sources() -> st.SearchStrategy[Source]:
    day = st.none() | days()
    return st.builds(
        Source, texts(), texts(), st.none() | texts(), st.none() | st.sampled_from(Collection), since=day, until=day
    )


def citations() -> st.SearchStrategy[Citation]:
    return st.builds(Citation, sources(), st.sampled_from(Basis), st.sampled_from(Provenance))


def removals() -> st.SearchStrategy[Removal]:
    """Of any indicator, for categories that have it."""
    return st.sampled_from(referential(on="2026-11-01").indicators).flatmap(
        lambda indicator: st.builds(
            Removal,
            indicator=st.just(indicator.number),
            question=st.sampled_from(list(questions())),
            answer=st.booleans(),
            categories=st.frozensets(st.sampled_from(sorted(indicator.categories)), min_size=1),
            since=days(),
            citation=citations(),
            note=st.none() | words(),
        )
    )


def own_questions() -> st.SearchStrategy[Question]:
    ids = st.sampled_from(["coaching", "sport", "ears"])
    return st.builds(Question, id=ids, words=words(), citation=citations(), categories=categories())


def scales() -> st.SearchStrategy[OutcomeScale]:
    return st.builds(
        lambda first, more, citation: OutcomeScale(
            reservations_from=first, unfavourable_from=first + more, citation=citation
        ),
        st.integers(1, 5),
        st.integers(1, 5),
        citations(),
    )


def advices() -> st.SearchStrategy[RenewalAdvice]:
    return st.builds(
        lambda since, closes, more, citation: RenewalAdvice(
            since=since, opens=closes + more, closes=closes, citation=citation
        ),
        days(),
        st.integers(0, 12),
        st.integers(1, 12),
        citations(),
    )


def thresholds() -> st.SearchStrategy[Threshold]:
    questions = st.sampled_from(["trainers", "permanent_hours"])
    return st.builds(Threshold, question=questions, value=st.integers(1), since=days(), citation=citations())


def changes() -> st.SearchStrategy[EvidenceChange]:
    return st.builds(
        EvidenceChange,
        indicator=st.integers(1, 33),
        question=st.sampled_from(list(questions())),
        answer=st.booleans(),
        words=words(),
        since=days(),
        citation=citations(),
    )


def delays() -> st.SearchStrategy[SuspensionDelay]:
    return st.builds(SuspensionDelay, name=texts(), months=st.integers(1, 60), words=words(), citation=citations())


def own_profiles() -> st.SearchStrategy[Profile]:
    """A certifier's profile: any choice, or none."""
    return st.builds(
        Profile,
        name=texts().filter(lambda name: name not in built_in_profiles()),
        words=words(),
        uncertain=st.none() | words(),
        questions=st.lists(own_questions(), max_size=2, unique_by=lambda question: question.id),
        removals=st.lists(removals(), max_size=2),
        adaptations=st.lists(changes(), max_size=2),
        points=st.none() | st.lists(st.sampled_from(conformity_points()), max_size=2),
        durations=st.none() | tables(),
        suspension=st.none() | delays(),
        renewal=st.none() | advices(),
        guide_removes=st.booleans(),
        thresholds=st.lists(thresholds(), max_size=2),
        draft_minimum_from=st.none() | days(),
        outcomes=st.none() | scales(),
        working_days=st.booleans(),
    )


def findings() -> st.SearchStrategy[Finding]:
    params = st.dictionaries(texts(), texts() | st.integers(), max_size=3)
    return st.builds(Finding, st.sampled_from(sorted(catalogue())), texts(), params)


def referentials() -> st.SearchStrategy[Referential]:
    return audit_days().map(lambda day: referential(on=day))


def statuses() -> st.SearchStrategy[CycleStatus]:
    held = answer() | decisions()
    return st.builds(lambda cycle, day, held: cycle.status(on=day, surveillance_held=held), cycles(), decisions(), held)


def readings() -> st.SearchStrategy[PrintedDays]:
    """Printed days that fit a cycle, from its first day or later, with the day of first issue or without."""

    def printed(cycle: CertificationCycle, late: int, *, issued: bool) -> PrintedDays:
        return read_printed(cycle.starts.add(days=late), cycle.expires, cycle.starts if issued else None)

    return st.builds(printed, cycles(), st.sampled_from([0, 0, 1, 400]), issued=st.booleans())


def applicabilities() -> st.SearchStrategy[Applicability]:
    profile = st.sampled_from(sorted(built_in_profiles())) | own_profiles()
    return st.builds(
        lambda categories, answers, day, profile: applicability(categories, answers, on=day, profile=profile),
        categories(),
        answers(),
        audit_days(),
        profile,
    )


def plans() -> st.SearchStrategy[AuditPlan]:
    return st.builds(
        lambda kind, applied, left, venue: plan_audit(kind, applied, left_out_before=left, venue=venue),
        audit_kinds(),
        applicabilities(),
        numbers(),
        venues(),
    )


def durations() -> st.SearchStrategy[Duration]:
    return st.builds(
        lambda kind, covered, day, table, turnover: audit_duration(
            kind,
            covered,
            on=day,
            profile=profile_with(durations=table),
            turnover_cents=turnover,
            sampled_sites=2,
            former_new_entrant=True,
        ),
        audit_kinds(),
        categories(),
        audit_days(),
        st.none() | tables(),
        st.none() | st.integers(0, 200_000_000),
    )


def selections() -> st.SearchStrategy[SiteSelection]:
    """Sites drawn, and the first of the list added where it was not."""
    return st.builds(
        lambda sites, kind, seed, why: select_sites(sites, kind, seed=seed, also={sites[0].name: why}),
        site_lists(least=1),
        audit_kinds(),
        texts(),
        texts(),
    )


def file_states() -> st.SearchStrategy[FileState]:
    return st.builds(lambda history, day: file_state(history, on=day), st.lists(events(), max_size=10), file_days())


def audit_decisions() -> st.SearchStrategy[AuditDecision]:
    deciding = audit_kinds().filter(lambda kind: kind is not AuditKind.COMPLEMENTARY)
    found = st.lists(nonconformities(), max_size=7)
    return st.builds(
        lambda kind, found, day: decide(kind, found, on=day, profile=profile_with(suspension="reported")),
        deciding,
        found,
        file_days(),
    )


def mock_audits() -> st.SearchStrategy[MockAudit]:
    def without_holidays(known: Applicability) -> Applicability:
        # They come from a library of an extra.
        return attrs.evolve(known, profile=attrs.evolve(known.profile, working_days=False))

    return st.builds(
        lambda kind, known, filled, outside: mock_audit(plan_audit(kind, known), known, filled, outside=outside),
        audit_kinds().filter(lambda kind: kind is not AuditKind.COMPLEMENTARY),
        applicabilities().map(without_holidays),
        st.lists(sheets(), max_size=3),
        outside_answers(),
    )


def next_audits() -> st.SearchStrategy[NextAudit]:
    """The next audit of any dossier, of a certificate that is valid."""

    def following(dossier: Dossier, cycle: CertificationCycle, after: int) -> NextAudit:
        certificate = attrs.evolve(
            dossier.certificate,
            first_issue=cycle.starts,
            valid_until=cycle.expires,
            printed_start=None,
            cycle_number=1,
            last_issue=None,
            editions=(),
            state=None,
            replaced_on=None,
        )
        # No event, and no transfer that says it suspended or withdrawn.
        plain = attrs.evolve(dossier, certificate=certificate, events=(), transfer=None)
        reviewed = review(plain, on=cycle.starts.add(days=after))
        assert reviewed.next_audit is not None
        return reviewed.next_audit

    return st.builds(following, dossiers(), cycles(), st.integers(0, 1_000))


INSTANCES: dict[type, st.SearchStrategy[Any]] = {
    NDA: ndas(),
    SIREN: sirens(),
    SIRET: sirets(),
    Answers: answers(),
    Applicability: applicabilities(),
    Application: applications(),
    AuditDecision: audit_decisions(),
    AuditFacts: audit_facts(),
    AuditPlace: plans().map(lambda plan: plan.place),
    AuditPlan: plans(),
    Bilan: bilans(),
    Certificate: certificates(),
    CheckedPoint: checked_points(2).filter(bool).map(lambda checked: checked[0]),
    ConformityPoint: st.sampled_from(conformity_points()) | own_points(),
    Comparison: st.builds(lambda wanted: compare("2019", "2026", wanted), categories()),
    Convention: conventions(),
    Cpf: cpfs(),
    CpfHolder: cpf_holders(),
    CpfListing: cpf_listings(),
    CpfOffer: cpf_offers(),
    CpfRequest: cpf_requests(),
    Disclosure: st.builds(Disclosure, to=st.sampled_from(Recipient), agreed=answer()),
    Document: documents(),
    Documents: document_sets(),
    Duration: durations(),
    DurationRow: tables().flatmap(lambda table: st.sampled_from(table.rows)),
    DurationTable: tables(),
    EarlierBilan: earlier_bilans(),
    Event: events(),
    Evidence: evidence(),
    Explanation: cycles().map(explain) | applicabilities().map(explain),
    Extension: st.builds(
        lambda certificate, wanted, day, same: check_extension(certificate, wanted, on=day, same_certifier=same),
        certificates(),
        categories(),
        decisions(),
        answer(),
    ),
    FileState: file_states(),
    Guide: st.sampled_from(guides()),
    GuideInUse: referentials().map(lambda edition: edition.guide),
    Mentions: conventions().map(lambda convention: convention.mentions),
    Provider: providers(),
    CertificationCycle: cycles(),
    Citation: citations(),
    Conclusions: bilans().map(lambda bilan: bilan.conclusions),
    Criterion: referentials().flatmap(lambda edition: st.sampled_from(edition.criteria)),
    CycleStatus: statuses(),
    Deadline: cycles().flatmap(lambda cycle: st.sampled_from(cycle.deadlines(on=cycle.starts))),
    Dossier: dossiers(),
    Finding: findings(),
    Indicator: referentials().flatmap(lambda edition: st.sampled_from(edition.indicators)),
    IndicatorSheet: sheets(),
    Investigation: bilans().map(lambda bilan: bilan.investigation),
    Milestone: cycles().flatmap(lambda cycle: st.sampled_from(cycle.timeline())),
    ApplicationDocument: st.sampled_from(
        application_documents(on="2019-06-09") + application_documents(on="2023-09-01")
    ),
    MissedSurveillance: st.builds(
        lambda cycle, day, held: check_surveillance(cycle, on=day, surveillance_held=held),
        cycles(),
        decisions(),
        answer(),
    ),
    MockAudit: mock_audits(),
    NextAudit: next_audits(),
    NonConformity: nonconformities(),
    NonConformityStatus: st.builds(lambda each, day: each.status(on=day), nonconformities(), file_days()),
    Profile: own_profiles() | st.sampled_from(list(built_in_profiles().values())),
    Preliminary: bilans().map(lambda bilan: bilan.preliminary),
    PrintedDays: st.builds(read_printed, decisions(), decisions(), st.none() | decisions()) | readings(),
    Reading: readings().flatmap(lambda printed: st.sampled_from(printed.readings)),
    Referential: referentials(),
    RemainingPrice: st.builds(
        lambda price, day, holder: remaining_to_pay(price, on=day, holder=holder),
        st.integers(0, 400_000),
        days(),
        cpf_holders(),
    ),
    Removal: removals(),
    Review: st.builds(lambda dossier, day: review(dossier, on=day), dossiers(), audit_days()),
    Session: sessions(),
    SheetGrade: sheets().map(grade_sheet),
    Site: sites(),
    SiteSample: st.builds(
        lambda n, kind, day: sites_to_audit(n, kind, on=day), st.integers(0), audit_kinds(), audit_days()
    ),
    SiteSelection: selections(),
    Situation: situations(),
    Source: sources(),
    Synthesis: bilans().map(lambda bilan: bilan.conclusions.synthesis),
    NonConformityCount: audit_decisions().map(lambda decision: decision.nonconformities),
    Transfer: transfers(),
    TransferCheck: st.builds(
        lambda each, certificate, day: each.check(certificate, on=day), transfers(), certificates(), file_days()
    ),
    VenueFacts: venues(),
    Window: st.tuples(days(), days()).map(lambda ends: Window(min(ends), max(ends))),
    EvidenceChange: changes(),
    OutcomeScale: scales(),
    OutsideAnswers: outside_answers(),
    Question: own_questions() | st.sampled_from(list(questions().values())),
    RenewalAdvice: advices(),
    SuspensionDelay: delays(),
    Threshold: thresholds(),
    Words: words(),
}


def assert_same(value: Any, other: Any, path: str = "") -> None:
    """The same value, of exactly the same classes, at every depth."""
    assert type(value) is type(other), f"{path}: {type(value)} became {type(other)}"
    if attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            assert_same(getattr(value, field.name), getattr(other, field.name), f"{path}.{field.name}")
    elif isinstance(value, tuple):
        assert len(value) == len(other), path
        for index, (item, its) in enumerate(zip(value, other, strict=True)):
            assert_same(item, its, f"{path}[{index}]")
    elif isinstance(value, frozenset):
        assert_same(tuple(sorted(value)), tuple(sorted(other)), path)
    else:
        assert value == other, path


def written_as_json(value: Any) -> bool:
    """Whether a value is made of exactly what JSON holds."""
    if type(value) is dict:
        return all(type(name) is str and written_as_json(item) for name, item in value.items())
    if type(value) is list:
        return all(written_as_json(item) for item in value)
    return value is None or type(value) in {str, int, bool}


PACKAGES = (law, results, rnq, profile, indicators, cycle, bilan, audit, dossier, formats)
PARTS = {
    *(formats.Limits, formats.TableLimits),
    *(law.Dated, law.UsedValue, law.Value, results.FindingCode),
    *(rnq.ByNature, rnq.CategoryPoint, rnq.ChangedIndicator, rnq.ExpectedGuide, rnq.GuideCondition),
    *(rnq.IndicatorNotes, rnq.NewEntrant, rnq.Note, rnq.Subcontractor, rnq.WithoutContract),
    *(indicators.Adaptation, indicators.Bounds, indicators.IndicatorResult, indicators.Reason),
    *(bilan.BilanAccess, bilan.BilanNature, bilan.MarketRisk, bilan.NaturePoint, bilan.ProviderCondition),
    *(bilan.ConventionNeed, bilan.CpfCondition, bilan.CpfParticipation, bilan.EmployeeAnswer),
    *(bilan.FirstCpfRequest, bilan.FollowUp, bilan.RemainingReason, bilan.Retention),
    *(audit.ApplicablePoints, audit.CategoryFocus, audit.ChosenSite, audit.DecisionReason, audit.DurationPart),
    *(audit.PlanReason, audit.PlannedIndicator, profile.ReportOutcome),
    *(audit.CarriedOver, audit.CriterionReadiness, audit.IndicatorReadiness, audit.MissingEvidence),
    *(audit.MockOutcome, audit.OutcomeChange, audit.OutsideCheck),
    *(dossier.ExplanationDocument, dossier.Fact, dossier.RefusedDossier, indicators.Facts),
    *(formats.ListedProvider, formats.ReviewedLine),
}


def test_every_public_class_has_instances_here() -> None:
    """Every class that a package offers, but for those that only stand inside another one or are only written."""
    public = {getattr(package, name) for package in PACKAGES for name in package.__all__}
    classes = {thing for thing in public if isinstance(thing, type) and attrs.has(thing)}
    assert classes - PARTS == set(INSTANCES) - {Words}
    assert classes >= PARTS


# The numbers of companies are checked by a library of an extra.
CLASSES = [pytest.param(cls, marks=pytest.mark.extra) if cls in {SIREN, SIRET} else cls for cls in INSTANCES]


@pytest.mark.property
@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
@given(data=st.data())
def test_what_is_written_reads_back_as_the_same(cls: type[Any], data: st.DataObject) -> None:
    """Reading what was written gives an equal object, of the same classes at every depth, written the same again."""
    value = data.draw(INSTANCES[cls])
    assert type(value) is cls
    text = dump(value)
    again = load(text, cls)
    assert again == value
    assert_same(value, again, cls.__name__)
    assert dump(again) == text
    assert load(text.encode(), cls) == value
    whole = dump(value, expanded=True)
    assert json.loads(whole) == unstructure(value)
    assert_same(value, load(whole, cls), cls.__name__)


@pytest.mark.property
@pytest.mark.parametrize("cls", [Review, Profile, PrintedDays, Finding, NDA], ids=lambda cls: cls.__name__)
@given(data=st.data())
def test_what_is_written_is_made_of_what_json_holds(cls: type[Any], data: st.DataObject) -> None:
    """Dicts, lists, texts, whole numbers, booleans and None, and nothing that merely looks like them."""
    value = data.draw(INSTANCES[cls])
    assert written_as_json(unstructure(value))
    assert json.loads(dump(value, expanded=True)) == unstructure(value)


def test_keys_are_those_of_the_fields_in_their_order_then_what_is_derived(webinar: dict[str, Any]) -> None:
    reviewed = review(structure(webinar, Dossier), on="2023-03-01")
    written = unstructure(reviewed)
    seen: dict[type, list[str]] = {}

    def check(value: Any, data: Any) -> None:
        if isinstance(value, Profile):
            assert data == value.name, "a built-in one is written by its name"
        elif attrs.has(type(value)):
            names = [field.name for field in attrs.fields(type(value))]
            assert list(data)[: len(names)] == names
            seen[type(value)] = list(data)[len(names) :]
            for name, item in data.items():
                check(getattr(value, name), item)
        elif isinstance(value, tuple):
            for item, its in zip(value, data, strict=True):
                check(item, its)

    check(reviewed, written)
    check(Bilan(), unstructure(Bilan()))
    assert seen[Applicability] == ["numbers", "undetermined"]
    assert seen[CertificationCycle] == ["surveillance", "renewal_year", "renewal", "expires"]
    assert (seen[Source], seen[Bilan], seen[Review], seen[Dossier]) == (["url"], ["minutes"], [], [])


def test_categories_are_written_sorted() -> None:
    for given_order in (["VAE", "AF", "CFA", "BC"], ["CFA", "BC", "VAE", "AF"]):
        certificate = Certificate(
            number="1", categories=given_order, first_issue="2023-02-02", valid_until="2026-02-01"
        )
        assert unstructure(certificate)["categories"] == ["AF", "BC", "CFA", "VAE"]


def test_accents_are_kept_and_indentation_is_for_the_reader() -> None:
    text = dump(Words("éàœ « »", "x"))
    assert text == '{"fr":"éàœ « »","en":"x"}'
    assert dump(Words("é", "x"), indent=2) == '{\n  "fr": "é",\n  "en": "x"\n}'


# --- Derived values: written, accepted when right, refused when wrong

CYCLE: dict[str, Any] = {
    "starts": "2023-02-02",
    "surveillance": {"opens": "2024-04-02", "closes": "2024-12-02"},
    "renewal_year": {"opens": "2025-02-02", "closes": "2026-02-01"},
    "renewal": {"opens": "2025-08-01", "closes": "2025-11-01"},
    "expires": "2026-02-01",
}


def faults_of_text(text: str | bytes, cls: type[Any] = Dossier) -> list[InvalidValue]:
    with pytest.raises(InvalidInput) as caught:
        load(text, cls)
    for fault in caught.value.faults:
        assert fault.say("fr")
        assert fault.say("en")
    return list(caught.value.faults)


def faults_of(value: Any, cls: type[Any] = Dossier) -> list[InvalidValue]:
    return faults_of_text(json.dumps(value), cls)


def paths_of(value: Any, cls: type[Any] = Dossier) -> list[str]:
    return [fault.path for fault in faults_of(value, cls)]


def test_derived_values_are_written_and_may_be_left_out() -> None:
    cycle = CertificationCycle("2023-02-02")
    assert unstructure(cycle) == CYCLE
    assert structure(CYCLE, CertificationCycle) == cycle
    assert structure({"starts": "2023-02-02", "expires": "2026-02-01"}, CertificationCycle) == cycle
    assert structure({"starts": "2023-02-02"}, CertificationCycle) == cycle


@pytest.mark.parametrize("name", ["surveillance", "renewal_year", "renewal", "expires"])
@pytest.mark.parametrize("wrong", ["2026-02-02", None, 3, {}, {"opens": "2024-04-02", "closes": "2024-12-03"}])
def test_a_wrong_derived_value_is_refused_at_its_name(name: str, wrong: object) -> None:
    (fault,) = faults_of({**CYCLE, name: wrong}, CertificationCycle)
    assert (fault.path, fault.value, fault.expected) == (name, wrong, "derived")
    assert fault.params == {"right": str(CYCLE[name])}


def test_every_wrong_derived_value_is_refused_at_its_place(webinar: dict[str, Any], good_bilan: dict[str, Any]) -> None:
    dossier = structure({**webinar, "bilans": [{**good_bilan, "consent": False}]}, Dossier)
    written = unstructure(review(dossier, on="2023-03-01"))
    wrong = {
        "dossier.bilans[0].minutes": 901,
        "printed.readings[0].cycle.expires": "2026-02-02",
        "cycle.expires": "2026-02-02",
        "cycle.surveillance": None,
        "timeline[2].values[0].citation.source.url": "https://example.org",
        "applicability.numbers": [1, 2],
        "applicability.undetermined": [18],
        "findings[0].severity": "warning",
    }
    assert Review is type(structure(written, Review))
    for path, value in wrong.items():
        assert paths_of(changed(written, {path: value}), Review) == [path]
    assert set(paths_of(changed(written, wrong), Review)) == set(wrong)


@pytest.mark.parametrize(
    ("value", "cls", "path"),
    [
        ({"minutes": False}, Bilan, "minutes"),
        ({"minutes": 0.0}, Bilan, "minutes"),
        ({"minutes": "0"}, Bilan, "minutes"),
    ],
)
def test_a_derived_value_of_another_type_is_wrong_even_when_equal(value: Any, cls: type[Any], path: str) -> None:
    assert paths_of(value, cls) == [path]


# --- Strict: a dossier with everything in it, changed in one place or in many


@pytest.fixture(scope="module")
def full() -> dict[str, Any]:
    """A dossier in which no field is left out."""
    return FULL


# Checked by a library of an extra: without it, they are left out.
SIRENS = {"holder_siren": "732829320", "new_siren": "732829320"} if find_spec("stdnum") else {}

FULL: dict[str, Any] = {
    "certificate": {
        "number": "83811594-1",
        "categories": ["BC", "AF"],
        "first_issue": "2023-02-02",
        "valid_until": "2026-02-01",
        "cycle_number": 1,
        "printed_start": "2023-02-02",
        "last_issue": "2023-02-02",
        "holder": "École Zéphyr",
        "nda": "11 75 59933 75",
        "editions": ["2023-02-02"],
        "state": "issued",
        "replaced_on": "2026-01-05",
    },
    "categories": ["BC"],
    "answers": {**dict.fromkeys(questions(), True), "own": {}},
    "situation": {
        "new_in": ["BC"],
        "acts_as_subcontractor": True,
        "missions_in_contract": False,
        "two_days_or_less": None,
        "distance_modules": True,
        "trainers": 3,
        "permanent_hours": 1607,
    },
    "surveillance_held": "2024-05-02",
    "bilans": [
        {
            "reference": "B-001",
            "sessions": [
                {
                    "day": "2023-02-06",
                    "phase": "preliminary",
                    "minutes": 120,
                    "mode": "remote",
                    "conducted_by": "provider",
                },
                {"day": "2023-02-20", "phase": "investigation", "minutes": 600},
            ],
            "consent": True,
            "provider_is_employer": False,
            "service": "bilan",
            "beneficiary": "private-employee",
            "preliminary": {field.name: True for field in attrs.fields(Preliminary)},
            "investigation": {field.name: False for field in attrs.fields(Investigation)},
            "conclusions": {
                **{field.name: True for field in attrs.fields(Conclusions)},
                "synthesis": {field.name: None for field in attrs.fields(Synthesis)},
            },
            **{
                name: json.loads((EXAMPLES / f"{name}.json").read_text()) for name in ("convention", "documents", "cpf")
            },
        },
        {"reference": "B-002"},
    ],
    "provider": {"other_activities": True, "identified_organisation": None, "follows_up": False},
    "application": {
        "received": "2022-11-14",
        "categories": ["BC"],
        "nda": "11755993375",
        "declaration_filed": "2022-09-01",
        "actions_done": ["BC"],
        "refused": None,
        "withdrawn": "2021-03-01",
        "other_certifier": False,
        "collected": ["declaration", "bpf"],
        "contract_received": "2022-11-21",
        "date_proposed": "2022-12-05",
    },
    "audits": {
        "venue": {"dedicated_premises": False, "reports": False, "risk": None, "initial_remote": True},
        "sites": [{"name": "Siège", "central": True, "audited": True}, {"name": "Annexe"}],
        "turnover_cents": 8_000_000,
        "new_entrant_in": ["BC"],
        "left_out_before": [4, 9],
        "nonconformities": [
            {
                "indicator": 9,
                "grade": "minor",
                "notified": "2023-01-16",
                "found_at": "initial",
                "plan_sent": "2023-01-30",
                "implemented": "2023-03-01",
                "verified": "2024-05-02",
                "lifted": "2024-05-02",
                "next_audit": "2024-05-02",
            }
        ],
        "sheets": [
            {
                "indicator": 2,
                "on": "2023-01-09",
                "points": [
                    {
                        "point": {
                            "id": "C2-1",
                            "indicator": 2,
                            "words": {"fr": "Les chiffres sont à jour.", "en": "The figures are up to date."},
                            "question": None,
                            "answer": None,
                            "categories": ["BC"],
                            "since": "2022-01-01",
                            "until": "2025-12-31",
                            "citation": {
                                "source": {"id": "grid", "title": "Grille"},
                                "basis": "practice",
                                "provenance": "deduced",
                            },
                        },
                        "answer": None,
                    },
                ],
                "evidence": [{"name": "Site", "version": "9 janvier 2023", "format": "web"}],
                "quality_at_stake": False,
                "decision": "minor",
            }
        ],
    },
    "outside": {"display": "yes", "mark": "partial"},
    "transfer": {
        "requested": "2024-03-04",
        **SIRENS,
        "suspended": False,
        "withdrawn": None,
        "file_sent": "2024-03-11",
        "decided": "2024-04-02",
    },
    "other_certificates": [
        {"number": "00000000-1", "categories": ["AF"], "first_issue": "2022-05-16", "valid_until": "2025-05-15"}
    ],
    "events": [
        {"on": "2022-11-14", "kind": "application", "categories": ["BC"]},
        {"on": "2023-01-09", "kind": "audit", "audit": "initial"},
        {"on": "2023-01-16", "kind": "notification", "indicator": 9, "grade": "minor"},
        {"on": "2023-02-02", "kind": "decision", "decided": "granted"},
        {"on": "2024-05-02", "kind": "verification", "indicator": 9, "lifted": True},
        {"on": "2024-06-03", "kind": "new-site", "sites_before": 1},
    ],
}

REQUIRED = {
    *("certificate", "categories", "number", "first_issue", "valid_until", "day", "phase", "minutes"),
    *("kind", "to", "requested_on", "requested", "financed_on"),
    *("received", "name", "words", "fr", "en", "rows", "kinds", "base", "site", "since", "citation"),
    *("source", "id", "title", "basis", "provenance", "indicator", "grade", "notified", "on", "point"),
}
OPTIONAL = (
    *("offer.minutes", "mentions.title", "source.since", "rows[0].categories", "point.categories"),
    *("events[0].categories", "events[2].indicator", "events[2].grade", "events[4].indicator"),
)
"""Places with the name of something that is required elsewhere."""


def join(path: str, name: str | int) -> str:
    if isinstance(name, int):
        return f"{path}[{name}]"
    return f"{path}.{name}" if path else name


def places(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every place of a JSON value with the value there, the whole first."""
    yield path, value
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, item in inner:
        yield from places(item, join(path, name))


PLACES = dict(places(FULL))
LEAVES = [path for path, value in PLACES.items() if not isinstance(value, dict | list)]
LISTS = [path for path, value in PLACES.items() if isinstance(value, list)]
# Any name may stand among the answers to a certifier\'s own questions.
OBJECTS = [path for path, value in PLACES.items() if isinstance(value, dict) and path != "answers.own"]
NEEDED = [path for path in PLACES if path.rpartition(".")[2] in REQUIRED and not path.endswith(OPTIONAL)]
OF_A_KIND = ["events[1].audit", "events[2].grade", "events[3].decided", "events[4].lifted"]
"""What an event must have because of its kind: it may be left out of others."""

# These may be null, for unknown, which is not the same as an empty list or object.
NULLABLE = (
    *("convention", "bilans[0].documents", "cpf", "request", "listing", "offer", "provider", "transfer"),
    *("fundings", "disclosures", "earlier"),
    *("application", "actions_done", "collected", "point.categories"),
)
REMOVED = object()


def changed(value: Any, changes: dict[str, Any], path: str = "") -> Any:
    """The same JSON value with other things at some places, new names among them."""
    if path in changes:
        return changes[path]
    if isinstance(value, list):
        return [changed(item, changes, f"{path}[{index}]") for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    kept = {name: changed(item, changes, join(path, name)) for name, item in value.items()}
    added = {
        name: item
        for place, item in changes.items()
        for parent, _, name in [place.rpartition(".")]
        if parent == path and name not in value and "[" not in name
    }
    return {name: item for name, item in (kept | added).items() if item is not REMOVED}


@pytest.mark.extra
def test_the_whole_dossier_is_taken_and_no_field_is_left_out(full: dict[str, Any]) -> None:
    dossier = structure(full, Dossier)
    written = unstructure(dossier)
    for path, value in places(full):
        if path.endswith("categories"):
            assert sorted(value) == dict(places(written))[path]
    assert list(full) == [field.name for field in attrs.fields(Dossier)]
    assert list(full["situation"]) == [field.name for field in attrs.fields(Situation)]
    assert list(full["certificate"]) == [field.name for field in attrs.fields(Certificate)]
    assert list(full["bilans"][0]) == [field.name for field in attrs.fields(Bilan)]
    assert list(full["bilans"][0]["sessions"][0]) == [field.name for field in attrs.fields(Session)]
    assert list(full["transfer"]) == [field.name for field in attrs.fields(Transfer)]
    assert {name for event in full["events"] for name in event} == {field.name for field in attrs.fields(Event)}
    assert list(full["application"]) == [field.name for field in attrs.fields(Application)]
    assert list(full["audits"]) == [field.name for field in attrs.fields(AuditFacts)]
    assert list(full["audits"]["venue"]) == [field.name for field in attrs.fields(VenueFacts)]
    assert list(full["audits"]["sites"][0]) == [field.name for field in attrs.fields(Site)]
    assert list(full["audits"]["sheets"][0]) == [field.name for field in attrs.fields(IndicatorSheet)]
    assert list(full["audits"]["sheets"][0]["evidence"][0]) == [field.name for field in attrs.fields(Evidence)]
    own = full["audits"]["sheets"][0]["points"][0]["point"]
    assert list(own) == [field.name for field in attrs.fields(ConformityPoint)]


@pytest.mark.parametrize("path", OBJECTS)
def test_an_unknown_name_is_refused_at_each_level(path: str) -> None:
    surplus = join(path, "surplus")
    (fault,) = faults_of(changed(FULL, {surplus: None}))
    assert type(fault) is UnknownField
    assert fault.path == surplus
    assert fault.expected == "known-field"


def test_a_field_of_the_root_that_stands_further_in_is_said_to_belong_there(webinar: dict[str, Any]) -> None:
    """Every field of the root, wherever it is not one; a name that is known nowhere is refused as such."""
    surplus = {field.name: 1 for field in attrs.fields(Dossier)}
    with pytest.raises(InvalidInput) as caught:
        structure({**webinar, "situation": {**surplus, "surplus": 1}}, Dossier)
    faults = {fault.path: fault for fault in caught.value.faults}
    assert faults.pop("situation.surplus").expected == "known-field"
    assert set(faults) == {f"situation.{name}" for name in surplus}
    for name in surplus:
        fault = faults[f"situation.{name}"]
        assert type(fault) is UnknownField
        assert (fault.expected, fault.params) == ("field-of-root", {"name": name, "root": "Dossier"})
        assert fault.suggestion is None
    with pytest.raises(InvalidInput) as caught:
        structure([{"certificate": {"events": 1}}], tuple[Dossier, ...])
    assert "known-field" in {fault.expected for fault in caught.value.faults}


@pytest.mark.parametrize("path", NEEDED)
def test_a_missing_field_is_refused_where_it_is_missing(path: str) -> None:
    (fault,) = faults_of(changed(FULL, {path: REMOVED}))
    assert type(fault) is MissingField
    assert fault.path == path


@pytest.mark.parametrize("path", OF_A_KIND)
def test_what_the_kind_of_an_event_asks_for_is_refused_where_it_is_missing(path: str) -> None:
    (fault,) = faults_of(changed(FULL, {path: REMOVED}))
    assert (fault.path, fault.value, fault.expected) == (path, None, "with-event")


@pytest.mark.parametrize(
    "path", [path for path in PLACES if path and path not in NEEDED + OF_A_KIND and path[-1] != "]"]
)
def test_any_other_field_may_be_left_out(path: str) -> None:
    assert type(structure(changed(FULL, {path: REMOVED}), Dossier)) is Dossier


@pytest.mark.parametrize("wrong", [{}, [], 1.5, [None], {"a": 1}], ids=str)
@pytest.mark.parametrize("path", LEAVES)
def test_a_value_of_the_wrong_kind_is_refused_at_its_place(path: str, wrong: object) -> None:
    (fault,) = faults_of(changed(FULL, {path: wrong}))
    assert (fault.path, fault.value) == (path, wrong)


@pytest.mark.parametrize("wrong", ["BC", "", {}, {"BC": 1}, 1, True], ids=repr)
@pytest.mark.parametrize("path", LISTS)
def test_a_list_is_a_list(path: str, wrong: object) -> None:
    (fault,) = faults_of(changed(FULL, {path: wrong}))
    assert (fault.path, fault.value) == (path, wrong)
    assert fault.expected in {"list", "list-of", "half-days"}


@pytest.mark.parametrize("path", [path for path in LISTS + OBJECTS if path])
def test_null_is_accepted_only_where_a_value_may_be_unknown(path: str) -> None:
    nothing = changed(FULL, {path: None})
    if path.endswith(NULLABLE):
        assert type(structure(nothing, Dossier)) is Dossier
    else:
        (fault,) = faults_of(nothing)
        assert (fault.path, fault.value) == (path, None)


@pytest.mark.parametrize("wrong", [[], [["number", "1"]], "", "x", 1, True], ids=repr)
@pytest.mark.parametrize("path", OBJECTS)
def test_an_object_is_an_object(path: str, wrong: object) -> None:
    (fault,) = faults_of(changed(FULL, {path: wrong}))
    # What can be named is looked up by a text.
    named = {"point": "conformity-point", "source": "source"}.get(path.rpartition(".")[2], "object")
    assert (fault.path, fault.value) == (path, wrong)
    assert fault.expected == (named if isinstance(wrong, str) else "object")


@pytest.mark.parametrize(
    ("path", "wrong", "expected"),
    [
        ("answers.complaints", "false", "yes-no"),
        ("answers.complaints", "true", "yes-no"),
        ("answers.complaints", 1, "yes-no"),
        ("answers.complaints", 0, "yes-no"),
        ("bilans[0].consent", "no", "yes-no"),
        ("bilans[0].conclusions.synthesis.steps_stated", 1, "yes-no"),
        ("certificate.number", 83811594, "text"),
        ("certificate.number", "  ", "text"),
        ("certificate.number", None, "text"),
        ("certificate.holder", "", "text"),
        ("certificate.first_issue", "2023-02-02T00:00:00+01:00", "day-not-time"),
        ("certificate.first_issue", "2 février 2023", "day"),
        ("certificate.first_issue", "20230202", "day"),
        ("certificate.first_issue", 20230202, "day"),
        ("certificate.first_issue", None, "day"),
        ("certificate.cycle_number", "1", "positive-integer"),
        ("certificate.cycle_number", 1.0, "positive-integer"),
        ("certificate.cycle_number", 0, "positive-integer"),
        ("certificate.nda", "123", "nda"),
        ("certificate.nda", 11755993375, "nda"),
        ("categories[0]", "bc", "one-of"),
        ("categories[0]", None, "one-of"),
        ("categories", [], "not-empty"),
        ("categories", ["BC", "BC"], "without-repetition"),
        ("bilans[0].service", "training course", "one-of"),
        ("bilans[0].sessions[0].minutes", True, "positive-integer"),
        ("bilans[0].sessions[0].minutes", 90.0, "positive-integer"),
        ("bilans[0].sessions[0].minutes", "90", "positive-integer"),
        ("bilans[0].sessions[0].minutes", None, "positive-integer"),
        ("bilans[0].sessions[0].phase", "Preliminary", "one-of"),
        ("bilans[0].sessions[0].mode", None, "one-of"),
        ("bilans[0].sessions[1].day", "2023-02-20T09:00", "day-not-time"),
    ],
)
def test_nothing_is_coerced(path: str, wrong: object, expected: str) -> None:
    (fault,) = faults_of(changed(FULL, {path: wrong}))
    assert (fault.path, fault.value, fault.expected) == (path, wrong, expected)


@pytest.mark.parametrize("wrong", ["maybe", 1, "2023-02-30", [], ""])
def test_the_surveillance_audit_is_a_day_or_an_answer_and_the_fault_says_so(wrong: object) -> None:
    (fault,) = faults_of(changed(FULL, {"surveillance_held": wrong}))
    assert (fault.path, fault.value, fault.expected) == ("surveillance_held", wrong, "held")


def test_the_surveillance_audit_is_no_date_time() -> None:
    (fault,) = faults_of(changed(FULL, {"surveillance_held": "2024-05-02T10:00"}))
    assert (fault.path, fault.expected) == ("surveillance_held", "day-not-time")


@pytest.mark.extra
def test_all_faults_of_an_input_are_reported_at_once() -> None:
    """One fault in every place that can have one: exactly these are reported, none of them hiding another."""
    wrong: dict[str, Any] = {path: {"not": "a value"} for path in LEAVES if path not in NEEDED}
    wrong |= {join(path, "surplus"): None for path in OBJECTS}
    removed = {path: REMOVED for path in NEEDED if path in LEAVES}
    broken = changed(FULL, wrong | removed)
    assert sorted(paths_of(broken)) == sorted([*wrong, *removed])


@pytest.mark.property
@given(st.data())
def test_no_fault_hides_another(data: st.DataObject) -> None:
    """Whichever places are broken, and however, the faults reported are exactly those places."""
    surplus = [join(path, "surplus") for path in OBJECTS]
    chosen = data.draw(st.lists(st.sampled_from(LEAVES + surplus), unique=True, min_size=1))
    junk = st.sampled_from([{}, [], 1.5, {"a": [1]}])
    broken: dict[str, Any] = {path: data.draw(junk) for path in chosen}
    for path in data.draw(st.sets(st.sampled_from([path for path in NEEDED if path in LEAVES]), max_size=3)):
        broken[path] = REMOVED
    assert sorted(paths_of(changed(FULL, broken))) == sorted(broken)


def test_faults_come_in_the_order_of_the_fields() -> None:
    wrong = ["certificate.number", "categories[0]", "answers.complaints", "bilans[0].sessions[1].minutes"]
    assert paths_of(changed(FULL, dict.fromkeys(reversed(wrong), 1.5))) == wrong


def test_an_unknown_name_says_which_are_known() -> None:
    (fault,) = faults_of({"fr": "oui", "en": "yes", "de": "ja"}, Words)
    assert str(fault) == "de: unknown name; expected a field of Words: fr, en"


def test_every_unknown_name_of_an_object_is_reported(webinar: dict[str, Any]) -> None:
    assert paths_of({**webinar, "zebra": 1, "apple": None}) == ["apple", "zebra"]


def test_an_object_or_a_tuple_of_python_is_taken_as_it_is(webinar: dict[str, Any]) -> None:
    answers = Answers(complaints=True)
    dossier = structure({**webinar, "answers": answers, "categories": ("BC",), "bilans": (Bilan(),)}, Dossier)
    assert dossier.answers is answers
    assert dossier.bilans == (Bilan(),)


@pytest.mark.extra
def test_numbers_of_providers_are_texts() -> None:
    assert dump(SIREN("732829320")) == '"732829320"'
    assert load('"732 829 320"', SIREN) == SIREN("732829320")
    assert load('"11.75.59933.75"', NDA) == NDA("11755993375")
    for cls, expected in ((SIREN, "siren"), (SIRET, "siret"), (NDA, "nda")):
        for wrong in ("123", 732829320, None, {"digits": "732829320"}, ["732829320"]):
            assert [fault.expected for fault in faults_of(wrong, cls)] == [expected]


def test_parameters_of_a_finding_are_an_object_of_texts_and_whole_numbers() -> None:
    good = unstructure(Finding("BIL003", "bilans[0]", {"total": 1441, "maximum": 1440}))
    assert good["params"] == {"total": 1441, "maximum": 1440}
    assert structure(good, Finding).params == (("total", 1441), ("maximum", 1440))
    for wrong in ([["total", 1441]], "total", None, 3):
        (fault,) = faults_of({**good, "params": wrong}, Finding)
        assert (fault.path, fault.value, fault.expected) == ("params", wrong, "pairs")
    for value in (None, True, 1.5, ["x"]):
        (fault,) = faults_of({**good, "params": {"total": value, "maximum": 1440}}, Finding)
        assert (fault.path, fault.value, fault.expected) == ("params", value, "parameter")
    assert paths_of({**good, "code": "BIL999"}, Finding) == ["code"]


def test_results_are_read_as_strictly_as_inputs(webinar: dict[str, Any]) -> None:
    written = unstructure(review(structure(webinar, Dossier), on="2023-03-01"))
    wrong = {
        "on": "2023-03-01T00:00",
        "printed.readings[0].shape": "round",
        "printed.readings[0].rank": "1",
        "status.valid": 1,
        "status.surveillance_held": "no",
        "timeline[0].code": "begins",
        "timeline[6].kind": "Legal",
        "deadlines[1].days_left": 976.5,
        "applicability.edition": 2019,
        "applicability.results[3].applies": True,
        "applicability.results[3].indicator.categories[0]": "bc",
        "applicability.results[3].reasons[0].citation.basis": "",
        "applicability.results[4].indicator.number": True,
        "applicability.bounds.least": "20",
        "applicability.bounds.most": True,
        "applicability.profile": "mine",
        "surplus": 1,
    }
    for path, value in wrong.items():
        assert paths_of(changed(written, {path: value}), Review) == [path]
    assert sorted(paths_of(changed(written, wrong), Review)) == sorted(wrong)


def test_a_window_that_closes_before_it_opens_is_refused() -> None:
    (fault,) = faults_of({"opens": "2023-02-02", "closes": "2023-02-01"}, Window)
    assert (fault.path, fault.expected) == ("closes", "not-before")


def test_a_day_before_the_rules_is_not_in_force() -> None:
    with pytest.raises(NotInForce) as caught:
        load('{"starts": "2018-01-01"}', CertificationCycle)
    assert caught.value.first == date(2019, 6, 9)


# --- What is no JSON


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "{'a': 1}",
        '{"a": 1,}',
        '{"certificate": }',
        "certificate = 1",
        "[" * 200_000,
        '{"a":' * 200_000,
        '{"certificate": 1' + "0" * 5_000 + "}",
        b"",
        b"{",
    ],
    ids=lambda text: repr(text[:20]),
)
def test_what_is_no_json_is_refused_and_shown_by_its_start(text: str | bytes) -> None:
    (fault,) = faults_of_text(text)
    start = text if isinstance(text, str) else text.decode()
    assert (fault.path, fault.value, fault.expected) == ("", start[:40], "json")
    assert "JSON" in str(fault)


@pytest.mark.parametrize(
    "encoded", [b'{"number": "\xe9"}', b"\xff", '{"number": "é"}'.encode("utf-16"), b'{"number": "\xc3"}']
)
def test_bytes_that_are_not_utf_8_are_refused(encoded: bytes) -> None:
    (fault,) = faults_of_text(encoded)
    assert (fault.path, fault.expected) == ("", "file")


@pytest.mark.parametrize("text", ["null", "true", "1", "NaN", "-Infinity", '"x"', "[]", "[{}]"])
def test_json_that_is_no_object_is_refused(text: str) -> None:
    (fault,) = faults_of_text(text)
    assert (fault.path, fault.expected, fault.params) == ("", "object", {"cls": "Dossier"})


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999", "1e3", "12e-1"])
def test_a_number_that_is_not_whole_is_no_duration(number: str) -> None:
    text = json.dumps(FULL).replace('"minutes": 120', f'"minutes": {number}')
    (fault,) = faults_of_text(text)
    assert (fault.path, fault.expected) == ("bilans[0].sessions[0].minutes", "positive-integer")


@pytest.mark.parametrize(
    ("old", "new", "paths"),
    [
        ('"number": "8', '"number": "1", "number": "8', ["certificate.number"]),
        ('"minutes": 600', '"minutes": 600, "minutes": 600', ["bilans[0].sessions[1].minutes"]),
        ('"certificate": ', '"certificate": {}, "certificate": ', ["certificate"]),
        ('"consent": true', '"consent": 1, "consent": true', ["bilans[0].consent"]),
    ],
)
def test_a_repeated_name_is_refused_with_its_path(old: str, new: str, paths: list[str]) -> None:
    text = json.dumps(FULL)
    assert text.count(old) == 1
    faults = faults_of_text(text.replace(old, new))
    assert [(fault.path, fault.expected) for fault in faults] == [(path, "without-repetition") for path in paths]


def test_a_repeated_name_hides_no_other_fault() -> None:
    text = json.dumps(changed(FULL, {"categories": ["XX"]}))
    text = text.replace('"number": "8', '"number": "1", "number": "8').replace('"minutes": 600', '"minutes": 0')
    assert sorted(fault.path for fault in faults_of_text(text)) == [
        "bilans[0].sessions[1].minutes",
        "categories[0]",
        "certificate.number",
    ]


def test_half_a_character_is_no_text() -> None:
    """JSON can spell a lone surrogate; nothing could write it out again."""
    (fault,) = faults_of_text('{"fr": "\\ud800", "en": "x"}', Words)
    assert (fault.path, fault.expected) == ("fr", "text")
    assert paths_of(changed(FULL, {"certificate.number": "\udfff"})) == ["certificate.number"]


def test_deep_nesting_below_a_field_is_a_fault_like_another() -> None:
    deep: Any = 1
    for _ in range(50):
        deep = [deep]
    assert paths_of(changed(FULL, {"answers.complaints": deep, "certificate.number": 1})) == [
        "certificate.number",
        "answers.complaints",
    ]


def test_reading_leaves_its_input_as_it_was() -> None:
    before = copy.deepcopy(FULL)
    structure(FULL, Dossier)
    assert before == FULL


def test_enumerations_are_members_and_not_texts(webinar: dict[str, Any]) -> None:
    """A result that is read back answers as the one that was written: its members compare by identity."""
    applied = applicability(["BC"], on="2023-03-01")
    again = load(dump(applied), Applicability)
    assert (again.numbers, again.undetermined) == (applied.numbers, applied.undetermined)
    assert all(isinstance(result.applies, Enum) for result in again.results)
    assert all(type(category) is Category for category in again.categories)
