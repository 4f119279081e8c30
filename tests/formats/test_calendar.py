"""The calendar: parsed back by another library, written again after a change, and what it refuses."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from string import Formatter
from typing import Any

import attrs
import pendulum
import pytest
from hypothesis import assume, example, given, strategies as st
from ical.calendar_stream import CalendarStream
from ical.event import Event
from icalendar import Calendar
from icalendar.prop import vDuration, vText
from pendulum import Date

from qualiopi_rules import Certificate, CertificationCycle, Dossier, InvalidInput, Review, review
from qualiopi_rules.cli import main
from qualiopi_rules.core.errors import MissingExtra
from qualiopi_rules.core.messages import Locale, capital, message, table_of
from qualiopi_rules.core.shown import shown
from qualiopi_rules.formats.calendar import ALARMS, _trigger, write_calendar
from qualiopi_rules.formats.calendar_lines import EventLines, escaped, folded
from qualiopi_rules.formats.json import structure
from qualiopi_rules.report import no_deadline
from qualiopi_rules.results.deadlines import Deadline, Milestone, MilestoneCode
from tests.checks import refused
from tests.conftest import EXAMPLES
from tests.strategies import audit_days, certificates, decisions, texts

EXPECTED = Path(__file__).parent / "expected"
WEBINAR = EXAMPLES / "certificate-83811594-1.json"
CODES = [
    "surveillance-opens",
    "surveillance-closes",
    "renewal-opens",
    "renewal-latest",
    "renewal-closes",
    "expires",
]


def parsed(file: bytes) -> dict[str, Event]:
    """The events of a calendar by UID, as the other library reads them."""
    (read,) = CalendarStream.from_ics(file.decode("utf-8")).calendars
    events = {str(event.uid): event for event in read.events}
    assert len(events) == len(read.events)
    return events


def named(file: bytes) -> dict[str, Event]:
    """The events of one certificate by the code of their day."""
    return {uid.removesuffix("@qualiopi-rules").rpartition(".")[2]: event for uid, event in parsed(file).items()}


def day(event: Event) -> date:
    assert event.dtstart is not None
    return event.dtstart


def sequence(event: Event) -> int:
    assert event.sequence is not None
    return event.sequence


def days_of(file: bytes) -> dict[str, str]:
    return {code: day(event).isoformat() for code, event in named(file).items()}


def revisions(file: bytes) -> dict[str, tuple[int, object, object]]:
    return {uid: (sequence(event), event.dtstamp, event.last_modified) for uid, event in parsed(file).items()}


def unfolded(file: bytes) -> bytes:
    return file.replace(b"\r\n ", b"")


def read_back(text: str) -> str:
    r"""A text as it comes back: the library would take the two characters `\N` for a line break."""
    return text.replace("\\N", "\\\N{WORD JOINER}N")


def reviewed(webinar: dict[str, Any], on: str = "2023-03-01", **changes: Any) -> Review:
    """The review of the webinar's dossier on one day, with the certificate changed by `changes`."""
    held = changes.pop("surveillance_held", None)
    dossier = {**webinar, "certificate": {**webinar["certificate"], **changes}, "surveillance_held": held}
    return review(structure(dossier, Dossier), on=on)


def dossiers(records: st.SearchStrategy[Certificate] | None = None) -> st.SearchStrategy[Dossier]:
    return st.builds(
        Dossier,
        certificate=certificates() if records is None else records,
        categories=st.just(["BC"]),
        surveillance_held=st.one_of(st.sampled_from([True, False, None]), decisions()),
    )


def reviews() -> st.SearchStrategy[Review]:
    return st.builds(lambda dossier, on: review(dossier, on=on), dossiers(), audit_days())


def portfolios() -> st.SearchStrategy[list[Review]]:
    return st.lists(reviews(), min_size=1, max_size=4, unique_by=lambda each: each.dossier.certificate.number)


# --- What is written


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_the_calendar_of_the_webinar_is_this_file(webinar: dict[str, Any], locale: Locale) -> None:
    expected = (EXPECTED / f"calendar-{locale}.ics").read_bytes()
    assert write_calendar(reviewed(webinar), locale=locale) == expected


def test_the_calendar_is_french_by_default(webinar: dict[str, Any]) -> None:
    assert write_calendar(reviewed(webinar)) == write_calendar(reviewed(webinar), locale="fr")


def test_the_deadlines_of_the_webinar_and_the_days_they_open(webinar: dict[str, Any]) -> None:
    assert days_of(write_calendar(reviewed(webinar))) == {
        "surveillance-opens": "2024-04-02",
        "surveillance-closes": "2024-12-02",
        "renewal-opens": "2025-08-01",
        "renewal-latest": "2025-10-01",
        "renewal-closes": "2025-11-01",
        "expires": "2026-02-01",
    }


def planned(written: Review, *, whole: bool = False) -> dict[str, Milestone]:
    """What the calendar of a review is to hold, by code, computed here in another way."""
    due = {deadline.code.value: deadline for deadline in written.deadlines}
    others = {milestone.code.value: milestone for milestone in written.timeline if milestone.code.value not in due}
    if whole:
        return {**others, **due}
    opens = {
        "surveillance-opens": "surveillance-closes",
        "renewal-opens": "renewal-closes",
    }
    ahead = {code: others[code] for code, closes in opens.items() if closes in due and others[code].day >= written.on}
    if written.missed is not None and written.missed.missed is None and "expires" in due:
        ahead["surveillance-closes"] = others["surveillance-closes"]
    return {**ahead, **due}


