"""The picture of a timeline, drawn from its days as inline SVG. Needs the extra `html`.

Across, places are percentages: the picture takes any width, and its texts keep the size of those around it. What stands
on it is a number, as on a map, with the words in a list under it; where there is width, periods have their words beside
them too. Lanes are laid out for the narrowest phone, so that numbers never cover each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count

import attrs
from pendulum import Date

from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.resources import content
from qualiopi_rules.view.blocks import Bar, Mark, Timeline, Tone
from qualiopi_rules.view.dates import day_text
from qualiopi_rules.view.html_text import escaped

__all__ = ["Scale", "lanes_of", "svg_of"]

_MARGIN = 4.0  # percent left free on both sides, so that a number at the first or last day is whole
_APART = 8.5  # percent between two numbers of one lane: their width on a picture of 300 pixels
_TICKS = 8  # years with a number of their own at most

_SIDE = 20.0  # percent from a side within which a centred name might leave the picture

# Down, places are pixels.
_RADIUS = 9  # of a number
_TOP = 30  # above the first period: the name of the reader's day
_PERIOD = 38  # a period: its words, and the bar under them
_BAR = 8
_LANE = 23  # a lane of numbers
_YEARS = 26  # under the axis

_WORDS = 45  # characters that fit in half of the width of a page; longer words are in the list only


@attrs.frozen
class Scale:
    """Where a day stands across the picture.

    Attributes:
        first: the first day that is drawn.
        last: the last day that is drawn.
    """

    first: Date
    last: Date

    @classmethod
    def of(cls, days: Iterable[Date]) -> Scale:
        """Return the scale on which all of some days stand."""
        days = list(days)
        return cls(min(days), max(days))

    def place(self, day: Date) -> float:
        """Return the place of a day, in percent of the width."""
        length = max(self.last.toordinal() - self.first.toordinal(), 1)
        return round(_MARGIN + (100 - 2 * _MARGIN) * (day.toordinal() - self.first.toordinal()) / length, 2)

    def years(self) -> tuple[Date, ...]:
        """Return the first days of years that have a tick: all, or one of several where there are many."""
        years = range(self.first.year + 1, self.last.year + 1)
        step = -(-len(years) // _TICKS) or 1
        return tuple(Date(year, 1, 1) for year in years[::step])


def lanes_of(places: Sequence[float]) -> tuple[int, ...]:
    """Return the lane of each number: the lowest one in which it covers none of those before it.

    Args:
        places: where the numbers stand, in percent of the width.
    """
    lanes: list[int] = []
    for place in places:
        taken = {lane for lane, other in zip(lanes, places, strict=False) if abs(place - other) < _APART}
        lanes.append(next(lane for lane in count() if lane not in taken))
    return tuple(lanes)


def svg_of(timeline: Timeline, locale: Locale) -> str | None:
    """Draw a timeline.

    Args:
        timeline: its periods and days; they have the numbers 1, 2 and so on, periods first.
        locale: the language of its texts.

    Returns:
        The `svg` element; None where there is no day at all.
    """
    days = [day for bar in timeline.bars for day in (bar.starts, bar.ends)] + [mark.day for mark in timeline.marks]
    days += [timeline.day] if timeline.day else []
    if not days:
        return None
    scale = Scale.of(days)
    lanes = lanes_of([scale.place(mark.day) for mark in timeline.marks])
    axis = _TOP + _PERIOD * len(timeline.bars) + _LANE * (max(lanes, default=-1) + 1) + _RADIUS
    marks = enumerate(zip(timeline.marks, lanes, strict=True), len(timeline.bars) + 1)
    return "".join(
        [
            f'<svg class="timeline" role="img" width="100%" height="{axis + _YEARS}"',
            f' xmlns="http://www.w3.org/2000/svg"><title>{escaped(timeline.title)}</title>',
            f"<desc>{escaped(timeline.description)}</desc><style>{content('view/timeline.css')}</style>",
            *(_tick(scale.place(year), year.year, axis) for year in scale.years()),
            f'<line class="axis" x1="0" x2="100%" y1="{axis}" y2="{axis}"></line>',
            _reader(scale.place(timeline.day), day_text(timeline, locale), axis) if timeline.day else "",
            *(_period(bar, number, scale) for number, bar in enumerate(timeline.bars, 1)),
            *(_day(mark, number, scale, lane, axis) for number, (mark, lane) in marks),
            "</svg>",
        ]
    )


def _upright(look: str, place: float, top: int, bottom: int) -> str:
    return f'<line class="{look}" x1="{place}%" x2="{place}%" y1="{top}" y2="{bottom}"></line>'


def _tick(place: float, year: int, axis: int) -> str:
    return (
        f"{_upright('tick', place, _TOP - _RADIUS, axis + 5)}"
        f'<text class="year" x="{place}%" y="{axis + 20}">{year}</text>'
    )


def _reader(place: float, name: str, axis: int) -> str:
    """The day of the reader: a line across all the lanes, with its name at the top."""
    side = "start" if place < _SIDE else "end" if place > 100 - _SIDE else "middle"
    return (
        f"{_upright('reader', place, _TOP - 12, axis + 5)}"
        f'<text class="reader-name" x="{place}%" y="{_TOP - 17}" text-anchor="{side}">{escaped(name)}</text>'
    )


def _period(bar: Bar, number: int, scale: Scale) -> str:
    """A period: its number and words, and the bar under them."""
    top = _TOP + _PERIOD * (number - 1)
    start, end = scale.place(bar.starts), scale.place(bar.ends)
    # The words run towards the middle of the picture: at least half of its width is theirs.
    place, side, towards = (end, "end", -1) if start > 50 else (start, "start", 1)
    words = ""
    if len(bar.text) <= _WORDS:
        at = f'x="{place}%" y="{top + 13}" dx="{15 * towards}" text-anchor="{side}"'
        words = f'<text class="words" {at}>{escaped(bar.text)}</text>'
    size = f'width="{max(end - start, 1):.2f}%" height="{_BAR}" rx="2"'
    return (
        f'<rect class="bar {bar.tone}" x="{start}%" y="{top + 20}" {size}></rect>'
        f'<g transform="translate({_RADIUS * towards} 0)">'
        f"{_number(number, bar.tone, place, top + _RADIUS, corners=3)}{words}</g>"
    )


def _day(mark: Mark, number: int, scale: Scale, lane: int, axis: int) -> str:
    """A day: its number, and a stem that stands on the axis."""
    place, height = scale.place(mark.day), axis - 2 * _RADIUS - _LANE * lane
    return (
        f"{_upright(f'stem {mark.tone}', place, height + _RADIUS, axis)}"
        f'<circle class="dot {mark.tone}" cx="{place}%" cy="{axis}" r="3"></circle>'
        f"{_number(number, mark.tone, place, height, corners=_RADIUS)}"
    )


def _number(number: int, tone: Tone, place: float, height: int, *, corners: int) -> str:
    """A number in its square, which is a circle where the corners are as round as can be."""
    size = f'width="{2 * _RADIUS}" height="{2 * _RADIUS}" rx="{corners}"'
    return (
        f'<rect class="number {tone}" x="{place}%" y="{height - _RADIUS}" {size}'
        f' transform="translate({-_RADIUS} 0)"></rect>'
        f'<text class="digits" x="{place}%" y="{height + 4}">{number}</text>'
    )
