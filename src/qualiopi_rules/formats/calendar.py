"""The deadlines of reviews as a calendar, an RFC 5545 file.

A file that is written again replaces the one before it:

- the UID of an event is made of what does not change, the number of the certificate, which of its cycles it is and
  the code of the day, so that a corrected day moves the event and a re-issued certificate keeps it;
- its SEQUENCE is the moment of writing in minutes since 1970, so that a later file is a later revision, and its
  DTSTAMP and LAST-MODIFIED are that moment, for the programs that use them instead;
- with the file before it (`previous`), an event that is the same keeps its revision, one that differs gets a higher
  one, and one that is no longer due is cancelled.

There is no METHOD: it would make the events messages with an organiser and a recipient (RFC 5546), whereas this is a
snapshot to import or to subscribe to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, cast

from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidValue, MissingExtra, locale_of, refuse, refuse_all
from qualiopi_rules.core.messages import Locale, capital, message
from qualiopi_rules.dossier.reviewer import Review
from qualiopi_rules.formats.calendar_lines import EventLines, escaped, folded
from qualiopi_rules.results.deadlines import Deadline, Milestone, MilestoneCode

if TYPE_CHECKING:
    from icalendar import Event

__all__ = ["ALARMS", "write_calendar"]

ALARMS = (90, 30, 7)
"""How many days before a deadline its alarms ring by default: a habit, no text requires it."""

_PRODID = "-//qualiopi-rules//calendar//FR"
_LARGEST = 2**31 - 1  # of an INTEGER of RFC 5545
_FURTHEST = 3660  # days: an alarm more than ten years ahead is a mistake
_BILAN = re.compile(r"bilans\[(?P<at>\d+)\]")
_NO_UID = re.compile(r"[\\\u202a-\u202e\u2066-\u2069]")
_MORNING = 9  # an all-day event starts at midnight, which is no time for an alarm


def write_calendar(
    reviews: Review | Iterable[Review],
    *,
    locale: Locale = "fr",
    alarms: Iterable[int] = ALARMS,
    whole: bool = False,
    stamp: datetime | None = None,
    previous: bytes | None = None,
) -> bytes:
    """Write the deadlines of one dossier, or of a portfolio, as a calendar of all-day events.

    A deadline is an event on its last day; the day on which it becomes possible, while it is ahead, is another. The
    last day of a surveillance audit stays where nothing says whether the audit was held.
    The same input gives the same bytes, in whatever order the reviews come. They are read one by one: with an iterator
    that makes them as it goes, only the events are in memory.

    Args:
        reviews: one review, or several; the day of each decides what is still ahead.
        locale: the language of the events.
        alarms: how many days before a deadline an alarm rings, at nine in the morning; 0 is the day itself.
        whole: whether every day of the timeline is an event, past days too.
        stamp: the moment of writing, with its offset from UTC; by default midnight UTC of the latest day of review.
        previous: the file that this one replaces, as it was written.

    Returns:
        The file, in UTF-8; without any event when nothing is ahead.

    Raises:
        InvalidInput: with every argument that does not hold, or with every review that has an event of another one.
        MissingExtra: when there is a previous file and icalendar, which reads it, is not installed.
    """
    locale = locale_of(locale)
    alarms, before, whole = _alarms(alarms), _events_of(previous), converters.yes_or_no(whole)
    stamp = None if stamp is None else _moment(stamp)
    planned = _Planned(locale, alarms if isinstance(alarms, tuple) else (), whole=whole is True)
    refuse(reviews=planned.add(reviews), alarms=alarms, whole=whole, stamp=stamp, previous=before)
    on = cast(Date, planned.on)
    moment = stamp or _moment(datetime.combine(on, time(), UTC))
    refuse(stamp=moment)
    refuse_all(planned.repeated.values())

    head = (f"PRODID:{_PRODID}", *(f"{name}:{message('ical.name', locale)}" for name in ("NAME", "X-WR-CALNAME")))
    file = [folded([b"BEGIN:VCALENDAR", b"VERSION:2.0", *(line.encode() for line in head)])]
    events = planned.events
    days = {uid: event.DTSTART for uid, event in before.items()} | {uid: event.day for uid, event in events.items()}
    for _, uid in sorted((day, uid) for uid, day in days.items()):
        if uid in before:
            lines = _updated(before[uid], events.pop(uid, None), on, moment)
        else:
            lines = events.pop(uid).lines(_minutes(moment), moment)
        file.append(folded(lines))
    return b"".join([*file, b"END:VCALENDAR\r\n"])


# --- Arguments


def _alarms(value: Iterable[int]) -> tuple[int, ...]:
    """Check days before a deadline, and sort them, the first to ring first."""
    if isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping):
        days = tuple(value)
        if all(type(each) is int and 0 <= each <= _FURTHEST for each in days) and len(set(days)) == len(days):
            return tuple(sorted(days, reverse=True))
    return converters.fault(value, "alarms", last=_FURTHEST)


def _minutes(moment: datetime) -> int:
    return int(moment.timestamp() // 60)


def _moment(value: datetime) -> datetime:
    """Check a moment that has an offset and whose minutes since 1970 fit a SEQUENCE."""
    with suppress(TypeError, ValueError, OverflowError):  # NaT of pandas, and zones that are none
        if isinstance(value, datetime) and value.utcoffset() is not None and 0 <= _minutes(value) <= _LARGEST:
            return value
    return converters.fault(value, "moment")


def _events_of(previous: bytes | None) -> dict[str, Event]:
    """Read the events of a calendar that was written here, by UID; any other calendar is refused."""
    if previous is None:
        return {}
    try:
        from icalendar import Calendar, Event
    except ImportError:
        raise MissingExtra("ical") from None
    if not isinstance(previous, bytes):
        return converters.fault(previous, "instance", cls="bytes")
    try:
        read = Calendar.from_ical(previous)
        events = {str(event.uid): event for event in read.walk("VEVENT") if isinstance(event, Event)}
        if read.get("PRODID") == _PRODID and all(_is_ours(event) for event in events.values()):
            return events
    except (TypeError, ValueError):  # the message of icalendar can hold the whole file
        pass
    return converters.fault(previous, "own-calendar")


def _is_ours(event: Event) -> bool:
    is_day = isinstance(event.DTSTART, date) and not isinstance(event.DTSTART, datetime)
    return is_day and "UID" in event and event.DTSTAMP is not None and 0 <= event.sequence < _LARGEST


# --- Events


class _Planned:
    """The events of reviews, which are read one by one.

    Attributes:
        events: the events by UID.
        repeated: by the indices of the reviews, that one has an event of one before it, or one of its own twice.
        on: the latest day of review; None before the first one.
    """

    def __init__(self, locale: Locale, alarms: tuple[int, ...], *, whole: bool) -> None:
        self.events: dict[str, EventLines] = {}
        self.repeated: dict[int, InvalidValue] = {}
        self.on: Date | None = None
        self._first: dict[str, int] = {}
        self._locale: Locale = locale
        self._whole = whole
        self._triggers = tuple(map(_trigger, alarms))

    def add(self, reviews: Review | Iterable[Review]) -> Iterable[Review]:
        """Take the events of reviews; return what is wrong with the reviews in their place."""
        if isinstance(reviews, Review):
            reviews = (reviews,)
        if isinstance(reviews, str | Mapping) or not isinstance(reviews, Iterable):
            return converters.instances(Review, reviews)
        wrong: list[InvalidValue] = []
        for index, review in enumerate(reviews):
            checked = converters.instance(Review, review)
            if isinstance(checked, InvalidValue):
                wrong.append(checked.at(f"[{index}]"))
            else:
                self._add(index, checked)
        if wrong:
            return converters.faults(wrong)
        return () if self.on is not None else converters.fault((), "not-empty")

    def _add(self, index: int, review: Review) -> None:
        self.on = review.on if self.on is None else max(self.on, review.on)
        for milestone in _milestones(review, whole=self._whole):
            uid = _uid(review, milestone)
            if uid in self.events:
                where, number = f"reviews[{index}].dossier.certificate.number", review.dossier.certificate.number
                first = f"reviews[{self._first[uid]}]"
                self.repeated[index] = InvalidValue(where, number, "events-of-its-own", first=first)
            else:
                rings = isinstance(milestone, Deadline) and not _is_overdue(milestone)
                self.events[uid] = _event(uid, milestone, review, self._locale, self._triggers if rings else ())
                self._first[uid] = index


def _milestones(review: Review, *, whole: bool) -> Iterator[Milestone]:
    """The deadlines, and of the rest of the timeline what is still to be looked at, or every day."""
    yield from review.deadlines
    due = {deadline.code for deadline in review.deadlines}
    opening = {deadline.opens for deadline in review.deadlines}
    for milestone in review.timeline:
        opens = milestone.day in opening and review.on <= milestone.day
        if milestone.code not in due and (whole or opens or _may_be_overdue(milestone, review)):
            yield milestone


def _may_be_overdue(milestone: Milestone, review: Review) -> bool:
    """Whether it is the last day of an audit that was due, where nothing says whether it was held."""
    cycle, missed = review.cycle, review.missed
    if milestone.code is not MilestoneCode.SURVEILLANCE_CLOSES or cycle is None or missed is None:
        return False
    return missed.missed is None and review.on <= cycle.expires


def _is_overdue(milestone: Milestone) -> bool:
    return isinstance(milestone, Deadline) and milestone.days_left < 0


def _uid(review: Review, milestone: Milestone) -> str:
    """Make the UID of what stays when a day is corrected or the certificate is re-issued."""
    certificate = review.dossier.certificate
    ranks = (reading.rank for reading in review.printed.readings)
    cycle = certificate.cycle_number or next(ranks, None) or 0
    # icalendar writes the two characters \N as a line break; of what turns a line, each has a name of its own.
    number = _NO_UID.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), certificate.number)
    return f"{number}.{cycle}.{milestone.key}@qualiopi-rules"


def _event(uid: str, milestone: Milestone, review: Review, locale: Locale, triggers: tuple[bytes, ...]) -> EventLines:
    return EventLines(
        uid=uid,
        day=milestone.day,
        summary=escaped(_summary(milestone, review, locale)),
        categories=b"Qualiopi," + escaped(message(f"word.{milestone.kind}", locale)),
        description=escaped("\n".join(_description(milestone, review, locale))),
        triggers=triggers,
    )


def _trigger(early: int) -> bytes:
    """The time of an alarm so many days before, as a duration from the beginning of the day."""
    days, hours = divmod(24 * early - _MORNING, 24)
    if early == 0:
        return b"PT%dH" % _MORNING
    return b"-P%dDT%dH" % (days, hours) if days else b"-PT%dH" % hours


def _summary(milestone: Milestone, review: Review, locale: Locale) -> str:
    """What it is about first, since a calendar cuts its titles; then whose it is."""
    what = message(f"ical.{milestone.code}", locale, **dict(milestone.params))
    whose, within_bilan = _whose(review, locale), _BILAN.match(milestone.where)
    if within_bilan is None:
        return message("ical.summary", locale, what=what, whose=whose)
    at = int(within_bilan["at"])
    name = review.dossier.bilans[at].reference
    bilan = str(at + 1) if name is None else _one_line(name)
    return message("ical.summary-of-bilan", locale, what=what, whose=whose, bilan=bilan)


def _whose(review: Review, locale: Locale) -> str:
    """The holder where the dossier names one, and the number of the certificate."""
    certificate = review.dossier.certificate
    number = _one_line(certificate.number)
    if certificate.holder is None:
        return message("ical.whose", locale, number=number)
    return message("ical.whose-held", locale, holder=_one_line(certificate.holder), number=number)


def _one_line(text: str) -> str:
    r"""A caller's text of which icalendar makes no line break: it takes the two characters `\N` for one."""
    return text.replace("\\N", "\\\N{WORD JOINER}N")


