"""What is to be confirmed in a report: a line for each subject, with the field that answers it."""

from __future__ import annotations

from collections.abc import Iterator

from qualiopi_rules.core.messages import Locale, message, series
from qualiopi_rules.dossier.reviewer import Review
from qualiopi_rules.indicators.result import Applicability, Applies, Reason
from qualiopi_rules.report.place import part_of
from qualiopi_rules.results.blocks import item_blocks
from qualiopi_rules.results.findings import Finding, Severity
from qualiopi_rules.rnq.question import find_question, questions, situation_questions
from qualiopi_rules.view.blocks import Block, Item, Tone

__all__ = ["open_blocks"]


def open_blocks(review: Review, locale: Locale) -> Iterator[Block]:
    """Give what the dossier does not say and would decide: a line for each question, and one for each of its parts."""
    yield from item_blocks((*_questions(review.applicability, locale), *_parts(review, locale)))


def _questions(applied: Applicability, locale: Locale) -> Iterator[Item]:
    waiting: dict[str, dict[int, Reason]] = {}
    for result in applied.results:
        for reason in result.reasons:
            if result.applies is reason.code.applies is Applies.UNDETERMINED:
                waiting.setdefault(str(reason.question), {})[result.number] = reason
    for name, reasons in waiting.items():
        words = next(iter(reasons.values())).question_words or find_question(name).words
        yield Item(
            text=message(
                "to-confirm.question" if len(reasons) == 1 else "to-confirm.question-of-several",
                locale,
                question=words.say(locale),
                numbers=", ".join(map(str, reasons)),
            ),
            notes=(message("to-confirm.fields", locale, fields=_field(name)),),
            tone=Tone.NOTICE,
        )


def _field(question: str) -> str:
    """The field of a dossier that answers a question."""
    place = (
        "answers" if question in questions() else "situation" if question in situation_questions() else "answers.own"
    )
    return f"{place}.{question}"


def _parts(review: Review, locale: Locale) -> Iterator[Item]:
    """What is not known, by the part of the dossier that it is about."""
    parts: dict[str, list[Finding]] = {}
    for found in review.findings:
        if found.severity is Severity.TO_CONFIRM:
            parts.setdefault(found.where.partition(".")[0], []).append(found)
    for part, findings in parts.items():
        fields = dict.fromkeys(found.where for found in findings if found.where)
        yield Item(
            label=part_of(review, part, locale) if part else message("to-confirm.dossier", locale),
            text=series(
                dict.fromkeys(
                    message("to-confirm.found", locale, title=found.entry.title.say(locale), code=found.code)
                    for found in findings
                ),
                locale,
            ),
            notes=(message("to-confirm.fields", locale, fields=", ".join(fields)),) if fields else (),
            tone=Tone.NOTICE,
        )
