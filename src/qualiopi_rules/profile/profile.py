"""What one certifier chooses, in one object: questions, removals, points, durations, delays, advice, drafts.

Where the texts leave no choice a profile changes nothing: the conditions in the indicators' own wording hold under
every profile. The library has its own: `law`, the texts alone; `certifier`, the range that a certifier announced in
2023, with its variants; `certifier-af`, the questions for training.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, refuse
from qualiopi_rules.core.resources import names, text
from qualiopi_rules.core.words import Words
from qualiopi_rules.law.source import Citation, citation, citation_of, interpretation
from qualiopi_rules.law.working_days import Holidays
from qualiopi_rules.profile.delays import RenewalAdvice, SuspensionDelay, delay_of
from qualiopi_rules.profile.durations import DurationTable, table_of
from qualiopi_rules.profile.outcomes import OutcomeScale
from qualiopi_rules.profile.points import ConformityPoint
from qualiopi_rules.profile.public_holidays import french_holidays
from qualiopi_rules.profile.removal import EvidenceChange, Removal
from qualiopi_rules.profile.thresholds import Threshold
from qualiopi_rules.rnq.question import AnswerKind, Question, every_question, question_of

__all__ = ["DEFAULT_PROFILE", "Profile", "built_in_profiles", "merged_tables", "profile_of"]

DEFAULT_PROFILE = "certifier"
"""The profile that is used where none is named: the range 19 to 22 that a certifier announced for bilans."""


def _questions(value: Iterable[Question | str]) -> tuple[Question, ...]:
    if not converters.is_list(value):
        return converters.fault(value, "instances", cls=Question.__name__)
    return converters.each_of(question_of, value)


def _removals(value: Iterable[Removal]) -> tuple[Removal, ...]:
    return converters.instances(Removal, value)


def _changes(value: Iterable[EvidenceChange]) -> tuple[EvidenceChange, ...]:
    return converters.instances(EvidenceChange, value)


def _points(value: Iterable[ConformityPoint] | None) -> tuple[ConformityPoint, ...] | None:
    return None if value is None else converters.instances(ConformityPoint, value)


def _thresholds(value: Iterable[Threshold]) -> tuple[Threshold, ...]:
    return converters.instances(Threshold, value)


# Results are remembered by profile.
@attrs.frozen(kw_only=True, eq=True, unsafe_hash=True, cache_hash=True)
class Profile(converters.Checked):
    """Everything that one certifier decides.

    Attributes:
        name: its name; that of a built-in profile belongs to it alone.
        words: what it is.
        uncertain: what of it is not established, or None.
        questions: the preliminary questions, in the order of its form: its own, or the ids of the library's.
        removals: which answers remove an indicator, beyond what the texts themselves say.
        adaptations: which answers change the evidence of an indicator, beside those of the library.
        points: its own conformity points; None for those of the library.
        durations: the table that the length of an audit is read from, or its name; None without one.
        suspension: how long a suspension lasts before the withdrawal, or its name; None where that is not decided.
        renewal: when it advises to hold the renewal audit; None for the advice that the library knows.
        guide_removes: whether the guide de lecture may remove indicators too (12 for short trainings, 1 and 2 for
            a sub-contractor); the evidence that it adapts is adapted either way.
        thresholds: thresholds that no text has published yet.
        draft_minimum_from: the day of a first session from which the minimum of a draft décret applies; None for never.
        outcomes: the scale of outcomes of its reports; None without one.
        working_days: whether a time to correct, to verify or to answer that ends on a Saturday, a Sunday or a holiday
            runs to the next working day (article 642 of the code de procédure civile); needs the extra `holidays`.

    Raises:
        InvalidInput: with every field that does not hold; then with each question that is listed twice, has the id of
            another one, or is named by a removal, an adaptation or a point and is unknown.
    """

    name: str = attrs.field(converter=converters.text)
    words: Words
    uncertain: Words | None = None
    questions: tuple[Question, ...] = attrs.field(default=(), converter=_questions)
    removals: tuple[Removal, ...] = attrs.field(default=(), converter=_removals)
    adaptations: tuple[EvidenceChange, ...] = attrs.field(default=(), converter=_changes)
    points: tuple[ConformityPoint, ...] | None = attrs.field(default=None, converter=_points)
    durations: DurationTable | None = attrs.field(default=None, converter=table_of)
    suspension: SuspensionDelay | None = attrs.field(default=None, converter=delay_of)
    renewal: RenewalAdvice | None = None
    guide_removes: bool = attrs.field(default=False, converter=converters.yes_or_no)
    thresholds: tuple[Threshold, ...] = attrs.field(default=(), converter=_thresholds)
    draft_minimum_from: Date | None = attrs.field(default=None, converter=converters.optional_day)
    outcomes: OutcomeScale | None = None
    working_days: bool = attrs.field(default=False, converter=converters.yes_or_no)

    def _faults(self) -> Iterator[InvalidValue]:
        times = Counter(question.id for question in self.questions)
        known = every_question()
        for index, question in enumerate(self.questions):
            if times[question.id] > 1:
                yield InvalidValue(f"questions[{index}].id", question.id, "without-repetition")
            elif question.id in known and question != known[question.id]:
                yield InvalidValue(f"questions[{index}].id", question.id, "new-question")
            elif question.id not in known and question.answered_with is not AnswerKind.YES_NO:
                yield InvalidValue(f"questions[{index}].answered_with", str(question.answered_with), "yes-no-question")
        answerable = dict.fromkeys(self.answerable)
        choices = ", ".join(answerable)
        for group in ("removals", "adaptations", "points"):
            for index, each in enumerate(getattr(self, group) or ()):
                if each.question is not None and each.question not in answerable:
                    yield InvalidValue(f"{group}[{index}].question", each.question, "one-of", choices=choices)

    @property
    def own_questions(self) -> tuple[Question, ...]:
        """The questions that are the certifier's own: their answers are in `Answers.own`."""
        known = every_question()
        return tuple(question for question in self.questions if question.id not in known)

    @property
    def answerable(self) -> tuple[str, ...]:
        """The ids of every question that is answered by yes or no: those of the library, then the certifier's own."""
        both = (*every_question().values(), *self.own_questions)
        return tuple(question.id for question in both if question.answered_with is AnswerKind.YES_NO)

    @property
    def citations(self) -> dict[str, Citation]:
        """The source of each choice, by its place in the profile."""
        groups = ("questions", "removals", "adaptations", "points", "thresholds")
        many = {
            f"{group}[{index}]": each.citation
            for group in groups
            for index, each in enumerate(getattr(self, group) or ())
        }
        single = ("durations", "suspension", "renewal", "outcomes")
        one = {name: getattr(self, name).citation for name in single if getattr(self, name) is not None}
        if self.draft_minimum_from is not None:
            one["draft_minimum_from"] = citation(text("bilan/bilan")["draft_minimum"])
        if self.working_days:
            one["working_days"] = interpretation("law", "working_days")
        return many | one

    @property
    def holidays(self) -> Holidays | None:
        """The days to which no time to act is counted, beside the weekends; None where it applies no article 642.

        Raises:
            MissingExtra: when it does, and the extra `holidays` is not installed.
        """
        return french_holidays() if self.working_days else None

    def find_question(self, name: str) -> Question:
        """Return a question of the library or of the certifier, by its id.

        Raises:
            InvalidInput: when there is none.
        """
        own = (each for each in self.own_questions if isinstance(name, str) and each.id == str.__str__(name))
        found = next(own, None) or question_of(name)
        refuse(name=found)
        return found


