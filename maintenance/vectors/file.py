"""The file of vectors of one rule: a header, groups, and one vector on a line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Any

import attrs

from qualiopi_rules import InvalidInput, NotInForce, __version__
from qualiopi_rules.law import find_source
from qualiopi_rules.results import Deadline, Finding

__all__ = [
    "FLAGS",
    "NO_ANSWERS",
    "NO_CATEGORIES",
    "NO_DAYS",
    "NO_KINDS",
    "Case",
    "Group",
    "Input",
    "Rule",
    "Runner",
    "answer",
    "deadlines_of",
    "distinct",
    "findings_of",
    "plain",
]

Input = dict[str, Any]
Runner = Callable[[Input], Any]

FORMAT = "qualiopi-rules-vectors"
FORMAT_VERSION = 1

FLAGS = {
    "month-end": "the first day is one that the month it leads to may not have: the 29th to the 31st",
    "leap-day": "29 February is in the input or in what follows from it",
    "edge": "on the first or the last day of something",
    "outside": "one day before the first day of something, or after its last",
    "four-year": "a first cycle of before 1 January 2021",
    "not-in-force": "before the first day of the rule: the answer is the error not-in-force",
    "not-known": "no text that was seen says it: an implementation does not guess",
    "invalid": "the input is refused",
    "mistake": "a mistake that was seen in a public program",
    "packed": "many cases in one vector",
    "ambiguous": "more than one answer fits, and none is chosen",
    "practice": "rests on what a certifier does, not on a text",
}
"""What a flag says of a vector."""


@attrs.frozen
class Case:
    """One input.

    Attributes:
        key: what tells it from the others of its group, in the id of its vector.
        input: the input.
        comment: what it is for; empty where the input says it.
        flags: names of `FLAGS`.
    """

    key: str
    input: Input
    comment: str = ""
    flags: tuple[str, ...] = ()


NO_DAYS = ("2023-02-29", "2023-2-1", "01/02/2023", "2023-02-02T00:00:00", "2023-02-01T23:00:00Z", 20230202, True, "")
NO_ANSWERS = ("yes", "true", 1, "")
NO_CATEGORIES: tuple[Any, ...] = ([], ["bc"], ["BC", "XX"], "BC", None)
NO_KINDS = ("first", "", None, 1)


def _cases(value: Iterable[Case]) -> tuple[Case, ...]:
    return tuple(value)


@attrs.frozen
class Group:
    """Cases that have one form of input and one runner.

    Attributes:
        name: its name in the file.
        about: what the inputs and the outputs are.
        sources: the ids of the texts of the rule, as the library has them.
        run: from an input to its expected output.
        cases: the inputs.
        refuses: by field, what is refused in it; made into a group of its own on the first of the cases.
    """

    name: str
    about: str
    sources: tuple[str, ...]
    run: Runner
    cases: tuple[Case, ...] = attrs.field(converter=_cases)
    refuses: Mapping[str, Sequence[Any]] = attrs.field(factory=dict)

    def refusing(self) -> Iterator[Group]:
        """Yield the group of what is refused, if any: one field at a time, then the first of all at once."""
        base = self.cases[0].input
        cases = [
            Case(f"{name}/{place}", {**base, name: each})
            for name, wrong in self.refuses.items()
            for place, each in enumerate(wrong)
        ]
        if len(self.refuses) > 1:
            every = {name: wrong[0] for name, wrong in self.refuses.items()}
            cases.append(Case("all", {**base, **every}, "every fault of an input at once"))
        if cases:
            about = "What is refused: one field at a time is what it must not be."
            yield Group(f"{self.name}-refused", about, self.sources, self.run, cases)

    def vectors(self, rule: str) -> list[dict[str, Any]]:
        """Return the vectors of the group, for the file of a rule."""
        return [_vector(f"{rule}/{self.name}/{case.key}", case, self.run) for case in self.cases]


def _groups(value: Iterable[Group]) -> tuple[Group, ...]:
    return tuple(each for group in value for each in (group, *group.refusing()))


@attrs.frozen
class Rule:
    """The vectors of one rule.

    Attributes:
        name: its name, and that of its file.
        level: `core`, `audit` or `full`: what an implementation of that level must agree with.
        about: what the rule says.
        groups: its groups.
    """

    name: str
    level: str
    about: str
    groups: tuple[Group, ...] = attrs.field(converter=_groups)

    def document(self) -> dict[str, Any]:
        """Return the file as plain values."""
        groups: list[dict[str, Any]] = [
            {
                "name": group.name,
                "about": group.about,
                "sources": list(group.sources),
                "vectors": group.vectors(self.name),
            }
            for group in self.groups
        ]
        vectors = [vector for group in groups for vector in group["vectors"]]
        flags = {flag for vector in vectors for flag in vector.get("flags", ())}
        names = dict.fromkeys(name for group in self.groups for name in group.sources)
        return {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            "library_version": __version__,
            "rule": self.name,
            "level": self.level,
            "about": self.about,
            "count": len(vectors),
            "flags": {flag: words for flag, words in FLAGS.items() if flag in flags},
            "sources": {name: _source(name) for name in names},
            "groups": groups,
        }

    def json(self) -> str:
        """Return the text of the file: one vector on a line, so that a change shows as the lines it changes."""
        document = self.document()
        groups = document.pop("groups")
        head = [f"  {_line(name)}: {_line(value)}" for name, value in document.items()]
        return "{\n" + ",\n".join([*head, '  "groups": [\n' + ",\n".join(map(_group, groups)) + "\n  ]"]) + "\n}\n"


def _group(group: dict[str, Any]) -> str:
    head = [f"      {_line(name)}: {_line(group[name])}" for name in ("name", "about", "sources")]
    vectors = ",\n".join(f"        {_line(vector)}" for vector in group["vectors"])
    return "    {\n" + ",\n".join([*head, '      "vectors": [\n' + vectors + "\n      ]"]) + "\n    }"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _source(name: str) -> dict[str, str | None]:
    source = find_source(name)
    return {"title": source.title, "identifier": source.identifier, "url": source.url}


_ON_ERROR = {"not-in-force": ("not-in-force",), "invalid-input": ("invalid",)}
"""The flag of an input whose answer is an error."""


def _vector(name: str, case: Case, run: Runner) -> dict[str, Any]:
    expected = answer(run, case.input)
    flags = (*case.flags, *_ON_ERROR.get(expected.get("error", ""), ()))
    vector: dict[str, Any] = {"id": name}
    if case.comment:
        vector["comment"] = case.comment
    if flags:
        vector["flags"] = list(dict.fromkeys(flags))
    return {**vector, "input": plain(case.input), "expected": expected}


def answer(run: Runner, value: Input) -> Any:
    """Return what a runner gives for an input, an error as a value too."""
    try:
        return plain(run(value))
    except NotInForce:
        return {"error": "not-in-force"}
    except InvalidInput as refusal:
        faults = [{"path": fault.path, "expected": fault.expected} for fault in refusal.faults]
        return {"error": "invalid-input", "faults": faults}


def plain(value: Any) -> Any:
    """Return a value as JSON has it: days as ISO texts, codes as texts, sets sorted."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, frozenset):
        return sorted(plain(each) for each in value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(each) for each in value]
    return value


def findings_of(found: Iterable[Finding]) -> list[Any]:
    """Return findings as [code, path, severity]."""
    return [[each.code, each.where, each.severity] for each in found]


def deadlines_of(found: Iterable[Deadline]) -> list[Any]:
    """Return deadlines as [code, day, days left]."""
    return [[each.code, each.day, each.days_left] for each in found]


def distinct(cases: Iterable[Case]) -> tuple[Case, ...]:
    """Return the cases without those whose key came before: the grids below overlap on purpose."""
    return tuple({case.key: case for case in reversed(tuple(cases))}.values())[::-1]
