"""What the property tests draw from, in one place."""

from __future__ import annotations

from datetime import date
from importlib.util import find_spec
from typing import Any

import attrs
from hypothesis import strategies as st
from pendulum import Date

from qualiopi_rules import (
    Answers,
    Bilan,
    Category,
    Certificate,
    CertificationCycle,
    Dossier,
    Event,
    Phase,
    Session,
    Situation,
    referential,
)
from qualiopi_rules.audit import (
    Application,
    AuditFacts,
    CheckedPoint,
    Evidence,
    IndicatorSheet,
    NonConformity,
    OutsideAnswers,
    Site,
    VenueFacts,
    application_documents,
)
from qualiopi_rules.audit.nonconformity import NonConformityGrade
from qualiopi_rules.audit.sheet import PointAnswer, SheetDecision
from qualiopi_rules.bilan import (
    Conclusions,
    Conductor,
    CpfHolder,
    Investigation,
    Mode,
    Preliminary,
    Service,
    Synthesis,
)
from qualiopi_rules.bilan.beneficiary import BeneficiaryStatus
from qualiopi_rules.bilan.convention import Convention, Mentions
from qualiopi_rules.bilan.cpf import Cpf
from qualiopi_rules.bilan.cpf_platform import CpfListing, CpfOffer
from qualiopi_rules.bilan.cpf_request import CpfRequest, EarlierBilan
from qualiopi_rules.bilan.documents import Disclosure, Document, DocumentKind, Documents, Recipient
from qualiopi_rules.bilan.funding import Funding
from qualiopi_rules.bilan.provider import Provider
from qualiopi_rules.bilan.provider_conditions import ProviderKind
from qualiopi_rules.core.words import Words
from qualiopi_rules.cycle import NDA, SIREN, Transfer
from qualiopi_rules.dossier.event import CertifierDecision, EventKind
from qualiopi_rules.law import Basis, Citation, Provenance, Source
from qualiopi_rules.profile import ConformityPoint, DurationRow, DurationTable
from qualiopi_rules.profile.durations import duration_tables
from qualiopi_rules.profile.points import conformity_points
from qualiopi_rules.rnq import AuditKind

FIRST_DAY = date(2019, 6, 9)
"""The first day on which a certification could rest on the referential."""


def as_pendulum(day: date) -> Date:
    return Date(day.year, day.month, day.day)


