"""Every code has its words, in both languages, and every value reads as it should."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

import qualiopi_rules
from qualiopi_rules.audit.decision import DecisionOutcome, DecisionReasonCode
from qualiopi_rules.audit.duration import DurationOutcome, PartCode
from qualiopi_rules.audit.nonconformity import NonConformityGrade, NonConformityState
from qualiopi_rules.audit.place import PlaceReason, Where
from qualiopi_rules.audit.scope import Focus, PlanReasonCode
from qualiopi_rules.audit.sheet import GradeReason, SheetDecision
from qualiopi_rules.audit.sites import SiteReason
from qualiopi_rules.bilan.bilan import Service
from qualiopi_rules.bilan.sessions import Phase
from qualiopi_rules.core.errors import InvalidInput, locale_of
from qualiopi_rules.core.messages import _SPELLED, Locale, fill
from qualiopi_rules.core.problems import _CODES, problem_of
from qualiopi_rules.core.resources import merged, names as texts, text
from qualiopi_rules.core.words import Words, words
from qualiopi_rules.cycle.cycle import Stage
from qualiopi_rules.cycle.extension import ExtensionStep
from qualiopi_rules.cycle.printed import PrintedOutcome, Shape
from qualiopi_rules.cycle.transfer import TransferBar
from qualiopi_rules.dossier.dossier import Dossier
from qualiopi_rules.dossier.event import CertifierDecision, EventKind
from qualiopi_rules.dossier.state import FileStage
from qualiopi_rules.indicators.result import Applies, ReasonCode
from qualiopi_rules.law.source import Basis, Provenance
from qualiopi_rules.results.deadlines import DeadlineKind, MilestoneCode
from qualiopi_rules.results.findings import Severity
from qualiopi_rules.rnq.audit_kind import AuditKind
from qualiopi_rules.rnq.question import questions
from tests.checks import modules
from tests.strategies import days

TEXTS = texts("*/*")
LOCALES: tuple[Locale, ...] = ("fr", "en")
PACKAGE = Path(qualiopi_rules.__file__).parent
TREES = {
    ".".join(file.relative_to(PACKAGE).with_suffix("").parts): ast.parse(file.read_text("utf-8"))
    for file in sorted(PACKAGE.rglob("*.py"))
}


def tables(value: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every table of a text, with its place."""
    if isinstance(value, dict):
        yield path, value
        for name, inner in value.items():
            yield from tables(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from tables(inner, f"{path}[{index}]")


WORDED = {path: table for name in TEXTS for path, table in tables(text(name), name) if {"fr", "en"} & set(table)}


def placeholders(message: str) -> set[tuple[str, str]]:
    """The parameters of a message, each with how it reads."""
    return {(name, spec or "") for _, name, spec, _ in Formatter().parse(message) if name is not None}


def alike(message: str) -> set[tuple[str, str]]:
    """The same, where each language has its own nouns, and may begin its sentence with another word."""
    return {(name, "|" if "|" in spec else spec.lower()) for name, spec in placeholders(message)}


def names(message: str) -> set[str]:
    return {name for name, _ in placeholders(message)}


def plain(message: str) -> str:
    """A message with its placeholders left out."""
    return "".join(literal + ("x" if name else "") for literal, name, _, _ in Formatter().parse(message))


def test_every_text_with_words_is_looked_at() -> None:
    named = {path.split(".")[0].split("[")[0] for path in WORDED}
    assert named >= {"core/messages", "bilan/findings", "rnq/questions", "profile/law", "indicators/adaptations"}
    assert named >= {"rnq/referential-2019", "rnq/referential-2026"}


@pytest.mark.parametrize("table", WORDED.values(), ids=WORDED.keys())
def test_words_are_in_both_languages_with_the_same_parameters(table: dict[str, Any]) -> None:
    for locale in ("fr", "en"):
        assert isinstance(table[locale], str)
        assert table[locale].strip() == table[locale] or table[locale].startswith("    ")
        assert table[locale].strip()
    assert alike(table["fr"]) == alike(table["en"])
    specs = {spec for locale in ("fr", "en") for _, spec in placeholders(table[locale])}
    assert {spec for spec in specs if "|" not in spec} <= {"", ">2", *_SPELLED}


EXAMPLES: dict[str, tuple[str | int, ...]] = {
    "day": ("2023-03-01",),
    "euros": (0, 160_050),
    "given": ("2023-03-01", "yes"),
    "list": ("AF", "AF, BC, VAE"),
    "minutes": (0, 1441),
    "problem": ("not-found", "syntax:3:7"),
    "question": ("complaints",),
    "subject": ("display", 4),
    "word": ("yes", "yes, no, audit-kind.initial"),
    "|": (0, 1, 2),
}
"""For each way to read a parameter, values that it takes."""


@pytest.mark.parametrize("table", WORDED.values(), ids=WORDED.keys())
def test_words_are_rendered_with_values_of_each_of_their_parameters(table: dict[str, Any]) -> None:
    for locale in LOCALES:
        parameters = alike(table[locale])
        for turn in range(3):
            values = {}
            for name, spec in parameters:
                examples = EXAMPLES.get(spec, ("x",))
                values[name] = examples[turn % len(examples)]
            said = fill(table[locale], locale, values)
            assert said.strip()
            if values:
                assert not re.search(r"[{}|]", said)


NUMBERED = re.compile(r"\{([a-z_]+)\} (?!sur |of |à |to |a |d'|jamais )[a-zéè]{3,}")


@pytest.mark.parametrize("table", WORDED.values(), ids=WORDED.keys())
def test_a_number_before_a_noun_is_in_the_singular_or_in_the_plural(table: dict[str, Any]) -> None:
    """A parameter that counts has its noun in its own placeholder, never a plural beside it that always holds."""
    counts = {"count", "days", "total", "least", "most", "threshold", "half_days", "rows"}
    for locale in LOCALES:
        assert not counts & set(NUMBERED.findall(table[locale]))


@pytest.mark.parametrize("table", WORDED.values(), ids=WORDED.keys())
def test_double_signs_have_a_space_before_them_in_french_and_none_in_english(table: dict[str, Any]) -> None:
    assert not re.search(r"[^\s][;?!»](\s|$)|[^\s]:(\s|$)|«[^\s]", plain(table["fr"]))
    assert not re.search(r"\s[;:?!]|[«»]", plain(table["en"]))


def constants(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def called(node: ast.Call) -> str:
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def faults_made() -> Iterator[tuple[str, ast.expr, set[str]]]:
    """Every place of the source that makes a fault: where, its code, and the names of its parameters."""
    place = {"InvalidValue": 2, "UnknownField": 2, "MissingField": 2, "fault": 1}
    for module, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) in place and len(node.args) > place[called(node)]:
                code = node.args[place[called(node)]]
                yield f"{module}:{node.lineno}", code, {keyword.arg or "**" for keyword in node.keywords}


FAULTS = list(faults_made())
EXPECTED = merged("messages")["expected"]


@pytest.mark.parametrize(("code", "params"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_a_fault_of_the_source_has_words_that_take_its_parameters(code: ast.expr, params: set[str]) -> None:
    for literal in constants(code):
        assert literal in EXPECTED
        assert names(EXPECTED[literal]["en"]) == params


def test_every_word_of_what_was_expected_is_that_of_a_fault() -> None:
    """No words without a code: each is made somewhere, by its name or, for numbers and columns, by their kind."""
    made = {literal for _, code, _ in FAULTS for literal in constants(code)}
    by_kind = {
        "core.converters": {"positive-integer", "zero-or-more"},
        "cycle.identifiers": {"siren", "siret"},
        "columns.column_rule": {
            *("day-column", "answer-column", "answer-text-column"),
            *("count-column", "held-column", "categories-column"),
        },
    }
    assert made.union(*by_kind.values()) == set(EXPECTED)
    assert all(codes <= set(constants(TREES[module])) for module, codes in by_kind.items())


ENUMS = {
    thing
    for module in modules()
    for thing in vars(module).values()
    if isinstance(thing, type) and issubclass(thing, StrEnum) and thing is not StrEnum
}
FIELDS = {
    field.name
    for module in modules()
    for thing in vars(module).values()
    if isinstance(thing, type) and attrs.has(thing)
    for field in attrs.fields(thing)
}
CONTENTS = text("bilan/bilan")["contents"]
RENDERED: dict[str, set[str]] = {
    "stage": set(Stage),
    "milestone": set(MilestoneCode),
    "shape": set(Shape),
    "printed": {*PrintedOutcome, "possible"},
    "reason": set(ReasonCode),
    "word": {
        *(member for enum in (Applies, Basis, Provenance, DeadlineKind, Severity, Phase) for member in enum),
        *(set(Service) - {Service.BILAN}),
        *("yes", "no", "unanswered"),
        *(name for names in CONTENTS.values() for name in names),
        *("project_or_alternatives", "voluntary", "synthesis_handed", "consent"),
    },
    "error": {
        *("invalid-value", "nothing", "unknown-field", "missing-field", "suggestion", "several-faults"),
        *("not-in-force", "no-longer-in-force", "missing-extra"),
    },
    "report": {"about", "title-holder", "verified-until"},
    "report-section": {
        *("blocking", "deadlines", "cycle", "audit", "mock", "indicators", "warnings", "to-confirm", "sources"),
    },
    "why": set(ReasonCode),
    "applies": set(Applies),
    "part": {field.name for field in attrs.fields(Dossier)} | {"bilan", "bilan-rank", "place"},
    "problem": {*_CODES.values(), "no-sheet", "syntax", "other"},
    "audit-kind": set(AuditKind),
    "grade": set(NonConformityGrade),
    "nonconformity": set(NonConformityState),
    "decision": set(DecisionOutcome),
    "decision-reason": set(DecisionReasonCode),
    # Only what gives more than the texts allow is said beside what they lead to.
    "decided": {CertifierDecision.GRANTED, CertifierDecision.MAINTAINED},
    "outcome": {
        outcome
        for outcome in DecisionOutcome
        if outcome not in (DecisionOutcome.GRANTED, DecisionOutcome.MAINTAINED, DecisionOutcome.UNDETERMINED)
    },
    "event": set(EventKind),
    "file-stage": set(FileStage),
    "extension": {*ExtensionStep, "nothing", "suspended", "not-valid", "not-known", "not-provided"},
    "transfer": {*TransferBar, "possible", "not-known", "barred"},
    "missed": {"missed", "not-missed", "not-provided"},
    "sheet": set(SheetDecision),
    "grade-reason": set(GradeReason),
    "plan": {"head", "yes", "no", "unknown", "not-applicable"},
    "plan-reason": set(PlanReasonCode),
    "focus": set(Focus),
    "place": {*Where, "not-known"},
    "place-reason": set(PlaceReason),
    "duration": {*DurationOutcome, *PartCode},
    "sites": {*SiteReason, "sampled", "sampled-with-new", "not-known"},
    "subject": {"indicator", "display", "minors"},
    # What is collected only where there is such a thing is never missed.
    "piece": {entry["id"] for entry in text("audit/application")["pieces"] if not entry.get("if_any", False)},
}


@pytest.mark.parametrize(("group", "codes"), RENDERED.items(), ids=RENDERED.keys())
def test_no_code_without_words(group: str, codes: set[str]) -> None:
    assert {str(code) for code in codes} <= set(merged("messages")[group])


@pytest.mark.parametrize("group", sorted(set(RENDERED) - {"word", "error"}))
def test_a_group_has_the_words_of_its_codes_and_no_others(group: str) -> None:
    assert set(merged("messages")[group]) == {str(code) for code in RENDERED[group]}


@cache
def used() -> frozenset[str]:
    """The members of enumerations, the fields and what is written in the source."""
    written = {literal for tree in TREES.values() for literal in constants(tree)}
    return frozenset(written | FIELDS | {str(member) for enum in ENUMS for member in enum} | RENDERED["piece"])


@pytest.mark.parametrize("group", merged("messages"))
def test_no_words_without_code(group: str) -> None:
    """Each name is one that is used, alone or with its group."""
    assert {name for name in merged("messages")[group] if not {name, f"{group}.{name}"} & used()} == set()


def test_each_key_that_the_source_writes_whole_has_words() -> None:
    messages = merged("messages")
    keys = {
        key
        for tree in TREES.values()
        for key in constants(tree)
        for group, _, name in [key.partition(".")]
        if group in messages and re.fullmatch("[a-z_-]+", name)
    }
    assert len(keys) > 20
    assert {key for key in keys if key.partition(".")[2] not in messages[key.partition(".")[0]]} == set()


def test_words_of_a_key() -> None:
    assert words("stage.running") == Words("en cours", "in force")
    assert words("stage.running").say("fr") == "en cours"
    assert words("stage.running").say("en") == "in force"
    assert words("stage.running").say() == "in force"


@pytest.mark.parametrize("locale", ["de", "FR", "", None, 1, "fr-FR"])
def test_a_language_that_is_not_known_is_refused(locale: Any) -> None:
    for ask in (locale_of, Words("oui", "yes").say):
        with pytest.raises(InvalidInput) as caught:
            ask(locale)
        assert [(fault.path, fault.value, fault.expected) for fault in caught.value.faults] == [
            ("locale", locale, "one-of")
        ]


def test_the_two_languages_are_taken() -> None:
    assert (locale_of("fr"), locale_of("en")) == ("fr", "en")


DAY = Words("{day:day}", "{day:day}")
FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
ENGLISH = "January February March April May June July August September October November December"
MONTHS = {"fr": FRENCH.split(" "), "en": ENGLISH.split(" ")}


@pytest.mark.parametrize(
    ("day", "french", "english"),
    [
        ("2023-03-01", "1er mars 2023", "1 March 2023"),
        ("2024-12-02", "2 décembre 2024", "2 December 2024"),
        ("2021-08-11", "11 août 2021", "11 August 2021"),
        ("2021-02-21", "21 février 2021", "21 February 2021"),
        ("2021-05-31", "31 mai 2021", "31 May 2021"),
    ],
)
def test_a_day_is_spelled(day: str, french: str, english: str) -> None:
    assert (DAY.say("fr", day=day), DAY.say("en", day=day)) == (french, english)


@pytest.mark.property
@given(days(date(1000, 1, 1), date(9999, 12, 31)))
def test_a_spelled_day_has_its_number_month_and_year_and_an_ordinal_on_the_first_in_french_only(day: Date) -> None:
    number = "1er" if day.day == 1 else str(day.day)
    assert DAY.say("fr", day=day.isoformat()) == f"{number} {MONTHS['fr'][day.month - 1]} {day.year}"
    assert DAY.say("en", day=day.isoformat()) == f"{day.day} {MONTHS['en'][day.month - 1]} {day.year}"


@pytest.mark.property
@given(st.integers(0, 10_000))
def test_minutes_are_written_as_hours_and_two_digits_of_minutes(total: int) -> None:
    written = Words("", "{total:minutes}").say("en", total=total)
    hours, minutes = written.split(" h ")
    assert int(hours) * 60 + int(minutes) == total
    assert len(minutes) == 2
    assert int(minutes) < 60


def test_twenty_four_hours_and_one_minute() -> None:
    assert Words("", "{total:minutes} in all").say(total=1441) == "24 h 01 in all"


@pytest.mark.property
@given(st.integers(0, 10**9))
def test_cents_are_written_as_euros_with_the_sign_where_the_language_has_it(cents: int) -> None:
    """French groups by spaces and writes a comma and the sign last; English the sign first, commas and a point."""
    message = Words("{cents:euros}", "{cents:euros}")
    french, english = message.say("fr", cents=cents), message.say("en", cents=cents)
    assert french.endswith("€")
    assert english.startswith("€")
    assert french.rstrip("€").replace(",", ".").translate({ord(space): None for space in " \u00a0\u202f"}) == (
        f"{cents // 100}.{cents % 100:02}" if cents % 100 else str(cents // 100)
    )
    assert english.replace(",", "") == "€" + (f"{cents // 100}.{cents % 100:02}" if cents % 100 else str(cents // 100))


def test_sums_in_euros() -> None:
    message = Words("{cents:euros}", "{cents:euros}")
    assert [message.say("en", cents=cents) for cents in (0, 5, 160_000, 123_456_789)] == [
        "€0",
        "€0.05",
        "€1,600",
        "€1,234,567.89",
    ]
    assert re.fullmatch(r"1\s600\s€", message.say("fr", cents=160_000))
    assert re.fullmatch(r"0,05\s€", message.say("fr", cents=5))


@pytest.mark.parametrize(
    ("number", "french", "english"),
    [
        (0, "0 jour", "0 days"),
        (1, "1 jour", "1 day"),
        (2, "2 jours", "2 days"),
        (365, "365 jours", "365 days"),
    ],
)
def test_a_number_has_its_noun_in_the_singular_or_in_the_plural(number: int, french: str, english: str) -> None:
    """French has 0 in the singular, English in the plural."""
    message = Words("{left:jour|jours}", "{left:day|days}")
    assert (message.say("fr", left=number), message.say("en", left=number)) == (french, english)


@pytest.mark.parametrize(
    ("items", "french", "english"),
    [
        ("AF", "AF", "AF"),
        ("AF, BC", "AF et BC", "AF and BC"),
        ("AF, BC, VAE", "AF, BC et VAE", "AF, BC and VAE"),
        ("1 and 2, 3", "1 and 2 et 3", "1 and 2, 3"),
        ("", "", ""),
    ],
)
def test_a_list_ends_as_that_of_a_sentence_unless_an_item_has_an_and_of_its_own(
    items: str, french: str, english: str
) -> None:
    message = Words("{items:list}", "{items:list}")
    assert (message.say("fr", items=items), message.say("en", items=items)) == (french, english)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: Path("/nowhere/at/all").read_text("utf-8"), "not-found"),
        (lambda: Path(__file__, "inside").read_text("utf-8"), "not-found"),
        (lambda: Path("/").read_text("utf-8"), "directory"),
        (lambda: b"\xff".decode("utf-8"), "encoding"),
        (lambda: Path("a\0b").read_text("utf-8"), "other"),
        (lambda: Path("a" * 5_000).read_text("utf-8"), "unavailable"),
        (lambda: json.loads("{\n  x"), "syntax:2:3"),
        (lambda: json.loads("[" * 200_000), "too-deep"),
        (lambda: tomllib.loads("a = 1\nb = ]"), "syntax:2:5"),
        (lambda: tomllib.loads("a ="), "other"),
    ],
)
def test_what_kept_a_file_from_being_read_has_our_own_words(make: Callable[[], object], code: str) -> None:
    with pytest.raises((OSError, ValueError, RecursionError)) as caught:
        make()
    assert problem_of(caught.value) == code
    message = Words("{problem:problem}", "{problem:problem}")
    for locale in LOCALES:
        said = message.say(locale, problem=code)
        assert said
        assert str(caught.value) not in said
        assert "Errno" not in said


def test_a_file_that_may_not_be_read_and_a_sheet_that_is_not_there() -> None:
    assert problem_of(PermissionError(13, "Permission denied")) == "not-permitted"
    assert problem_of(ValueError("no matching sheet found when `sheet_name` is 'x'")) == "no-sheet"
    assert Words("{problem:problem}", "").say("fr", problem="syntax:2:5") == "erreur à la ligne 2, colonne 5"


@pytest.mark.parametrize(
    ("subject", "french", "english"),
    [
        ("4", "indicateur 4", "indicator 4"),
        (33, "indicateur 33", "indicator 33"),
        ("display", "affichage du certificat", "display of the certificate"),
        ("minors", "non-conformités mineures", "minor non-conformities"),
    ],
)
def test_what_a_non_conformity_is_about_is_named(subject: str | int, french: str, english: str) -> None:
    message = Words("{subject:subject}", "{subject:subject}")
    assert (message.say("fr", subject=subject), message.say("en", subject=subject)) == (french, english)


def test_a_word_begins_a_sentence_with_a_capital_letter() -> None:
    message = Words("{codes:Word}.", "{codes:Word}.")
    assert message.say("fr", codes="grade.major, yes") == "Majeure et oui."
    assert message.say("en", codes="audit-kind.initial") == "Initial audit."


def test_words_without_parameters_stay_as_they_are() -> None:
    assert Words("un {mot", "a {word}").say("fr") == "un {mot"
    assert Words("un {mot", "a {word}").say("en") == "a {word}"


def test_codes_become_words_one_or_several() -> None:
    message = Words("{codes:word}", "{codes:word}")
    assert message.say("fr", codes="yes") == "oui"
    assert message.say("fr", codes="need_analysed, terms_agreed") == "analyse du besoin et modalités convenues ensemble"
    assert message.say("en", codes="printed.one, yes") == "one reading fits and yes"
    assert message.say("fr", codes=Severity.TO_CONFIRM) == "à confirmer"


def test_what_was_given_is_a_day_or_the_word_of_a_code() -> None:
    message = Words("{value:given}", "{value:given}")
    assert message.say("fr", value="2023-03-01") == "1er mars 2023"
    assert message.say("en", value="2023-03-01") == "1 March 2023"
    assert message.say("fr", value="yes") == "oui"
    assert message.say("en", value="audit-kind.initial") == "initial audit"


def test_a_question_is_worded() -> None:
    message = Words("{question:question}", "{question:question}")
    for name, question in questions().items():
        assert message.say("fr", question=name) == question.words.fr
        assert message.say("en", question=name) == question.words.en


def test_a_plain_parameter_reads_as_it_is_and_takes_a_width() -> None:
    assert Words("", "{number:>2}|{text}").say(number=4, text="a {b} c") == " 4|a {b} c"


def test_braces_are_doubled_in_a_message_and_a_value_may_be_converted_first() -> None:
    assert Words("", "{{{day:day}}} {text!r:>5} {{{number}}}").say(day="2024-02-01", number=4, text="a") == (
        "{1 February 2024}   'a' {4}"
    )


@pytest.mark.property
@given(st.text() | st.text("{}:!ab0"), st.integers())
def test_what_a_user_gave_is_never_read_as_a_message(name: str, number: int) -> None:
    """A parameter is written as it is, whatever braces it has."""
    assert Words("{name}/{number}", "").say("fr", name=name, number=number) == f"{name}/{number}"


def test_words_are_read_once() -> None:
    assert words("word.yes") is words("word.yes")
