"""The least and the most indicators that can apply, over all answers to the open questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import product

from qualiopi_rules.indicators.answers import Facts
from qualiopi_rules.indicators.result import Applies, Bounds, IndicatorResult
from qualiopi_rules.rnq.edition import Indicator

__all__ = ["bounds_of"]


def bounds_of(
    results: Iterable[IndicatorResult], facts: Facts, rule: Callable[[Indicator, Facts], IndicatorResult]
) -> Bounds:
    """Return the bounds of results.

    Two indicators may depend on one question in opposite ways: every answer to the questions that they share is tried.
    Indicators that share none are independent, so the tries do not multiply.

    Args:
        results: the result of each indicator by the facts.
        facts: the facts.
        rule: the rule for one indicator.
    """
    results = tuple(results)
    least = most = sum(result.applies is Applies.YES for result in results)
    for names, indicators in _groups(result for result in results if result.applies is Applies.UNDETERMINED):
        counts = set()
        for answers in product((True, False), repeat=len(names)):
            tried = facts
            for name, answer in zip(names, answers, strict=True):
                tried = tried.answered(name, answer)
            counts.add(sum(rule(indicator, tried).applies is Applies.YES for indicator in indicators))
        least, most = least + min(counts), most + max(counts)
    return Bounds(least, most)


def _groups(undetermined: Iterable[IndicatorResult]) -> Iterator[tuple[list[str], list[Indicator]]]:
    """Put together the indicators that share an open question, each group with all its questions."""
    groups: list[tuple[set[str], list[Indicator]]] = []
    for result in undetermined:
        names = {reason.question for reason in result.reasons if reason.question is not None}
        shared = [group for group in groups if not names.isdisjoint(group[0])]
        groups = [group for group in groups if names.isdisjoint(group[0])]
        groups.append(
            (
                names.union(*(questions for questions, _ in shared)),
                [*(each for _, indicators in shared for each in indicators), result.indicator],
            )
        )
    return ((sorted(names), indicators) for names, indicators in groups)
