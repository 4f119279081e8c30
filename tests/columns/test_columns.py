"""What the rules on columns accept, return and refuse, in examples."""

from __future__ import annotations

import pickle
import sys
from datetime import date, datetime, timedelta
from functools import partial
from importlib import import_module
from typing import Any

import attrs
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import Answers, CertificationCycle, InvalidInput, NotInForce, applicability, columns
from qualiopi_rules.columns import printed_columns, rules, scalars
from qualiopi_rules.columns.day_tables import BLOCK, KeptResults
from qualiopi_rules.columns.keys import FEW
from qualiopi_rules.columns.masks import mask_of
from qualiopi_rules.columns.outcomes import ERRORS
from qualiopi_rules.columns.rules import applicability_rule, situations
from qualiopi_rules.core.cache import SIZE
from qualiopi_rules.core.errors import MissingExtra
from qualiopi_rules.cycle import Stage
from qualiopi_rules.profile import built_in_profiles
from qualiopi_rules.rnq.category import Category
from qualiopi_rules.rnq.edition import editions
from tests.checks import refused
from tests.columns.backends import BACKENDS, Rows, table_of
from tests.columns.scalar import QUESTIONS

DAY = date(2023, 2, 2)
ON = date(2024, 5, 5)


def one(frame: Any, name: str) -> Any:
    """The value of a column of a frame of polars that has one row."""
    (value,) = frame[name].to_list()
    return value


def frame(**values: Any) -> pl.DataFrame:
    return pl.DataFrame({name: [value] for name, value in values.items()})


# --- Masks


@pytest.mark.parametrize("number", range(1, 65))
def test_every_bit_is_one_indicator(number: int) -> None:
    mask = mask_of([number])
    assert -(2**63) <= mask < 2**63
    assert columns.indicators_of_mask(mask) == (number,)
    assert columns.indicators_of_mask(np.int64(mask)) == (number,)


@pytest.mark.property
@given(st.frozensets(st.integers(1, 64)))
def test_a_mask_is_read_back_whole_from_every_library(numbers: frozenset[int]) -> None:
    mask = mask_of(numbers)
    wanted = tuple(sorted(numbers))
    held = [
        pl.Series([mask, None], dtype=pl.Int64).to_list()[0],
        pa.array([mask, None], pa.int64()).to_pylist()[0],
        pd.Series([mask, None], dtype="Int64").iloc[0],
        pd.Series([mask, None], dtype="int64[pyarrow]").iloc[0],
        np.array([mask], np.int64)[0],
    ]
    assert [columns.indicators_of_mask(each) for each in held] == [wanted] * len(held)


@pytest.mark.parametrize("mask", [1.0, 2.0**60, float("nan"), None, True, "3", 2**63, -(2**63) - 1, pd.NA])
def test_what_is_no_mask_is_refused(mask: Any) -> None:
    with refused("mask: .* expected a whole number of 64 bits"):
        columns.indicators_of_mask(mask)


def test_no_mask_is_lost_in_pandas_where_some_are_null() -> None:
    """With a null, whole numbers of numpy would become floats, which hold 53 bits."""
    made = columns.add_applicability(
        pd.DataFrame({"categories": ["BC", None]}), on="2026-11-01", categories="categories"
    )
    assert str(made["applicable"].dtype) == "Int64"
    assert columns.indicators_of_mask(made["applicable"].iloc[0]) == applicability(["BC"], on="2026-11-01").numbers


def test_the_indicators_of_every_edition_fit_in_a_mask() -> None:
    assert max(number for edition in editions() for number in edition) <= 64


# --- What is accepted


@pytest.mark.parametrize("day", [DAY, "2023-02-02", datetime(2023, 2, 2), Date(2023, 2, 2)])
def test_a_day_is_a_date_a_text_or_midnight(day: Any) -> None:
    made = columns.add_cycles(frame(decided=day), decision="decided")
    assert made.columns == ["decided", *made.columns[1:7], "error", "error_field"]
    assert one(made, "expires") == date(2026, 2, 1)
    assert one(made, "error") is None


