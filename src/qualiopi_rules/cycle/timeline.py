"""The timeline of a cycle, as a picture shows it: its windows and its days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pendulum import Date

from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.cycle.cycle import CertificationCycle
from qualiopi_rules.law.months import Window
from qualiopi_rules.profile.delays import RenewalAdvice
from qualiopi_rules.results.deadlines import DeadlineKind, Milestone
from qualiopi_rules.view.blocks import Bar, Mark, Timeline, Tone

__all__ = ["timeline_of"]


def timeline_of(
    cycle: CertificationCycle,
    milestones: Iterable[Milestone],
    locale: Locale,
    *,
    day: Date | None = None,
    advice: RenewalAdvice | None = None,
) -> Timeline:
    """Return the timeline of a cycle.

    Args:
        cycle: the cycle.
        milestones: its days.
        locale: the language of the texts.
        day: the day that stands out; None for none.
        advice: a certifier's advice on the renewal; None for the library's own.
    """
    return Timeline(
        title=message("timeline.title", locale),
        description=message(
            "timeline.description",
            locale,
            starts=cycle.starts.isoformat(),
            expires=cycle.expires.isoformat(),
            opens=cycle.surveillance.opens.isoformat(),
            closes=cycle.surveillance.closes.isoformat(),
            renewal=cycle.renewal_year.opens.isoformat(),
        ),
        bars=tuple(_bars(cycle, advice, locale)),
        marks=tuple(_mark(milestone, locale) for milestone in milestones),
        day=day,
        day_text="" if day is None else message("timeline.day", locale),
    )


def _bars(cycle: CertificationCycle, advice: RenewalAdvice | None, locale: Locale) -> Iterator[Bar]:
    windows = {
        "validity": (Window(cycle.starts, cycle.expires), Tone.GOOD),
        "surveillance": (cycle.surveillance, Tone.NOTICE),
        "renewal-year": (cycle.renewal_year, Tone.NOTICE),
        "renewal": (cycle._renewal(advice), Tone.QUIET),
    }
    for name, (window, tone) in windows.items():
        text = message(f"timeline.{name}", locale)
        yield Bar(starts=window.opens, ends=window.closes, text=text, tone=tone)


def _mark(milestone: Milestone, locale: Locale) -> Mark:
    return Mark(
        day=milestone.day,
        text=milestone.say(locale),
        label=message(f"word.{milestone.kind}", locale),
        tone=Tone.QUIET if milestone.kind is DeadlineKind.RECOMMENDED else Tone.PLAIN,
    )
