"""`qualiopi-rules explain CODE`: what a code, a day, an indicator or a question means, and its source."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Annotated, Any

from cyclopts import Parameter
from pendulum import Date

from qualiopi_rules.cli.context import DEFAULTS, Context
from qualiopi_rules.cli.pages import page
from qualiopi_rules.cli.parameters import REVIEWED, Day, Switch
from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, MissingField, refuse
from qualiopi_rules.core.messages import Locale, capital, fill, message
from qualiopi_rules.core.resources import text
from qualiopi_rules.formats.code_labels import labels
from qualiopi_rules.law.dated import Value, dated
from qualiopi_rules.profile.profile import built_in_profiles
from qualiopi_rules.results.blocks import line_blocks, source_blocks
from qualiopi_rules.results.deadlines import MilestoneCode
from qualiopi_rules.results.findings import catalogue
from qualiopi_rules.rnq.edition import Indicator, edition_on, referential
from qualiopi_rules.rnq.notes import guide_notes
from qualiopi_rules.rnq.question import find_question, questions, situation_questions
from qualiopi_rules.view.blocks import Item, Items
from qualiopi_rules.view.document import Document

__all__ = ["explain"]

_MOST = 8
"""How many codes are shown to who wrote one that is none."""
_NEARNESS = 0.7
_SOME = ("BIL001", "27", "surveillance-closes", "subcontracting")
"""A code of each kind, where none is like it."""


def explain(
    code: Annotated[str | None, Parameter(metavar="CODE")] = None,
    /,
    *,
    all: Switch = False,
    on: Day = None,
    context: Context = DEFAULTS,
) -> int:
    """Say what a code means, and on which text it rests, or list every code.

    Args:
        code: the code of a finding or of any result, the number of an indicator, a day, a question, or a profile.
        all: whether every code is listed.
        on: the day that decides the edition of the referential.
        context: what was chosen for the run.
    """
    day, locale = converters.day(context.day(on)), context.locale
    refuse(on=day, code=MissingField("", None, "present") if code is None and not all else None)
    if all or code is None:
        context.show(_codes_page(day, locale))
        return REVIEWED
    name = code.strip()
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
            message("explain-page.meaning", locale): line_blocks([entry.meaning.say(locale)]),
            message("report-section.sources", locale): source_blocks([entry.citation], locale),
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
            message("explain-page.meaning", locale): line_blocks(_about(indicator, day, locale)),
            message("explain-page.guide", locale): line_blocks(dict.fromkeys(each.say(locale) for each in said)),
            message("report-section.sources", locale): source_blocks([*indicator.sources, notes.citation], locale),
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
    label = labels(locale)["MilestoneCode"][code]
    return page(
        message("explain-page.named", locale, code=code, label=capital(label)),
        message("explain-page.milestone", locale, label=label),
        {
            message("explain-page.set-by", locale): line_blocks(_set_by(code, locale)),
            message("report-section.sources", locale): source_blocks(
                (each.citation for _, each in _rules(code)), locale
            ),
        },
        locale,
    )


def _rules(code: str) -> Iterator[tuple[str, Value[Any]]]:
    """The values that set a day, each with the name of its rule."""
    for rule in text("cli/milestones")["rules"][code]:
        file, _, key = rule.partition(".")
        yield from ((key, value) for value in dated(file, key).values)


def _set_by(code: str, locale: Locale) -> Iterator[str]:
    """What each rule says, from the day on which its value changed."""
    known: dict[str, object] = {}
    for key, each in _rules(code):
        if known.get(key) != each.value:
            known[key] = each.value
            rule = fill(text("cli/milestones")["words"][key][locale], locale, {"value": each.value})
            yield message("explain-page.since", locale, day=each.since.isoformat(), rule=rule)


def _question(name: str, day: Date, locale: Locale) -> Document:
    question = find_question(name)
    conditions = [each for each in edition_on(day).indicators if each.condition == name]
    decides = ", ".join(f"{each.number} {each.title(locale)}" for each in conditions)
    lines = [message("explain-page.decides", locale, indicators=decides)] if conditions else []
    return page(
        message("explain-page.named", locale, code=name, label=capital(question.words.say(locale))),
        message(f"explain-question.{question.answered_with}", locale, question=question.words.say(locale)),
        {
            message("explain-page.meaning", locale): line_blocks(lines),
            message("report-section.sources", locale): source_blocks([question.citation], locale),
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
            message("profile-page.uncertain", locale): line_blocks(uncertain),
            message("report-section.sources", locale): source_blocks(profile.citations.values(), locale),
        },
        locale,
    )


def _labelled(code: str, day: Date, locale: Locale) -> Document:
    """A code of a result, each of its meanings on a line.

    Raises:
        InvalidInput: when no code is written so, with those that are like it or whose words have it.
    """
    meanings = dict.fromkeys(capital(own[code]) for own in labels(locale).values() if code in own)
    if not meanings:
        near = ", ".join(_near(code, _codes(day, locale)) or _SOME)
        raise InvalidInput.of(InvalidValue("code", code, "near-code", choices=near))
    return page(code, next(iter(meanings)), {message("explain-page.meaning", locale): line_blocks(meanings)}, locale)


def _near(code: str, known: dict[str, str]) -> list[str]:
    """The few codes that are written nearly so, then those of which the words have it."""
    by_words = [each for each, words in known.items() if code and code.casefold() in words.casefold()]
    return list(dict.fromkeys([*get_close_matches(code, known, _MOST, _NEARNESS), *by_words]))[:_MOST]


def _codes_page(day: Date, locale: Locale) -> Document:
    known = _codes(day, locale)
    items = tuple(Item(label=code, text=words) for code, words in known.items())
    return page(
        message("explain-page.all-title", locale),
        message("explain-page.all", locale, total=len(known)),
        {message("explain-page.meaning", locale): [Items(items)]},
        locale,
    )


def _codes(day: Date, locale: Locale) -> dict[str, str]:
    """Everything that can be explained, each once, in words."""
    all_questions = {**questions(), **situation_questions()}
    known = {
        **{code: entry.title.say(locale) for code, entry in catalogue().items()},
        **{str(each.number): each.title(locale) for each in edition_on(day).indicators},
        **labels(locale)["MilestoneCode"],
        **{name: each.words.say(locale) for name, each in all_questions.items()},
        **{name: each.words.say(locale) for name, each in built_in_profiles().items()},
    }
    others = {code: words for own in labels(locale).values() for code, words in own.items()}
    return known | {code: words for code, words in others.items() if code not in known}