def test_the_stage_is_categorical_and_its_categories_are_the_stages() -> None:
    made = columns.add_status(frame(decided=DAY), decision="decided", on=ON)
    assert made.schema["stage"] == pl.Enum([str(stage) for stage in Stage])
    assert one(made, "stage") == "surveillance-open"


def test_a_prefix_is_before_every_name_of_a_result() -> None:
    made = columns.add_cycles(frame(decided=DAY, error="mine"), decision="decided", prefix="q_")
    assert all(name.startswith("q_") for name in made.columns[2:])
    assert one(made, "error") == "mine"
    assert columns.rejected_rows(made, prefix="q_").height == 0


def test_categories_can_be_those_of_every_row() -> None:
    answered = pl.DataFrame({"subcontracting": [True, False, None]})
    made = columns.add_applicability(answered, on=ON, categories=["BC"], answers=["subcontracting"], profile="law")
    assert made["applicable_least"].to_list() == [22, 21, 21]
    assert made["applicable_most"].to_list() == [22, 21, 22]
    assert [columns.indicators_of_mask(mask) for mask in made["undetermined"]] == [(), (), (27,)]


@pytest.mark.parametrize(
    ("categories", "error"),
    [(["BC", "AF"], None), (["AF"], None), ([], "not-empty"), (["XX"], "one-of"), (["BC", "BC"], "without-repetition")],
)
@pytest.mark.parametrize("make", [pl.DataFrame, pa.table, pd.DataFrame])
def test_categories_can_be_lists(make: Any, categories: list[str], error: str | None) -> None:
    made = columns.add_applicability(make({"c": [categories, categories]}), on=ON, categories="c")
    table = made if isinstance(made, pa.Table) else pa.table(made)
    assert table["error"].to_pylist() == [error] * 2
    most = None if error else applicability(categories, on=ON).bounds.most
    assert table["applicable_most"].to_pylist() == [most] * 2


def test_lists_of_categories_can_be_arrays_and_unknown() -> None:
    source = pd.DataFrame({"c": [np.array(["BC"]), None, np.array(["BC"])]})
    made = columns.add_applicability(source, on=ON, categories="c")
    assert made["applicable_most"].tolist() == [22, pd.NA, 22]


def test_a_row_keeps_its_first_error() -> None:
    made = columns.add_cycles(frame(decided=date(2018, 1, 1), other="?", c="XX"), decision="decided")
    made = columns.add_status(made, decision="other", on=ON)
    made = columns.add_applicability(made, on=ON, categories="c")
    assert (one(made, "error"), one(made, "error_field")) == ("not-in-force", "decided")
    assert one(made, "stage") is None


@pytest.mark.parametrize("backend", BACKENDS)
def test_rejected_rows_come_whole_and_their_errors_have_words(backend: str) -> None:
    library = BACKENDS[backend]
    rows: Rows = [
        {"row": 0, "decision_text": "2023-02-02"},
        {"row": 1, "decision_text": "soon"},
        {"row": 2, "decision_text": None},
    ]
    made = columns.add_cycles(library.make(table_of(rows)), decision="decision_text")
    (row,) = library.rows(columns.rejected_rows(made))
    assert (row["row"], row["decision_text"], row["error"], row["error_field"]) == (1, "soon", "day", "decision_text")
    assert (
        columns.rejection_message(row["error"], row["error_field"])
        == "decision_text\u00a0: ce n’est pas une date, comme 2023-02-02"
    )


@pytest.mark.parametrize("error", ERRORS)
def test_every_error_has_words_in_both_languages(error: str) -> None:
    french, english = columns.rejection_message(error, "colonne"), columns.rejection_message(error, "column", "en")
    assert french.startswith("colonne\u00a0: ")
    assert english.startswith("column: ")
    assert "{" not in french + english


def test_a_row_of_a_file_that_could_not_be_read_has_words_too() -> None:
    """A plan has these codes in the same column, without a field."""
    assert columns.rejection_message("cells", None, "en") == "too many or too few cells"
    assert columns.rejection_message("csv-row", None).startswith("ligne CSV incorrecte")


def test_words_are_of_a_known_error_in_a_known_language() -> None:
    with refused('error: "late" is not accepted; expected a code of the column of errors: day, '):
        columns.rejection_message("late", "column")
    with refused("locale"):
        columns.rejection_message("day", "column", "de")  # type: ignore[arg-type]


