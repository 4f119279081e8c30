"""A dossier to be filled in: what is known of it, and its questions in plain words with what each is for."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import attrs
from pendulum import Date

from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.cycle.cycle import CertificationCycle
from qualiopi_rules.formats.code_labels import labels
from qualiopi_rules.indicators.answers import Facts
from qualiopi_rules.indicators.result import IndicatorResult
from qualiopi_rules.indicators.rule import results_of
from qualiopi_rules.profile.profile import Profile
from qualiopi_rules.rnq.category import Category
from qualiopi_rules.rnq.question import AnswerKind, Question, questions, situation_questions

__all__ = ["DossierTemplate"]

_Effects = tuple[tuple[int, ...], tuple[int, ...]]
"""The indicators that a question decides, and those of which it changes what is looked at."""


@attrs.frozen(kw_only=True)
class DossierTemplate:
    """What is known of a dossier to be filled in.

    Attributes:
        number: the number of the certificate.
        cycle: its cycle.
        categories: its categories.
        profile: the profile whose questions it has.
        day: the day for which the effect of each answer is said.
    """

    number: str
    cycle: CertificationCycle
    categories: frozenset[Category]
    profile: Profile
    day: Date

    def json(self) -> str:
        """Write it as JSON: an answer that is not given is null."""
        groups = self._relevant()
        values: dict[str, Any] = {
            "certificate": {
                "number": self.number,
                "categories": sorted(self.categories),
                "first_issue": self.cycle.starts.isoformat(),
                "valid_until": self.cycle.expires.isoformat(),
            },
            "categories": sorted(self.categories),
            "surveillance_held": None,
            "answers": {each.id: None for each in groups["answers"]},
            "situation": {
                each.id: [] if each.answered_with is AnswerKind.CATEGORIES else None for each in groups["situation"]
            },
        }
        if groups["own"]:
            values["answers"]["own"] = {each.id: None for each in groups["own"]}
        return json.dumps(values, ensure_ascii=False, indent=2) + "\n"

    def toml(self, locale: Locale) -> str:
        """Write it as TOML, with comments in a language."""
        parts = (
            self._head(locale),
            self._certificate(locale),
            self._questions(locale),
            self._bilans(locale) if Category.BC in self.categories else (),
            self._provider(locale) if Category.BC in self.categories else (),
            self._audits(locale),
            self._events(locale),
            [_comment(message("template.rest", locale))],
        )
        return "\n\n".join("\n".join(lines) for lines in map(list, parts) if lines) + "\n"

    # --- Its parts

    def _head(self, locale: Locale) -> Iterator[str]:
        yield _comment(message("template.head", locale, number=self.number))
        for name in ("how", "unanswered", "next"):
            yield _comment(message(f"template.{name}", locale))
        yield ""
        # In TOML, a line below a table belongs to it.
        yield _comment(message("template.top", locale))
        yield _comment(message("template.categories", locale, choices=_choices("Category", locale)))
        yield f"categories = {_list(self.categories)}"
        yield ""
        window = self.cycle.surveillance
        yield _comment(message("template.surveillance", locale))
        opens, closes = window.opens.isoformat(), window.closes.isoformat()
        yield _comment(message("template.surveillance-for", locale, opens=opens, closes=closes))
        yield f"# surveillance_held = {opens}"

    def _certificate(self, locale: Locale) -> Iterator[str]:
        yield _comment(message("template.certificate", locale))
        yield "[certificate]"
        yield f"number = {json.dumps(self.number, ensure_ascii=False)}"
        yield f"categories = {_list(self.categories)}"
        yield _comment(message("template.first-issue", locale))
        yield f"first_issue = {self.cycle.starts.isoformat()}"
        yield _comment(message("template.valid-until", locale))
        yield f"valid_until = {self.cycle.expires.isoformat()}"
        yield _comment(message("template.holder", locale))
        yield '# holder = "…"'

    def _questions(self, locale: Locale) -> Iterator[str]:
        tables = {"answers": "answers", "own": "answers.own", "situation": "situation"}
        for number, (name, group) in enumerate((name, group) for name, group in self._relevant().items() if group):
            if number:
                yield ""
            yield _comment(message(f"template.{name}", locale, profile=self.profile.name))
            yield f"[{tables[name]}]"
            for question, effects in group.items():
                yield from self._question(question, effects, locale)

    def _question(self, question: Question, effects: _Effects, locale: Locale) -> Iterator[str]:
        if question.answered_with is AnswerKind.CATEGORIES:
            yield _comment(message("template.new-in", locale))
            yield f"# {question.id} = {_list(self.categories)}"
            return
        yield _comment(message("template.question", locale, question=question.words.say(locale)))
        for name, numbers in zip(("decides", "adapts"), effects, strict=True):
            if numbers:
                yield _comment(message(f"template.{name}", locale, numbers=", ".join(map(str, numbers))))
        if question.answered_with is AnswerKind.COUNT:
            yield _comment(message("template.number", locale))
        yield f"# {question.id} = {'true' if question.answered_with is AnswerKind.YES_NO else '1'}"

    def _bilans(self, locale: Locale) -> Iterator[str]:
        yield _comment(message("template.bilans", locale))
        yield "# [[bilans]]"
        yield from _aligned(
            {
                'reference = "B-001"': message("template.reference", locale),
                "consent = true": message("template.consent", locale),
                "provider_is_employer = false": message("template.employer", locale),
                'service = "bilan"': _choice("Service", locale),
            }
        )
        yield "# [[bilans.sessions]]"
        yield from _aligned(
            {
                f"day = {self.day.isoformat()}": "",
                'phase = "preliminary"': _choice("Phase", locale),
                'minutes = "2h30"': message("template.minutes", locale),
                'mode = "individual"': _choice("Mode", locale),
                'conducted_by = "provider"': _choice("Conductor", locale),
            }
        )

        yield "# [bilans.documents]"
        yield from _aligned({f"ended = {self.day.isoformat()}": message("template.ended", locale)})
        yield "# [[bilans.documents.documents]]"
        yield from _aligned(
            {
                'kind = "synthesis"': _choice("DocumentKind", locale),
                "follow_up_agreement = true": message("template.agreement", locale),
                f"destroyed = {self.day.isoformat()}": message("template.destroyed", locale),
            }
        )

    def _provider(self, locale: Locale) -> Iterator[str]:
        yield _comment(message("template.provider", locale))
        yield "# [provider]"
        yield from _aligned(
            {
                "other_activities = true": message("template.other-activities", locale),
                "identified_organisation = true": message("template.organisation", locale),
                "follows_up = true": message("template.follows-up", locale),
            }
        )

    def _audits(self, locale: Locale) -> Iterator[str]:
        yield _comment(message("template.audits", locale))
        yield "# [audits]"
        yield from _aligned({"turnover_cents = 15000000": message("template.turnover", locale)})
        yield "# [[audits.sites]]"
        yield from _aligned(
            {
                'name = "Siège"': message("template.site", locale),
                "central = true": message("template.central", locale),
                "audited = true": message("template.audited", locale),
            }
        )

    def _events(self, locale: Locale) -> Iterator[str]:
        yield _comment(message("template.events", locale))
        yield "# [[events]]"
        yield from _aligned(
            {
                f"on = {self.cycle.surveillance.opens.isoformat()}": "",
                'kind = "audit"': _choice("EventKind", locale),
                'audit = "surveillance"': _choice("AuditKind", locale),
            }
        )

    # --- Which questions, and what for

    def _relevant(self) -> dict[str, dict[Question, _Effects]]:
        """The questions whose answers count for these categories, by the part of a dossier that answers them."""
        groups = {
            "answers": questions().values(),
            "own": self.profile.own_questions,
            "situation": situation_questions().values(),
        }
        effects = {name: {each: self._effects(each) for each in group} for name, group in groups.items()}
        return {
            name: {
                each: effect
                for each, effect in group.items()
                if any(effect) or each.answered_with is AnswerKind.CATEGORIES
            }
            for name, group in effects.items()
        }

    def _effects(self, question: Question) -> _Effects:
        """The indicators that apply or not by the answer, and those that are only looked at otherwise.

        The other questions are answered yes, then no: one of them may hide what this one changes. A number changes
        something once the threshold that it is compared with is set.
        """
        decided, adapted = set[int](), set[int]()
        for other in (True, False):
            facts = Facts(dict.fromkeys(self.profile.answerable, other))
            both = (self._results(each) for each in _answered_both_ways(question, facts))
            for one, another in zip(*both, strict=True):
                if one.applies is not another.applies:
                    decided.add(one.number)
                elif one.adaptations != another.adaptations:
                    adapted.add(one.number)
        return tuple(sorted(decided)), tuple(sorted(adapted - decided))

    def _results(self, facts: Facts) -> tuple[IndicatorResult, ...]:
        return results_of(self.categories, facts, self.day, self.profile)[0]


def _answered_both_ways(question: Question, facts: Facts) -> Iterator[Facts]:
    """The same facts with either answer to a question; for a number, with the least and with a very large one."""
    if question.answered_with is AnswerKind.COUNT:
        return (attrs.evolve(facts, counts={question.id: count}) for count in (1, sys.maxsize))
    return (facts.answered(question.id, answer) for answer in (True, False))


def _comment(text: str) -> str:
    return f"# {text}"


def _list(categories: Iterable[Category]) -> str:
    return json.dumps(sorted(categories))


def _choices(enumeration: str, locale: Locale) -> str:
    """Every code of an enumeration with its label."""
    known = labels(locale)[enumeration]
    return ", ".join(message("template.choice", locale, code=code, label=label) for code, label in known.items())


def _choice(enumeration: str, locale: Locale) -> str:
    return message("template.choices", locale, choices=_choices(enumeration, locale))


def _aligned(lines: dict[str, str]) -> Iterator[str]:
    """Lines to be uncommented, each with what it means beside it."""
    width = max(map(len, lines))
    for line, meaning in lines.items():
        yield f"# {line:<{width}}  # {meaning}" if meaning else f"# {line}"
