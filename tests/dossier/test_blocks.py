"""What a notebook shows of a file: one worked example of each kind."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from qualiopi_rules import CertificationCycle, Dossier, explain, review
from qualiopi_rules.audit import AuditFacts, IndicatorSheet, Site
from qualiopi_rules.audit.blocks import blocks_of as audit_blocks
from qualiopi_rules.bilan import Bilan
from qualiopi_rules.cycle.blocks import blocks_of as cycle_blocks
from qualiopi_rules.cycle.timeline import timeline_of
from qualiopi_rules.dossier import file_state
from qualiopi_rules.dossier.blocks import blocks_of
from qualiopi_rules.indicators.blocks import blocks_of as indicator_blocks
from qualiopi_rules.profile import RenewalAdvice
from qualiopi_rules.results import Severity
from qualiopi_rules.results.blocks import deadline_blocks, finding_blocks
from qualiopi_rules.view import Block, Fold, Item, Items, Paragraph, Tone
from tests.audit.test_nonconformity import major
from tests.checks import profile_with
from tests.dossier.test_history import audit, corrected, decision, event, notified, verified
from tests.strategies import OWN

CYCLE = CertificationCycle("2023-02-02")
INITIAL = audit("2022-12-05", "initial", categories=["BC"])
GRANTED = decision("2023-02-02", "granted")


def blocks(value: Any) -> list[Block]:
    return list(blocks_of(value, "en"))


def lines(*texts: str) -> Items:
    return Items(tuple(Item(text=text) for text in texts))


# --- A dossier


def test_a_dossier_is_what_is_to_be_audited_and_answered_and_its_certificate(dossier: Dossier) -> None:
    several = attrs.evolve(dossier, categories=["VAE", "BC", "AF"])
    asked = len(attrs.fields(type(dossier.answers))) - 1  # but for the questions of a certifier's own
    assert blocks(several) == [
        lines("Categories to be audited: AF, BC and VAE.", f"8 answers to the preliminary questions out of {asked}."),
        *cycle_blocks(dossier.certificate, "en"),
    ]


def test_bilans_sheets_and_events_are_counted_and_the_events_told_in_their_order(dossier: Dossier) -> None:
    events = (
        GRANTED,
        INITIAL,
        event("2024-09-09", "notification", indicator=4, grade="major", audit="surveillance"),
        notified("2024-09-10", None, "minor"),
        verified("2024-10-07", 4, lifted=True),
        event("2024-11-04", "transfer"),
    )
    sheets = [IndicatorSheet(indicator=each, on="2024-06-03") for each in (1, 2)]
    whole = attrs.evolve(dossier, bilans=[Bilan()], audits=AuditFacts(sheets=sheets), events=events)
    first, *_, last = blocks(whole)
    assert isinstance(first, Items)
    assert first.items[2:] == lines("1 bilan de compétences.", "2 indicator sheets.").items
    assert last == Fold(
        "Events (6)",
        (
            lines(
                "5 December 2022: initial audit",
                "2 February 2023: decision, certification granted",
                "9 September 2024: notification, surveillance audit, major (indicator 4)",
                "10 September 2024: notification, minor",
                "7 October 2024: verification (indicator 4)",
                "4 November 2024: transfer",
            ),
        ),
    )


# --- The state of a file


def test_a_state_is_what_waits_what_is_open_and_what_is_to_be_done_with_the_days_of_the_cycle() -> None:
    events = [
        INITIAL,
        GRANTED,
        audit("2024-09-02", "surveillance"),
        notified("2024-09-09", 4),
        notified("2024-09-09", 2, "minor"),
        corrected("2024-09-16", 9),
    ]
    state = file_state(events, on="2024-09-16")
    assert blocks(state) == [
        Paragraph(state.say("en")),
        lines("Waiting for a decision: surveillance audit of 2 September 2024."),
        lines(
            "Major non-conformity (indicator 4): to be corrected by 9 December 2024.",
            "Minor non-conformity (indicator 2): to be corrected by 9 March 2025.",
        ),
        timeline_of(CYCLE, CYCLE.timeline(), "en", day=state.on),
        *deadline_blocks(state.deadlines, "en"),
        *finding_blocks(state.findings, "en"),
    ]
    assert (len(state.deadlines), [found.code for found in state.findings]) == (3, ["HIS001"])


def test_a_file_of_which_nothing_is_known_is_one_sentence() -> None:
    assert blocks(file_state([], on="2024-09-16")) == [Paragraph("Nothing is under way.")]


# --- The next audit


SAMPLED = "Sites audited: 2 of 7, 1 of them never audited before if any is left, plus the central function."


@pytest.mark.parametrize(("sites", "sampled"), [("", []), ("ABCDEFG", [SAMPLED])])
def test_the_next_audit_is_its_plan_then_its_sites_and_its_duration(
    dossier: Dossier, sites: str, sampled: list[str]
) -> None:
    facts = AuditFacts(sites=[Site(name=name) for name in sites])
    following = review(attrs.evolve(dossier, audits=facts), on="2024-05-01").next_audit
    assert following is not None
    assert blocks(following) == [
        *audit_blocks(following.plan, "en"),
        lines(*sampled, following.duration.say("en")),
    ]


# --- A review


def test_a_review_says_what_stands_in_the_way_first_and_folds_the_rest(dossier: Dossier) -> None:
    reviewed = review(attrs.evolve(dossier, surveillance_held=False, categories=["AF", "BC"]), on="2024-12-03")
    assert reviewed.status is not None
    assert reviewed.next_audit is not None
    blocking = [found for found in reviewed.findings if found.severity is Severity.BLOCKING]
    others = [found for found in reviewed.findings if found.severity is not Severity.BLOCKING]
    assert [[found.code for found in each] for each in (blocking, others)] == [["CYC004"], ["DOS001"]]
    head = "Certificate 83811594-1, review on 3 December 2024"
    count = len(reviewed.applicability.numbers)
    assert blocks(reviewed) == [
        Items((Item(label=head, text=reviewed.status.say("en"), tone=Tone.BLOCKING),)),
        *finding_blocks(blocking, "en"),
        timeline_of(CYCLE, reviewed.timeline, "en", day=reviewed.on),
        Fold("Deadlines (4)", tuple(deadline_blocks(reviewed.deadlines, "en"))),
        Fold("Next audit", tuple(blocks(reviewed.next_audit))),
        Fold(f"Indicators ({count} apply)", tuple(indicator_blocks(reviewed.applicability, "en"))),
        Fold("Other findings (1)", tuple(finding_blocks(others, "en"))),
    ]


def test_what_there_is_nothing_of_is_left_out_and_what_blocks_nothing_stands_out_in_nothing(dossier: Dossier) -> None:
    head, *rest = blocks(review(dossier, on="2023-03-01"))
    assert isinstance(head, Items)
    assert [item.tone for item in head.items] == [Tone.PLAIN]
    folds = [each.heading for each in rest if isinstance(each, Fold)]
    assert folds == ["Deadlines (4)", "Next audit", "Indicators (20 apply)"]


def test_of_a_withdrawn_certificate_the_state_is_said_and_there_is_no_timeline(dossier: Dossier) -> None:
    reviewed = review(
        attrs.evolve(dossier, events=(INITIAL, GRANTED, decision("2024-09-16", "withdrawn"))), on="2024-09-16"
    )
    head, *rest = blocks(reviewed)
    assert isinstance(head, Items)
    assert head.items[0].text == reviewed.state.say("en")
    assert [each.heading for each in rest if isinstance(each, Fold)][1:] == ["Indicators (20 apply)"]
    assert all(isinstance(each, Fold) for each in rest)


def test_the_renewal_is_drawn_as_the_certifier_advises_it(dossier: Dossier) -> None:
    own = RenewalAdvice(since="2023-01-01", opens=4, closes=2, citation=OWN)
    reviewed = review(dossier, on="2023-03-01", profile=profile_with(renewal=own))
    drawn = timeline_of(CYCLE, CYCLE.timeline(advice=own), "en", day=reviewed.on, advice=own)
    assert drawn in blocks(reviewed)
    assert drawn != timeline_of(CYCLE, CYCLE.timeline(advice=own), "en", day=reviewed.on)


# --- An explanation


def test_an_explanation_is_its_conclusion_with_its_grounds_and_its_parts_folded_over_theirs(dossier: Dossier) -> None:
    found = attrs.evolve(dossier, audits=AuditFacts(nonconformities=[major(4, "2024-09-09", found_at="initial")]))
    decided = review(found, on="2024-09-16").decision
    assert decided is not None
    tree = explain(decided)
    conclusion, facts, reason, report = blocks(tree)
    assert conclusion == Paragraph(decided.say("en"))
    assert facts == Items((Item(text="provided: on: 2024-09-16", tone=Tone.QUIET),))
    assert isinstance(reason, Fold)
    assert reason.heading == tree.parts[0].conclusion.en
    (cited,) = tree.parts[0].citations
    (under,) = reason.blocks
    assert isinstance(under, Items)
    assert [item.tone for item in under.items] == [Tone.QUIET]
    assert under.items[0].text.startswith(f"source: {cited.source.title}; ")
    assert isinstance(report, Fold)


def test_a_conclusion_that_rests_on_nothing_of_its_own_is_a_paragraph(dossier: Dossier) -> None:
    tree = explain(review(dossier, on="2023-03-01"))
    assert tree.parts[0].code == "printed"
    assert blocks(tree)[2] == Paragraph("one reading fits")
    assert blocks(tree.parts[0]) == [Paragraph("one reading fits")]