# --- Values of Python in pandas


def test_objects_are_taken_one_by_one_as_the_scalar_rule_takes_them() -> None:
    """To Python True, 1 and 1.0 are the same key; to the rule only the first is an answer."""
    values = [True, 1, 1.0, "yes", None, float("nan"), pd.NA, pd.NaT, False]
    source = pd.DataFrame({"c": ["BC"] * len(values), "subcontracting": pd.Series(values, dtype=object)})
    made = columns.add_applicability(source, on=ON, categories="c", answers=["subcontracting"], profile="law")
    assert made["error"].tolist()[1:4] == ["yes-no"] * 3
    assert len(columns.rejected_rows(made)) == 3
    assert made["applicable_least"].tolist() == [22, pd.NA, pd.NA, pd.NA, 21, 21, 21, 21, 21]


def test_answers_without_a_null_are_those_of_numpy() -> None:
    source = pd.DataFrame({"subcontracting": [True, False]})
    made = columns.add_applicability(source, on=ON, categories=["BC"], answers=["subcontracting"], profile="law")
    assert made["applicable_most"].tolist() == [22, 21]


@pytest.mark.parametrize("backend", BACKENDS)
def test_answers_that_decide_nothing_can_stand_before_those_that_do(backend: str) -> None:
    library = BACKENDS[backend]
    rows = [{"row": at, "complaints": True, "subcontracting": answer} for at, answer in enumerate([True, None, False])]
    for answers, most in (
        (["complaints"], [22, 22, 22]),
        (["complaints", "subcontracting"], [22, 22, 21]),
        (["subcontracting", "complaints"], [22, 22, 21]),
    ):
        made = columns.add_applicability(
            library.make(table_of(rows)), on=ON, categories=["BC"], answers=answers, profile="law"
        )
        assert [row["applicable_most"] for row in library.rows(made)] == most


def test_a_fault_in_an_answer_that_decides_nothing_is_still_a_fault() -> None:
    source = pd.DataFrame({"c": ["AF", "BC"], "needs_analysis": pd.Series(["often", "often"], dtype=object)})
    made = columns.add_applicability(source, on=ON, categories="c", answers=["needs_analysis"], profile="law")
    assert made["error_field"].tolist() == ["needs_analysis"] * 2


def test_a_column_of_the_audit_can_hold_days_and_answers() -> None:
    held = pd.Series([True, False, date(2024, 5, 1), "2024-05-06", "soon"], dtype=object)
    made = columns.add_status(
        pd.DataFrame({"d": [DAY] * 5, "held": held}), decision="d", on=ON, surveillance_held="held"
    )
    open_, running = "surveillance-open", "running"
    assert made["stage"].tolist()[:4] == [running, open_, running, open_]
    assert made["error"].tolist()[4] == "held"


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_date_times_of_every_unit_are_days(unit: str) -> None:
    source = pd.DataFrame({"d": pd.Series(["2023-02-02", None, "2023-02-02T01"]).astype(f"datetime64[{unit}]")})
    for made in (
        columns.add_cycles(source, decision="d"),
        columns.add_cycles(source.convert_dtypes(dtype_backend="pyarrow"), decision="d"),
    ):
        assert made["expires"].notna().tolist() == [True, False, False]
        assert made["error"].isna().tolist() == [True, True, False]


@pytest.mark.parametrize(
    "nothing",
    [
        pl.DataFrame({"d": [None, None]}),
        pl.DataFrame({"d": [None, None]}, schema={"d": pl.Date}),
        pl.DataFrame({"d": []}, schema={"d": pl.Date}),
        pd.DataFrame({"d": [float("nan")] * 2}),
        pd.DataFrame({"d": [None] * 2}),
        pa.table({"d": pa.nulls(2)}),
    ],
)
def test_a_column_of_which_nothing_is_known_is_a_column_of_days(nothing: Any) -> None:
    made = columns.add_review(nothing, on=ON, start="d", end="d", first_issue="d", surveillance_held="d")
    assert len(made) == len(nothing)
    assert all(value is None for row in pa.table(made).to_pylist() for value in row.values())


