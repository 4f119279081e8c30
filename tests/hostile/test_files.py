"""Files that no honest program writes: each is refused in words of ours, in little time and memory, or read."""

from __future__ import annotations

import resource
import subprocess
import sys
import zipfile
from contextlib import suppress
from io import BytesIO, StringIO
from pathlib import Path
from time import perf_counter
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings, strategies as st
from xlsxwriter import Workbook

from qualiopi_rules import InvalidInput
from qualiopi_rules.formats import csv_rows, read_public_list, write_calendar
from qualiopi_rules.formats.csv_rows import Lines, LongLine
from qualiopi_rules.formats.parquet_footer import rows_of_groups
from qualiopi_rules.formats.sheet_files import read_sheets
from qualiopi_rules.formats.table_limits import TableLimits
from qualiopi_rules.formats.workbooks import look_at
from qualiopi_rules.portfolio import files, plan_portfolio
from qualiopi_rules.profile import conformity_points

NAMES = ["first_issue", "valid_until"]
DAYS = ["2023-02-02", "2026-02-01"]
SPREADSHEET = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SMALL = TableLimits(rows=1_000, columns=20, line=2_000, cells=5_000, unpacked=10**6)


def faults(source: Path, out: str = "plan.parquet", **options: Any) -> list[tuple[str, str]]:
    """The paths and the codes of what keeps a file from being planned; none when it is."""
    try:
        plan_portfolio(source, source.with_name(out), on="2024-01-01", **options)
    except InvalidInput as error:
        refusal = error
    else:
        return []
    assert max(len(refusal.say("fr")), len(refusal.say("en"))) < 2_000
    return [(fault.path.removeprefix(str(source)), fault.expected) for fault in refusal.faults]


def workbook(path: Path, changes: dict[str, bytes | None] | None = None) -> Path:
    """A workbook with one row, some of whose parts are others, or not there."""
    packed = BytesIO()
    with Workbook(packed, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, NAMES)
        sheet.write_row(1, 0, DAYS)
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {**dict.fromkeys(old.namelist()), **(changes or {})}:
            content = changes[name] if changes and name in changes else old.read(name)
            if content is not None:
                new.writestr(name, content)
    return path


def sheet_of(rows: bytes) -> dict[str, bytes | None]:
    whole = b"<worksheet %s><sheetData>%s</sheetData></worksheet>" % (SPREADSHEET, rows)
    return {"xl/worksheets/sheet1.xml": whole}


def strings_of(*texts: bytes) -> dict[str, bytes | None]:
    strings = b"".join(b"<si><t>%s</t></si>" % text for text in texts)
    return {"xl/sharedStrings.xml": b"<sst %s>%s</sst>" % (SPREADSHEET, strings)}


LAST = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
FIRST = b'<row r="1"><c r="A1"><v>1</v></c></row>'
WORKBOOKS: dict[str, tuple[dict[str, bytes | None], str]] = {
    "a cell at the end of the sheet": (sheet_of(FIRST + LAST), "fewer-cells"),
    "its name after other attributes": (sheet_of(FIRST + LAST.replace(b"<c ", b"<c s='>' ")), "fewer-cells"),
    "another prefix": (sheet_of(FIRST + LAST.replace(b"<", b"<x:").replace(b"x:/", b"/x:")), "fewer-cells"),
    "cells without names": (sheet_of(b"<row>" + b"<c/>" * 9_999 + b"</row>" + b"<row/>" * 9_999), "fewer-cells"),
    "more columns than a sheet has": (sheet_of(b'<row r="1"><c r="ZZZ1"><v>1</v></c></row>'), "fewer-columns"),
    "a text that many cells have": (
        {
            **sheet_of(b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, 50_001))),
            **strings_of(b"a" * 32_000),
        },
        "smaller-unpacked",
    ),
    "no sheet": ({"xl/workbook.xml": b"<workbook %s><sheets/></workbook>" % SPREADSHEET}, "readable"),
    "no workbook": ({"xl/workbook.xml": None}, "readable"),
    "another format too": ({"xl/workbook.bin": b"a"}, "readable"),
    "an endless tag": (sheet_of(b"<c " + b"a" * 5_000_000), "readable"),
}


