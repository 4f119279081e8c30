"""`qualiopi-rules explain CODE`: what a code, a day, an indicator or a question means, and its source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

from cyclopts import Parameter
from pendulum import Date

from qualiopi_rules.cli.context import DEFAULTS, Context
from qualiopi_rules.cli.pages import cited, listed, page
from qualiopi_rules.cli.parameters import REVIEWED, Day
from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, refuse
from qualiopi_rules.core.messages import Locale, capital, message
from qualiopi_rules.core.resources import text
from qualiopi_rules.formats.code_labels import labels
from qualiopi_rules.law.dated import dated
from qualiopi_rules.law.source import Citation
from qualiopi_rules.profile.profile import built_in_profiles
from qualiopi_rules.results.deadlines import MilestoneCode
from qualiopi_rules.results.findings import catalogue
from qualiopi_rules.rnq.edition import Indicator, edition_on, referential
from qualiopi_rules.rnq.notes import guide_notes
from qualiopi_rules.rnq.question import find_question, questions, situation_questions
from qualiopi_rules.view.document import Document

__all__ = ["explain"]


def explain(code: Annotated[str, Parameter(metavar="CODE")], /, *, on: Day = None, context: Context = DEFAULTS) -> int:
    """Say what a code means, and on which text it rests.

    Args:
        code: the code of a finding or of any result, the number of an indicator, a day, a question, or a profile.
        on: the day that decides the edition of the referential.
        context: what was chosen for the run.
    """
    day, locale, name = converters.day(context.day(on)), context.locale, code.strip()
    refuse(on=day)
    if name.upper() in catalogue():
        found = _finding(name.upper(), locale)
    elif name.isdigit() and int(name) in referential(on=day):
        found = _indicator(referential(on=day)[int(name)], day, locale)
    elif name.lower() in set(MilestoneCode):
        found = _milestone(name.lower(), locale)
    elif name in {**questions(), **situation_questions()}:
        found = _question(name, day, locale)
    elif name in built_in_profiles():
        found = _profile(name, locale)
    else:
        found = _labelled(name, day, locale)
    context.show(found)
    return REVIEWED


def _finding(code: str, locale: Locale) -> Document:
    entry = catalogue()[code]
    return page(
        message("explain-page.finding", locale, code=code, title=entry.title.say(locale)),
        message("explain-page.severity", locale, severity=entry.severity, day=entry.since.isoformat()),
        {
            message("explain-page.meaning", locale): listed([entry.meaning.say(locale)]),
            message("cited.title", locale): cited([entry.citation], locale),
        },
        locale,
    )


def _indicator(indicator: Indicator, day: Date, locale: Locale) -> Document:
    notes = guide_notes(indicator.number, on=day)
    guide = (notes.definition, notes.expected_level, notes.condition, notes.proofs)
    said = [each for each in (*guide, notes.new_entrant, notes.subcontractor) if each is not None]
    return page(
        message("explain-page.indicator", locale, code=str(indicator.number), title=indicator.title(locale)),
        message("explain-page.gap", locale, gap=labels(locale)["Grading"][indicator.grading]),
        {
            message("explain-page.meaning", locale): listed(_about(indicator, day, locale)),
            message("explain-page.guide", locale): listed(dict.fromkeys(each.say(locale) for each in said)),
            message("cited.title", locale): cited([*indicator.sources, notes.citation], locale),
        },
        locale,
    )


def _about(indicator: Indicator, day: Date, locale: Locale) -> Iterator[str]:
    criterion = next(each for each in edition_on(day).criteria if each.number == indicator.criterion)
    yield message("explain-page.criterion", locale, number=criterion.number, title=criterion.title(locale))
    yield message("explain-page.categories", locale, categories=", ".join(sorted(indicator.categories)))
    if indicator.condition is not None:
        question = find_question(indicator.condition).words.say(locale)
        yield message("explain-page.condition", locale, question=question)
    if indicator.what is not None:
        yield capital(indicator.what.say(locale))


def _milestone(code: str, locale: Locale) -> Document:
    return page(
        message("explain-page.named", locale, code=code, label=capital(labels(locale)["MilestoneCode"][code])),
        message("explain-page.milestone", locale),
        {message("cited.title", locale): cited(_rules(code), locale)},
        locale,
    )


def _rules(code: str) -> Iterator[Citation]:
    for rule in text("cli/milestones")["rules"][code]:
        file, _, key = rule.partition(".")
        yield from (value.citation for value in dated(file, key).values)


def _question(name: str, day: Date, locale: Locale) -> Document:
    question = find_question(name)
    conditions = [each for each in edition_on(day).indicators if each.condition == name]
    decides = ", ".join(f"{each.number} {each.title(locale)}" for each in conditions)
    lines = [message("explain-page.decides", locale, indicators=decides)] if conditions else []
    return page(
        message("explain-page.named", locale, code=name, label=capital(question.words.say(locale))),
        message("explain-page.question", locale, question=question.words.say(locale)),
        {
            message("explain-page.meaning", locale): listed(lines),
            message("cited.title", locale): cited([question.citation], locale),
        },
        locale,
    )


def _profile(name: str, locale: Locale) -> Document:
    profile = built_in_profiles()[name]
    uncertain = () if profile.uncertain is None else (profile.uncertain.say(locale),)
    return page(
        message("profile-page.title", locale, name=name),
        profile.words.say(locale),
        {
            message("profile-page.uncertain", locale): listed(uncertain),
            message("cited.title", locale): cited(profile.citations.values(), locale),
        },
        locale,
    )


def _labelled(code: str, day: Date, locale: Locale) -> Document:
    """A code of a result, each of its meanings on a line.

    Raises:
        InvalidInput: when no code is written so, with all that are.
    """
    known = labels(locale)
    meanings = dict.fromkeys(capital(own[code]) for own in known.values() if code in own)
    if not meanings:
        raise InvalidInput.of(InvalidValue("code", code, "one-of", choices=", ".join(_codes(known.values(), day))))
    return page(code, next(iter(meanings)), {message("explain-page.meaning", locale): listed(meanings)}, locale)


def _codes(known: Iterable[dict[str, str]], day: Date) -> list[str]:
    """Everything that can be explained, each once."""
    numbers = map(str, edition_on(day))
    codes = (code for own in known for code in own)
    named = (*catalogue(), *numbers, *MilestoneCode, *questions(), *situation_questions(), *built_in_profiles())
    return list(dict.fromkeys([*map(str, named), *codes]))