def test_days_that_python_does_not_have_are_errors_of_their_rows() -> None:
    far = pl.Series("d", [4_000_000, 0, -1_000_000], dtype=pl.Int32).cast(pl.Date)
    made = columns.add_cycles(far.to_frame(), decision="d")
    assert made["error"].to_list() == ["day", "not-in-force", "day"]


@pytest.mark.parametrize("kind", [pl.Categorical, pl.Enum(["2023-02-02", "soon"])])
def test_texts_can_be_categorical(kind: Any) -> None:
    source = pl.DataFrame({"d": pl.Series(["2023-02-02", "soon", None], dtype=kind)})
    for made in (columns.add_cycles(source, decision="d"), columns.add_cycles(source.to_pandas(), decision="d")):
        assert pa.table(made)["error"].to_pylist() == [None, "day", None]
        assert pa.table(made)["expires"].null_count == 2


def test_categories_and_errors_without_a_null_are_read_by_their_places() -> None:
    source = pl.DataFrame({"d": ["2023-02-02", "soon"], "error": ["held", "day"], "error_field": ["x", "y"]})
    for kind in (pl.Categorical, pl.Enum(["2023-02-02", "soon"])):
        made = columns.add_cycles(source.cast({"d": kind, "error": pl.Enum(ERRORS)}), decision="d")
        assert made["expires"].to_list() == [date(2026, 2, 1), None]
        assert made["error"].to_list() == ["held", "day"]
        assert made["error_field"].to_list() == ["x", "y"]


@pytest.mark.parametrize("storage", ["python", "pyarrow"])
def test_the_field_of_errors_has_the_storage_of_texts_that_pandas_has(storage: str) -> None:
    with pd.option_context("mode.string_storage", storage):
        for days in ([DAY, DAY], [DAY, "soon"]):
            made = columns.add_cycles(pd.DataFrame({"d": days}), decision="d")
            assert made["error_field"].dtype == pd.StringDtype()
            assert made["error_field"].tolist() == [pd.NA, "d" if "soon" in days else pd.NA]


@pytest.mark.parametrize("late", ["2024-02-29", None, "soon"])
@pytest.mark.parametrize(
    "early", [["2023-02-02"], [None], ["2023-02-02", None], [f"2023-02-{day:02}" for day in range(1, 29)]]
)
def test_texts_that_come_late_in_a_column_are_read_too(early: list[str | None], late: str | None) -> None:
    """A few texts are recognized by the first thousand rows; what comes later is still what it is."""
    source = pl.DataFrame({"d": [*early * 1_000, late]}, schema={"d": pl.String})
    for frame in (source, source.to_arrow(), source.to_pandas()):
        made = pl.from_arrow(pa.table(columns.add_cycles(frame, decision="d")))
        assert isinstance(made, pl.DataFrame)
        for text, ends, error in made.select("d", pl.col("expires").cast(pl.Date), "error").unique().iter_rows():
            assert error == ("day" if text == "soon" else None)
            assert ends == (None if text in {"soon", None} else CertificationCycle(text).expires)


def test_days_of_64_bits_of_arrow_are_days() -> None:
    made = columns.add_cycles(pa.table({"d": pa.array([DAY], pa.date64())}), decision="d")
    assert made["expires"].to_pylist() == [date(2026, 2, 1)]


def test_more_keys_than_a_table_can_hold_are_still_each_their_own() -> None:
    """Days far apart, and pairs of many days: the keys that occur are looked for."""
    spread = [date(1, 1, 1), *(date.fromordinal(737_000 + 7 * step) for step in range(700))]
    source = pl.DataFrame({"d": spread, "on": spread[::-1], "held": spread})
    made = columns.add_status(source, decision="d", on="on", surveillance_held="held")
    for decided, on, held, stage in zip(spread, spread[::-1], spread, made["stage"], strict=True):
        try:
            assert stage == CertificationCycle(decided).status(on=on, surveillance_held=held).stage
        except NotInForce:
            assert stage is None


