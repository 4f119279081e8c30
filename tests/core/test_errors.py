"""The errors: an input is refused once, with everything that is wrong with it."""

from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import PurePosixPath

import attrs
import pytest
from hypothesis import given, strategies as st

from qualiopi_rules import (
    Answers,
    Bilan,
    Category,
    Certificate,
    CertificationCycle,
    Dossier,
    Finding,
    Profile,
    Session,
)
from qualiopi_rules.core import errors
from qualiopi_rules.core.errors import (
    MOST,
    InvalidInput,
    InvalidValue,
    MissingExtra,
    MissingField,
    NotInForce,
    QualiopiError,
    UnknownField,
    refuse,
    refuse_all,
)
from qualiopi_rules.dossier import Explanation
from qualiopi_rules.formats.json import structure
from qualiopi_rules.indicators import Applicability
from tests.checks import plain, refused

BROKEN = InvalidValue("bilans[0].sessions[2].minutes", "two", "positive-integer")
UNKNOWN = UnknownField("bilans[0].length", None, "known-field", cls="Bilan", choices="sessions, consent")
MISSING = MissingField("certificate", None, "present")
OLD = NotInForce("rule", date(2018, 1, 1), date(2019, 6, 9))
EARLY = NotInForce("rule", date(2018, 1, 1), date(2019, 6, 9), date(2029, 12, 31))
OVER = NotInForce("rule", date(2030, 1, 1), date(2019, 6, 9), date(2029, 12, 31))
EXTRA = MissingExtra("ids")
TOGETHER = InvalidInput.of(BROKEN, UNKNOWN, MISSING)

EVERY = [BROKEN, UNKNOWN, MISSING, OLD, EARLY, OVER, EXTRA, TOGETHER]


def pickled(error: QualiopiError) -> QualiopiError:
    again: QualiopiError = pickle.loads(pickle.dumps(error))
    return again


def facts(error: QualiopiError) -> tuple[object, ...]:
    """Everything that an error says of itself."""
    own = {name: value for name, value in vars(error).items() if name != "__notes__"}
    parts = tuple(facts(fault) for fault in error.faults) if isinstance(error, InvalidInput) else ()
    return type(error), own, parts, str(error), error.say("fr"), error.say("en")


def test_every_error_class_is_listed_and_has_an_example_here() -> None:
    classes = {thing for thing in vars(errors).values() if isinstance(thing, type) and issubclass(thing, QualiopiError)}
    assert classes - {QualiopiError} == {type(error) for error in EVERY}
    assert {cls.__name__ for cls in classes} <= set(errors.__all__)


@pytest.mark.parametrize("error", EVERY, ids=repr)
def test_every_error_is_a_value_error_through_the_root(error: QualiopiError) -> None:
    assert isinstance(error, QualiopiError)
    assert isinstance(error, ValueError)


def test_a_missing_extra_is_an_import_error() -> None:
    with pytest.raises(ImportError, match=r'pip install "qualiopi-rules\[ids\]"'):
        raise MissingExtra("ids")


@pytest.mark.parametrize("again", [pickled, copy.copy, copy.deepcopy])
@pytest.mark.parametrize("error", EVERY, ids=repr)
def test_an_error_survives_a_pickle_and_a_copy(
    error: QualiopiError, again: Callable[[QualiopiError], QualiopiError]
) -> None:
    assert facts(again(error)) == facts(error)


@pytest.mark.property
@given(
    st.sampled_from([InvalidValue, UnknownField, MissingField]),
    st.text(),
    st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.integers()),
    st.text(),
)
def test_any_fault_keeps_its_path_value_and_parameters_through_a_pickle(
    cls: type[InvalidValue], path: str, value: object, choices: str
) -> None:
    fault = cls(path, value, "one-of", choices=choices)
    for again in (pickle.loads(pickle.dumps(fault)), copy.deepcopy(fault)):
        assert type(again) is cls
        assert (again.path, again.value, again.expected) == (path, value, "one-of")
        assert again.params == {"choices": choices}