def _description(milestone: Milestone, review: Review, locale: Locale) -> Iterator[str]:
    """What is due, from when or until when, for whom and by which text; nothing that changes from day to day.

    That it is overdue changes once, until it is done.
    """
    what = capital(milestone.say(locale))
    yield message("ical.day", locale, what=what, day=milestone.day.isoformat(), kind=milestone.kind)
    if _may_be_overdue(milestone, review):
        yield message("ical.not-known", locale)
    if _is_overdue(milestone):
        yield message("ical.overdue", locale)
    if not isinstance(milestone, Deadline):
        for deadline in review.deadlines:
            if deadline.opens == milestone.day:
                yield message("ical.until", locale, day=deadline.day.isoformat())
    elif milestone.opens is not None:
        yield message("ical.possible-from", locale, day=milestone.opens.isoformat())
    if milestone.where:
        yield message("ical.where", locale, where=milestone.where)
    holder = review.dossier.certificate.holder
    if holder is not None:
        yield message("ical.holder", locale, holder=_one_line(holder))
    yield from _cited(milestone, locale)


def _cited(milestone: Milestone, locale: Locale) -> Iterator[str]:
    for citation in dict.fromkeys(value.citation for value in milestone.values):
        yield message(
            "cited.source", locale, source=str(citation.source), basis=citation.basis, provenance=citation.provenance
        )
        if citation.source.url is not None:
            yield citation.source.url


# --- Revisions


def _updated(before: Event, after: EventLines | None, on: Date, moment: datetime) -> list[bytes]:
    """Return an event as it was when it is the same; otherwise a later revision of it, or its cancellation."""
    from icalendar import STATUS

    as_it_was = _lines_of(before)
    revision = max(_minutes(moment), before.sequence + 1)
    if after is not None:
        same = after.lines(before.sequence, before.DTSTAMP) == as_it_was
        return as_it_was if same else after.lines(revision, moment)
    starts: Any = before.DTSTART  # a day: `_is_ours`
    if before.get("STATUS") == STATUS.CANCELLED or starts < on:
        return as_it_was
    before.status = STATUS.CANCELLED
    before.subcomponents = []
    before.sequence = revision
    before.DTSTAMP = before.LAST_MODIFIED = moment
    return _lines_of(before)


def _lines_of(event: Event) -> list[bytes]:
    return [line.encode() for line in event.content_lines() if line]