def test_answers_that_decide_nothing_do_not_multiply_the_keys() -> None:
    """Three answers to each of the questions make 177 147 combinations; few of them decide for a bilan."""
    rule = applicability_rule(
        frozenset({Category.BC}), {name: name for name in QUESTIONS}, Date(2024, 5, 5), built_in_profiles()["law"], None
    )
    assert rule.relevant is not None
    assert rule.relevant(None) == {"subcontracting"}


def test_the_situations_are_those_with_an_answer() -> None:
    assert set(situations()) == {
        "acts_as_subcontractor",
        "missions_in_contract",
        "two_days_or_less",
        "distance_modules",
    }


def test_what_makes_a_rule_can_be_sent_to_another_machine() -> None:
    make = partial(
        applicability_rule, "c", {"complaints": "x"}, Date(2024, 5, 5), built_in_profiles()["certifier"], None
    )
    assert pickle.loads(pickle.dumps(make))().outputs == make().outputs


def test_a_table_by_day_holds_the_days_of_a_window_and_no_others() -> None:
    first = date(2015, 1, 1).toordinal()
    many = pl.DataFrame({"d": [date.fromordinal(first + step) for step in range(SIZE + 1_000)]})
    columns.add_cycles(many, decision="d")
    for table in rules._kept(rules._cycle, None)._tables.values():
        assert {column.size for column in table.columns(np.zeros(BLOCK, np.bool_))} == {BLOCK}


@pytest.mark.parametrize("engine", ["in-memory", "streaming"])
def test_batches_that_run_at_the_same_time_fill_the_same_tables(engine: Any) -> None:
    rules._kept.cache_clear()
    first = date(2021, 1, 1).toordinal()
    days = [date.fromordinal(first + step * 7_919 % 3_650) for step in range(3_650)]
    many = pl.concat([pl.DataFrame({"d": days})] * 100)
    made = columns.add_cycles(many.lazy(), decision="d").collect(engine=engine)
    assert made.equals(columns.add_cycles(many, decision="d"))


def test_only_as_many_tables_are_kept_as_there_are_few_values() -> None:
    days = [date(2023, 2, day) for day in range(1, 4)]
    for on in days * 8:
        columns.add_status(pl.DataFrame({"d": days}), decision="d", on=on)
    assert rules._kept.cache_info().maxsize == 32
    kept = KeptResults()
    rule = attrs.evolve(rules.cycles_rule("d", None), inputs={**rules.cycles_rule("d", None).inputs})
    for number in range(FEW + 3):
        kept._table(rule, (number,))
    assert len(kept._tables) == 3


def test_everything_that_remembers_keys_is_bounded() -> None:
    row, _ = rules._applicable(("subcontracting",), Date(2024, 5, 5), built_in_profiles()["law"])
    bounded: tuple[Any, ...] = (
        rules._cycle,
        rules._status,
        rules._deadline,
        rules._printed,
        scalars._remembered,
        row,
        printed_columns._reading,
    )
    assert {each.cache_info().maxsize for each in bounded} == {SIZE}
    assert rules._applicable.cache_info().maxsize == 8


# --- What is refused, before any work


@pytest.mark.parametrize("library", ["narwhals.stable.v2", "numpy"])
def test_without_the_extra_the_error_names_it(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("qualiopi_rules.columns")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtra, match=r"pip install \"qualiopi-rules\[columns\]\""):
        import_module("qualiopi_rules.columns.additions")


@pytest.mark.parametrize("nothing", [None, 3, [DAY], {"d": [DAY]}, pl.Series("d", [DAY]), CertificationCycle(DAY)])
def test_what_is_no_frame_is_refused(nothing: Any) -> None:
    with refused("frame: .* expected a polars"):
        columns.add_cycles(nothing, decision="d")
    with refused("frame: .* expected a polars"):
        columns.rejected_rows(nothing)


@pytest.mark.parametrize("backend", BACKENDS)
def test_every_fault_of_the_columns_is_reported_at_once(backend: str) -> None:
    rows = [{"row": 0, "decision": DAY, "held": True, "complaints": None}]
    source = BACKENDS[backend].make(table_of(rows))
    with pytest.raises(InvalidInput) as refusal:
        columns.add_review(
            source,
            on=ON,
            start="begins",
            end="row",
            surveillance_held="row",
            categories="row",
            answers={"complaints": "row"},
        )
    found = [(fault.path, fault.expected) for fault in refusal.value.faults]
    if backend == "pandas, objects":
        assert found == [("start", "column")]
    else:
        held = ("surveillance_held", "held-column")
        assert found == [
            ("start", "column"),
            ("end", "day-column"),
            *[held] * 2,
            ("categories", "categories-column"),
            ("complaints", "answer-column"),
        ]


