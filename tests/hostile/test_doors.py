"""Whatever a caller names a thing, no door lets the name be obeyed: one test for each."""

from __future__ import annotations

import csv
import io
import json
import logging
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from icalendar import Calendar
from rich.console import Console

from qualiopi_rules import InvalidInput, Profile, Review, columns, dump, explain, load
from qualiopi_rules.cli.console import bar_title, take_any_text
from qualiopi_rules.core.errors import InvalidValue, UnknownField
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.formats.calendar import write_calendar
from qualiopi_rules.portfolio import plan_portfolio
from qualiopi_rules.report import review_report
from qualiopi_rules.service.logs import JsonLines
from tests.cli.conftest import Run
from tests.hostile.texts import HOSTILE, LONG, ONE_LINE, ORDERS

LOCALES: tuple[Locale, ...] = ("fr", "en")
Named = Callable[[str], Review]

each = pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
each_line = pytest.mark.parametrize("text", ONE_LINE.values(), ids=list(ONE_LINE))


def assert_quiet(written: str) -> None:
    """No terminal obeys any of it, no line is turned, and no line ends but with its end."""
    assert re.search(ORDERS, written) is None, ascii(re.search(ORDERS, written))


# --- Errors


@each
def test_an_error_shows_a_name_and_obeys_none(text: str) -> None:
    """In the path, in the value, among what was expected and in what was meant."""
    faults = (
        InvalidValue(text, text, "column", cls=text, choices=f"{text}, {text}a"),
        UnknownField(f"a.{text}", text, "known-field", cls=text, choices=text),
        InvalidValue("a", {text: text}, "one-of", choices=text),
    )
    for locale in LOCALES:
        for fault in faults:
            assert_quiet(fault.say(locale))
            assert "\n" not in fault.say(locale)
        assert InvalidInput.of(*faults).say(locale).count("\n") == len(faults)
    assert_quiet(repr(faults[0]))


def test_a_name_of_ten_megabytes_makes_a_short_error() -> None:
    """Also where it is a name of JSON, a file that is not there, a profile."""
    long = [
        InvalidValue(LONG, LONG, "column", cls=LONG, choices=LONG),
        UnknownField(LONG, LONG, "known-field", cls="a", choices="a, b"),
        InvalidValue("\x1b" * 10_000, "a", "day"),
    ]
    for fault in long:
        assert len(fault.say("fr")) < 4_000
        assert len(repr(fault)) < 1_000
    for given in ({LONG: 1}, {"name": LONG}):
        with pytest.raises(InvalidInput) as caught:
            load(json.dumps(given), Profile)
        assert len(str(caught.value)) < 4_000


# --- What a person reads


@each_line
def test_plain_text_and_terminal(named: Named, text: str) -> None:
    """The only orders that a terminal gets are those of our own colours."""
    review = named(text)
    for locale in LOCALES:
        report = review_report(review, locale, detail=True)
        shown = io.StringIO()
        report.print(Console(file=shown, force_terminal=True, color_system="standard", width=100))
        for written in (report.text(), report.text(40), re.sub(r"\x1b\[[0-9;]*m", "", shown.getvalue())):
            assert_quiet(written)
        assert_quiet(explain(review).text(locale))
        assert [line for line in explain(review).text(locale).split("\n") if not line.strip()] == []


