"""What is remembered is bounded, however many days come by, and is what would be computed again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from typing import Any

import pytest
from pendulum import Date

from qualiopi_rules import Category, Certificate, CertificationCycle, Profile, Situation, applicability, read_printed
from qualiopi_rules.audit import NonConformity
from qualiopi_rules.audit.past_nonconformities import settled_status
from qualiopi_rules.core import converters
from qualiopi_rules.core.cache import SIZE
from qualiopi_rules.core.messages import fill
from qualiopi_rules.indicators import Applicability, Facts, rule
from qualiopi_rules.indicators.indicator_rule import IndicatorRule
from qualiopi_rules.indicators.periods import period_of
from tests.checks import profile_with
from tests.house.test_floors import OPEN

DAYS = SIZE + 1_000
FIRST = Date(2021, 1, 1)


def caches_of(module: str) -> dict[str, Any]:
    """Everything in a module that keeps results and has a bound."""
    return {
        f"{module}.{name}": thing
        for name, thing in vars(import_module(f"qualiopi_rules.{module}")).items()
        if getattr(thing, "__module__", "") == f"qualiopi_rules.{module}"
        and hasattr(thing, "cache_info")
        and thing.cache_parameters()["maxsize"] is not None
    }


def days() -> Iterator[Date]:
    return map(Date.fromordinal, range(FIRST.toordinal(), FIRST.toordinal() + DAYS))


def certificate_of(day: Date) -> Certificate:
    return Certificate(
        number="1", categories=["BC"], first_issue=day, valid_until=CertificationCycle(day).expires, cycle_number=1
    )


def profile_of(day: Date) -> Profile:
    """Another profile for each day."""
    return profile_with("law", draft_minimum_from=day)


def answered(day: Date) -> Applicability:
    """Another number of trainers for each day."""
    return applicability(["AF"], on=FIRST, situation=Situation(trainers=day.toordinal()))


def rule_of(day: Date) -> IndicatorRule:
    return rule._rule(frozenset({Category.BC}), profile_of(day), FIRST)


USES: dict[str, Callable[[Date], Any]] = {
    "core.converters._iso_day": lambda day: converters.day(day.isoformat()),
    "core.converters._members": lambda day: converters.members(Category, ["BC", day.isoformat()]),
    "audit.past_nonconformities._lifted_status": lambda day: settled_status(
        NonConformity(indicator=4, grade="major", notified=day, lifted=day), day, None
    ),
    "core.messages._typeset": lambda day: fill(day.isoformat(), "fr", {}),
    "indicators.periods._days": lambda day: period_of(FIRST, profile_of(day)),
    "indicators.rule._outcome": answered,
    "indicators.rule._reads": lambda day: rule._reads(rule_of(day), 1),
    "indicators.rule._result": lambda day: rule.results_of(
        frozenset({Category.AF}), Facts({}, {"trainers": day.toordinal()}), FIRST, profile_with("law")
    ),
    "indicators.rule._rule": lambda day: rule_of(day).categories,
    "cycle.cycle._days": lambda day: CertificationCycle(day).expires,
    "cycle.cycle.cycles_of": CertificationCycle.ending,
    "cycle.cycle._milestones": lambda day: CertificationCycle(day).timeline(),
    "cycle.cycle._status": lambda day: CertificationCycle(FIRST).status(on=day),
    "cycle.renewal.advised_window": lambda day: CertificationCycle(day).renewal,
    "cycle.printed.printed_of": lambda day: read_printed(day, day),
    "cycle.certificate.read_of": lambda day: certificate_of(day).read(),
}
"""What makes each rule remember another result for each day."""


@pytest.mark.parametrize("module", OPEN)
def test_everything_that_remembers_days_is_tried_here(module: str) -> None:
    if not module.startswith("columns"):
        assert set(caches_of(module)) <= set(USES)


@pytest.mark.parametrize("name", USES)
def test_after_more_days_than_fit_only_those_that_fit_are_remembered(name: str) -> None:
    cache = caches_of(name.rpartition(".")[0])[name]
    for day in days():
        USES[name](day)
    assert cache.cache_info().currsize == cache.cache_info().maxsize == SIZE
    cache.cache_clear()


@pytest.mark.parametrize("name", USES)
def test_what_is_remembered_is_what_was_computed(name: str) -> None:
    cache = caches_of(name.rpartition(".")[0])[name]
    use = partial(USES[name], FIRST)
    cache.cache_clear()
    first = use()
    hits = cache.cache_info().hits
    again = use()
    assert cache.cache_info().hits > hits
    cache.cache_clear()
    # A fault is made anew each time, and says the same.
    assert repr(first) == repr(again) == repr(use())