@pytest.mark.parametrize(
    ("named", "error"),
    [
        (InvalidValue(path="day", value=3, expected="day"), InvalidValue("day", 3, "day")),
        (NotInForce(rule="rule", day=date(2018, 1, 1), first=date(2019, 6, 9), last=None), OLD),
        (MissingExtra(extra="ids"), EXTRA),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_whose_arguments_are_named_is_the_same(named: QualiopiError, error: QualiopiError) -> None:
    assert named.args == error.args
    assert facts(pickled(named)) == facts(error)


def test_attributes() -> None:
    assert (BROKEN.path, BROKEN.value) == ("bilans[0].sessions[2].minutes", "two")
    assert (BROKEN.expected, BROKEN.params) == ("positive-integer", {})
    assert UNKNOWN.params == {"cls": "Bilan", "choices": "sessions, consent"}
    assert (OVER.rule, OVER.day) == ("rule", date(2030, 1, 1))
    assert (OVER.first, OVER.last, OLD.last) == (date(2019, 6, 9), date(2029, 12, 31), None)
    assert EXTRA.extra == "ids"
    assert TOGETHER.faults == (BROKEN, UNKNOWN, MISSING)


@pytest.mark.parametrize(
    ("error", "english", "french"),
    [
        (
            BROKEN,
            'bilans[0].sessions[2].minutes: "two" is not accepted; expected a whole number, 1 or more',
            'bilans[0].sessions[2].minutes : "two" n’est pas accepté ; attendu : un nombre entier, 1 ou plus',
        ),
        (
            InvalidValue("", 3, "day"),
            "3 is not accepted; expected a date, such as 2023-02-02",
            "3 n’est pas accepté ; attendu : une date, comme 2023-02-02",
        ),
        (
            UNKNOWN,
            "bilans[0].length: unknown name; expected a field of Bilan: sessions, consent",
            "bilans[0].length : nom inconnu ; attendu : un champ de Bilan : sessions, consent",
        ),
        (
            MISSING,
            "certificate: required but missing",
            "certificate : obligatoire, mais absent",
        ),
        (
            OLD,
            "rule: no version is known for 1 January 2018; the first one applies from 9 June 2019",
            "rule : aucune version connue au 1er janvier 2018 ; la première s’applique à partir du 9 juin 2019",
        ),
        (
            EARLY,  # what comes after its last day says nothing of a day before its first
            "rule: no version is known for 1 January 2018; the first one applies from 9 June 2019",
            "rule : aucune version connue au 1er janvier 2018 ; la première s’applique à partir du 9 juin 2019",
        ),
        (
            OVER,
            "rule: no version is known for 1 January 2030; the last one ends on 31 December 2029",
            "rule : aucune version connue au 1er janvier 2030 ; la dernière s’arrête au 31 décembre 2029",
        ),
        (
            EXTRA,
            'this function needs the extra [ids]: pip install "qualiopi-rules[ids]"',
            'cette fonction nécessite le module complémentaire [ids] : pip install "qualiopi-rules[ids]"',
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_error_is_rendered_in_english_and_in_french(error: QualiopiError, english: str, french: str) -> None:
    assert str(error) == english
    assert error.say() == english
    assert error.say("en") == english
    assert plain(error.say("fr")) == french


def test_five_faults_are_reported_as_five_in_the_order_of_the_fields() -> None:
    with pytest.raises(InvalidInput) as caught:
        Certificate(
            number=" ",
            categories=["BC", "XX"],
            first_issue="2023-02-30",
            valid_until="2026-02-01",
            cycle_number=0,
            nda="12",
        )
    error = caught.value
    assert [fault.path for fault in error.faults] == ["number", "categories[1]", "first_issue", "cycle_number", "nda"]
    assert str(error).splitlines() == ["5 errors:", *(f"- {fault}" for fault in error.faults)]
    assert str(error).splitlines()[4] == "- cycle_number: 0 is not accepted; expected a whole number, 1 or more"
    assert error.say("fr").splitlines() == ["5 erreurs\u00a0:", *(f"- {fault.say('fr')}" for fault in error.faults)]


def test_one_fault_is_rendered_without_a_list() -> None:
    with pytest.raises(InvalidInput) as caught:
        Answers(complaints="no")  # type: ignore[arg-type]
    assert str(caught.value) == str(caught.value.faults[0])
    assert str(caught.value) == (
        'complaints: "no" is not accepted; expected true, false or null (not answered); did you mean false?'
    )


def test_every_fault_of_a_nested_input_is_reported_where_each_object_was_made() -> None:
    with pytest.raises(InvalidInput) as caught:
        Session("2023-02-30", "phase", -1, "mode", "nobody")
    assert [fault.path for fault in caught.value.faults] == ["day", "phase", "minutes", "mode", "conducted_by"]


def test_a_long_value_is_cut_in_the_middle() -> None:
    """The end of a path is the name of the file: it is what a reader looks for."""
    just_fits, too_long = InvalidValue("", "x" * 78, "day"), InvalidValue("", f"/{'x' * 500}/dossier.json", "day")
    assert str(just_fits).startswith(f'"{"x" * 78}" is not accepted')
    assert re.match(r'"/x+…x+/dossier\.json" is not accepted', str(too_long))


def test_a_number_too_long_to_write_out_is_reported_all_the_same() -> None:
    assert InvalidValue("minutes", -(10**5000), "positive-integer").message().startswith("-1.00e+5000 is not accepted")


class Colour(Enum):
    """An enumeration of numbers."""

    RED = 1


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (1.5, "1.5"),
        ("it's", '"it\'s"'),
        ('a "b"', r'"a \"b\""'),
        ("\x1b[31m\u202e\ud800", r'"\u001b[31m\u202e\ud800"'),
        (Category.BC, '"BC"'),
        (Colour.RED, "1"),
        (date(2023, 2, 2), "2023-02-02"),
        (datetime(2023, 2, 2, 10, tzinfo=UTC), "2023-02-02T10:00:00+00:00"),
        (PurePosixPath("/a/b.json"), '"/a/b.json"'),
        (["BC", None, False], '["BC", null, false]'),
        (("BC",), '["BC"]'),
        (frozenset({1}), "[1]"),
        ({"a": {"b": None}}, '{"a": {"b": null}}'),
        (Session("2023-02-06", "preliminary", 120), "Session(…)"),
        (Session, "Session"),
        (b"x", "b'x'"),
    ],
)
def test_a_value_is_shown_as_it_is_written_in_json_and_toml(value: object, text: str) -> None:
    for locale, frame in (("fr", "n’est pas accepté"), ("en", "is not accepted")):
        assert InvalidValue("", value, "text").say(locale).startswith(f"{text} {frame}")  # type: ignore[arg-type]


@pytest.mark.parametrize("expected", ["file", "readable"])
def test_a_file_that_is_not_found_is_said_without_what_was_expected(expected: str) -> None:
    """That a file readable as UTF-8 was expected says nothing to whoever mistyped its name; another problem does."""
    fault = InvalidValue("file", "dosier.json", expected, problem="not-found")
    assert str(fault) == 'file: file not found: "dosier.json"'
    assert plain(fault.say("fr")) == 'file : fichier introuvable : "dosier.json"'
    other = InvalidValue("file", "dossier.json", expected, problem="not-permitted")
    assert str(other).startswith('file: "dossier.json" is not accepted; expected a ')
    assert str(other).endswith("(access denied)")


def test_only_a_file_is_not_found() -> None:
    fault = InvalidValue("", "a", "json", problem="not-found")
    assert str(fault) == '"a" is not accepted; expected a JSON text (not found)'


ORDER, ESCAPED = "a\x1b[31mb", r"a\u001b[31mb"
"""A text in which a terminal would obey an order, and the same as JSON writes it."""


def test_nothing_of_a_caller_is_obeyed_by_a_terminal_wherever_it_stands_in_the_words() -> None:
    """The names of columns and files are a caller's own: in a path, among the choices and in what is suggested."""
    assert str(InvalidValue(ORDER, 3, "day")).startswith(f"{ESCAPED}: 3 is not accepted")
    fault = InvalidValue("", ORDER.upper(), "column", choices=f"{ORDER}, b")
    assert fault.suggestion == ORDER
    assert str(fault) == (
        f'"{ESCAPED.upper().replace("U001B", "u001b")}" is not accepted; '
        f"expected a column of the frame: {ESCAPED}, b; did you mean {ESCAPED}?"
    )
    assert str(InvalidValue("", "é\u2028", "near-code", choices="é\u00a0x")).startswith(
        r'"é\u2028" is not accepted; expected a known code, such as é\u00a0x; '
    )


def test_a_long_path_is_cut_in_the_middle_in_words_and_where_a_fault_writes_itself() -> None:
    fits, long = f"begin.{'x' * 150}.end", f"begin.{'x' * 200}.end"
    assert str(InvalidValue(fits, 3, "day")).startswith(f"{fits}: 3 is")
    path, _, _ = str(InvalidValue(long, 3, "day")).partition(": 3 is")
    assert (len(path), path[:7], path[-7:]) == (160, "begin.x", "xxx.end")
    assert repr(InvalidValue(long, 3, "day")) == f"InvalidValue('{path}', 3, 'day')"


def test_a_long_list_of_what_was_expected_is_cut_in_the_middle() -> None:
    choices = ", ".join(f"choice-{number}" for number in range(500))
    said = str(InvalidValue("", 3, "one-of", choices=choices)).removeprefix("3 is not accepted; expected ")
    assert len(said) == 2_000
    assert said.startswith("one of: choice-0, choice-1, ")
    assert said.endswith(", choice-498, choice-499")


def test_nothing_is_no_none() -> None:
    fault = InvalidValue("day", None, "day")
    assert str(fault) == "day: an empty value (null) is not accepted; expected a date, such as 2023-02-02"
    said = "day : une valeur vide (null) n’est pas acceptée ; attendu : une date, comme 2023-02-02"
    assert plain(fault.say("fr")) == said


@pytest.mark.parametrize("wrap", [lambda inner: [inner], lambda inner: {"a": inner}, lambda inner: (inner,)])
def test_a_value_five_thousand_deep_is_shown_and_refused(wrap: Callable[[object], object]) -> None:
    deep: object = 1
    for _ in range(5_000):
        deep = wrap(deep)
    for cls in (Certificate, Dossier, Bilan, Answers, Applicability, CertificationCycle, Profile, Finding):
        with pytest.raises(InvalidInput) as caught:
            structure(deep, cls)
        for error in (caught.value, *caught.value.faults):
            for written in (str(error), error.say("fr"), repr(error)):
                assert len(written) < 10_000
    for cls in (Certificate, Dossier, Bilan, Answers, CertificationCycle):
        for field in attrs.fields(cls):
            with pytest.raises(InvalidInput) as caught:
                structure({field.name: deep}, cls)
            assert str(caught.value)
    with refused("the value derived from the rest"):
        structure({"starts": "2023-02-02", "expires": deep}, CertificationCycle)


def test_an_object_that_holds_others_of_its_class_is_refused_when_it_is_too_deep() -> None:
    deep: dict[str, object] = {}
    for _ in range(5_000):
        deep = {"code": "finding", "conclusion": {"fr": "oui", "en": "yes"}, "parts": [deep]}
    with refused(r'^{"code": "finding", .* is not accepted; expected fewer nested levels$'):
        structure(deep, Explanation)


def test_a_fault_is_worded_without_its_path_for_a_form() -> None:
    assert BROKEN.message() == '"two" is not accepted; expected a whole number, 1 or more'
    assert plain(BROKEN.message("fr")) == '"two" n’est pas accepté ; attendu : un nombre entier, 1 ou plus'
    assert UNKNOWN.message("en") == "unknown name; expected a field of Bilan: sessions, consent"
    assert MISSING.message("fr") == "obligatoire, mais absent"
    for fault in (BROKEN, UNKNOWN, MISSING):
        assert fault.say("fr", path=False) == fault.message("fr")
        assert fault.say("fr") == f"{fault.path}\u00a0: {fault.message('fr')}"
    with pytest.raises(InvalidInput):
        BROKEN.message("de")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (BROKEN, "InvalidValue('bilans[0].sessions[2].minutes', \"two\", 'positive-integer')"),
        (MISSING, "MissingField('certificate', null, 'present')"),
    ],
)
def test_the_representation_of_a_fault(error: InvalidValue, text: str) -> None:
    assert repr(error) == text


@pytest.mark.property
@given(st.text() | st.lists(st.integers()))
def test_no_value_buries_the_message(value: object) -> None:
    """Whatever the value, what stands before the words is at most eighty characters long."""
    shown = str(InvalidValue("", value, "day")).removesuffix(" is not accepted; expected a date, such as 2023-02-02")
    assert 0 < len(shown) <= 80


@pytest.mark.parametrize(
    ("path", "prefix", "whole"),
    [
        ("minutes", "sessions[0]", "sessions[0].minutes"),
        ("[0].minutes", "sessions", "sessions[0].minutes"),
        ("", "sessions", "sessions"),
        ("minutes", "", "minutes"),
        ("", "", ""),
        ("name", "mine.toml:", "mine.toml: name"),
        ("[0].minutes", "mine.toml:", "mine.toml: [0].minutes"),
    ],
)
def test_a_fault_is_seen_from_further_out(path: str, prefix: str, whole: str) -> None:
    fault = UnknownField(path, 3, "known-field", cls="Session", choices="day")
    out = fault.at(prefix)
    assert type(out) is UnknownField
    assert (out.path, out.value, out.expected, out.params) == (whole, 3, "known-field", fault.params)


@pytest.mark.parametrize("path", ["sesions", "bilans[0].sesions", "mine.toml: sesions"])
def test_of_an_unknown_field_its_own_name_is_compared_with_those_that_are_known(path: str) -> None:
    fault = UnknownField(path, {}, "known-field", cls="Bilan", choices="sessions, consent")
    assert fault.suggestion == "sessions"


def test_faults_are_put_together_in_their_order() -> None:
    together = InvalidInput.of(*(fault for fault in (MISSING, BROKEN)))
    assert (type(together), together.faults) == (InvalidInput, (MISSING, BROKEN))
    with pytest.raises(ValueError, match="non-empty"):
        InvalidInput.of()


def test_a_thousand_faults_are_all_that_is_kept_and_their_message_says_that_there_may_be_more() -> None:
    """Whoever mends a thousand reads the others the next time; of 999 the number is known."""
    broken = [InvalidValue(f"[{number}]", 0, "positive-integer") for number in range(MOST + 1)]
    few, many = InvalidInput.of(*broken[: MOST - 1]), InvalidInput.of(*broken)
    assert many.faults == tuple(broken[:MOST])
    assert (str(few).splitlines()[0], str(many).splitlines()[0]) == ("999 errors:", "1000 errors or more:")
    assert plain(many.say("fr")).splitlines()[0] == "1000 erreurs ou plus :"


def test_a_group_of_faults_says_what_it_is() -> None:
    assert InvalidInput.of(MISSING).message == "invalid input"


def test_what_somebody_puts_among_the_faults_is_none() -> None:
    mixed = TOGETHER.derive([BROKEN, ValueError("of somebody else")])
    assert mixed.faults == (BROKEN,)
    assert str(mixed) == str(BROKEN)


def test_except_star_and_split_keep_the_class_and_the_faults() -> None:
    seen: list[ExceptionGroup[InvalidValue]] = []
    try:
        raise TOGETHER
    except* UnknownField as group:
        seen.append(group)
    except* InvalidValue as group:
        seen.append(group)
    assert [type(group) for group in seen] == [InvalidInput, InvalidInput]
    assert [group.exceptions for group in seen] == [(UNKNOWN,), (BROKEN, MISSING)]
    missing, rest = TOGETHER.split(MissingField)
    assert isinstance(missing, InvalidInput)
    assert isinstance(rest, InvalidInput)
    assert missing.faults == (MISSING,)
    assert str(missing) == str(MISSING)
    assert rest.faults == (BROKEN, UNKNOWN)
    assert str(rest).startswith("2 errors:")


def test_an_unknown_language_is_refused() -> None:
    for error in EVERY:
        with pytest.raises(InvalidInput) as caught:
            error.say("de")  # type: ignore[arg-type]
        assert str(caught.value) == 'locale: "de" is not accepted; expected one of: fr, en'


def test_the_root_has_no_words_of_its_own() -> None:
    with pytest.raises(NotImplementedError):
        QualiopiError().say()


def test_refuse_lets_values_pass_and_raises_every_fault_under_its_own_name() -> None:
    refuse(day="2023-02-02", answer=None, error=ValueError("a value like another"))
    refuse_all([])
    nested = InvalidInput.of(InvalidValue("[1]", "XX", "day"), InvalidValue("[3]", "YY", "day"))
    with pytest.raises(InvalidInput) as caught:
        refuse(first=InvalidValue("", 1, "day"), fine=3, list=nested, last=MissingField("inner", None, "present"))
    assert [fault.path for fault in caught.value.faults] == ["first", "list[1]", "list[3]", "last.inner"]
    assert type(caught.value.faults[-1]) is MissingField
