"""What a notebook shows of a certificate and its cycle: one worked example of each kind, word by word."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest

from qualiopi_rules import CertificationCycle
from qualiopi_rules.cycle import check_surveillance
from qualiopi_rules.cycle.blocks import blocks_of
from qualiopi_rules.cycle.timeline import timeline_of
from qualiopi_rules.profile import RenewalAdvice
from qualiopi_rules.view import Bar, Block, Item, Items, Mark, Paragraph, Timeline, Tone
from tests.cycle.examples import TWO_READINGS, UNREAD, WEBINAR
from tests.strategies import FIRST_DAY, OWN, as_pendulum

CYCLE = CertificationCycle("2023-02-02")


def blocks(value: Any) -> list[Block]:
    return list(blocks_of(value, "en"))


def bar(starts: str, ends: str, text: str, tone: Tone) -> Bar:
    first, last = (as_pendulum(date.fromisoformat(day)) for day in (starts, ends))
    return Bar(starts=first, ends=last, text=text, tone=tone)


def legal(day: str, text: str) -> Mark:
    return Mark(day=as_pendulum(date.fromisoformat(day)), text=text, label="legal")


def recommended(day: str, text: str) -> Mark:
    return Mark(day=as_pendulum(date.fromisoformat(day)), text=text, label="recommended", tone=Tone.QUIET)


TIMELINE = Timeline(
    title="Timeline of the cycle",
    description=(
        "From 2 February 2023 to 1 February 2026: the surveillance audit is held between 2 April 2024 "
        "and 2 December 2024, the renewal audit in the last year, from 2 February 2025."
    ),
    bars=(
        bar("2023-02-02", "2026-02-01", "validity of the certificate", Tone.GOOD),
        bar("2024-04-02", "2024-12-02", "surveillance audit", Tone.NOTICE),
        bar("2025-02-02", "2026-02-01", "last year, renewal audit", Tone.NOTICE),
        bar("2025-08-01", "2025-11-01", "recommended period for the renewal", Tone.QUIET),
    ),
    marks=(
        legal("2023-02-02", "start of the cycle"),
        legal("2024-04-02", "surveillance audit possible from this day on"),
        legal("2024-12-02", "last day for the surveillance audit"),
        legal("2025-02-02", "start of the last year of the cycle, in which the renewal audit takes place"),
        recommended("2025-08-01", "start of the recommended period for the renewal audit"),
        recommended("2025-10-01", "last day for a renewal audit that leaves time to lift a major non-conformity"),
        recommended("2025-11-01", "end of the recommended period for the renewal audit"),
        legal("2026-02-01", "last valid day"),
    ),
)


def test_a_cycle_is_its_timeline_and_what_is_only_recommended_is_quiet() -> None:
    """No day stands out on it: a cycle is looked at on no day."""
    assert blocks(CYCLE) == [TIMELINE]


def test_the_timeline_of_a_review_has_its_day_and_the_window_that_the_certifier_advises() -> None:
    day = as_pendulum(date(2024, 10, 8))
    advice = RenewalAdvice(since=FIRST_DAY, opens=4, closes=2, citation=OWN)
    advised = bar("2025-10-01", "2025-12-01", "recommended period for the renewal", Tone.QUIET)
    assert timeline_of(CYCLE, CYCLE.timeline()[:1], "en", day=day, advice=advice) == attrs.evolve(
        TIMELINE, bars=(*TIMELINE.bars[:-1], advised), marks=TIMELINE.marks[:1], day=day, day_text="day of the review"
    )


@pytest.mark.parametrize(
    ("on", "held", "shown"),
    [
        ("2023-02-01", None, Paragraph("On 1 February 2023: not started yet.", Tone.NOTICE)),
        ("2024-10-08", None, Paragraph("On 8 October 2024: in force, surveillance audit possible.", Tone.GOOD)),
        ("2024-12-03", False, Paragraph("On 3 December 2024: surveillance audit overdue.", Tone.WARNING)),
        ("2026-02-02", None, Paragraph("On 2 February 2026: expired.", Tone.WARNING)),
    ],
)
def test_a_status_is_its_day_and_its_stage(on: str, held: Any, shown: Paragraph) -> None:
    assert blocks(CYCLE.status(on=on, surveillance_held=held)) == [shown]


RENEWED = "Possible reading: certificate renewed before expiry, the cycle starts the day after the previous one ends"


def test_printed_days_are_their_outcome_and_each_cycle_that_they_fit() -> None:
    assert blocks(TWO_READINGS.read()) == [
        Paragraph(
            "From 20 February 2024 to 28 February 2027: several readings fit; "
            "the number of the cycle or the date of first issue may tell them apart."
        ),
        Items(
            (
                Item(text=f"{RENEWED}; cycle from 29 February 2024 to 28 February 2027."),
                Item(text=f"{RENEWED}; cycle from 1 March 2024 to 28 February 2027."),
            )
        ),
    ]


def test_a_certificate_is_what_its_record_shows_and_its_cycle() -> None:
    shown = attrs.evolve(WEBINAR, holder="Centre Exemple", state="suspended", categories=["VAE", "BC"])
    assert blocks(shown) == [
        Items(
            (
                Item(
                    label="Certificate 83811594-1",
                    text="Centre Exemple",
                    notes=(
                        "Categories: BC and VAE.",
                        "First issued on 2 February 2023, valid until 1 February 2026.",
                        "State on record: suspended.",
                    ),
                ),
            )
        ),
        TIMELINE,
    ]


def test_of_a_certificate_that_fits_no_cycle_the_reading_says_why() -> None:
    """What its record does not show, the holder and the state, is left out."""
    days = "First issued on 2 February 2023, valid until 2 February 2026."
    assert blocks(UNREAD) == [
        Items((Item(label="Certificate 83811594-1", text="", notes=("Categories: BC.", days)),)),
        *blocks(UNREAD.read()),
    ]


def test_a_check_is_what_it_says() -> None:
    missed = check_surveillance(CYCLE, on="2025-01-01", surveillance_held=False)
    assert blocks(missed) == [Paragraph(missed.say("en"))]
