"""What the texts say of a certification on a day, from the non-conformities of an audit."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import assume, given, strategies as st
from pendulum import Date

from qualiopi_rules import InvalidInput
from qualiopi_rules.audit import NonConformity
from qualiopi_rules.audit.decision import AuditDecision, DecisionOutcome, DecisionReasonCode, decide, decision_of
from qualiopi_rules.audit.past_nonconformities import past_of
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import Words
from qualiopi_rules.law import Basis, Citation, Provenance, Source
from qualiopi_rules.law.source import interpretation
from qualiopi_rules.profile import SuspensionDelay
from qualiopi_rules.profile.delays import delay_of
from qualiopi_rules.rnq import AuditKind
from qualiopi_rules.strategies import file_days, nonconformities
from tests.audit.test_nonconformity import known_by, major, minor, minors
from tests.audit.test_nonconformity_count import records
from tests.checks import profile_with, refused

GRANTED, WAITING, REFUSED, MAINTAINED, SUSPENDED, TO_BE_WITHDRAWN, UNDETERMINED = DecisionOutcome
CODE = DecisionReasonCode
DECIDING = [kind for kind in AuditKind if kind is not AuditKind.COMPLEMENTARY]
DELIVERING = [kind for kind in DECIDING if kind is not AuditKind.SURVEILLANCE]
KNOWN = Date(2023, 9, 1)


def deciding() -> st.SearchStrategy[AuditKind]:
    return st.sampled_from(DECIDING)


def delays() -> st.SearchStrategy[str | None]:
    return st.sampled_from([None, "reported"])


# --- The table

TABLE: list[tuple[str, list[NonConformity], str, DecisionOutcome | None, list[DecisionReasonCode]]] = [
    ("nothing was found", [], "2024-02-01", None, [CODE.NOTHING_OPEN]),
    ("a major one whose time runs", [major()], "2024-04-15", WAITING, [CODE.TO_CORRECT]),
    ("a major one to be verified", [major(implemented="2024-02-01")], "2024-05-15", WAITING, [CODE.TO_CHECK]),
    ("verified late", [major(implemented="2024-02-01")], "2024-05-16", WAITING, [CODE.CHECK_LATE]),
    ("not corrected in time", [major()], "2024-04-16", REFUSED, [CODE.NOT_CORRECTED]),
    ("notified before the times", [major(notified="2023-08-31")], "2024-02-01", UNDETERMINED, [CODE.TIME_NOT_KNOWN]),
    ("lifted", [major(lifted="2024-03-01")], "2024-03-01", None, [CODE.NOTHING_OPEN]),
    ("lifted late", [major(lifted="2024-09-01")], "2024-09-01", None, [CODE.NOTHING_OPEN]),
    ("notified later", [major()], "2024-01-14", None, [CODE.NOTHING_OPEN]),
    ("a minor one whose time runs", [minor()], "2024-02-01", None, [CODE.MINORS_ONLY]),
    ("a minor one to be verified", [minor(implemented="2024-02-01")], "2024-02-01", None, [CODE.MINORS_ONLY]),
    ("a minor one not corrected in time", [minor()], "2024-08-01", None, [CODE.MINORS_ONLY]),
    ("a minor one, its time not known", [minor(notified="2023-08-31")], "2024-02-01", None, [CODE.MINORS_ONLY]),
    ("a minor one lifted", [minor(lifted="2024-02-01")], "2024-02-01", None, [CODE.NOTHING_OPEN]),
    ("requalified", [minor(next_audit="2025-03-31")], "2025-03-31", WAITING, [CODE.TO_CORRECT]),
    ("requalified and late", [minor(next_audit="2025-03-31")], "2025-07-01", REFUSED, [CODE.NOT_CORRECTED]),
    ("four minor ones", minors(4), "2024-06-01", None, [CODE.MINORS_ONLY]),
    ("five minor ones", minors(5), "2024-04-15", WAITING, [CODE.TOO_MANY_MINORS]),
    ("five minor ones for too long", minors(5), "2024-04-16", REFUSED, [CODE.MINORS_NOT_REDUCED]),
    (
        "four minor ones left of five",
        [attrs.evolve(minors(5)[0], lifted="2024-04-15"), *minors(5)[1:]],
        "2024-07-01",
        None,
        [CODE.MINORS_ONLY],
    ),
    (
        "five minor ones and no day",
        minors(5, notified="2023-08-31"),
        "2024-02-01",
        UNDETERMINED,
        [CODE.TIME_NOT_KNOWN],
    ),
    (
        "a minor one before the number",
        minors(1, notified="2023-07-01"),
        "2023-08-01",
        UNDETERMINED,
        [CODE.TIME_NOT_KNOWN],
    ),
    (
        "one late among others",
        [major(), major(5, "2024-04-01"), major(6, "2024-01-02", implemented="2024-01-20")],
        "2024-04-16",
        REFUSED,
        [CODE.NOT_CORRECTED],
    ),
    (
        "late and not known",
        [major(), major(5, "2023-08-01")],
        "2024-04-16",
        REFUSED,
        [CODE.NOT_CORRECTED],
    ),
    (
        "not known and running",
        [major(), major(5, "2023-08-01")],
        "2024-02-01",
        UNDETERMINED,
        [CODE.TIME_NOT_KNOWN],
    ),
    (
        "running, in every way",
        [major(), major(5, implemented="2024-01-20"), *minors(5)],
        "2024-02-01",
        WAITING,
        [CODE.TO_CORRECT, CODE.TO_CHECK, CODE.TOO_MANY_MINORS],
    ),
    (
        "late, in both ways",
        [major(), *minors(5)],
        "2024-04-16",
        REFUSED,
        [CODE.NOT_CORRECTED, CODE.MINORS_NOT_REDUCED],
    ),
]


@pytest.mark.parametrize("kind", DECIDING)
@pytest.mark.parametrize(
    ("found", "on", "outcome", "reasons"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_the_decision_of_each_audit_in_each_state(
    kind: AuditKind,
    found: list[NonConformity],
    on: str,
    outcome: DecisionOutcome | None,
    reasons: list[DecisionReasonCode],
) -> None:
    """Article 5. What a surveillance audit lets go on, another one grants; what it suspends, another one refuses."""
    delivered = kind is AuditKind.SURVEILLANCE
    expected = (MAINTAINED if delivered else GRANTED) if outcome is None else outcome
    if expected is REFUSED and delivered:
        expected, reasons = SUSPENDED, [*reasons, CODE.WITHDRAWAL_NOT_SET]
    decision = decide(kind, found, on=on)
    assert (decision.outcome, [reason.code for reason in decision.reasons]) == (expected, reasons)
    assert (decision.kind, str(decision.on), decision.nonconformities.on) == (kind, on, decision.on)


def test_an_initial_certification_is_refused_the_day_after_the_three_months() -> None:
    """Article 5: without corrective action within three months the certifier notifies the refusal."""
    waiting = decide("initial", [major()], on="2024-04-15")
    assert (waiting.outcome, str(waiting.next_day)) == (WAITING, "2024-04-15")
    refusal = decide("initial", [major()], on="2024-04-16")
    (reason,) = refusal.reasons
    assert (refusal.outcome, reason.subject, str(reason.day)) == (REFUSED, "4", "2024-04-15")
    assert (reason.citation.source.id, reason.citation.provenance) == ("audit-art-5", Provenance.VERBATIM)
    # Notified that day, a new application is possible three months later.
    assert str(refusal.next_day) == "2024-07-16"


@pytest.mark.parametrize("kind", DELIVERING)
def test_that_another_audit_is_refused_too_is_deduced(kind: AuditKind) -> None:
    (reason,) = decide(kind, [major()], on="2024-04-16").reasons
    assert reason.citation.source.id == "audit-art-5"
    assert reason.citation.provenance is (Provenance.VERBATIM if kind is AuditKind.INITIAL else Provenance.DEDUCED)


def test_a_suspension_becomes_a_withdrawal_by_a_profile_only() -> None:
    """No text that was seen says when; one certifier publishes that the three months are renewed once."""
    long_after = decide("surveillance", [major()], on="2030-01-01")
    assert (long_after.outcome, long_after.next_day) == (SUSPENDED, None)
    assert long_after.reasons[-1].code is CODE.WITHDRAWAL_NOT_SET
    for on, outcome, next_day in (
        ("2024-04-15", WAITING, "2024-04-15"),
        ("2024-04-16", SUSPENDED, "2024-07-15"),
        ("2024-07-15", SUSPENDED, "2024-07-15"),
        ("2024-07-16", TO_BE_WITHDRAWN, None),
    ):
        decision = decide("surveillance", [major()], on=on, profile=profile_with(suspension="reported"))
        assert (decision.outcome, None if decision.next_day is None else str(decision.next_day)) == (outcome, next_day)
    due = decide("surveillance", [major()], on="2024-07-16", profile=profile_with(suspension="reported")).reasons[-1]
    assert (due.code, str(due.day), due.citation.basis) == (CODE.WITHDRAWAL_DUE, "2024-07-15", Basis.PRACTICE)
    suspended = decide("surveillance", [major()], on="2024-05-01", profile=profile_with(suspension="reported"))
    assert [reason.code for reason in suspended.reasons] == [CODE.NOT_CORRECTED]


def test_a_delay_counts_from_what_was_late_first_and_is_for_suspensions_only() -> None:
    both = [major(), major(5, "2024-03-15")]
    on = "2024-07-16"  # three months after the first, one after the second
    assert decide("surveillance", both, on=on, profile=profile_with(suspension="reported")).outcome is TO_BE_WITHDRAWN
    assert decide("surveillance", both[1:], on=on, profile=profile_with(suspension="reported")).outcome is SUSPENDED
    for kind in DELIVERING:
        assert decide(kind, both, on=on, profile=profile_with(suspension="reported")) == decide(kind, both, on=on)


def own_delay(months: int) -> SuspensionDelay:
    cited = Citation(Source("own", "Our rules"), Basis.PRACTICE, Provenance.VERBATIM)
    return SuspensionDelay(name="ours", months=months, words=Words("la nôtre", "ours"), citation=cited)


def test_a_certifier_has_a_delay_of_its_own() -> None:
    delay = own_delay(1)
    assert (
        decide("surveillance", [major()], on="2024-05-15", profile=profile_with(suspension=delay)).outcome is SUSPENDED
    )
    decision = decide("surveillance", [major()], on="2024-05-16", profile=profile_with(suspension=delay))
    assert (decision.outcome, decision.reasons[-1].citation.source.id) == (TO_BE_WITHDRAWN, "own")
    assert delay_of(delay) is delay
    assert delay_of(None) is None


def test_the_librarys_own_delay_is_a_practice_at_second_hand() -> None:
    delay = delay_of("reported")
    assert delay is not None
    assert (delay.name, delay.months, delay.citation.basis, delay.citation.provenance) == (
        "reported",
        3,
        Basis.PRACTICE,
        Provenance.SECOND_HAND,
    )
    assert delay.words.fr != delay.words.en
    assert set(text("profile/delays")) == {"reported"}


@pytest.mark.parametrize(
    ("found", "on", "next_day"),
    [
        ([], "2024-02-01", None),
        ([major()], "2024-02-01", "2024-04-15"),
        ([major(), major(5, "2024-01-10")], "2024-02-01", "2024-04-10"),
        ([major(), major(5, "2024-01-10", implemented="2024-01-20")], "2024-02-01", "2024-04-15"),
        ([major(implemented="2024-02-01")], "2024-02-01", "2024-05-15"),
        ([major(implemented="2024-02-01")], "2024-05-16", None),
        ([major(implemented="2024-02-01"), major(5, "2024-05-01")], "2024-05-16", "2024-08-01"),
        (minors(5), "2024-02-01", "2024-04-15"),
        ([minor(), minor(3, "2024-01-10")], "2024-02-01", "2024-07-10"),
        ([minor(), minor(3, "2024-01-10")], "2024-07-10", "2024-07-10"),
        ([minor(), minor(3, "2024-01-10")], "2024-07-11", "2024-07-15"),
        ([minor()], "2024-07-16", None),
        ([minor(notified="2023-08-31")], "2024-02-01", None),
        ([major(notified="2023-08-31")], "2024-02-01", None),
        ([major(notified="2023-08-31"), major(5)], "2024-02-01", "2024-04-15"),
    ],
)
def test_the_next_day_that_matters(found: list[NonConformity], on: str, next_day: str | None) -> None:
    for kind in DECIDING:
        found_day = decide(kind, found, on=on).next_day
        assert (None if found_day is None else str(found_day)) == next_day


def test_a_time_that_runs_behind_one_that_is_not_known_ends_what_is_undetermined() -> None:
    """Two major ones on one subject: the older has no known time, the younger is due on 2023-12-30."""
    both = [major(None, "2023-06-30"), major(None, "2023-09-30")]
    decision = decide("initial", both, on="2023-09-30")
    assert decision.outcome is UNDETERMINED
    assert decision.next_day == Date(2023, 12, 30)
    assert decide("initial", both, on="2023-12-30").outcome is UNDETERMINED
    assert decide("initial", both, on="2023-12-31").outcome is REFUSED


def test_only_the_times_of_open_major_ones_end_a_wait() -> None:
    """The time of a minor one may run out before: nothing changes by that. What is notified later is not known yet."""
    younger = major(notified="2024-06-03")
    for behind in (minor(), minor(implemented="2024-02-01"), major(5, "2024-06-01", lifted="2024-06-10")):
        assert str(decide("initial", [younger, behind], on="2024-06-17").next_day) == "2024-09-03"
    unknown = major(notified="2023-08-31")
    assert decide("initial", [unknown, minor(), major(5, "2024-03-01")], on="2024-02-01").next_day is None


# --- What was missed


LATE = major(implemented="2024-05-02", lifted="2024-05-06")
"""Major, to be corrected by 15 April 2024, and corrected in May."""
LIFTED_IN_JUNE = [attrs.evolve(each, lifted="2024-06-03") for each in minors(5)]
"""Five minor ones, of which one at least was to be lifted by 15 April 2024."""


@pytest.mark.parametrize("kind", DECIDING)
@pytest.mark.parametrize(
    ("found", "reason", "subject"),
    [([LATE], CODE.NOT_CORRECTED, "4"), (LIFTED_IN_JUNE, CODE.MINORS_NOT_REDUCED, None)],
)
def test_a_time_that_was_missed_stays_missed_but_for_a_certificate_that_is_held(
    kind: AuditKind, found: list[NonConformity], reason: DecisionReasonCode, subject: str | None
) -> None:
    """Article 5: without a correction in time the certification is not delivered; a suspension ends with it."""
    decision = decide(kind, found, on="2024-06-10")
    if kind is AuditKind.SURVEILLANCE:
        assert (decision.outcome, [each.code for each in decision.reasons]) == (MAINTAINED, [CODE.NOTHING_OPEN])
    else:
        assert decision.outcome is REFUSED
        assert [(each.code, each.subject, str(each.day)) for each in decision.reasons] == [
            (reason, subject, "2024-04-15")
        ]


def test_where_the_past_was_followed_the_open_ones_are_enough() -> None:
    day, profile = Date(2024, 6, 10), profile_with("law")
    past = past_of(AuditKind.INITIAL, None, [LATE, minor()], day, None)
    whole = decision_of(AuditKind.INITIAL, (LATE, minor()), day, profile)
    assert decision_of(AuditKind.INITIAL, (minor(),), day, profile, past=past) == whole
    assert whole.outcome is REFUSED


def test_what_was_notified_before_the_audit_is_not_its_own() -> None:
    """A time that another audit gave, and that was missed, does not refuse what this one renews."""
    day, profile = Date(2024, 6, 10), profile_with("law")
    for audited, outcome in (("2024-01-15", REFUSED), ("2024-01-16", GRANTED)):
        decision = decision_of(AuditKind.RENEWAL, (LATE,), day, profile, audited=Date.fromisoformat(audited))
        assert decision.outcome is outcome


# --- Under a profile with working days, and with a scale


WORKING = profile_with(working_days=True)


def moved(decision: AuditDecision) -> list[tuple[DecisionReasonCode, str | None, str, Provenance]]:
    return [(each.code, each.subject, str(each.day), each.citation.provenance) for each in decision.reasons]


@pytest.mark.extra  # the public holidays
def test_that_a_time_was_moved_is_a_reason_of_its_own() -> None:
    """From Christmas, a Friday, to the Monday after it."""
    christmas = major(notified="2026-09-25")
    assert moved(decide("initial", [christmas], on="2026-12-28", profile=WORKING)) == [
        (CODE.TO_CORRECT, "4", "2026-12-28", Provenance.VERBATIM),
        (CODE.TIME_MOVED, "4", "2026-12-28", Provenance.DEDUCED),
    ]
    # The refusal after a renewal audit is deduced from article 5; that the time was moved is not.
    first, second = decide("renewal", [christmas], on="2026-12-29", profile=WORKING).reasons
    assert (first.code, first.citation) == (CODE.NOT_CORRECTED, interpretation("audit", "refusal_elsewhere"))
    assert (second.code, second.citation) == (CODE.TIME_MOVED, interpretation("law", "working_days"))
    assert second.say("en") == (
        "The end of the time limit, which fell on a Saturday, a Sunday or a public holiday, is moved to "
        "28 December 2026."
    )


@pytest.mark.extra  # the public holidays
def test_of_several_ends_that_were_moved_the_next_day_names_its_own() -> None:
    """Christmas is moved to the 28th of December, the 2nd of January 2027, a Saturday, to the 4th."""
    both = [minor(2, "2026-07-02"), minor(1, "2026-06-25")]
    decision = decide("initial", both, on="2026-12-01", profile=WORKING)
    assert str(decision.next_day) == "2026-12-28"
    assert [(each.code, each.subject, each.day) for each in decision.reasons] == [
        (CODE.MINORS_ONLY, None, None),
        (CODE.TIME_MOVED, "1", decision.next_day),
    ]
    after = decide("initial", both, on="2026-12-29", profile=WORKING)
    assert [(each.code, each.subject) for each in after.reasons] == [(CODE.MINORS_ONLY, None), (CODE.TIME_MOVED, "2")]


@pytest.mark.parametrize(
    ("found", "expected"),
    [([], "favourable"), ([minor()], "with-reservations"), ([major()], "unfavourable"), (minors(5), "unfavourable")],
)
def test_a_decision_has_the_outcome_of_the_scale_of_a_certifier_that_has_one(
    found: list[NonConformity], expected: str
) -> None:
    """What the texts say of the certification is the same under either profile."""
    by_law, scaled = (decide("initial", found, on="2024-02-01", profile=name) for name in ("law", "certifier"))
    assert by_law.report_outcome is None
    assert scaled.report_outcome is not None
    assert scaled.report_outcome.code == expected
    assert attrs.evolve(scaled, report_outcome=None) == by_law


# --- Laws


@pytest.mark.property
@given(kind=deciding(), found=st.lists(nonconformities(), max_size=5), on=file_days())
def test_the_next_day_is_never_after_the_first_end_of_a_time_of_a_major_one(
    kind: AuditKind, found: list[NonConformity], on: Date
) -> None:
    """Of a major one that waits or is not known, whatever stands before it on its subject."""
    decision = decide(kind, found, on=on)
    if decision.outcome in (WAITING, UNDETERMINED):
        open_ones = [each.status(on=on) for each in found if each._open_on(on)]
        ends = [
            {"to-correct": each.correct_by, "to-check": each.check_by}.get(each.state)
            for each in open_ones
            if each.is_major
        ]
        first = min((end for end in ends if end is not None and end >= on), default=None)
        assert first is None or (decision.next_day is not None and decision.next_day <= first)


def test_a_check_that_waits_behind_a_correction_on_its_subject_counts() -> None:
    behind = major(notified="2023-12-19", implemented="2023-12-19")
    before = major(notified="2024-03-05")
    assert str(decide("renewal", [behind, before], on="2024-03-26").next_day) == "2024-04-19"
    unknown = major(notified="2023-07-10")
    assert str(decide("renewal", [behind, unknown], on="2024-03-26").next_day) == "2024-04-19"


@pytest.mark.property
@given(deciding(), records(), file_days(), delays(), st.integers(0, 400))
def test_without_a_new_event_the_outcome_stays_through_the_next_day(
    kind: AuditKind, found: list[NonConformity], day: Date, withdrawal: str | None, more: int
) -> None:
    """Until the next day that matters nothing changes by itself; where there is none, nothing ever does."""
    assume(day >= KNOWN)  # the number that counts as a major one is known from then on: the law itself changes
    now = [known_by(each, day) for each in found if each.notified <= day]
    decision = decide(kind, now, on=day, profile=profile_with(suspension=withdrawal))
    later = day.add(days=more)
    if decision.next_day is not None:
        assert decision.next_day >= day
        later = min(later, decision.next_day)
    assert decide(kind, now, on=later, profile=profile_with(suspension=withdrawal)).outcome is decision.outcome


@pytest.mark.property
@given(deciding(), records(), file_days(), delays())
def test_what_happens_after_the_day_decides_nothing(
    kind: AuditKind, found: list[NonConformity], day: Date, withdrawal: str | None
) -> None:
    now = [known_by(each, day) for each in found if each.notified <= day]
    ahead, known = (
        decide(kind, found, on=day, profile=profile_with(suspension=withdrawal)),
        decide(kind, now, on=day, profile=profile_with(suspension=withdrawal)),
    )
    assert (ahead.outcome, ahead.reasons, ahead.next_day) == (known.outcome, known.reasons, known.next_day)


WORSE = [GRANTED, MAINTAINED, WAITING, UNDETERMINED, REFUSED, SUSPENDED, TO_BE_WITHDRAWN]


@pytest.mark.property
@given(deciding(), records(), file_days(), delays(), st.data())
def test_lifting_never_makes_the_outcome_worse(
    kind: AuditKind, found: list[NonConformity], day: Date, withdrawal: str | None, data: st.DataObject
) -> None:
    """All that is on one subject is one non-conformity, and is lifted together.

    What is not known may turn out either way: the law is about outcomes that are.
    """
    subject = data.draw(st.sampled_from([each.indicator for each in found] or [None]))
    lifted = [
        attrs.evolve(each, verified=None, lifted=max(day, each.notified)) if each.indicator == subject else each
        for each in found
    ]
    before = decide(kind, found, on=day, profile=profile_with(suspension=withdrawal)).outcome
    after = decide(kind, lifted, on=day, profile=profile_with(suspension=withdrawal)).outcome
    assert before is UNDETERMINED or WORSE.index(after) <= WORSE.index(before)


@pytest.mark.property
@given(deciding(), st.lists(nonconformities().filter(lambda each: each.grade == "major"), max_size=8), file_days())
def test_one_record_lifted_among_major_ones_never_makes_it_worse(
    kind: AuditKind, found: list[NonConformity], day: Date
) -> None:
    """Even where another record on its subject was hidden behind it."""
    before = decide(kind, found, on=day, profile=profile_with(suspension="reported")).outcome
    for index, each in enumerate(found):
        one = [*found[:index], attrs.evolve(each, verified=None, lifted=max(day, each.notified)), *found[index + 1 :]]
        assert WORSE.index(
            decide(kind, one, on=day, profile=profile_with(suspension="reported")).outcome
        ) <= WORSE.index(before)


@pytest.mark.property
@given(deciding(), records(), file_days(), delays())
def test_what_is_lifted_blocks_nothing(
    kind: AuditKind, found: list[NonConformity], day: Date, withdrawal: str | None
) -> None:
    """Once everything is lifted the certification can be granted or goes on, unless its own audit missed a time."""
    lifted = [attrs.evolve(each, verified=None, lifted=max(day, each.notified)) for each in found]
    on = max([day, *(each.notified for each in found)])
    decision = decide(kind, lifted, on=on, profile=profile_with(suspension=withdrawal))
    if decision.outcome is REFUSED:
        assert {reason.code for reason in decision.reasons} <= {CODE.NOT_CORRECTED, CODE.MINORS_NOT_REDUCED}
        of_other_audits = [attrs.evolve(each, found_at=AuditKind.COMPLEMENTARY) for each in lifted]
        assert decide(kind, of_other_audits, on=on).outcome is GRANTED
        return
    assert decision.outcome is (MAINTAINED if kind is AuditKind.SURVEILLANCE else GRANTED)
    assert [reason.code for reason in decision.reasons] == [CODE.NOTHING_OPEN]


@pytest.mark.property
@given(deciding(), records(), file_days(), delays())
def test_a_decision_always_says_why_and_on_what_it_rests(
    kind: AuditKind, found: list[NonConformity], day: Date, withdrawal: str | None
) -> None:
    """A certification with an open major one is never granted, and each outcome belongs to its kinds of audits."""
    decision = decide(kind, found, on=day, profile=profile_with(suspension=withdrawal))
    assert decision.reasons
    assert decision.nonconformities.blocks is False or decision.outcome not in (GRANTED, MAINTAINED)
    # A time that was missed stays missed, with nothing open any more.
    assert decision.nonconformities.blocks is not False or decision.outcome in (GRANTED, MAINTAINED, REFUSED)
    delivered = kind is AuditKind.SURVEILLANCE
    assert decision.outcome not in ((GRANTED, REFUSED) if delivered else (MAINTAINED, SUSPENDED, TO_BE_WITHDRAWN))
    assert withdrawal is not None or decision.outcome is not TO_BE_WITHDRAWN
    for reason in decision.reasons:
        assert reason.citation.source.title
        assert reason.say("fr") != reason.say("en")


@pytest.mark.property
@given(deciding(), records(), file_days(), st.randoms(use_true_random=False))
def test_the_order_of_the_records_decides_nothing(
    kind: AuditKind, found: list[NonConformity], day: Date, random: Any
) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)
    one, other = decide(kind, found, on=day), decide(kind, shuffled, on=day)
    assert (one.outcome, one.next_day) == (other.outcome, other.next_day)
    assert sorted(one.reasons, key=str) == sorted(other.reasons, key=str)


# --- In words


def test_its_citations_are_those_of_its_reasons() -> None:
    decision = decide("surveillance", [major()], on="2024-07-16", profile=profile_with(suspension="reported"))
    assert decision.citations == tuple(reason.citation for reason in decision.reasons)
    assert len(decision.citations) == 2


def test_fewer_minor_ones_than_count_as_major_rest_on_that_number_which_is_reported() -> None:
    for found, provenance in (([minor()], Provenance.SECOND_HAND), ([], Provenance.VERBATIM)):
        (reason,) = decide("initial", found, on="2024-02-01").reasons
        assert (reason.citation.source.id, reason.citation.provenance) == ("audit-art-5", provenance)


def test_a_decision_is_one_line_with_the_facts_that_matter() -> None:
    assert repr(decide("initial", [major()], on="2024-02-01")) == (
        'AuditDecision(kind="initial", on=2024-02-01, outcome="waiting", next_day=2024-04-15)'
    )


def test_a_decision_is_rendered_with_its_reasons() -> None:
    decision = decide("initial", [major()], on="2024-04-16")
    assert decision.say("en") == (
        "The certification is not granted (initial audit). "
        "The major non-conformity (indicator 4) was not corrected by 15 April 2024."
    )
    assert decision.say() == (
        "La certification n’est pas délivrée (audit initial). "
        "La non-conformité majeure (indicateur 4) n’était pas corrigée au 15 avril 2024."
    )


def test_every_outcome_and_every_reason_is_rendered_in_both_languages() -> None:
    said: dict[str, AuditDecision] = {}
    for row in TABLE:
        for kind in ("initial", "surveillance"):
            decision = decide(kind, row[1], on=row[2])
            said[decision.outcome] = decision
            assert "{" not in decision.say("fr") + decision.say("en")
    late = decide("surveillance", [major()], on="2030-01-01", profile=profile_with(suspension="reported"))
    assert late.say("en") == (
        "The certification is to be withdrawn (surveillance audit). "
        "The major non-conformity (indicator 4) was not corrected by 15 April 2024. "
        "The suspension period set by the certifier ended on 15 July 2024."
    )
    assert [reason.say() for reason in late.reasons] == [reason.say("fr") for reason in late.reasons]
    said[late.outcome] = late
    assert set(said) == set(DecisionOutcome)
    codes = {reason.code for row in TABLE for reason in decide("surveillance", row[1], on=row[2]).reasons}
    # That a time was moved is said under a profile that does so: `tests/dossier/test_working_days.py`.
    assert codes | {reason.code for reason in late.reasons} == set(DecisionReasonCode) - {DecisionReasonCode.TIME_MOVED}
    too_many = decide("initial", minors(5, notified="2023-08-31"), on="2024-02-01")
    assert too_many.say("en").endswith(
        "No time limit is known for the day of the notification (minor non-conformities)."
    )


# --- Input


def test_every_bad_argument_is_reported_at_once() -> None:
    wrong: Any = {"kind": "first", "nonconformities": "none", "on": "soon", "profile": "never"}
    with pytest.raises(InvalidInput) as caught:
        decide(**wrong)
    assert [(fault.path, fault.expected) for fault in caught.value.faults] == [
        ("kind", "one-of"),
        ("nonconformities", "instances"),
        ("on", "day"),
        ("profile", "profile"),
    ]
    for wrong_delay in ("never", 3):
        with refused("suspension: .* expected a suspension delay, or the name of one: reported"):
            profile_with(suspension=wrong_delay)


def test_a_day_from_which_a_time_runs_beyond_the_calendar_is_named() -> None:
    """Three months after a refusal, and those that one certifier lets a suspension last."""
    found = [major(notified="9999-08-31")]
    for kind, path in (("initial", "on"), ("surveillance", "notified")):
        with pytest.raises(InvalidInput) as caught:
            decide(kind, found, on="9999-12-01", profile=profile_with(suspension="reported"))
        assert [(fault.path, fault.expected) for fault in caught.value.faults] == [(path, "countable-day")]


def test_a_complementary_audit_has_no_decision_of_its_own() -> None:
    with pytest.raises(InvalidInput) as caught:
        decide("complementary", [], on="2024-01-01")
    (fault,) = caught.value.faults
    assert (fault.path, fault.value, fault.expected) == ("kind", "complementary", "one-of")
    assert fault.params == {"choices": "initial, surveillance, renewal, extension"}


def test_every_fault_of_a_delay_is_reported_at_once() -> None:
    wrong: Any = {"name": "", "months": 0, "words": "ours", "citation": None}
    with pytest.raises(InvalidInput) as caught:
        SuspensionDelay(**wrong)
    assert [fault.path for fault in caught.value.faults] == list(wrong)