class Shape(HTMLParser):
    """The elements of a page, with the names of their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.addresses: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]


@each_line
def test_html(named: Named, text: str) -> None:
    """Its elements are those of a page whose names mean nothing; only pages of law are led to."""
    html = review_report(named(text), detail=True).html()
    shape, plain = Shape(html), Shape(review_report(named("x" * len(text)), detail=True).html())
    assert shape.elements == plain.elements
    assert all(address.startswith("https://www.legifrance.gouv.fr/") for address in shape.addresses)
    assert_quiet(html)


def markdown_report(review: Review, locale: Locale) -> str:
    return review_report(review, locale).markdown()


def markdown_reasons(review: Review, locale: Locale) -> str:
    return explain(review).markdown(locale)


def begins(written: str) -> list[str]:
    """What each line begins with; an address that no link can hold is a line of its own."""
    lines = [line for line in written.split("\n") if not line.startswith("  - https:")]
    return [found[0] for line in lines if (found := re.match(r" *(#+ |- |\| |)", line)) is not None]


@each_line
def test_markdown(named: Named, text: str) -> None:
    """No mark of a name is a mark: each has its backslash; nor does one begin a list or a heading of its own."""
    review, plain = named(text), named("plain")
    for locale in LOCALES:
        pairs = [[write(each, locale) for each in (review, plain)] for write in (markdown_report, markdown_reasons)]
        for written, expected in pairs:
            assert_quiet(written)
            assert begins(written) == begins(expected)
            bare = re.sub(r"\]\(<[^<>\n]*>\)", "]", re.sub(r"\\[\\`*_\[\]<>#|~&$.)+-]", "", written))
            assert re.findall(r"[<>`~&]", bare) == []
            addresses = re.findall(r"\]\((.*?)\)", re.sub(r"\\.", "", written))
            assert all(address.startswith("<https://www.legifrance.gouv.fr/") for address in addresses)


@each_line
def test_the_calendar(named: Named, text: str) -> None:
    """As many events as with a plain name, each with its own lines; and the file is read by the library as written."""
    written = write_calendar(named(text))
    plain = write_calendar(named("plain"))
    assert_quiet(written.decode().replace("\r\n", "\n"))
    lines = [each.decode() for each in written.replace(b"\r\n ", b"").split(b"\r\n")]
    names = [re.split("[:;]", line)[0] for line in lines]
    assert names == [re.split(b"[:;]", line)[0].decode() for line in plain.replace(b"\r\n ", b"").split(b"\r\n")]
    for event in Calendar.from_ical(written).walk("VEVENT"):
        assert "\n" not in str(event["SUMMARY"])
        assert_quiet(str(event["UID"]))


# --- Spreadsheets


def planned(out: Path, text: str) -> None:
    """Plan a file whose cells and whose titles of columns are a name."""
    source = out.with_name("source.csv")
    with source.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["number", "holder", "valid_until", "first_issue", text])
        writer.writerow([text, text, "2026-02-01", "2023-02-02", text])
        writer.writerow([text, text, text, text, text])
    plan_portfolio(source, out, on="2025-02-01")


SHEETS = {name: text for name, text in HOSTILE.items() if name not in ("half", "nothing")}
"""A CSV file cannot hold half of a character; one with a nul is no text."""


def begins_a_formula(cell: str) -> bool:
    """As a spreadsheet may see it: spaces and invisible signs left aside, in any width."""
    bare = re.sub(r"^[\s\u200b\ufeff]+", "", cell)
    return bare[:1] in ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20") or cell[:1] in ("\t", "\r")


@pytest.mark.parametrize("text", SHEETS.values(), ids=list(SHEETS))
def test_csv(tmp_path: Path, text: str) -> None:
    planned(tmp_path / "plan.csv", text)
    with (tmp_path / "plan.csv").open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not any(begins_a_formula(cell) for cell in cells)
    with (tmp_path / "plan.csv").open(encoding="utf-8", newline="") as file:
        for quoteless in (";", ","):  # a reader with another separator, or that knows no quotes
            file.seek(0)
            cells = [cell for line in file for cell in line.rstrip("\r\n").replace('"', quoteless).split(quoteless)]
            assert not any(begins_a_formula(cell) for cell in cells)


@pytest.mark.parametrize("text", SHEETS.values(), ids=list(SHEETS))
def test_excel(tmp_path: Path, text: str) -> None:
    """Cells are texts, numbers and days: no formula, no address, no macro."""
    planned(tmp_path / "plan.xlsx", text)
    with zipfile.ZipFile(tmp_path / "plan.xlsx") as book:
        parts = {name: book.read(name).decode() for name in book.namelist()}
    assert not any("<f>" in part or "<f " in part or "hyperlink" in part for part in parts.values())
    assert not any("vba" in name.lower() or "external" in name.lower() for name in parts)
    table = pl.read_excel(tmp_path / "plan.xlsx")
    assert not any(begins_a_formula(cell) for row in table.rows() for cell in row if isinstance(cell, str))
    assert not any(map(begins_a_formula, table.columns))


# --- Other programs


@each_line
def test_json_in_a_page(named: Named, text: str) -> None:
    """It ends no script, and it is the same review."""
    review = named(text)
    for written in (dump(review), dump(review, indent=4), dump(review, expanded=True)):
        assert "<" not in written
        assert load(written, Review) == review


@each
def test_the_sql_of_a_relation(text: str) -> None:
    """A name of a column and the values under it are only that; the tables of the caller stay."""
    if text == "\0" or "\ud83d" in text:
        return  # no name in DuckDB
    connection = duckdb.connect()
    connection.sql("CREATE TABLE kept AS SELECT 1 AS a")
    quoted = text.replace('"', '""')
    connection.execute(
        f"""CREATE TABLE given AS SELECT CAST('2023-02-02' AS VARCHAR) AS "{quoted}", CAST(? AS VARCHAR) AS e""", [text]
    )
    for most in (1, 40_000):  # computed in memory, then joined
        relation = connection.sql(f"SELECT given.* FROM given, range({most})")
        made = columns.add_review(relation, on="2024-05-05", start=text, end="e", prefix="r_")
        (row,) = made.limit(1).fetchall()
        assert row[:2] == ("2023-02-02", text)
        assert text in made.columns
    assert connection.sql("SELECT a FROM kept").fetchall() == [(1,)]


# --- The command line


@each
def test_the_command_line_says_what_is_wrong_and_obeys_nothing(run: Run, tmp_path: Path, text: str) -> None:
    """In names of JSON and of files, options, columns and words."""
    file = tmp_path / "dossier.json"
    file.write_text(json.dumps({text: text, "certificate": {text: text, "number": text}, "answers": {text: text}}))
    table = tmp_path / "table.csv"
    table.write_bytes(f"{text},a\n1,2\n".encode("utf-8", "replace"))
    for tokens in (
        ("check", file),
        ("check", file, "--lang", "en"),
        ("check", tmp_path / text.replace("\0", "0")),
        ("review", file, text),
        (text,),
        ("review", file, f"--{text}"),
        ("review", file, "--on", text),
        ("review", file, "--profile", text),
        ("portfolio", table, "--out", tmp_path / "plan.csv", "--on", "2025-01-01"),
        ("portfolio", table, "--out", tmp_path / "plan.csv", "--on", "2025-01-01", "--column", f"number={text}"),
        ("explain", text),
    ):
        code, out, err = run(*tokens)
        assert (code, out) == (2, ""), tokens
        assert_quiet(err)


@each_line
def test_the_command_line_shows_a_dossier_and_obeys_nothing(run: Run, webinar: Any, tmp_path: Path, text: str) -> None:
    file = tmp_path / f"{text.replace('/', '')[:40]}.json"
    certificate = {**webinar["certificate"], "number": text, "holder": text}
    file.write_text(json.dumps({**webinar, "certificate": certificate}), "utf-8")
    for command in ("review", "history", "check", "explain"):
        for how in ((), ("--format", "json"), ("--format", "markdown")):
            if command == "check" and how:
                continue
            day = () if command == "check" else ("--on", "2025-01-01")
            code, out, err = run(command, file, *day, *how)
            if code != 2 or command != "explain":
                assert_quiet(out)
            assert_quiet(err)
    out_file = tmp_path / f"{file.stem}.html"
    assert_quiet(run("report", file, "--on", "2025-01-01", "--out", out_file)[2])


class Screen(io.TextIOWrapper):
    """A terminal that keeps what it is given."""

    def isatty(self) -> bool:
        """Say that it is one."""
        return True


def test_lines_of_json_on_a_screen_are_obeyed_no_more_than_elsewhere(
    monkeypatch: pytest.MonkeyPatch, run: Run, webinar: Any, tmp_path: Path
) -> None:
    """Of two dossiers, one is refused for its name; through a pipe the bytes are as they are."""
    turned = HOSTILE["turned"]
    named = [{**webinar, "certificate": {**webinar["certificate"], "holder": each}} for each in (turned, "\x9b31m")]
    file = tmp_path / "dossiers.jsonl"
    file.write_text("".join(f"{json.dumps(each)}\n" for each in named))
    kept = io.BytesIO()
    screen = Screen(kept, encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", screen)
    assert run("review", "--lines", file, "--on", "2025-01-01")[0] == 1
    written = kept.getvalue().decode()
    assert_quiet(written)
    reviewed, refused = map(json.loads, written.splitlines())
    assert turned in json.dumps(reviewed, ensure_ascii=False)
    assert refused["faults"][0]["value"] == "\x9b31m"


@each
def test_a_bar_shows_the_name_of_a_file(text: str) -> None:
    shown = io.StringIO()
    Console(file=shown, width=200).print(bar_title(Path(text.replace("/", "").replace("\0", "") or "a")))
    assert_quiet(shown.getvalue())


def test_only_what_writes_to_a_console_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """An output that is kept in memory, as in a notebook, takes every text already."""
    narrow = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr(sys, "stdout", narrow)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    take_any_text()
    narrow.write("\U0001f600")
    narrow.flush()
    assert narrow.buffer.getvalue() == b"\\U0001f600"


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp437"])
@pytest.mark.parametrize("how", [(), ("--format", "json")])
def test_a_console_of_another_time_shows_every_text(tmp_path: Path, webinar: Any, encoding: str, how: Any) -> None:
    """An emoji is written by its number; JSON stays JSON, whatever the encoding."""
    holder = "\U0001f600 \u4e2d é"
    file = tmp_path / "dossier.json"
    file.write_text(json.dumps({**webinar, "certificate": {**webinar["certificate"], "holder": holder}}), "utf-8")
    command = [sys.executable, "-m", "qualiopi_rules", "review", str(file), "--on", "2023-03-01", *how]
    ended = subprocess.run(
        command, capture_output=True, check=False, env={"PYTHONIOENCODING": encoding, "LANG": "C.UTF-8"}, timeout=60
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
    if how:
        assert json.loads(ended.stdout.decode("ascii"))["dossier"]["certificate"]["holder"] == holder
    else:
        assert "\\U0001f600 \\u4e2d" in ended.stdout.decode(encoding)
    missing = subprocess.run(
        [*command[:3], "check", str(tmp_path / holder)],
        capture_output=True,
        check=False,
        env={"PYTHONIOENCODING": encoding, "LANG": "C.UTF-8"},
        timeout=60,
    )
    assert missing.returncode == 2
    assert b"Traceback" not in missing.stderr


@each
def test_a_line_of_the_log_is_one_line_of_ascii(text: str) -> None:
    """Whatever is put into a record, by the service or by a library that logs beside it."""
    record = logging.LogRecord("qualiopi_rules.service", logging.INFO, "", 0, "%s", (text,), None)
    record.fields = {text.replace("time", "t"): text}
    written = JsonLines().format(record)
    assert written.isascii()
    assert len(written.splitlines()) == 1
    assert text in json.loads(written).values()