@pytest.mark.parametrize(("changes", "code"), WORKBOOKS.values(), ids=WORKBOOKS)
def test_a_workbook_that_would_take_all_the_memory_is_refused_before_it_is_read(
    changes: dict[str, bytes | None], code: str, tmp_path: Path
) -> None:
    start = perf_counter()
    file = workbook(tmp_path / "a.xlsx", changes)
    assert [fault for _, fault in faults(file)] == [code]
    assert perf_counter() - start < 10
    with pytest.raises(InvalidInput):
        read_sheets(file.read_bytes(), "a.xlsx", conformity_points())


def test_a_workbook_is_unpacked_no_further_than_it_says(tmp_path: Path) -> None:
    """What it says is looked at first; a part that is larger than it says is left."""
    file = workbook(tmp_path / "a.xlsx", strings_of(b"a" * 3_000_000))
    assert faults(file, limits=SMALL) == [("", "smaller-unpacked")]
    content = file.read_bytes()
    true, said = (3_000_000 + len(strings_of(b"")["xl/sharedStrings.xml"] or b"")), 1_000
    file.write_bytes(content.replace(true.to_bytes(4, "little"), said.to_bytes(4, "little")))
    assert faults(file) == [("", "readable")]


def test_a_workbook_within_the_limits_is_read(tmp_path: Path) -> None:
    assert faults(workbook(tmp_path / "a.xlsx"), limits=SMALL) == []
    assert faults(workbook(tmp_path / "a.xlsx"), limits=TableLimits(rows=1)) == [("", "fewer-rows")]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(at=st.integers(0, 10**4), byte=st.integers(0, 255), cut=st.booleans())
def test_a_workbook_with_any_byte_changed_is_read_or_refused(tmp_path: Path, at: int, byte: int, cut: bool) -> None:
    content = bytearray(workbook(tmp_path / "a.xlsx").read_bytes())
    at %= len(content)
    content[at] = byte
    (tmp_path / "a.xlsx").write_bytes(content[:at] if cut else content)
    faults(tmp_path / "a.xlsx")


def test_memory_stays_within_its_bound(tmp_path: Path) -> None:
    """In a process of its own that may take no more: the cell at the end would take 549 GB, the texts 3 GB."""
    script = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))\n"
        "from tests.hostile.test_files import WORKBOOKS, faults, workbook\n"
        "from pathlib import Path\n"
        "file = workbook(Path(sys.argv[1]) / 'a.xlsx', WORKBOOKS['a cell at the end of the sheet'][0])\n"
        "assert faults(file) == [('', 'fewer-cells')]\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 2_000  # MB, most of them the libraries, which take more where coverage looks on


# --- Parquet


def parquet(path: Path, **columns: pl.Series | list[Any]) -> Path:
    pl.DataFrame({**dict(zip(NAMES, ([day] for day in DAYS), strict=True)), **columns}).write_parquet(path)
    return path


BEYOND = {
    "day": pl.Series([2**31 - 1], dtype=pl.Int32).cast(pl.Date),
    "before": pl.Series([-(2**31)], dtype=pl.Int32).cast(pl.Date),
    "time": pl.Series([2**63 - 1], dtype=pl.Int64).cast(pl.Datetime("ms")),
    "zoned": pl.Series([2**63 - 1], dtype=pl.Int64).cast(pl.Datetime("us", "Europe/Paris")),
}


@pytest.mark.parametrize("out", ["plan.csv", "plan.jsonl"])
@pytest.mark.parametrize("days", BEYOND.values(), ids=BEYOND)
def test_a_day_beyond_all_years_is_no_panic(days: pl.Series, out: str, tmp_path: Path) -> None:
    file = parquet(tmp_path / "a.parquet", other=days)
    assert faults(file) == []
    assert faults(file, out) == [("other [1]", "table-day")]


