"""The picture of a timeline, drawn from its days as inline SVG. Needs the extra `html`.

Across, places are percentages: the picture takes any width, and its texts keep the size of those around it. What stands
on it is a number, as on a map, with the words in a list under it; where there is width, periods have their words beside
them too. Lanes are laid out for the narrowest phone, so that numbers never cover each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count
from typing import TYPE_CHECKING

import attrs
from pendulum import Date

from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.resources import content
from qualiopi_rules.view.blocks import Bar, Mark, Timeline, Tone
from qualiopi_rules.view.dates import day_text

if TYPE_CHECKING:
    from htpy import Element, Node

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


def svg_of(timeline: Timeline, locale: Locale) -> Element | None:
    """Draw a timeline.

    Args:
        timeline: its periods and days; they have the numbers 1, 2 and so on, periods first.
        locale: the language of its texts.

    Returns:
        The `svg` element; None where there is no day at all.
    """
    import htpy as h
    from markupsafe import Markup

    days = [day for bar in timeline.bars for day in (bar.starts, bar.ends)] + [mark.day for mark in timeline.marks]
    days += [timeline.day] if timeline.day else []
    if not days:
        return None
    scale = Scale.of(days)
    lanes = lanes_of([scale.place(mark.day) for mark in timeline.marks])
    axis = _TOP + _PERIOD * len(timeline.bars) + _LANE * (max(lanes, default=-1) + 1) + _RADIUS
    return h.svg(".timeline", role="img", width="100%", height=axis + _YEARS, xmlns="http://www.w3.org/2000/svg")[
        h.title[timeline.title],
        h.desc[timeline.description],
        h.style[Markup(content("view/timeline.css"))],
        [_tick(scale.place(year), year.year, axis) for year in scale.years()],
        h.line(".axis", x1="0", x2="100%", y1=axis, y2=axis),
        _reader(scale.place(timeline.day), day_text(timeline, locale), axis) if timeline.day else None,
        [_period(bar, number, scale) for number, bar in enumerate(timeline.bars, 1)],
        [
            _day(mark, number, scale, lane, axis)
            for number, (mark, lane) in enumerate(zip(timeline.marks, lanes, strict=True), len(timeline.bars) + 1)
        ],
    ]


def _tick(place: float, year: int, axis: int) -> Node:
    import htpy as h

    return [
        h.line(".tick", x1=f"{place}%", x2=f"{place}%", y1=_TOP - _RADIUS, y2=axis + 5),
        h.text(".year", x=f"{place}%", y=axis + 20)[str(year)],
    ]


def _reader(place: float, name: str, axis: int) -> Node:
    """The day of the reader: a line across all the lanes, with its name at the top."""
    import htpy as h

    side = "start" if place < _SIDE else "end" if place > 100 - _SIDE else "middle"
    return [
        h.line(".reader", x1=f"{place}%", x2=f"{place}%", y1=_TOP - 12, y2=axis + 5),
        h.text(".reader-name", x=f"{place}%", y=_TOP - 17, text_anchor=side)[name],
    ]


def _period(bar: Bar, number: int, scale: Scale) -> Node:
    """A period: its number and words, and the bar under them."""
    import htpy as h

    top = _TOP + _PERIOD * (number - 1)
    start, end = scale.place(bar.starts), scale.place(bar.ends)
    # The words run towards the middle of the picture: at least half of its width is theirs.
    place, side, towards = (end, "end", -1) if start > 50 else (start, "start", 1)
    words = h.text(".words", x=f"{place}%", y=top + 13, dx=15 * towards, text_anchor=side)[bar.text]
    return [
        h.rect(f".bar.{bar.tone}", x=f"{start}%", y=top + 20, width=f"{max(end - start, 1):.2f}%", height=_BAR, rx=2),
        h.g(transform=f"translate({_RADIUS * towards} 0)")[
            _number(number, bar.tone, place, top + _RADIUS, corners=3),
            words if len(bar.text) <= _WORDS else None,
        ],
    ]


def _day(mark: Mark, number: int, scale: Scale, lane: int, axis: int) -> Node:
    """A day: its number, and a stem that stands on the axis."""
    import htpy as h

    place, height = scale.place(mark.day), axis - 2 * _RADIUS - _LANE * lane
    return [
        h.line(f".stem.{mark.tone}", x1=f"{place}%", x2=f"{place}%", y1=height + _RADIUS, y2=axis),
        h.circle(f".dot.{mark.tone}", cx=f"{place}%", cy=axis, r=3),
        _number(number, mark.tone, place, height, corners=_RADIUS),
    ]


def _number(number: int, tone: Tone, place: float, height: int, *, corners: int) -> Node:
    """A number in its square, which is a circle where the corners are as round as can be."""
    import htpy as h

    size = 2 * _RADIUS
    return [
        h.rect(
            f".number.{tone}",
            x=f"{place}%",
            y=height - _RADIUS,
            width=size,
            height=size,
            rx=corners,
            transform=f"translate({-_RADIUS} 0)",
        ),
        h.text(".digits", x=f"{place}%", y=height + 4)[str(number)],
    ]
