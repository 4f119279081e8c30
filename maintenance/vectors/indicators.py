"""Vectors of which indicators apply: every answer, condensed; the reasons; what an answer changes in the evidence."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations, product
from typing import Any

import attrs

from maintenance.vectors.file import NO_CATEGORIES, NO_DAYS, Case, Group, Input, Rule, distinct, plain
from qualiopi_rules import Answers, Category, applicability
from qualiopi_rules.formats import structure
from qualiopi_rules.indicators import Applicability, Situation
from qualiopi_rules.profile import Threshold, built_in_profiles
from qualiopi_rules.rnq import questions

__all__ = ["rules"]

ANNEX = ("rnq-2019", "decret-2026-728")
CERTIFIER = (*ANNEX, "webinar-2023", "audit-grid-2025")
GUIDE = (*ANNEX, "guide-v8", "guide-v9")
DAYS = ("2023-03-01", "2026-10-31", "2026-11-01")
WEBINAR = tuple(questions())[:8]
BY_LAW = ("subcontracting", "certifying", "work_linked", "work_situation")
"""The questions that some indicator turns on by its own wording."""
DECIDING = (*BY_LAW, "sole_practitioner", "complaints")
"""The same, with those on which `certifier` removes one."""

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
UNIONS = tuple(list(each) for size in range(1, 5) for each in combinations(map(str, Category), size))


def rules() -> Iterator[Rule]:
    """Return the rule of the indicators that apply."""
    about = "Which indicators apply to a provider, and between which numbers that lies while answers are missing."
    yield Rule("applicability", "core", about, _groups())


def outcome(found: Applicability) -> Any:
    """Return which indicators apply, and the bounds."""
    return {
        "edition": found.edition,
        "applicable": found.numbers,
        "undetermined": found.undetermined,
        "not_applicable": found.not_applicable,
        "bounds": tuple(found.bounds),
    }


def _applied(value: Input) -> Applicability:
    profile = built_in_profiles()[value["profile"]]
    if value.get("guide_removes"):
        profile = attrs.evolve(profile, name="with-guide", guide_removes=True)
    if limits := value.get("thresholds"):
        thresholds = [structure(each, Threshold) for each in limits]
        profile = attrs.evolve(profile, name="with-thresholds", thresholds=thresholds)
    return applicability(
        value["categories"],
        structure(value.get("answers", {}), Answers),
        on=value["on"],
        profile=profile,
        situation=structure(value.get("situation", {}), Situation),
    )


def one(value: Input) -> Any:
    """Return the outcome of one set of answers."""
    return outcome(_applied(value))


def everything(value: Input) -> Any:
    """Return the distinct outcomes of all answers to some questions, and for each its place, in base 36."""
    names, results, places = value["questions"], list[Any](), list[str]()
    decides = [name in _deciding(value["profile"]) for name in names]
    for answers in product((False, None, True), repeat=len(names)):
        relevant = tuple((name, answer) for name, answer, read in zip(names, answers, decides, strict=True) if read)
        found = _remembered(tuple(value["categories"]), value["on"], value["profile"], relevant)
        if found not in results:
            results.append(found)
        tens, ones = divmod(results.index(found), len(DIGITS))
        places.append(DIGITS[tens] + DIGITS[ones])
    return {"results": results, "index": "".join(places)}


@cache
def _deciding(profile: str) -> frozenset[str]:
    removals = built_in_profiles()[profile].removals
    return frozenset((*BY_LAW, *(removal.question for removal in removals)))


@cache
def _remembered(
    categories: tuple[str, ...], on: str, profile: str, answers: tuple[tuple[str, bool | None], ...]
) -> Any:
    found = one({"categories": categories, "on": on, "profile": profile, "answers": dict(answers)})
    return plain({name: found[name] for name in ("applicable", "undetermined", "bounds")})


def reasons(value: Input) -> Any:
    """Return why each indicator applies or does not: its number, the outcome, and a code for each category."""
    return {
        "reasons": [
            [each.number, each.applies, [[reason.category, reason.code, reason.question] for reason in each.reasons]]
            for each in _applied(value).results
        ]
    }


def adaptations(value: Input) -> Any:
    """Return what the answers change in the evidence: the number, the question, and whether it is settled."""
    return {
        "adaptations": [
            [each.number, change.question, change.settled]
            for each in _applied(value).results
            for change in each.adaptations
        ]
    }


def findings(value: Input) -> Any:
    """Return what is found in the answers: contradictions."""
    return {"findings": [[each.code, each.where] for each in _applied(value).findings]}


def _groups() -> Iterator[Group]:
    refuses: dict[str, Any] = {
        "categories": NO_CATEGORIES,
        "on": NO_DAYS,
        "answers": ({"subcontracting": "no"}, {"sole": True}, {"complaints": 1, "certifying": ""}),
        "situation": ({"trainers": -1}, {"new_in": ["XX"]}, {"acts_as_subcontractor": "yes"}),
    }
    yield Group(
        "answers",
        "One set of answers: true, false, or null and left out for not answered. `bounds` is [least, most].",
        *(CERTIFIER, one, distinct(_answers()), refuses),
    )
    yield Group(
        "all",
        "All answers to `questions`, the last one varying fastest, each false, null, true in that order: `index` has "
        "two digits to base 36 for each, the place of its outcome in `results`.",
        *(CERTIFIER, everything, distinct(_all())),
    )
    yield Group(
        *("reasons", "Why: [indicator, outcome, [[category, code, question]]] in order.", CERTIFIER, reasons),
        distinct(_reasons()),
    )
    yield Group(
        *("situation", "What the guide removes for a profile that lets it, and the bounds.", GUIDE, one),
        distinct(_situations()),
    )
    yield Group(
        *("adaptations", "What an answer changes: [indicator, question, settled] in order.", GUIDE, adaptations),
        distinct(_adaptations()),
    )
    yield Group(
        *("thresholds", "With a threshold that a profile sets from a day on: [indicator, question, settled].", GUIDE),
        *(adaptations, distinct(_thresholds())),
    )
    yield Group(
        *("findings", "Answers that contradict each other: [code, path].", ANNEX, findings),
        distinct(_contradictions()),
    )


def _case(key: str, categories: list[str], on: str, profile: str, comment: str = "", **more: Any) -> Case:
    flags = ("practice",) if profile != "law" else ()
    name = "/".join((key, "+".join(categories), on, profile))
    return Case(name, {"categories": categories, "on": on, "profile": profile, **more}, comment, flags)


def _answers() -> Iterator[Case]:
    shown = dict(zip(WEBINAR, (True, False, True, False, True, False, False, True), strict=True))
    yield _case("webinar", ["BC"], "2023-03-01", "certifier", "the answers on the screen: 20 of 32", answers=shown)
    yield _case("webinar", ["BC"], "2023-03-01", "law", "the same answers by the texts alone: 21", answers=shown)
    for categories, on, profile in product(UNIONS, DAYS, ("law", "certifier")):
        yield _case("nothing", categories, on, profile, answers={})
    marks = {
        "AF": "mistakes.md 12: 13 and 28 concern AF too",
        "BC": "mistakes.md 11, 13 and 14: 27 and not 8; 3, 7 and 16 never",
        "VAE": "mistakes.md 11 and 14: not 7 nor 8, but 3 and 16",
        "CFA": "mistakes.md 17: 33 since 1 November 2026",
    }
    for (category, comment), answer, on in product(marks.items(), (True, False), DAYS):
        answers = dict.fromkeys(questions(), answer)
        yield _case(f"all-{answer}".lower(), [category], on, "law", comment, answers=answers)
    for name, answer, category in product(questions(), (True, False), map(str, Category)):
        for profile in ("law", "certifier"):
            yield _case(f"{name}={answer}".lower(), [category], DAYS[0], profile, answers={name: answer})
    alone = {"sole_practitioner": True, "subcontracting": False, "complaints": False}
    for on in ("2023-02-28", "2023-03-01"):
        comment = "a practice whose first day is not documented: a profile has it from the first day of the referential"
        yield _case("fewest", ["BC"], on, "certifier", comment, answers=alone)
    for on in ("2019-06-08", "2019-06-09"):
        yield _case("first-day", ["BC"], on, "law", "the referential holds from 9 June 2019", answers={})


def _all() -> Iterator[Case]:
    for categories, on, profile in product(UNIONS, DAYS[1:], ("law", "certifier")):
        yield _packed("six", categories, on, profile, DECIDING)
    for category, profile in product(map(str, Category), ("law", "certifier")):
        yield _packed("webinar", [category], DAYS[0], profile, WEBINAR)


def _packed(key: str, categories: list[str], on: str, profile: str, names: tuple[str, ...]) -> Case:
    case = _case(key, categories, on, profile, questions=list(names))
    return attrs.evolve(case, flags=("packed", *case.flags))


def _reasons() -> Iterator[Case]:
    for categories, on in product((["AF"], ["BC"], ["VAE"], ["CFA"], ["AF", "BC"], ["BC", "VAE", "CFA"]), DAYS[1:]):
        for answer in (None, True, False):
            answers = dict.fromkeys(DECIDING, answer)
            yield _case(f"{answer}".lower(), categories, on, "certifier", answers=answers)


def _situations() -> Iterator[Case]:
    names = ("acts_as_subcontractor", "missions_in_contract", "two_days_or_less")
    for on in ("2024-01-22", "2024-01-23", "2024-03-07", "2024-03-08", "2026-11-01"):
        for category, values in product(("AF", "BC", "CFA"), product((False, None, True), repeat=3)):
            situation = {name: value for name, value in zip(names, values, strict=True) if value is not None}
            key = "".join({False: "n", None: "-", True: "y"}[value] for value in values)
            yield _case(key, [category], on, "law", guide_removes=True, situation=situation)
    yield _case("not-allowed", ["AF"], DAYS[1], "law", situation={"two_days_or_less": True})


def _adaptations() -> Iterator[Case]:
    for name, answer, on in product(questions(), (True, False), (DAYS[0], "2024-03-08", "2025-09-01", DAYS[2])):
        for category in ("AF", "BC"):
            yield _case(f"{name}={answer}".lower(), [category], on, "certifier", answers={name: answer})
    own = [each.id for each in built_in_profiles()["certifier-af"].own_questions]
    for name, answer, on in product(own, (True, False), ("2024-03-07", "2024-03-08")):
        yield _case(f"{name}={answer}".lower(), ["AF"], on, "certifier-af", answers={"own": {name: answer}})
    for category, on in product(map(str, Category), ("2024-03-07", "2024-03-08", DAYS[2])):
        for key, situation in {
            "new": {"new_in": [category]},
            "new-elsewhere": {"new_in": ["VAE" if category != "VAE" else "AF"]},
            "subcontractor": {"acts_as_subcontractor": True},
            "remote": {"distance_modules": True},
            "trainers": {"trainers": 5, "permanent_hours": 100},
        }.items():
            yield _case(key, [category], on, "law", situation=situation)


def _thresholds() -> Iterator[Case]:
    numbers = {"trainers": (4, 5, 6, None), "permanent_hours": (99, 100, 101, None)}
    for question, counts in numbers.items():
        for count, on in product(counts, ("2026-10-31", "2026-11-01", "2026-11-30", "2026-12-01")):
            limit = {
                "question": question,
                "value": 5 if question == "trainers" else 100,
                "since": "2026-12-01",
                **CITED,
            }
            situation = {} if count is None else {question: count}
            yield _case(f"{question}={count}".lower(), ["CFA"], on, "law", thresholds=[limit], situation=situation)


CITED = {"citation": {"source": {"id": "own", "title": "Own"}, "basis": "law", "provenance": "verbatim"}}


def _contradictions() -> Iterator[Case]:
    for alone, team in product((True, False, None), repeat=2):
        answers = {"sole_practitioner": alone, "teaching_team": team}
        yield _case(f"alone={alone},team={team}".lower(), ["BC"], DAYS[0], "certifier", answers=answers)
    for linked, situation in product((True, False, None), repeat=2):
        answers = {"work_linked": linked, "work_situation": situation}
        for on in ("2024-03-07", "2024-03-08"):
            yield _case(f"linked={linked},situation={situation}".lower(), ["AF"], on, "law", answers=answers)
    for category, name in product(map(str, Category), ("certifying", "work_linked", "work_situation")):
        yield _case(f"{name}=false", [category], DAYS[0], "law", answers={name: False})
