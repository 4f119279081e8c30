"""The benchmarks measure what they say: every way is right before it is timed, and a wrong row is counted."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import polars as pl
import pytest

from benchmarks import alone, dossiers, growth, quick, results, rules, sizes
from benchmarks.figure import drawn
from benchmarks.frames import NAMES
from benchmarks.ways import WAYS, Group, days_of, differing

EVERY_DAY = np.arange(18_993, 18_993 + 4 * 365, dtype=np.int32)  # four years from 2022 on, with a leap day


@pytest.mark.parametrize("name", WAYS)
def test_every_careful_way_is_right_on_every_day_and_every_careless_one_is_wrong(name: str) -> None:
    way = WAYS[name]
    starts, computed = way.read(way.run(way.make(EVERY_DAY)))
    assert sorted(starts.tolist()) == EVERY_DAY.tolist()
    assert len(computed) == len(NAMES)
    assert (differing(starts, computed) > 0) == (way.group is Group.CARELESS)


def test_a_wrong_day_is_counted_once_in_its_row() -> None:
    way = WAYS["pyarrow"]
    starts, computed = way.read(way.run(way.make(EVERY_DAY)))
    wrong = [column.copy() for column in computed]
    for column in wrong[:3]:
        column[7] += 1
    assert differing(starts, wrong) == 1


def test_the_days_are_drawn_from_ten_years_and_always_the_same() -> None:
    days = days_of(100_000)
    assert (days == days_of(100_000)).all()
    assert len(set(days.tolist())) == 3_652


def test_an_indicator_too_many_is_counted() -> None:
    made = dossiers.compute(pl.from_arrow(dossiers.table_of(1_000)))
    assert dossiers.differing(made) == 0
    wrong = made.with_columns(
        applicable=pl.col("applicable").xor(pl.when(pl.int_range(pl.len()) == 3).then(1).otherwise(0))
    )
    assert dossiers.differing(wrong) == 1


@pytest.mark.parametrize("rule", rules.RULES)
@pytest.mark.parametrize("library", rules.LIBRARIES)
def test_the_results_of_every_rule_are_those_of_the_scalar_rule_on_every_library(library: str, rule: str) -> None:
    run = rules.prepared(library, rule, rules.table_of(300))
    assert len(rules.arrow_of(run())) == 300


def test_a_rule_with_a_wrong_row_is_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    names, compute = rules.RULES["printed days"]

    def wrong(frame: Any) -> Any:
        outcome = (
            pl.when(pl.int_range(pl.len()) == 3).then(pl.lit("several")).otherwise(pl.col("outcome").cast(pl.String))
        )
        return compute(frame).with_columns(outcome=outcome)

    monkeypatch.setitem(rules.RULES, "printed days", (names, wrong))
    with pytest.raises(AssertionError, match="polars, printed days: 1 rows"):
        rules.prepared("polars", "printed days", rules.table_of(300))


def test_most_printed_days_are_a_combination_of_their_own() -> None:
    printed = pl.DataFrame(rules.printed_of(100_000))
    assert printed.unique().height > 80_000


def test_the_quick_form_has_a_ratio_for_each_case_and_compares_it() -> None:
    now = quick.measured(500)
    assert all(ratio > 0 for ratio in now.values())
    head, *body = results.TABLES["quick"]({"quick": {"before": {"status: polars": 2.0}, "now": {**now, "new": 3.0}}})
    assert len(body) == len(now) + 1
    (status,) = (row for row in map(list, body) if row[0] == "status: polars")
    assert status[1] == "2.00"
    assert list(body[-1]) == ["new", "—", "3.00", "—"]
    assert len(list(head)) == 4


def test_both_reviews_of_a_text_say_the_same() -> None:
    texts = alone.texts_of(2_000)
    assert len(texts) == 2_000
    assert alone.with_rules(texts) == alone.plainly(texts, alone.converter())


def test_a_result_that_lost_a_row_is_not_measured(tmp_path: Path) -> None:
    file = tmp_path / "certificates.parquet"
    growth.write(file, 10_000)
    growth.run(str(file))
    growth.check(str(file), 10_000)
    result = growth.result_of(str(file))
    pl.read_parquet(result).head(9_999).write_parquet(result)
    with pytest.raises(AssertionError, match="10000 rows"):
        growth.check(str(file), 10_000)


@pytest.mark.parametrize("name", sizes.CASES)
def test_what_must_not_grow_too_fast_is_measured_at_any_size(name: str) -> None:
    found, most = sizes.measured(name, 12), sizes.CASES[name][2]
    assert found["size"] == 12
    assert (found["ratio"] is None) == (most is None)


def test_what_takes_ten_times_as_long_for_ten_times_as_much_is_linear() -> None:
    sizes_ = [{"size": 3, "seconds": 9.0}, {"size": 10, "seconds": 0.5}, {"size": 100, "seconds": 5.0}]
    assert sizes.exponent(sizes_) == pytest.approx(1)
    assert sizes.exponent([*sizes_[:2], {"size": 100, "seconds": 50.0}]) == pytest.approx(2)


def test_what_is_on_record_fills_every_table_and_the_figure() -> None:
    found = results.load()
    for table in results.TABLES.values():
        head, *body = (list(row) for row in table(found))
        assert body
        assert {len(row) for row in body} == {len(head)}
    figure: Any = ElementTree.fromstring(drawn(found["growth"]))
    assert drawn(found["growth"]) == results.FIGURE.read_text("utf-8")
    assert len(figure.findall("{*}polyline")) == 2


def test_nothing_on_record_is_wrong() -> None:
    found = results.load()
    for name, each in found["columns"]["ways"].items():
        assert (each["differ"] > 0) == (each["group"] == "careless"), name
    assert found["spark"]["differ"] == 0