def test_a_result_does_not_replace_a_column() -> None:
    with refused('prefix: "expires" is not accepted; expected a name that no column has yet'):
        columns.add_cycles(frame(d=DAY, expires=1), decision="d")
    with refused('prefix: "error_field" is not accepted; expected a name that no column has yet'):
        columns.add_cycles(frame(d=DAY, error_field=1), decision="d")


def test_errors_of_another_origin_are_refused() -> None:
    with refused('error: "E42" is not accepted; expected a code of the column of errors'):
        columns.add_cycles(frame(d=DAY, error="E42", error_field="d"), decision="d")


def test_sql_ignores_capital_letters() -> None:
    source = BACKENDS["DuckDB"].make(pa.table({"d": [DAY], "Expires": [1]}))
    with refused('prefix: "expires" is not accepted'):
        columns.add_cycles(source, decision="d")


def test_a_date_time_with_a_time_zone_is_no_day() -> None:
    source = pl.DataFrame({"d": [datetime(2023, 2, 2)]}).with_columns(pl.col("d").dt.replace_time_zone("Europe/Paris"))
    with refused("decision: .* expected a column of dates: dates, date-times without a time zone"):
        columns.add_cycles(source, decision="d")


def test_the_arguments_are_checked_together() -> None:
    with pytest.raises(InvalidInput) as refusal:
        columns.add_applicability(
            frame(c="BC"), on="soon", categories=["XX"], answers={"x": "c"}, profile="own", situation=["y"]
        )
    assert [fault.path for fault in refusal.value.faults] == [
        *("on", "categories[0]", "answers['x']", "profile", "situation['y']")
    ]


def test_answers_to_a_certifier_s_own_questions_are_columns_too() -> None:
    own = {"prerequisites": "p", "subcontracting": "s"}
    source = pl.DataFrame({"p": [True, False, None], "s": [False, True, None]})
    made = columns.add_applicability(source, on="2025-01-01", categories=["AF"], answers=own, profile="certifier-af")
    assert made["applicable_most"].to_list() == [
        applicability(
            ["AF"], Answers(own={"prerequisites": p}, subcontracting=s), on="2025-01-01", profile="certifier-af"
        ).bounds.most
        for p, s in source.iter_rows()
    ]
    with refused("answers\\['prerequisites'\\]: \"prerequisites\""):
        columns.add_applicability(source, on="2025-01-01", categories=["AF"], answers=own)


def test_a_text_that_is_no_day_names_a_column() -> None:
    with refused('on: "yesterday" is not accepted; expected a column of the frame: d'):
        columns.add_status(frame(d=DAY), decision="d", on="yesterday")
    with refused("on: .* is not accepted; expected a date without a time"):
        columns.add_status(frame(d=DAY), decision="d", on=datetime(2024, 5, 5))


def test_the_same_categories_in_every_row_need_an_answer_that_differs() -> None:
    with refused("answers: .* at least one element"):
        columns.add_applicability(frame(c="BC"), on=ON, categories=["BC"])


def test_a_day_before_the_first_edition_is_refused_whole() -> None:
    with pytest.raises(NotInForce):
        columns.add_applicability(frame(c="BC"), on="2015-01-01", categories="c")


def test_rows_are_rejected_of_results_only() -> None:
    with refused('frame: "error" is not accepted; expected a column of the frame: d'):
        columns.rejected_rows(frame(d=DAY))


@pytest.mark.parametrize("count", [255, 256, 257])
def test_one_day_beside_any_number_of_others_has_results(count: int) -> None:
    days = [date(2023, 6, 1) + timedelta(days=each) for each in range(count)]
    made = columns.add_status(pl.DataFrame({"d": [DAY] * count, "on": days}), decision="d", on="on")
    assert made["error"].null_count() == count
