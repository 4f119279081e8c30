"""The lines of the events of a calendar, as RFC 5545 writes them: texts escaped, long lines folded.

They are those that the library icalendar writes, which makes an object of each value: a portfolio has hundreds of
thousands of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

import attrs
from pendulum import Date

from qualiopi_rules.core.safe_text import harmless
from qualiopi_rules.law.months import days_after

__all__ = ["EventLines", "escaped", "folded"]

_LONGEST = 74  # bytes: a line has 75 at most, with the space before what goes on
_MARKS = b"\\^"  # what begins an escape, which is not cut in two


def escaped(text: str) -> bytes:
    """Return a text as the value of a property: it ends no line, and turns none."""
    text = harmless(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return text.encode()


def folded(lines: Iterable[bytes]) -> bytes:
    """Return lines as a file holds them: cut between characters where they are too long, each with its end."""
    return b"".join(part for line in lines for part in (*_parts(line), b"\r\n"))


def _parts(line: bytes) -> list[bytes]:
    parts, start = [], 0
    while len(line) - start > _LONGEST:
        end = start + _LONGEST
        while line[end] & 0b1100_0000 == 0b1000_0000:  # within a character
            end -= 1
        if line[end - 1] in _MARKS and end - 1 > start:
            end -= 1
        parts += [line[start:end], b"\r\n "]
        start = end
    return [*parts, line[start:]]


@attrs.frozen(kw_only=True)
class EventLines:
    """An event of a whole day, and how it is written.

    Attributes:
        uid: its UID.
        day: its day.
        summary: its title, escaped.
        categories: its categories, escaped, with a comma between.
        description: its text, escaped.
        triggers: when its alarms ring, as durations from the beginning of the day.
    """

    uid: str
    day: Date
    summary: bytes
    categories: bytes
    description: bytes
    triggers: tuple[bytes, ...]

    def lines(self, sequence: int, moment: datetime) -> list[bytes]:
        """Return its lines, not folded, as a revision of that number that was written at a moment."""
        at = moment.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat()
        stamp = f"{at.replace('-', '').replace(':', '')}Z".encode()
        lines = [
            b"BEGIN:VEVENT",
            b"SUMMARY:" + self.summary,
            b"DTSTART;VALUE=DATE:" + _day(self.day),
            *self._end(),
            b"DTSTAMP:" + stamp,
            b"UID:" + escaped(self.uid),
            b"SEQUENCE:%d" % sequence,
            b"CATEGORIES:" + self.categories,
            b"DESCRIPTION:" + self.description,
            b"LAST-MODIFIED:" + stamp,
            b"STATUS:CONFIRMED",
            b"TRANSP:TRANSPARENT",
        ]
        for trigger in self.triggers:
            lines += [b"BEGIN:VALARM", b"ACTION:DISPLAY", b"DESCRIPTION:" + self.summary, b"TRIGGER:" + trigger]
            lines.append(b"END:VALARM")
        return [*lines, b"END:VEVENT"]

    def _end(self) -> list[bytes]:
        """The first day after it; the last day of all has none, and takes one day without it (RFC 5545)."""
        if self.day == date.max:
            return []
        return [b"DTEND;VALUE=DATE:" + _day(days_after(self.day, 1, "day"))]


def _day(day: Date) -> bytes:
    return day.isoformat().replace("-", "").encode()