@pytest.mark.property
@given(portfolios(), st.booleans(), st.sampled_from(["fr", "en"]))
def test_another_library_reads_every_day_and_every_word_back(
    portfolio: list[Review], whole: bool, locale: Locale
) -> None:
    read = parsed(write_calendar(portfolio, whole=whole, locale=locale))
    expected = {
        (written.dossier.certificate.number, code): (written, milestone)
        for written in portfolio
        for code, milestone in planned(written, whole=whole).items()
    }
    found = {}
    for uid, event in read.items():
        number, _, code = uid.removesuffix("@qualiopi-rules").rsplit(".", 2)
        found[number.replace("%5C", "\\"), code] = event
    assert set(found) == set(expected)
    for key, (written, milestone) in expected.items():
        event, holder = found[key], written.dossier.certificate.holder
        assert type(event.dtstart) is not datetime
        assert event.dtstart == milestone.day
        assert event.dtend == milestone.day.add(days=1)
        about, _, which = message(f"ical.{milestone.code}", locale).partition(":")
        whose = "" if holder is None else f"{read_back(holder)}, "
        assert str(event.summary) == f"{about}:{which} ({whose}Qualiopi {read_back(key[0])})"
        lines = str(event.description).splitlines()
        assert lines[0].startswith(capital(milestone.say(locale)))
        assert milestone.day.isoformat() not in lines[0]  # spelled
        assert holder is None or read_back(holder) in str(event.description)
        assert milestone.citation.source.title in str(event.description)
        assert event.categories[0] == "Qualiopi"
        assert event.transparency == "TRANSPARENT"
        assert event.status == "CONFIRMED"
        offsets = [alarm.trigger for alarm in event.alarm]
        rings = [timedelta(days=-early, hours=9) for early in ALARMS] if isinstance(milestone, Deadline) else []
        assert offsets == rings


@pytest.mark.property
@given(st.dates())
@example(date.max)
def test_an_event_is_that_day_alone_up_to_the_last_one_that_can_be_written(day: date) -> None:
    """The end of a whole day is the day after it; the last day has none, and is one day without it (RFC 5545)."""
    event = EventLines(
        uid="1", day=Date.fromordinal(day.toordinal()), summary=b"", categories=b"", description=b"", triggers=()
    )
    lines = event.lines(0, datetime(2024, 1, 1, tzinfo=UTC))
    (starts,) = (line for line in lines if line.startswith(b"DTSTART"))
    ends = [line for line in lines if line.startswith(b"DTEND")]
    assert starts == f"DTSTART;VALUE=DATE:{day.isoformat().replace('-', '')}".encode()
    after = [] if day == date.max else [(day + timedelta(days=1)).isoformat().replace("-", "")]
    assert ends == [f"DTEND;VALUE=DATE:{each}".encode() for each in after]


def test_a_deadline_on_the_last_day_of_all_is_an_event(webinar: dict[str, Any]) -> None:
    """A draft that was sent eleven days before it, and that nobody signed."""
    convention = {"fundings": ["plan"], "transmitted_on": "9999-12-21", "employee_signed": False}
    written = review(structure({**webinar, "bilans": [{"convention": convention}]}, Dossier), on="9999-12-21")
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    file = write_calendar(written, stamp=moment)
    (event,) = parsed(file).values()
    assert (event.dtstart, event.dtend, event.duration) == (date.max, None, None)
    assert write_calendar(written, stamp=moment, previous=file) == file


@pytest.mark.property
@given(portfolios(), st.booleans())
def test_lines_are_short_and_end_as_the_standard_asks(portfolio: list[Review], whole: bool) -> None:
    file = write_calendar(portfolio, whole=whole)
    assert file.endswith(b"\r\nEND:VCALENDAR\r\n")
    lines = file.removesuffix(b"\r\n").split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    for line in lines:
        line.decode("utf-8")  # a fold is between characters


@pytest.mark.property
@given(portfolios(), st.booleans(), st.sampled_from(["fr", "en"]))
def test_the_library_of_calendars_writes_the_same_lines(portfolio: list[Review], whole: bool, locale: Locale) -> None:
    """Each value is what icalendar reads and writes again: only where a line is folded is its own affair."""
    file = write_calendar(portfolio, whole=whole, locale=locale)
    assert unfolded(Calendar.from_ical(file).to_ical()) == unfolded(file)


@pytest.mark.property
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\\;,\n^"), max_size=300))
@example("\\" * 200)
@example("x" * 73 + "\\,")
@example("a" + "é" * 200)
def test_a_text_is_escaped_and_folded_as_the_library_does(text: str) -> None:
    assume("\\N" not in text)  # which the library takes for a line break
    line = b"SUMMARY:" + escaped(text)
    assert escaped(text) == vText(text).to_ical()
    file = folded([line])
    assert unfolded(file) == line + b"\r\n"
    parts = file.removesuffix(b"\r\n").split(b"\r\n")
    assert all(part.startswith(b" ") for part in parts[1:])
    assert max(map(len, parts)) <= 75
    assert len(parts) == 1 or min(map(len, parts[:-1])) >= 71  # no shorter than a character asks for
    for part in parts:
        part.decode("utf-8")


@pytest.mark.property
@given(st.integers(0, 3660))
def test_the_time_of_an_alarm_is_a_duration_that_the_library_reads(early: int) -> None:
    duration: Any = vDuration  # its methods have no types
    assert duration.from_ical(_trigger(early).decode()) == timedelta(days=-early, hours=9)
    assert duration(timedelta(days=-early, hours=9)).to_ical() == _trigger(early)


