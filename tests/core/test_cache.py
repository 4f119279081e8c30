"""What is remembered is bounded, however many days come by, and is what would be computed again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from typing import Any

import attrs
import pytest
from pendulum import Date

from qualiopi_rules import (
    Category,
    CertificationCycle,
    Profile,
    Situation,
    applicability,
    explain,
    read_printed,
)
from qualiopi_rules.audit import NonConformity, scope
from qualiopi_rules.core import converters
from qualiopi_rules.core.cache import SIZE, remember
from qualiopi_rules.core.messages import fill
from qualiopi_rules.core.safe_text import clean
from qualiopi_rules.dossier import explainers
from qualiopi_rules.formats import public_list
from qualiopi_rules.indicators import Applicability, Facts, IndicatorResult, indicator_rule, rule
from qualiopi_rules.indicators.indicator_rule import IndicatorRule
from qualiopi_rules.indicators.periods import period_of
from qualiopi_rules.indicators.table import applicability_table
from qualiopi_rules.law.months import month_convention
from qualiopi_rules.law.source import Citation, Source
from qualiopi_rules.results import deadlines
from qualiopi_rules.rnq import AuditKind
from qualiopi_rules.view import Column, Group, Row, Table
from qualiopi_rules.view.html_text import escaped
from qualiopi_rules.view.lines import Line
from qualiopi_rules.view.text_table import table_lines
from tests.checks import profile_with
from tests.house.test_floors import OPEN

DAYS = 5
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


def profile_of(day: Date) -> Profile:
    """Another profile for each day."""
    return profile_with("law", draft_minimum_from=day)


def answered(day: Date) -> Applicability:
    """Another number of trainers for each day."""
    return applicability(["AF"], on=FIRST, situation=Situation(trainers=day.toordinal()))


def rule_of(day: Date) -> IndicatorRule:
    return rule._rule(frozenset({Category.BC}), profile_of(day), FIRST)


ANY = applicability(["AF"], on=FIRST)


def cited(day: Date) -> Citation:
    """Another source for each day."""
    return attrs.evolve(month_convention(), source=Source(id="any", title=day.isoformat()))


def result_of(day: Date) -> IndicatorResult:
    """The result of an indicator, for another reason each day."""
    result = ANY.results[0]
    return attrs.evolve(result, reasons=(attrs.evolve(result.reasons[0], citation=cited(day)),))


def planned(day: Date) -> scope.PlannedIndicator:
    reason = scope.PlanReason(code=scope.PlanReasonCode.APPLIES, citation=cited(day))
    return scope.PlannedIndicator(number=1, looked_at=True, reasons=(reason,), focuses=())


def codes(day: Date) -> str:
    """Other words for each day."""
    return ", ".join("yes" if bit == "1" else "no" for bit in f"{day.toordinal():b}")


def table_of(day: Date) -> Table:
    return Table(caption="", columns=(Column(title="day"),), groups=(Group("", (Row((day.isoformat(),)),)),))


def lines_of(table: Table) -> list[Line]:
    return list(table_lines(table, None, "", "fr"))


USES: dict[str, Callable[[Date], Any]] = {
    "core.converters._iso_day": lambda day: converters.day(day.isoformat()),
    "core.converters._members": lambda day: converters.members(Category, ["BC", day.isoformat()]),
    "formats.public_list._certified": lambda day: public_list._certified((day.isoformat(), None, None, None)),
    "audit.nonconformity._times": lambda day: (
        NonConformity(indicator=4, grade="major", notified=day).status(on=day).values
    ),
    "core.messages._day": lambda day: fill("{day:day}", "fr", {"day": day.isoformat()}),
    "core.messages._frame": lambda day: fill(day.isoformat(), "fr", {"day": day.isoformat()}),
    "core.messages._typeset": lambda day: fill(day.isoformat(), "fr", {}),
    "core.messages._worded": lambda day: fill("{code:word}", "en", {"code": codes(day)}),
    "indicators.indicator_rule._own_words": lambda day: indicator_rule._own_words(profile_of(day)),
    "indicators.indicator_rule._removals_of": lambda day: indicator_rule._removals_of(profile_of(day)),
    "indicators.periods._days": lambda day: period_of(FIRST, profile_of(day)),
    "indicators.rule._outcome": answered,
    "indicators.rule._reads": lambda day: rule._reads(rule_of(day), 1),
    "indicators.rule._result": lambda day: rule.results_of(
        frozenset({Category.AF}), Facts({}, {"trainers": day.toordinal()}), FIRST, profile_with("law")
    ),
    "indicators.rule._rule": lambda day: rule_of(day).categories,
    "audit.scope._citations": lambda day: planned(day).citations,
    "audit.scope._planned": lambda day: scope._planned(
        result_of(FIRST), AuditKind.INITIAL, day, False, None, False, frozenset(), False
    ),
    "cycle.cycle._deadlines": lambda day: CertificationCycle(FIRST).deadlines(on=day),
    "cycle.cycle.cycles_of": CertificationCycle.ending,
    "cycle.cycle._milestones": lambda day: CertificationCycle(day).timeline(),
    "cycle.cycle._status": lambda day: CertificationCycle(FIRST).status(on=day),
    "cycle.days.expires_of": lambda day: CertificationCycle(day).expires,
    "cycle.days.length_of": lambda day: CertificationCycle(day).length,
    "cycle.days.renewal_year_of": lambda day: CertificationCycle(day).renewal_year,
    "cycle.days.surveillance_of": lambda day: CertificationCycle(day).surveillance,
    "dossier.explainers._indicator": lambda day: explain(result_of(day)),
    "dossier.explainers._planned": lambda day: explainers._planned(planned(day)),
    "cycle.renewal.advised_window": lambda day: CertificationCycle(day).renewal,
    "cycle.printed.printed_of": lambda day: read_printed(day, day),
    "indicators.table._groups": lambda day: applicability_table(attrs.evolve(ANY, results=(result_of(day),)), "fr"),
    "results.deadlines._deduced": lambda day: deadlines._deduced(cited(day)),
    "view.html_text.escaped": lambda day: escaped(day.isoformat()),
    "core.safe_text.clean": lambda day: clean(day.isoformat()),
    "view.text_table._row": lambda day: lines_of(table_of(day)),
    "view.text_table._sizes": lambda day: lines_of(table_of(day)),
}
"""What makes each rule remember another result for each day."""

NAMES = [pytest.param(name, marks=pytest.mark.extra) if "html" in name else name for name in USES]


@pytest.mark.parametrize("module", OPEN)
def test_everything_that_remembers_days_is_tried_here(module: str) -> None:
    if not module.startswith("columns"):
        assert set(caches_of(module)) <= set(USES)


@pytest.mark.parametrize("name", NAMES)
def test_each_day_is_remembered_within_the_bound(name: str) -> None:
    cache = caches_of(name.rpartition(".")[0])[name]
    cache.cache_clear()
    for day in days():
        USES[name](day)
    assert DAYS <= cache.cache_info().currsize <= cache.cache_info().maxsize == SIZE
    cache.cache_clear()


def test_after_more_days_than_fit_only_those_that_fit_are_remembered() -> None:
    ask = remember(Date.fromordinal)
    for ordinal in range(1, SIZE + 100):
        ask(ordinal)
    assert ask.cache_info().currsize == ask.cache_info().maxsize == SIZE


@pytest.mark.parametrize("name", NAMES)
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
