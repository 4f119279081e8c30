"""The picture of a timeline: every day at its place, and no number over another."""

from __future__ import annotations

import re
from datetime import date
from itertools import combinations, pairwise

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules.core.messages import Locale
from qualiopi_rules.view.blocks import Bar, Mark, Timeline, Tone
from qualiopi_rules.view.html import fragment_of
from qualiopi_rules.view.timeline_svg import Scale, lanes_of, svg_of
from tests.strategies import days
from tests.view.sample import CYCLE

pytestmark = pytest.mark.extra

NOTHING = attrs.evolve(CYCLE, bars=(), marks=(), day=None)
WIDTH = 300  # pixels of the picture on the narrowest phone
NUMBER = 18  # pixels of a number


def drawn(timeline: Timeline, locale: Locale = "fr") -> str:
    return str(svg_of(timeline, locale))


@pytest.mark.property
@given(st.lists(days(), min_size=1))
def test_days_stand_in_order_and_within_the_picture(some: list[Date]) -> None:
    scale = Scale.of(some)
    places = [scale.place(day) for day in sorted(some)]
    assert places == sorted(places)
    assert all(NUMBER / 2 <= place * WIDTH / 100 <= WIDTH - NUMBER / 2 for place in places)


@pytest.mark.property
@given(st.lists(days(), min_size=1))
def test_a_tick_is_the_first_day_of_a_year_that_is_drawn(some: list[Date]) -> None:
    scale = Scale.of(some)
    years = scale.years()
    assert len(years) <= 8
    assert all((year.month, year.day) == (1, 1) and scale.first <= year <= scale.last for year in years)
    assert len({later.year - year.year for year, later in pairwise(years)}) <= 1
    if scale.last.year - scale.first.year <= 8:
        assert len(years) == scale.last.year - scale.first.year


@pytest.mark.property
@given(st.lists(st.floats(4, 96), max_size=12))
def test_no_number_covers_another(places: list[float]) -> None:
    lanes = lanes_of(places)
    for (place, lane), (other, beside) in combinations(zip(places, lanes, strict=True), 2):
        assert lane != beside or abs(place - other) * WIDTH / 100 >= NUMBER
    assert len(set(lanes)) == max(lanes, default=-1) + 1


def test_numbers_that_are_apart_share_the_lowest_lane() -> None:
    assert lanes_of([10, 30, 31, 32, 90]) == (0, 0, 1, 2, 0)
    assert lanes_of([]) == ()


def test_the_picture_has_a_name_and_a_description() -> None:
    svg = drawn(CYCLE)
    assert svg.startswith('<svg class="timeline" role="img" width="100%"')
    assert f"<title>{CYCLE.title}</title><desc>{CYCLE.description}</desc>" in svg


def test_the_cycle_of_the_webinar() -> None:
    svg = drawn(CYCLE)
    # From 4 to 96 percent there are 1095 days; the surveillance opens after 425 of them and closes after 669.
    assert '<rect class="bar plain" x="4.0%" y="50" width="92.00%" height="8" rx="2">' in svg
    assert '<rect class="bar notice" x="39.71%" y="88" width="20.50%"' in svg
    assert re.findall(r'class="digits" x="([0-9.]+)%" y="[0-9]+">([0-9])<', svg) == [
        *(("4.0", "1"), ("39.71", "2"), ("88.27", "3"), ("60.21", "4"), ("96.0", "5"))
    ]
    assert re.findall(">(20[0-9]+)</text>", svg) == ["2024", "2025", "2026"]
    assert "jour de la revue</text>" in svg


def test_words_run_towards_the_middle_and_long_ones_are_in_the_list_only() -> None:
    bars = (
        Bar(starts=Date(2023, 2, 2), ends=Date(2023, 3, 1), text="tôt"),
        Bar(starts=Date(2025, 8, 1), ends=Date(2026, 2, 1), text="tard"),
        Bar(starts=Date(2023, 2, 2), ends=Date(2026, 2, 1), text="l" * 46),
    )
    html = fragment_of([attrs.evolve(CYCLE, bars=bars)], "fr")
    assert 'dx="15" text-anchor="start">tôt</text>' in html
    assert 'dx="-15" text-anchor="end">tard</text>' in html
    assert html.count("l" * 46) == 1


@pytest.mark.parametrize(
    ("day", "side"), [(Date(2023, 3, 1), "start"), (Date(2024, 8, 1), "middle"), (Date(2026, 1, 1), "end")]
)
def test_the_name_of_the_reader_s_day_stays_within_the_picture(day: Date, side: str) -> None:
    assert f'text-anchor="{side}">jour de la revue</text>' in drawn(attrs.evolve(CYCLE, day=day))


def test_the_reader_s_day_widens_the_picture_and_has_a_name_of_its_own() -> None:
    late = attrs.evolve(CYCLE, day=Date(2027, 1, 15), day_text="")
    assert ">2027</text>" in drawn(late)
    assert ">date de consultation</text>" in drawn(late)
    assert ">day of reading</text>" in drawn(late, "en")
    assert "reader" not in drawn(attrs.evolve(CYCLE, day=None)).split("</style>")[1]


def test_a_single_day_and_none() -> None:
    only = attrs.evolve(NOTHING, marks=(Mark(day=Date(2024, 1, 1), text="ce jour", tone=Tone.GOOD),))
    assert 'class="number good" x="4.0%"' in drawn(only)
    assert svg_of(NOTHING, "fr") is None
    assert f"<p>{CYCLE.description}</p>" in fragment_of([NOTHING], "fr")


def test_under_the_picture_is_what_its_numbers_stand_for() -> None:
    key = fragment_of([CYCLE], "fr").split('<ol class="key" role="list">')[1]
    assert (
        '<li><span class="number notice">2</span> <span class="text">surveillance '
        '<span class="dates">du 2 avril 2024 au 2 décembre 2024</span></span></li>'
    ) in key
    assert (
        '<li><span class="number warning day">4</span> <span class="text">dernier jour de la surveillance '
        '(légal) <span class="dates">2 décembre 2024</span></span></li>'
    ) in key
    english = fragment_of([CYCLE], "en")
    assert "2 April 2024 to 2 December 2024" in english
    assert english.count("<li>") == 5


@pytest.mark.property
@given(st.integers(0, 6), st.lists(days(date(2019, 1, 1), date(2030, 1, 1)), max_size=8))
def test_every_part_is_in_the_picture_and_in_the_list(periods: int, marked: list[Date]) -> None:
    bars = (Bar(starts=Date(2023, 1, 1), ends=Date(2023, 2, 1), text="a"),) * periods
    marks = tuple(Mark(day=day, text="b") for day in marked)
    html = fragment_of([attrs.evolve(CYCLE, bars=bars, marks=marks)], "en")
    assert html.count('class="digits"') == html.count("<li>") == periods + len(marked)