@pytest.mark.property
@given(portfolios(), st.randoms(use_true_random=False))
def test_the_order_of_the_reviews_does_not_matter(portfolio: list[Review], random: Any) -> None:
    shuffled = random.sample(portfolio, len(portfolio))
    assert write_calendar(shuffled) == write_calendar(portfolio) == write_calendar(each for each in shuffled)


def test_events_are_in_the_order_of_their_days(webinar: dict[str, Any]) -> None:
    portfolio = [reviewed(webinar, number="B"), reviewed(webinar, number="A")]
    uids = list(parsed(write_calendar(portfolio)))
    assert uids == [f"{number}.1.{code}@qualiopi-rules" for code in CODES for number in "AB"]


def test_texts_with_commas_semicolons_accents_and_backslashes_come_back_whole(webinar: dict[str, Any]) -> None:
    holder = 'Écoles ; bilans, "VAE" & Cie: \\n \\, 100 % — ' + "é" * 80 + "🦉" * 30
    event = named(write_calendar(reviewed(webinar, holder=holder, number="N° 1, bis ; x")))["expires"]
    assert f"\nTitulaire\u00a0: {holder}\n" in str(event.description)
    assert event.uid == "N° 1, bis ; x.1.expires@qualiopi-rules"


def test_the_description_has_the_window_and_the_provenance(webinar: dict[str, Any]) -> None:
    events = named(write_calendar(reviewed(webinar), locale="en"))
    lines = {code: str(event.description).splitlines() for code, event in events.items()}
    assert lines["surveillance-closes"][:2] == [
        "Last day for the surveillance audit: 2 December 2024 (legal).",
        "Possible from 2 April 2024.",
    ]
    assert lines["surveillance-opens"][1] == "Last day: 2 December 2024."
    assert lines["renewal-closes"][0].endswith("(recommended).")
    assert lines["renewal-closes"][-1].endswith("practice, deduced")
    assert lines["expires"][1:] == [
        "Code du travail, art. R. 6316-2 (LEGIARTI000038624064); law, text consulted",
        "https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000038624064",
    ]
    assert [events[code].categories for code in ("expires", "renewal-opens")] == [
        ["Qualiopi", "legal"],
        ["Qualiopi", "recommended"],
    ]


def test_an_event_says_first_what_it_is_about(webinar: dict[str, Any]) -> None:
    grades = ((4, "minor"), (2, "major"))
    found = [{"indicator": number, "grade": grade, "notified": "2024-06-01"} for number, grade in grades]
    written = reviewed({**webinar, "audits": {"nonconformities": found}}, "2024-06-02")
    titles = [str(event.summary) for event in parsed(write_calendar(written)).values()]
    assert [title.removesuffix(" (Qualiopi 83811594-1)") for title in titles[:4]] == [
        "Non-conformité majeure, indicateur 2\u00a0: dernier jour de correction",
        "Non-conformité majeure, indicateur 2\u00a0: dernier jour de vérification par le certificateur",
        "Non-conformité mineure, indicateur 4\u00a0: dernier jour de correction",
        "Audit de surveillance\u00a0: dernier jour",
    ]
    assert all(title.endswith(" (Qualiopi 83811594-1)") for title in titles)
    (event,) = [event for uid, event in parsed(write_calendar(written)).items() if "minor-corrected" in uid]
    assert "\nDans le dossier\u00a0: audits.nonconformities[0]\n" in str(event.description)


@pytest.mark.parametrize("code", MilestoneCode)
@pytest.mark.parametrize("locale", ["fr", "en"])
def test_each_day_has_a_title_with_what_its_words_name(code: MilestoneCode, locale: Locale) -> None:
    title, words = (table_of(f"{group}.{code}")[locale] for group in ("ical", "milestone"))
    assert {name for _, name, *_ in Formatter().parse(title)} == {name for _, name, *_ in Formatter().parse(words)}
    assert (" : " if locale == "fr" else ": ") in title


def test_an_event_of_a_bilan_says_of_which(webinar: dict[str, Any]) -> None:
    kept = {"ended": "2025-12-01", "documents": [{"kind": "synthesis", "follow_up_agreement": True}]}
    dossier = {**webinar, "bilans": [{"documents": kept}, {"reference": "B\\N2", "documents": kept}]}
    written = reviewed(dossier, "2026-01-01")
    titles = [str(event.summary) for uid, event in parsed(write_calendar(written)).items() if "documents-kept" in uid]
    assert titles == [
        "Document de synthèse\u00a0: dernier jour de conservation (bilan 1, Qualiopi 83811594-1)",
        "Document de synthèse\u00a0: dernier jour de conservation (bilan B\\\N{WORD JOINER}N2, Qualiopi 83811594-1)",
    ]


@pytest.mark.property
@given(texts(), texts(), st.sampled_from(["\\N", "\\n", "\\", ";", ","]))
def test_no_text_of_a_caller_changes_the_lines_of_an_event(number: str, holder: str, mark: str) -> None:
    def lines(number: str, holder: str) -> list[tuple[int, int]]:
        record = certificate(number, holder)
        written = review(Dossier(certificate=record, categories=["BC"]), on="2024-06-01")
        events = parsed(write_calendar(written)).values()
        return [(len(str(event.summary).splitlines()), len(str(event.description).splitlines())) for event in events]

    assert lines(number + mark, mark + holder) == lines("1", "A")
    assert {summary for summary, _ in lines("1", "A")} == {1}


