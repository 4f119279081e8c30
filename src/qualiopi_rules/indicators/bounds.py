"""The least and the most indicators that can apply, over all answers to the open questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import attrs

from qualiopi_rules.indicators.answers import Facts
from qualiopi_rules.indicators.result import Applies, Bounds, IndicatorResult
from qualiopi_rules.rnq.edition import Indicator

__all__ = ["bounds_of"]

_MOST_TRIES = 5_000
"""How many results are tried at most: a thousand times what the library's own profiles need."""
_MOST_QUESTIONS = 100
"""Of how many questions together the answers are tried at most."""


def bounds_of(
    results: Iterable[IndicatorResult], facts: Facts, rule: Callable[[Indicator, Facts], IndicatorResult]
) -> Bounds:
    """Return the bounds of results.

    Two indicators may depend on one question in opposite ways: every answer to the questions that they share is tried.
    Indicators that share none are independent, so the tries do not multiply; what an answer settles is not tried on.
    Where a certifier's own questions would need too many tries, what is left counts as open: the bounds hold, and may
    be wider than what can be reached.

    Args:
        results: the result of each indicator by the facts.
        facts: the facts.
        rule: the rule for one indicator.
    """
    return Bounds(*_Search(rule, _MOST_TRIES).reached(tuple(results), facts))


@attrs.define
class _Search:
    """The search for the bounds, with the tries that are left to it."""

    rule: Callable[[Indicator, Facts], IndicatorResult]
    left: int

    def reached(self, results: Iterable[IndicatorResult], facts: Facts) -> tuple[int, int]:
        """The least and the most of some results that can apply."""
        results = tuple(results)
        least = most = sum(result.applies is Applies.YES for result in results)
        for names, group in _groups(result for result in results if result.applies is Applies.UNDETERMINED):
            low, high = self._tried(names, group, facts)
            least, most = least + low, most + high
        return least, most

    def _tried(self, names: Counter[str], group: list[IndicatorResult], facts: Facts) -> tuple[int, int]:
        tries = 2 * len(group)  # with yes and with no
        if len(names) > _MOST_QUESTIONS or self.left < tries:
            return 0, len(group)
        self.left -= tries
        # The question on which most of them hang settles or separates most of them.
        name = max(sorted(names), key=names.__getitem__)
        bounds = []
        for answer in (True, False):
            tried = facts.answered(name, answer)
            bounds.append(self.reached([self.rule(result.indicator, tried) for result in group], tried))
        return min(low for low, _ in bounds), max(high for _, high in bounds)


def _groups(undetermined: Iterable[IndicatorResult]) -> Iterator[tuple[Counter[str], list[IndicatorResult]]]:
    """Put together the indicators that share an open question, each group with all its questions, as often as asked."""
    groups: list[tuple[Counter[str], list[IndicatorResult]]] = []
    for result in undetermined:
        names = Counter({reason.question for reason in result.reasons if reason.question is not None})
        shared = [group for group in groups if not names.keys().isdisjoint(group[0])]
        groups = [group for group in groups if names.keys().isdisjoint(group[0])]
        for questions, _ in shared:
            names.update(questions)
        groups.append((names, [*(each for _, group in shared for each in group), result]))
    return iter(groups)