def test_the_row_of_a_day_beyond_all_years_is_rejected(tmp_path: Path) -> None:
    file = parquet(tmp_path / "a.parquet", first_issue=BEYOND["day"], valid_until=BEYOND["day"])
    assert faults(file, "plan.xlsx") == [("first_issue [1]", "table-day"), ("valid_until [1]", "table-day")]
    assert faults(file) == []
    assert pl.read_parquet(tmp_path / "plan.parquet")["error"].to_list() == ["day"]


def test_a_group_of_rows_that_is_large_where_the_file_is_small_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    pl.DataFrame({name: pl.Series([None] * 50_000, dtype=pl.String) for name in NAMES}).write_parquet(file)
    assert faults(file, limits=TableLimits(cells=24_999)) == [("", "fewer-cells")]
    assert faults(file, limits=TableLimits(cells=25_000)) == []
    assert faults(file, limits=TableLimits(rows=100)) == [("", "fewer-rows")]
    assert faults(file, limits=TableLimits(columns=1)) == [("", "fewer-columns")]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(at=st.integers(0, 10**4), byte=st.integers(0, 255), cut=st.booleans())
def test_a_parquet_file_with_any_byte_changed_is_read_or_refused(tmp_path: Path, at: int, byte: int, cut: bool) -> None:
    content = bytearray(parquet(tmp_path / "a.parquet", n=[[1.5]]).read_bytes())
    at %= len(content)
    content[at] = byte
    (tmp_path / "a.parquet").write_bytes(content[:at] if cut else content)
    faults(tmp_path / "a.parquet")


@given(st.binary(max_size=300))
@example(b"\x1c" * 200)
@example(b"\x19\xfc" + b"\xff" * 9 + b"\x01")
@example(b"\x49\x1c" + b"\x18\xff\xff\x01")
def test_a_footer_is_read_or_refused(content: bytes) -> None:
    file = BytesIO(content + len(content).to_bytes(4, "little") + b"PAR1")
    with suppress(ValueError):
        assert all(isinstance(rows, int) for rows in rows_of_groups(file))


@given(st.lists(st.integers(1, 50), min_size=1, max_size=20), st.integers(1, 30))
def test_the_groups_of_a_file_are_those_that_were_written(values: list[int], size: int) -> None:
    file = BytesIO()
    pl.DataFrame({"a": values, "b": [[str(each)] for each in values]}).write_parquet(file, row_group_size=size)
    groups = rows_of_groups(file)
    assert sum(groups) == len(values)
    assert max(groups) <= max(size, 1)


# --- CSV and JSON lines


TEXTS: dict[str, tuple[str, bytes, list[tuple[str, str]]]] = {
    "endless line": ("a.csv", b"first_issue,valid_until\n" + b"x" * 2**22, [(" [2]", "shorter-line")]),
    "endless first line": ("a.csv", b"x" * 2**22, [(" [1]", "shorter-line")]),
    "NUL bytes": ("a.csv", b"first_issue,valid_until\n\0,\0\n", []),
    "10^6 columns": ("a.csv", b",".join(b"c%d" % n for n in range(10**6)), [(" [1]", "shorter-line")]),
    "too many columns": ("a.csv", b",".join(b"%d" % n for n in range(17_000)), [("", "fewer-columns")]),
    "another encoding": ("a.csv", "first_issue,valid_until\n".encode("utf-16"), [("", "encoded-table")]),
    "a quote that is never closed": ("a.csv", b'first_issue,valid_until\n"' + b"x,y\n" * 60_000, []),
    "empty": ("a.csv", b"", [("", "table-header")]),
    "JSON without an end": ("a.jsonl", b'{"first_issue":"' + b"x" * 2**22, [(" [1]", "shorter-line")]),
    "deep JSON": ("a.jsonl", b'{"first_issue":' + b"[" * 10**5 + b"]" * 10**5 + b"}", [("", "readable")]),
    "JSON of many names": (
        "a.jsonl",
        b"{" + b",".join(b'"c%d":1' % n for n in range(17_000)) + b"}",
        [("", "fewer-columns")],
    ),
    "no JSON": ("a.jsonl", b"\xff\n[1]\nnull", [("", "readable")]),
    "a text for a workbook": ("a.xlsx", b"hello", [("", "readable")]),
    "a text for Parquet": ("a.parquet", b"hello", [("", "readable")]),
    "a mark alone": ("a.parquet", b"PAR1", [("", "readable")]),
    "a footer longer than the file": ("a.parquet", b"PAR1\xff\xff\xff\xffPAR1", [("", "readable")]),
}