def certificate(number: str, holder: str) -> Certificate:
    cycle = CertificationCycle("2023-02-02")
    return Certificate(
        number=number, categories=["BC"], holder=holder, first_issue=cycle.starts, valid_until=cycle.expires
    )


def test_two_corrections_of_one_dossier_are_two_events(webinar: dict[str, Any]) -> None:
    """Deadlines of one code differ by what they are about, and by their path."""
    found = [{"indicator": number, "grade": "minor", "notified": "2024-06-01"} for number in (1, 2, 2)]
    written = reviewed({**webinar, "audits": {"nonconformities": found}}, "2024-06-02")
    uids = {uid for uid in parsed(write_calendar(written)) if "minor-corrected" in uid}
    assert uids == {
        f"83811594-1.1.minor-corrected.{number}.audits.nonconformities[{index}]@qualiopi-rules"
        for index, number in enumerate((1, 2, 2))
    }


def test_the_whole_timeline_has_past_days_and_rings_for_deadlines_only(webinar: dict[str, Any]) -> None:
    written = reviewed(webinar, "2025-01-15", surveillance_held="2024-06-01")
    events = named(write_calendar(written, whole=True))
    assert set(events) == {milestone.code.value for milestone in written.timeline}
    assert {code for code, event in events.items() if event.alarm} == {"renewal-latest", "renewal-closes", "expires"}


def test_a_day_on_which_a_deadline_opens_is_written_while_it_is_ahead(webinar: dict[str, Any]) -> None:
    assert "surveillance-opens" in days_of(write_calendar(reviewed(webinar, "2024-04-02")))
    assert "surveillance-opens" not in days_of(write_calendar(reviewed(webinar, "2024-04-03")))
    assert "surveillance-opens" not in days_of(write_calendar(reviewed(webinar, surveillance_held=True)))


def test_an_overdue_audit_stays_on_its_day(webinar: dict[str, Any]) -> None:
    written = reviewed(webinar, "2025-01-15", surveillance_held=False)
    file = write_calendar(written)
    event = named(file)["surveillance-closes"]
    assert (day(event), len(event.alarm)) == (date(2024, 12, 2), 0)
    assert "en retard quand cet agenda a été écrit" in str(event.description)
    assert "en retard" not in str(named(write_calendar(reviewed(webinar, "2024-12-02")))["expires"].description)


def test_an_overdue_audit_is_revised_once_and_not_at_each_writing(webinar: dict[str, Any]) -> None:
    def held(on: str, previous: bytes | None = None) -> bytes:
        return write_calendar(reviewed(webinar, on, surveillance_held=False), previous=previous)

    due = held("2024-12-02")
    overdue = held("2024-12-03", due)
    states = [named(file)["surveillance-closes"] for file in (due, overdue, held("2025-06-01", overdue))]
    assert states[0].summary == states[1].summary
    assert sequence(states[0]) < sequence(states[1])
    assert states[1] == states[2]


@pytest.mark.parametrize("whole", [False, True])
def test_an_audit_that_was_due_stays_where_nothing_says_whether_it_was_held(
    webinar: dict[str, Any], whole: bool
) -> None:
    """Until the certificate ends; its event asks, and has no alarm, since its day is past."""
    for on in ("2024-12-03", "2026-02-01"):
        event = named(write_calendar(reviewed(webinar, on), whole=whole))["surveillance-closes"]
        assert (day(event), len(event.alarm)) == (date(2024, 12, 2), 0)
        assert "surveillance-closes" in planned(reviewed(webinar, on), whole=whole)
        assert str(event.description).splitlines()[1] == "Cet audit a-t-il eu lieu\u00a0? Le dossier ne le précise pas."
    for on, changes in (
        ("2024-12-02", {}),
        ("2026-02-02", {}),
        ("2024-12-03", {"surveillance_held": True}),
        ("2024-12-03", {"surveillance_held": False}),
    ):
        events = named(write_calendar(reviewed(webinar, on, **changes), whole=whole))
        assert not any("eu lieu" in str(event.description) for event in events.values())


def test_an_audit_whose_state_becomes_unknown_keeps_its_event(webinar: dict[str, Any]) -> None:
    before = write_calendar(reviewed(webinar))
    after = write_calendar(reviewed(webinar, "2025-01-15"), previous=before)
    assert set(parsed(after)) == set(parsed(before))
    states = [named(file)["surveillance-closes"] for file in (before, after)]
    assert sequence(states[0]) < sequence(states[1])
    assert [state.status for state in states] == ["CONFIRMED", "CONFIRMED"]


def test_nothing_ahead_is_a_calendar_without_events(webinar: dict[str, Any]) -> None:
    for written in (reviewed(webinar, "2026-02-02"), reviewed(webinar, valid_until="2026-03-01")):
        assert written.deadlines == ()
        assert parsed(write_calendar(written)) == {}


# --- Alarms


def test_alarms_ring_at_nine_so_many_days_before(webinar: dict[str, Any]) -> None:
    events = named(write_calendar(reviewed(webinar), alarms=[0, 30, 1]))
    start = datetime(2026, 2, 1)  # noqa: DTZ001  # a day begins at midnight wherever its reader is
    assert [start + alarm.trigger for alarm in events["expires"].alarm if isinstance(alarm.trigger, timedelta)] == [
        datetime(2026, 1, 2, 9),  # noqa: DTZ001
        datetime(2026, 1, 31, 9),  # noqa: DTZ001
        datetime(2026, 2, 1, 9),  # noqa: DTZ001
    ]
    assert {alarm.action for alarm in events["expires"].alarm} == {"DISPLAY"}