@cache
def built_in_profiles() -> Mapping[str, Profile]:
    """Return the library's own profiles by name."""
    return MappingProxyType({name: _profile(merged_tables(table)) for name, table in _tables().items()})


@cache
def _tables() -> Mapping[str, Mapping[str, Any]]:
    tables = map(text, names("profile/law") + names("profile/certifier*"))
    return MappingProxyType({table["name"]: table for table in tables})


def merged_tables(table: Mapping[str, Any]) -> dict[str, Any]:
    """Merge a table of a profile with the built-in profile that it extends, whose entries its own replace.

    Raises:
        InvalidInput: when it extends a profile that is not known.
    """
    own = {key: value for key, value in table.items() if key != "extends"}
    if "extends" not in table:
        return own
    known = _tables()
    if not isinstance(table["extends"], str) or table["extends"] not in known:
        raise InvalidInput.of(InvalidValue("extends", table["extends"], "one-of", choices=", ".join(known)))
    return merged_tables(known[table["extends"]]) | own


def profile_of(value: Profile | str) -> Profile:
    """Convert to a profile, from the name of a built-in one; a profile of that name must be the built-in one."""
    known = built_in_profiles()
    if isinstance(value, Profile):
        misnamed = value.name in known and value != known[value.name]
        return converters.faults([InvalidValue("name", value.name, "new-profile")]) if misnamed else value
    if isinstance(value, str) and value in known:
        return known[value]
    return converters.fault(value, "profile", choices=", ".join(known))


def _profile(table: Mapping[str, Any]) -> Profile:
    """Make a built-in profile; the reader of a caller's profile makes the same of it."""
    own = dict(table)
    for name in ("words", "uncertain"):
        if name in own:
            own[name] = Words(**own[name])
    own["questions"] = [
        each if isinstance(each, str) else Question(**_cited(each, "words")) for each in own.get("questions", ())
    ]
    own["removals"] = [Removal(**_cited(each, "note")) for each in own.get("removals", ())]
    own["adaptations"] = [EvidenceChange(**_cited(each, "words")) for each in own.get("adaptations", ())]
    if "outcomes" in own:
        own["outcomes"] = OutcomeScale(**_cited(own["outcomes"]))
    return Profile(**own)


def _cited(table: Mapping[str, Any], worded: str | None = None) -> dict[str, Any]:
    made = {**table, "citation": citation_of(table["citation"])}
    return {**made, worded: Words(**made[worded])} if worded in made else made