@pytest.mark.parametrize(("name", "content", "expected"), TEXTS.values(), ids=TEXTS)
def test_a_hostile_text_is_refused_or_read(
    name: str, content: bytes, expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    assert [(path, code) for path, code in faults(tmp_path / name)] == [
        ("" if code == "table-header" else path, code) for path, code in expected
    ]


@pytest.mark.parametrize(
    ("options", "path"),
    [
        ({"columns": []}, "columns"),
        ({"columns": 5}, "columns"),
        ({"columns": {"number": 5}}, "columns['number']"),
        ({"prefix": None}, "prefix"),
        ({"limits": 5}, "limits"),
        ({"rows": 0}, "rows"),
    ],
)
def test_an_argument_of_a_wrong_type_is_refused(options: dict[str, Any], path: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("first_issue,valid_until\n")
    assert [where for where, _ in faults(tmp_path / "a.csv", **options)] == [path]


@given(st.lists(st.text(st.sampled_from("ab\r\n"), max_size=9)), st.integers(1, 12))
def test_lines_end_where_those_of_a_file_do(parts: list[str], most: int) -> None:
    """Read in blocks, whatever a block ends with."""

    class InParts(BytesIO):
        def read(self, _: int | None = -1) -> Any:
            return next(left, "")

    left = iter([part for part in parts if part])
    expected = list(StringIO("".join(parts), newline=""))
    found: list[str] = []
    try:
        found.extend(Lines(InParts(), most))  # type: ignore[arg-type]
    except LongLine:
        assert max(map(len, expected)) > most
        expected = expected[: len(found)]
    else:
        assert max(map(len, expected), default=0) <= most
    assert found == expected


def test_a_public_list_without_an_end_of_line_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(b"a" * 2**21)
    with pytest.raises(InvalidInput) as refusal:
        list(read_public_list(file))
    assert [fault.expected for fault in refusal.value.faults] == ["shorter-line"]


@pytest.mark.parametrize(
    "previous",
    [
        b"\xff\xfe\0",
        b"hello",
        b"BEGIN:VCALENDAR\r\n" * 20_000,
        b"BEGIN:VCALENDAR\r\n" + b"A" * 2**21,
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 3_000 + b"END:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:" + b"9" * 5_000 + b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    ],
)
def test_bytes_that_are_no_calendar_are_refused(previous: bytes) -> None:
    start = perf_counter()
    with pytest.raises(InvalidInput):
        write_calendar([], previous=previous)
    assert perf_counter() - start < 5


def test_what_is_looked_at_is_what_is_limited() -> None:
    """The look itself takes memory for one piece at a time."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", b"<sheet name='a'/>")
        file.writestr("xl/a.xml", b"<a>" * 10**7)
    packed.seek(0)
    look_at(packed, "a", TableLimits())
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000


def test_long_lines_are_taken_fewer_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many lines of the greatest length would not fit in memory together; the plan is the same."""
    (tmp_path / "a.csv").write_text("first_issue,valid_until\n" + "2023-02-02,2026-02-01\n" * 2_000)
    line = '{"first_issue":"2023-02-02","valid_until":"2026-02-01"}\n'
    (tmp_path / "a.jsonl").write_text(line * 5)
    plans = []
    for most in (2**26, 50):
        monkeypatch.setattr(csv_rows, "_MOST", most)
        monkeypatch.setattr(files, "_MOST", most)
        for name in ("a.csv", "a.jsonl"):
            assert faults(tmp_path / name) == []
            plans.append(pl.read_parquet(tmp_path / "plan.parquet"))
    assert plans[0].equals(plans[2])
    assert plans[1].equals(plans[3])
    lines = Lines(StringIO("a\n" * 1_000))
    assert len(lines.take(1_000)) < 1_000