def test_alarms_can_be_left_out_and_their_order_does_not_matter(webinar: dict[str, Any]) -> None:
    written = reviewed(webinar)
    assert not any(event.alarm for event in parsed(write_calendar(written, alarms=())).values())
    (furthest,) = named(write_calendar(written, alarms=[3660]))["expires"].alarm
    assert furthest.trigger == timedelta(days=-3660, hours=9)
    assert (
        write_calendar(written, alarms=iter(ALARMS))
        == write_calendar(written, alarms=sorted(ALARMS))
        == write_calendar(written)
    )


# --- Written again


def test_a_corrected_day_moves_the_events(webinar: dict[str, Any]) -> None:
    before = write_calendar(reviewed(webinar))
    corrected = reviewed(webinar, first_issue="2022-12-28", last_issue="2022-12-28", valid_until="2025-12-27")
    for after in (
        write_calendar(corrected, previous=before),
        write_calendar(corrected, stamp=datetime(2023, 3, 1, 0, 1, tzinfo=UTC)),
    ):
        old, new = parsed(before), parsed(after)
        assert set(new) == set(old)
        for uid, event in new.items():
            assert day(event) < day(old[uid])
            assert sequence(event) == sequence(old[uid]) + 1


@pytest.mark.parametrize(
    "changes",
    [
        {"printed_start": "2024-05-10"},
        {"last_issue": "2024-05-10"},
        {"categories": ["BC", "AF"]},
        {"cycle_number": None},
    ],
    ids=str,
)
def test_a_certificate_that_is_issued_again_keeps_its_events(webinar: dict[str, Any], changes: dict[str, Any]) -> None:
    before = write_calendar(reviewed(webinar))
    assert write_calendar(reviewed(webinar, **changes), previous=before) == before


def test_a_renewed_certificate_has_events_of_its_own(webinar: dict[str, Any]) -> None:
    """Whether its number of cycles is provided or follows from the first issue ever."""
    before = set(parsed(write_calendar(reviewed(webinar))))
    provided: dict[str, Any] = {"first_issue": "2026-02-02", "cycle_number": 2}
    counted: dict[str, Any] = {"printed_start": "2026-02-02", "cycle_number": None}
    for changes in (provided, counted):
        renewed = set(parsed(write_calendar(reviewed(webinar, "2026-03-01", valid_until="2029-02-01", **changes))))
        assert renewed == {uid.replace(".1.", ".2.") for uid in before}


def test_a_number_that_the_library_would_take_for_a_line_break_is_one_number(webinar: dict[str, Any]) -> None:
    before = write_calendar(reviewed(webinar, number="A\\N1"))
    assert write_calendar(reviewed(webinar, number="A\\N1"), previous=before) == before
    assert set(parsed(before)) == {f"A%5CN1.1.{code}@qualiopi-rules" for code in CODES}


def test_a_holder_with_another_name_changes_the_text_and_not_the_day(webinar: dict[str, Any]) -> None:
    before = write_calendar(reviewed(webinar))
    after = write_calendar(reviewed(webinar, "2023-04-01", holder="Centre A"), previous=before)
    assert days_of(after) == days_of(before)
    for uid, (revision, stamp, modified) in revisions(after).items():
        assert revision == datetime(2023, 4, 1, tzinfo=UTC).timestamp() / 60 > revisions(before)[uid][0]
        assert stamp == modified == datetime(2023, 4, 1, tzinfo=UTC)


def test_what_is_no_longer_due_is_cancelled_and_can_come_back(webinar: dict[str, Any]) -> None:
    first = write_calendar(reviewed(webinar))
    held = write_calendar(reviewed(webinar, "2024-06-10", surveillance_held="2024-06-03"), previous=first)
    again = write_calendar(reviewed(webinar, "2024-06-10", surveillance_held=False), previous=held)
    states = [named(file)["surveillance-closes"] for file in (first, held, again)]
    assert [state.status for state in states] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert [len(state.alarm) for state in states] == [3, 0, 3]
    assert sequence(states[0]) < sequence(states[1]) < sequence(states[2])
    assert {state.dtstart for state in states} == {Date(2024, 12, 2)}
    untouched = set(parsed(first)) - {states[0].uid}
    assert all(revisions(again)[uid] == revisions(first)[uid] for uid in untouched)


def test_what_was_due_on_the_very_day_is_cancelled(webinar: dict[str, Any]) -> None:
    held = reviewed(webinar, "2024-12-02", surveillance_held="2024-12-02")
    assert (
        named(write_calendar(held, previous=write_calendar(reviewed(webinar))))["surveillance-closes"].status
        == "CANCELLED"
    )


def test_what_is_cancelled_or_past_stays_as_it_is(webinar: dict[str, Any]) -> None:
    first = write_calendar(reviewed(webinar))
    held = write_calendar(reviewed(webinar, "2024-06-10", surveillance_held=True), previous=first)
    assert named(held)["surveillance-opens"].status == "CONFIRMED"  # past: it was so
    assert write_calendar(reviewed(webinar, "2024-07-10", surveillance_held=True), previous=held) == held
    assert write_calendar(reviewed(webinar, "2024-12-02"), previous=first) == first
    assert write_calendar(reviewed(webinar, "2026-02-02"), previous=first) == first


def test_a_certificate_that_left_the_portfolio_is_cancelled(webinar: dict[str, Any]) -> None:
    both = write_calendar([reviewed(webinar), reviewed(webinar, number="B")])
    one = write_calendar([reviewed(webinar, "2023-04-01")], previous=both)
    status = {uid: event.status for uid, event in parsed(one).items()}
    assert {uid for uid, each in status.items() if each == "CANCELLED"} == {uid for uid in status if uid[0] == "B"}
    assert set(status) == set(parsed(both))