def days(first: date = date(1900, 1, 1), last: date = date(2200, 12, 31)) -> st.SearchStrategy[Date]:
    """Any day, month ends and leap days more often than chance would have them."""
    ends = st.builds(
        lambda year, month_day: Date(year, *month_day),
        st.integers(first.year + 1, last.year - 1),
        st.sampled_from([(1, 31), (2, 28), (3, 1), (4, 30), (5, 31), (8, 31), (11, 30), (12, 31)]),
    )
    leaps = st.builds(
        lambda n: Date(4 * n, 2, 29),
        st.integers(first.year // 4 + 1, last.year // 4 - 1).filter(lambda n: (4 * n) % 100 != 0 or (4 * n) % 400 == 0),
    )
    usual = st.dates(first, last).map(as_pendulum)
    return st.one_of(usual, ends, leaps) if last.year - first.year > 12 else usual


def months() -> st.SearchStrategy[int]:
    return st.integers(1, 120)


def decisions(last: date = date(2100, 12, 31)) -> st.SearchStrategy[Date]:
    """A day on which a cycle can start."""
    return days(FIRST_DAY, last)


def cycles() -> st.SearchStrategy[CertificationCycle]:
    return decisions().map(CertificationCycle)


def audit_days(first: date = FIRST_DAY) -> st.SearchStrategy[Date]:
    """A day on which an edition of the referential is in force, both editions as often."""
    return st.one_of(days(first, date(2026, 10, 31)), days(date(2026, 11, 1), date(2060, 1, 1)))


def answer() -> st.SearchStrategy[bool | None]:
    return st.sampled_from([True, False, None])


def _answered(cls: type[Any]) -> st.SearchStrategy[Any]:
    """An object whose boolean fields are answered in every way."""
    return st.builds(
        cls, **{field.name: answer() for field in attrs.fields(cls) if field.type in ("bool | None", bool | None)}
    )


def answers() -> st.SearchStrategy[Answers]:
    return _answered(Answers)


def situations() -> st.SearchStrategy[Situation]:
    return st.builds(
        Situation,
        new_in=st.frozensets(st.sampled_from(Category)),
        acts_as_subcontractor=answer(),
        missions_in_contract=answer(),
        two_days_or_less=answer(),
        distance_modules=answer(),
        trainers=st.none() | st.integers(1, 30),
        permanent_hours=st.none() | st.integers(1, 5000),
    )


def categories() -> st.SearchStrategy[frozenset[Category]]:
    return st.frozensets(st.sampled_from(Category), min_size=1)


def texts() -> st.SearchStrategy[str]:
    one_line = st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"])
    return st.text(one_line, min_size=1, max_size=12).filter(lambda text: text.strip() != "")


def sessions() -> st.SearchStrategy[Session]:
    return st.builds(
        Session,
        days(date(2019, 1, 1), date(2040, 1, 1)),
        st.sampled_from(Phase),
        st.integers(1, 600),
        st.sampled_from(Mode),
        st.sampled_from(Conductor),
    )


def bilans() -> st.SearchStrategy[Bilan]:
    conclusions = st.builds(
        lambda outer, synthesis: attrs.evolve(outer, synthesis=synthesis), _answered(Conclusions), _answered(Synthesis)
    )
    return st.builds(
        Bilan,
        reference=st.none() | texts(),
        sessions=st.lists(sessions(), max_size=6),
        consent=answer(),
        provider_is_employer=answer(),
        service=st.none() | st.sampled_from(Service),
        beneficiary=st.none() | st.sampled_from(BeneficiaryStatus),
        preliminary=_answered(Preliminary),
        investigation=_answered(Investigation),
        conclusions=conclusions,
        convention=st.none() | conventions(),
        documents=st.none() | document_sets(),
        cpf=st.none() | cpfs(),
    )


def ndas() -> st.SearchStrategy[NDA]:
    return st.from_regex(r"[0-9]{11}", fullmatch=True).map(NDA)


def certificates() -> st.SearchStrategy[Certificate]:
    """Any record of a certificate; its days fit a cycle half of the time."""
    fitting = st.builds(
        lambda record, cycle: attrs.evolve(
            record, first_issue=cycle.starts, valid_until=cycle.expires, printed_start=None, cycle_number=None
        ),
        _records(),
        cycles(),
    )
    return st.one_of(_records(), fitting)


def _records() -> st.SearchStrategy[Certificate]:
    return st.builds(
        Certificate,
        number=texts(),
        categories=categories(),
        first_issue=decisions(),
        valid_until=decisions(),
        cycle_number=st.none() | st.integers(1, 4),
        printed_start=st.none() | decisions(),
        last_issue=st.none() | decisions(),
        holder=st.none() | texts(),
        nda=st.none() | ndas(),
    )


def dossiers() -> st.SearchStrategy[Dossier]:
    return st.builds(
        Dossier,
        certificate=certificates(),
        categories=categories(),
        answers=answers(),
        situation=situations(),
        surveillance_held=st.one_of(answer(), decisions()),
        bilans=st.lists(bilans(), max_size=2),
        provider=st.none() | providers(),
        application=st.none() | applications(),
        audits=st.builds(
            lambda facts, found: attrs.evolve(facts, nonconformities=found),
            audit_facts(),
            st.lists(nonconformities(), max_size=3),
        ),
        outside=outside_answers(),
        transfer=st.none() | transfers(),
        other_certificates=st.lists(certificates(), max_size=2),
        events=st.lists(events(), max_size=5),
    )


def bilan_days() -> st.SearchStrategy[Date]:
    """A day on which the law of the bilan that is known is in force, those around its changes more often."""
    changes = [Date(2019, 1, 1), Date(2022, 12, 21), Date(2023, 12, 31), Date(2025, 12, 31), Date(2026, 2, 26)]
    near = st.builds(
        lambda day, offset: max(day.add(days=offset), Date(2019, 1, 1)), st.sampled_from(changes), st.integers(-40, 40)
    )
    return st.one_of(near, days(date(2019, 1, 1), date(2060, 1, 1)))


def day_or_answer() -> st.SearchStrategy[Date | bool | None]:
    return st.one_of(answer(), bilan_days())


def cpf_holders() -> st.SearchStrategy[CpfHolder]:
    """The holder of an account; more often without a top-up than chance would have it."""
    money = st.none() | st.integers(0, 300_000)
    return st.builds(
        CpfHolder,
        status=st.none() | st.sampled_from(BeneficiaryStatus),
        rights_cents=money,
        top_up_cents=money | st.just(0),
        prevention_points=answer(),
        incapacity_percent=st.none() | st.integers(0, 100),
    )


def fundings() -> st.SearchStrategy[frozenset[Funding] | None]:
    return st.none() | st.frozensets(st.sampled_from(Funding), min_size=1, max_size=3)


@st.composite
def conventions(draw: st.DrawFn) -> Convention:
    """Any convention; an employee who signed may have done so before the draft was sent."""
    sent = draw(st.none() | bilan_days())
    later = st.integers(-5, 30).map(lambda count: None if sent is None else sent.add(days=count))
    return Convention(
        fundings=draw(fundings()),
        written=draw(answer()),
        transmitted_on=sent,
        employee_signed=draw(st.one_of(answer(), later)),
        employer_signed=draw(answer()),
        provider_signed=draw(answer()),
        mentions=draw(_answered(Mentions)),
    )


def documents() -> st.SearchStrategy[Document]:
    disclosures = st.lists(st.builds(Disclosure, to=st.sampled_from(Recipient), agreed=answer()), max_size=3)
    return st.builds(
        Document,
        kind=st.sampled_from(DocumentKind),
        disclosures=st.none() | disclosures,
        follow_up_agreement=answer(),
        destroyed=day_or_answer(),
    )


def document_sets() -> st.SearchStrategy[Documents]:
    return st.builds(Documents, ended=st.none() | bilan_days(), documents=st.lists(documents(), max_size=3))


def amounts() -> st.SearchStrategy[int | None]:
    return st.none() | st.integers(0, 320_000)


def earlier_bilans() -> st.SearchStrategy[EarlierBilan]:
    return st.builds(EarlierBilan, financed_on=days(date(2010, 1, 1), date(2060, 1, 1)), fundings=fundings())


def cpf_requests() -> st.SearchStrategy[CpfRequest]:
    return st.builds(
        CpfRequest,
        requested_on=bilan_days(),
        rights_cents=amounts(),
        earlier=st.none() | st.lists(earlier_bilans(), max_size=3),
        funded_minutes=amounts(),
        accompanied_minutes=amounts(),
        active=answer(),
    )


def cpf_listings() -> st.SearchStrategy[CpfListing]:
    return st.builds(
        lambda listing, sanctioned: attrs.evolve(listing, sanctioned=sanctioned), _answered(CpfListing), day_or_answer()
    )


def cpf_offers() -> st.SearchStrategy[CpfOffer]:
    return st.builds(
        lambda offer, minutes, price_cents: attrs.evolve(offer, minutes=minutes, price_cents=price_cents),
        _answered(CpfOffer),
        st.none() | st.integers(1, 2_000),
        amounts(),
    )


def cpfs() -> st.SearchStrategy[Cpf]:
    return st.builds(
        Cpf,
        request=st.none() | cpf_requests(),
        listing=st.none() | cpf_listings(),
        offer=st.none() | cpf_offers(),
    )


def providers() -> st.SearchStrategy[Provider]:
    kinds = st.none() | st.sampled_from(ProviderKind)
    return st.builds(lambda provider, kind: attrs.evolve(provider, kind=kind), _answered(Provider), kinds)


# --- Audits

OWN = Citation(Source("own", "A certifier's own"), Basis.PRACTICE, Provenance.VERBATIM)
"""What a certifier's own table or point rests on."""


def audit_kinds() -> st.SearchStrategy[AuditKind]:
    return st.sampled_from(AuditKind)


def sites() -> st.SearchStrategy[Site]:
    return st.builds(Site, name=texts(), central=st.booleans(), audited=answer())


@st.composite
def site_lists(draw: st.DrawFn, least: int = 0, most: int = 12) -> list[Site]:
    """Sites that can stand together: each with a name of its own, one central at most."""
    names = draw(st.lists(texts(), min_size=least, max_size=most, unique=True))
    central = draw(st.none() | st.sampled_from(names)) if names else None
    return [Site(name=name, central=name == central, audited=draw(answer())) for name in names]


def venues() -> st.SearchStrategy[VenueFacts]:
    return _answered(VenueFacts)


def half_days() -> st.SearchStrategy[int]:
    return st.integers(0, 12)


def duration_rows(kinds: frozenset[AuditKind], turnover_from: int = 0) -> st.SearchStrategy[DurationRow]:
    return st.builds(
        DurationRow,
        kinds=st.just(kinds),
        turnover_from_cents=st.just(turnover_from),
        turnover_below_cents=st.none() | st.integers(turnover_from + 1, turnover_from + 100_000_000),
        base=half_days(),
        categories=st.none() | st.tuples(*[half_days()] * len(Category)),
        site=half_days(),
        categories_most=st.none() | st.integers(1, 4),
    )


@st.composite
def own_duration_tables(draw: st.DrawFn) -> DurationTable:
    """A certifier's own table: some kinds of audits together, each band of turnover with a row."""
    kinds = draw(st.frozensets(audit_kinds(), min_size=1))
    begins = draw(st.lists(st.integers(0, 200_000_000), min_size=1, max_size=4, unique=True))
    since = draw(decisions())
    return DurationTable(
        name=draw(texts()),
        words=Words(draw(texts()), draw(texts())),
        rows=[draw(duration_rows(kinds, turnover)) for turnover in begins],
        since=since,
        until=draw(st.none() | st.integers(0, 2_000).map(lambda count: since.add(days=count))),
        citation=OWN,
    )


def tables() -> st.SearchStrategy[DurationTable]:
    return st.one_of(st.sampled_from(list(duration_tables().values())), own_duration_tables())


@st.composite
def own_points(draw: st.DrawFn, indicator: int | None = None) -> ConformityPoint:
    """A point of a certifier's own."""
    question = draw(st.none() | st.sampled_from(sorted(field.name for field in attrs.fields(Answers))))
    since = draw(decisions())
    return ConformityPoint(
        id=draw(texts()),
        indicator=indicator or draw(st.integers(1, 33)),
        words=Words(draw(texts()), draw(texts())),
        question=question,
        answer=None if question is None else draw(st.booleans()),
        categories=draw(st.none() | categories()),
        since=since,
        until=draw(st.none() | st.integers(0, 2_000).map(lambda count: since.add(days=count))),
        citation=OWN,
    )


def checked_points(indicator: int) -> st.SearchStrategy[list[CheckedPoint]]:
    """Points of one indicator, each once, answered in every way."""
    known = [point for point in conformity_points() if point.indicator == indicator]
    point = st.one_of(st.sampled_from(known), own_points(indicator))
    checked = st.builds(CheckedPoint, point=point, answer=st.none() | st.sampled_from(PointAnswer))
    return st.lists(checked, max_size=5, unique_by=lambda each: each.point.id)


def evidence() -> st.SearchStrategy[Evidence]:
    return st.builds(Evidence, name=texts(), version=st.none() | texts(), format=st.none() | texts())


@st.composite
def sheets(draw: st.DrawFn) -> IndicatorSheet:
    """The sheet of an indicator of the edition of its day."""
    day = draw(audit_days())
    indicator = draw(st.sampled_from(list(referential(on=day))))
    return IndicatorSheet(
        indicator=indicator,
        on=day,
        points=draw(checked_points(indicator)),
        evidence=draw(st.lists(evidence(), max_size=2)),
        quality_at_stake=draw(answer()),
        decision=draw(st.none() | st.sampled_from(SheetDecision)),
    )


@st.composite
def applications(draw: st.DrawFn) -> Application:
    """Any application, its days near each other, where the times of the texts run."""
    ids = sorted({each.id for day in ("2019-06-09", "2023-09-01") for each in application_documents(on=day)})
    received = draw(audit_days())
    near = st.integers(-120, 120).map(lambda count: max(received.add(days=count), as_pendulum(FIRST_DAY)))
    day = st.none() | near
    return Application(
        received=received,
        categories=draw(categories()),
        nda=draw(st.none() | ndas()),
        declaration_filed=draw(day),
        actions_done=draw(st.none() | st.frozensets(st.sampled_from(Category))),
        refused=draw(day),
        withdrawn=draw(day),
        other_certifier=draw(answer()),
        collected=draw(st.none() | st.frozensets(st.sampled_from(ids))),
        contract_received=draw(day),
        date_proposed=draw(day),
    )


def numbers() -> st.SearchStrategy[frozenset[int]]:
    """Indicators of the latest edition."""
    return st.frozensets(st.sampled_from(list(referential(on="2026-11-01"))), max_size=6)


def audit_facts() -> st.SearchStrategy[AuditFacts]:
    return st.builds(
        AuditFacts,
        venue=venues(),
        sites=site_lists(most=5),
        turnover_cents=st.none() | st.integers(0, 200_000_000),
        new_entrant_in=st.frozensets(st.sampled_from(Category)),
        left_out_before=numbers().map(sorted),
        sheets=st.lists(sheets(), max_size=2),
    )


def outside_answers() -> st.SearchStrategy[OutsideAnswers]:
    known = st.none() | st.sampled_from(PointAnswer)
    return st.builds(OutsideAnswers, display=known, mark=known)


# --- The life of a file

SUBJECTS = (None, 2, 4, 9, 17, 23, 24, 25)
"""Few enough for several non-conformities to meet on one: the display, one indicator that is major-only, and others."""


def file_days() -> st.SearchStrategy[Date]:
    """A day around those on which the times of article 5 are known, month ends more often than chance would have it."""
    usual = st.dates(date(2023, 6, 1), date(2027, 12, 31)).map(as_pendulum)
    ends = st.integers(1, 54).map(lambda months: Date(2023, 6, 1).add(months=months).subtract(days=1))
    return st.one_of(usual, ends)


@st.composite
def nonconformities(draw: st.DrawFn) -> NonConformity:
    """Any record of a non-conformity that holds together."""
    notified = draw(file_days())

    def later(first: Date = notified) -> Date | None:
        return draw(st.none() | st.integers(0, 420).map(lambda count: first.add(days=count)))

    verified = later()
    return NonConformity(
        indicator=draw(st.sampled_from(SUBJECTS)),
        grade=draw(st.sampled_from(NonConformityGrade)),
        notified=notified,
        found_at=draw(st.none() | audit_kinds()),
        plan_sent=later(),
        implemented=draw(st.none() | st.integers(-10, 420).map(lambda count: notified.add(days=count))),
        verified=verified,
        lifted=later(verified or notified),
        next_audit=later(),
    )


@st.composite
def events(draw: st.DrawFn) -> Event:
    """Any event, with what its kind must have, what it may have, and nothing else."""
    kind = draw(st.sampled_from(EventKind))
    about = (EventKind.NOTIFICATION, EventKind.PLAN, EventKind.CORRECTION, EventKind.VERIFICATION)
    decided = draw(st.sampled_from(CertifierDecision)) if kind is EventKind.DECISION else None
    audit = draw(audit_kinds()) if kind is EventKind.AUDIT else None
    if kind in (EventKind.NOTIFICATION, EventKind.DECISION):
        audit = draw(st.none() | st.none() | audit_kinds())
    for_categories = (
        kind is EventKind.APPLICATION
        or decided is CertifierDecision.GRANTED
        or (kind is EventKind.AUDIT and audit in (AuditKind.INITIAL, AuditKind.RENEWAL, AuditKind.EXTENSION))
    )
    return Event(
        on=draw(file_days()),
        kind=kind,
        audit=audit,
        categories=draw(st.frozensets(st.sampled_from(Category))) if for_categories else (),
        indicator=draw(st.sampled_from(SUBJECTS)) if kind in about else None,
        grade=draw(st.sampled_from(NonConformityGrade)) if kind is EventKind.NOTIFICATION else None,
        lifted=draw(st.booleans()) if kind is EventKind.VERIFICATION else None,
        decided=decided,
        sites_before=draw(st.none() | st.integers(1, 3)) if kind is EventKind.NEW_SITE else None,
    )


def with_check_digit(digits: str) -> str:
    from stdnum import luhn  # of an extra

    return digits + str(luhn.calc_check_digit(digits))


def sirens() -> st.SearchStrategy[SIREN]:
    return st.from_regex(r"[0-9]{8}", fullmatch=True).map(lambda start: SIREN(with_check_digit(start)))


def optional_sirens() -> st.SearchStrategy[SIREN | None]:
    """A number or none; none where the library of the extra that checks them is not installed."""
    return st.none() | sirens() if find_spec("stdnum") else st.none()


@st.composite
def transfers(draw: st.DrawFn) -> Transfer:
    """Any transfer that holds together, of the same company or not."""
    requested = draw(file_days())
    holder = draw(optional_sirens())
    wait = st.none() | st.integers(0, 60)
    sent = draw(wait.map(lambda count: None if count is None else requested.add(days=count)))
    return Transfer(
        requested=requested,
        holder_siren=holder,
        new_siren=draw(st.just(holder) | optional_sirens()),
        suspended=draw(answer()),
        withdrawn=draw(answer()),
        file_sent=sent,
        decided=draw(wait.map(lambda count: None if count is None else (sent or requested).add(days=count))),
    )