@st.composite
def histories(draw: st.DrawFn) -> tuple[Review, Review]:
    """Two reviews of one certificate, whose record may have been corrected in between."""
    number = draw(texts())
    records = certificates().map(lambda record: attrs.evolve(record, number=number))
    first, second = draw(dossiers(records)), draw(dossiers(records))
    if draw(st.booleans()):
        second = attrs.evolve(second, certificate=first.certificate)
    on, later = sorted([draw(audit_days()), draw(audit_days())])
    return review(first, on=on), review(second, on=later)


def imported(*files: bytes) -> dict[str, Event]:
    """What somebody has who imported the files in that order: of each event, the highest revision."""
    kept: dict[str, Event] = {}
    for file in files:
        for uid, event in parsed(file).items():
            if uid not in kept or sequence(event) > sequence(kept[uid]):
                kept[uid] = event
    return kept


@pytest.mark.property
@given(histories())
def test_who_imports_the_next_file_has_what_is_due_and_nothing_else(history: tuple[Review, Review]) -> None:
    """What the next file says is due is there once, as it says; of what else was there, only the past is kept."""
    first, second = history
    before = write_calendar(first)
    after = write_calendar(second, previous=before)
    kept = imported(before, after)
    due = parsed(write_calendar(second))
    assert {uid: (event.dtstart, event.summary, event.description) for uid, event in kept.items() if uid in due} == {
        uid: (event.dtstart, event.summary, event.description) for uid, event in due.items()
    }
    for uid, event in kept.items():
        assert (event.status == "CONFIRMED") == (uid in due or day(event) < second.on)
    assert set(parsed(before)) <= set(parsed(after)) == set(kept)


@pytest.mark.property
@given(histories())
def test_without_the_file_before_a_later_file_still_wins(history: tuple[Review, Review]) -> None:
    first, second = history
    assume(first.on < second.on)
    before, after = write_calendar(first), write_calendar(second)
    kept = imported(before, after)
    assert {uid: kept[uid] for uid in parsed(after)} == parsed(after)


@pytest.mark.property
@given(portfolios(), st.integers(0, 10**6), st.booleans())
def test_a_file_that_says_the_same_is_the_same_file(portfolio: list[Review], minutes: int, whole: bool) -> None:
    before = write_calendar(portfolio, whole=whole)
    stamp = datetime(2023, 3, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    assert write_calendar(portfolio, whole=whole, previous=before) == before
    assert write_calendar(portfolio, whole=whole, previous=before, stamp=stamp) == before


# --- The moment of writing


def test_the_revision_is_the_moment_of_writing(webinar: dict[str, Any]) -> None:
    paris = datetime(2023, 3, 1, 11, 30, 59, tzinfo=timezone(timedelta(hours=1)))
    minutes = int(datetime(2023, 3, 1, 10, 30, tzinfo=UTC).timestamp()) // 60
    for stamp in (paris, pendulum.instance(paris)):
        file = write_calendar(reviewed(webinar), stamp=stamp)
        assert set(revisions(file).values()) == {(minutes, paris, paris)}
        assert b"\r\nDTSTAMP:20230301T103059Z\r\n" in file


def test_the_first_and_the_last_moment_that_are_revisions(webinar: dict[str, Any]) -> None:
    first = datetime(1970, 1, 1, tzinfo=UTC)
    for minutes in (0, 2**31 - 1):
        file = write_calendar(reviewed(webinar), stamp=first + timedelta(minutes=minutes))
        assert {revision for revision, *_ in revisions(file).values()} == {minutes}
    with refused("^stamp: "):
        write_calendar(reviewed(webinar), stamp=first + timedelta(minutes=2**31))


def test_without_a_moment_it_is_the_latest_day_of_review(webinar: dict[str, Any]) -> None:
    portfolio = [reviewed(webinar, "2023-03-02"), reviewed(webinar, "2023-03-01", number="B")]
    moment = datetime(2023, 3, 2, tzinfo=UTC)
    assert write_calendar(portfolio) == write_calendar(portfolio, stamp=moment)
    assert {stamp for _, stamp, _ in revisions(write_calendar(portfolio)).values()} == {moment}


def test_a_moment_that_goes_back_still_gives_a_higher_revision(webinar: dict[str, Any]) -> None:
    before = write_calendar(reviewed(webinar))
    after = write_calendar(reviewed(webinar, holder="A"), previous=before, stamp=datetime(2020, 1, 1, tzinfo=UTC))
    assert all(revision == revisions(before)[uid][0] + 1 for uid, (revision, *_) in revisions(after).items())


# --- What is refused


def test_two_dossiers_with_the_same_events_are_refused_together(webinar: dict[str, Any]) -> None:
    one, other = reviewed(webinar), reviewed(webinar, number="B")
    with pytest.raises(InvalidInput) as refusal:
        write_calendar([one, other, one, reviewed(webinar, "2023-04-01", number="B")])
    assert [(fault.path, fault.value, fault.params) for fault in refusal.value.faults] == [
        ("reviews[2].dossier.certificate.number", "83811594-1", {"first": "reviews[0]"}),
        ("reviews[3].dossier.certificate.number", "B", {"first": "reviews[1]"}),
    ]
    assert "they are already in reviews[0]" in refusal.value.say("en")


def test_one_certificate_in_two_cycles_is_no_repetition(webinar: dict[str, Any]) -> None:
    second = reviewed(webinar, first_issue="2026-02-02", valid_until="2029-02-01", cycle_number=2)
    assert len(parsed(write_calendar([reviewed(webinar), second]))) == 2 * len(CODES)


def test_a_review_with_one_event_twice_is_refused(webinar: dict[str, Any]) -> None:
    written = reviewed(webinar)
    with refused(r"reviews\[0\].dossier.certificate.number: \"83811594-1\""):
        write_calendar(attrs.evolve(written, deadlines=written.deadlines + written.deadlines))


@pytest.mark.parametrize(
    ("arguments", "path", "expected"),
    [
        ({"reviews": []}, "reviews", "not-empty"),
        ({"reviews": "review"}, "reviews", "instances"),
        ({"reviews": None}, "reviews", "instances"),
        ({"reviews": [None]}, "reviews[0]", "instance"),
        ({"locale": "de"}, "locale", "one-of"),
        ({"alarms": 7}, "alarms", "alarms"),
        ({"alarms": "7"}, "alarms", "alarms"),
        ({"alarms": b"7"}, "alarms", "alarms"),
        ({"alarms": {7: 1}}, "alarms", "alarms"),
        ({"alarms": [7, 7]}, "alarms", "alarms"),
        ({"alarms": [True]}, "alarms", "alarms"),
        ({"alarms": [7.0]}, "alarms", "alarms"),
        ({"alarms": [[7]]}, "alarms", "alarms"),
        ({"alarms": [-1]}, "alarms", "alarms"),
        ({"alarms": [3661]}, "alarms", "alarms"),
        ({"whole": "yes"}, "whole", "yes-or-no-only"),
        ({"whole": 1}, "whole", "yes-or-no-only"),
        ({"stamp": datetime(2023, 3, 1)}, "stamp", "moment"),  # noqa: DTZ001
        ({"stamp": Date(2023, 3, 1)}, "stamp", "moment"),
        ({"stamp": datetime(1969, 12, 31, tzinfo=UTC)}, "stamp", "moment"),
        ({"stamp": datetime(9000, 1, 1, tzinfo=UTC)}, "stamp", "moment"),
        ({"previous": "BEGIN:VCALENDAR"}, "previous", "instance"),
    ],
    ids=str,
)
def test_an_argument_that_does_not_hold(
    webinar: dict[str, Any], arguments: dict[str, Any], path: str, expected: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        write_calendar(**{"reviews": reviewed(webinar), **arguments})
    assert [(fault.path, fault.expected) for fault in refusal.value.faults] == [(path, expected)]
    assert refusal.value.say("fr") != refusal.value.say("en")


def test_the_faults_of_the_arguments_are_reported_together(webinar: dict[str, Any]) -> None:
    wrong: dict[str, Any] = {"alarms": [-1], "whole": None, "stamp": "now", "previous": b""}
    with pytest.raises(InvalidInput) as refusal:
        write_calendar([], **wrong)
    assert [fault.path for fault in refusal.value.faults] == ["reviews", "alarms", "whole", "stamp", "previous"]


def test_a_review_on_a_day_that_is_no_revision_is_refused(webinar: dict[str, Any]) -> None:
    with refused("^stamp: "):
        write_calendar(attrs.evolve(reviewed(webinar), on=Date(9000, 1, 1)))


def changed(old: str, new: str) -> Callable[[bytes], bytes]:
    return lambda file: file.replace(old.encode(), new.encode())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: b"",
        lambda file: b"\xff\xfe",
        lambda file: b'{"certificate": {}}',
        lambda file: file + file,
        lambda file: file[: len(file) // 2],
        changed("-//qualiopi-rules//calendar//FR", "-//somebody else//FR"),
        changed("BEGIN:VEVENT", "BEGIN:VEVENT\r\nSEQUENCE:1"),
        changed("SEQUENCE:", "SEQUENCE:-"),
        changed("SEQUENCE:", "SEQUENCE:99"),
        changed("UID:", "X-UID:"),
        changed("DTSTAMP:", "X-DTSTAMP:"),
        changed("DTSTART;", "X-DTSTART;"),
        changed("DTSTART;VALUE=DATE:20260201", "DTSTART:20260201T090000Z"),
        changed("DTSTART;VALUE=DATE:20260201", "DTSTART;VALUE=DATE:20260231"),
    ],
)
def test_a_file_that_was_not_written_here_is_refused(webinar: dict[str, Any], spoil: Callable[[bytes], bytes]) -> None:
    file = write_calendar(reviewed(webinar))
    assert spoil(file) != file
    with refused("^previous: .* a calendar written by qualiopi-rules"):
        write_calendar(reviewed(webinar), previous=spoil(file))


@pytest.mark.property
@given(st.data())
def test_a_damaged_file_is_taken_or_refused_and_never_an_accident(data: st.DataObject) -> None:
    cycle = CertificationCycle("2023-02-02")
    record = Certificate(number="1", categories=["BC"], first_issue=cycle.starts, valid_until=cycle.expires)
    written = review(Dossier(certificate=record, categories=["BC"]), on="2024-06-01")
    lines = write_calendar(written, alarms=[7]).splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines) - 1))
    start, end = sorted(data.draw(st.tuples(st.integers(0, 40), st.integers(0, 40))))
    lines[at] = data.draw(st.sampled_from([lines[at][:start], lines[at - 1]])) + data.draw(st.binary(max_size=4))
    lines[at] += lines[at][end:]
    with suppress(InvalidInput):
        assert write_calendar(written, previous=b"".join(lines)).endswith(b"\r\nEND:VCALENDAR\r\n")


def test_without_the_extra_the_error_says_how_to_install_it(
    webinar: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the file before is read by another library."""
    monkeypatch.setitem(sys.modules, "icalendar", None)
    before = write_calendar(reviewed(webinar))
    with pytest.raises(MissingExtra, match=r"qualiopi-rules\[ical\]"):
        write_calendar(reviewed(webinar), previous=before)


# --- The command


def run(*tokens: object) -> int:
    return main.run(["calendar", *map(str, tokens)])


def test_the_command_writes_the_calendar(webinar: dict[str, Any], tmp_path: Path, capfd: Any) -> None:
    out = tmp_path / "plan.ics"
    assert run(WEBINAR, "--on", "2023-03-01", "--out", out) == 0
    assert out.read_bytes() == write_calendar(reviewed(webinar))
    assert tuple(capfd.readouterr()) == ("", f"{out}\u00a0: enregistré.\n")


def test_the_options_of_the_command(webinar: dict[str, Any], tmp_path: Path) -> None:
    out = tmp_path / "plan.ics"
    options = ("--lang", "en", "--alarm", 60, "--alarm", 2, "--whole")
    assert run("--on", "2023-03-01", "--out", out, *options, WEBINAR) == 0
    assert out.read_bytes() == write_calendar(reviewed(webinar), locale="en", alarms=[60, 2], whole=True)
    silent = tmp_path / "silent.ics"
    assert run(WEBINAR, "--on", "2023-03-01", "--out", silent, "--no-alarm") == 0
    assert silent.read_bytes() == write_calendar(reviewed(webinar), alarms=[])


def test_the_command_brings_its_own_file_up_to_date(
    webinar: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, dossier = tmp_path / "plan.ics", tmp_path / "dossier.json"
    assert run(WEBINAR, "--on", "2023-03-01", "--out", out) == 0
    before = out.read_bytes()
    dossier.write_text(json.dumps({**webinar, "surveillance_held": "2024-06-03"}), "utf-8")
    moment = pendulum.datetime(2024, 6, 9, 22, 30)
    monkeypatch.setattr(pendulum, "now", moment.in_timezone)
    assert run(dossier, "--out", out) == 0
    written = reviewed(webinar, "2024-06-10", surveillance_held="2024-06-03")
    assert out.read_bytes() == write_calendar(written, previous=before)


def test_a_dossier_without_a_deadline_is_reported(webinar: dict[str, Any], tmp_path: Path, capfd: Any) -> None:
    out, unfit = tmp_path / "plan.ics", tmp_path / "unfit.json"
    certificate = {**webinar["certificate"], "number": "B", "valid_until": "2026-03-01"}
    unfit.write_text(json.dumps({**webinar, "certificate": certificate}), "utf-8")
    assert run(WEBINAR, unfit, "--on", "2026-02-02", "--out", out, "--lang", "en") == 0
    assert capfd.readouterr().err.splitlines() == [
        f"{out}: written.",
        f"{WEBINAR}: {no_deadline(reviewed(webinar, '2026-02-02'), 'en')}",
        f"{unfit}: Deadlines unknown: the cycle could not be established.",
    ]


def test_the_command_refuses_every_dossier_that_does_not_hold_and_writes_nothing(
    webinar: dict[str, Any], tmp_path: Path, capfd: Any
) -> None:
    out, bad, broken = tmp_path / "plan.ics", tmp_path / "bad.json", tmp_path / "broken.json"
    bad.write_text(json.dumps({**webinar, "categories": ["XX"], "surplus": 1}), "utf-8")
    broken.write_text("{", "utf-8")
    missing = tmp_path / "missing.json"
    not_found = f"- file not found: {shown(missing)}"
    assert run(bad, WEBINAR, broken, missing, "--on", "2023-03-01", "--out", out, "--lang", "en") == 2
    head, *lines = capfd.readouterr().err.splitlines()
    assert head == "4 errors:"
    starts = [f'- {bad}: categories[0]: "XX"', f"- {bad}: surplus: ", f'- {broken}: "{{"', not_found]
    assert all(line.startswith(start) for line, start in zip(lines, starts, strict=True)), lines
    assert not out.exists()


@pytest.mark.parametrize(
    ("tokens", "message"),
    [
        (("--on", "tomorrow"), '--on\u00a0: "tomorrow"'),
        (("--on", "2019-06-08"), "9 juin 2019"),
        (("--on", "2023-03-01", "--alarm", "-1"), "--alarm\u00a0: [-1]"),
        ((WEBINAR, "--on", "2023-03-01"), "reviews[1].dossier.certificate.number"),
    ],
    ids=str,
)
def test_the_command_says_what_it_refuses(tokens: Iterable[object], message: str, tmp_path: Path, capfd: Any) -> None:
    out = tmp_path / "plan.ics"
    assert run(WEBINAR, *tokens, "--out", out) == 2
    assert message in capfd.readouterr().err
    assert not out.exists()


def test_the_command_leaves_a_file_alone_that_is_not_its_own(tmp_path: Path, capfd: Any) -> None:
    out = tmp_path / "appointments.ics"
    out.write_bytes(b"BEGIN:VCALENDAR\r\nPRODID:-//somebody else//FR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n")
    before = out.read_bytes()
    assert run(WEBINAR, "--on", "2023-03-01", "--out", out) == 2
    assert "écrit par qualiopi-rules" in capfd.readouterr().err
    assert out.read_bytes() == before
