"""What must not grow faster than its input, at three sizes each, beside what it may be compared with.

Where there is a floor, it does what nobody can do without: a program by hand that makes the same checks, the same file
read and written as it is.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from math import log
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

import attrs
from cattrs.preconf.json import make_converter
from pendulum import Date

from benchmarks.clock import peak
from qualiopi_rules import (
    Answers,
    Category,
    Certificate,
    CertificationCycle,
    Dossier,
    Event,
    Profile,
    Review,
    applicability,
    review,
)
from qualiopi_rules.audit import Site, select_sites
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import Words
from qualiopi_rules.dossier import file_state
from qualiopi_rules.formats import read_public_list, write_calendar
from qualiopi_rules.formats.json import load
from qualiopi_rules.profile import Removal, built_in_profiles

__all__ = ["CASES", "exponent", "measured"]

ON = Date(2026, 6, 1)
_FIRST = Date(2022, 1, 3)
_TURNS, _LONG = 3, 2.0  # at most so many turns, and no more after so many seconds

Run = Callable[[], object]
Prepared = tuple[Run, Run | None]
"""What is measured, and the floor that it is compared with."""


def measured(name: str, size: int) -> dict[str, float | None]:
    """Time a case at a size, in turns with its floor; give the memory of the process too, which starts with it."""
    with TemporaryDirectory() as directory:
        run, floor = CASES[name][1](size, Path(directory))
        turns: list[tuple[float | None, float]] = []
        while len(turns) < _TURNS and sum(time for _, time in turns) < _LONG:
            turns.append((None if floor is None else _taken(floor), _taken(run)))
    ratios = [time / floor for floor, time in turns if floor is not None]
    return {
        "size": size,
        "seconds": median(time for _, time in turns),
        "ratio": median(ratios) if ratios else None,
        "peak": peak(),
    }


def _taken(run: Run) -> float:
    """How long a call took of the processors, whatever else ran on them."""
    start = process_time()
    run()
    return process_time() - start


def exponent(found: Sequence[Mapping[str, Any]]) -> float:
    """Give the power of the size with which the time grows, over the last two sizes."""
    before, after = found[-2:]
    return log(after["seconds"] / before["seconds"]) / log(after["size"] / before["size"])


# --- Without a file


def _history(size: int, _: Path) -> Prepared:
    events = list(islice(_events(), size))
    return lambda: file_state(events, on=ON), None


def _events() -> Iterator[Event]:
    """A file that is certified, then corrects one minor non-conformity after the other."""
    yield Event(on=_FIRST, kind="audit", audit="initial")
    yield Event(on=_FIRST.add(days=30), kind="decision", decided="granted")
    for number in range(10**6):
        day, indicator = _FIRST.add(days=31 + number % 900), (1, 2, 9, 12, 17, 23, 24, 25)[number % 8]
        yield Event(on=day, kind="notification", indicator=indicator, grade="minor")
        yield Event(on=day, kind="correction", indicator=indicator)
        yield Event(on=day, kind="verification", indicator=indicator, lifted=True)
        yield Event(on=day, kind="decision", decided="maintained")


def _sites(size: int, _: Path) -> Prepared:
    sites = [Site(name=f"Site {number}", central=number == 0, audited=number % 2 == 0) for number in range(size)]
    return lambda: select_sites(sites, "initial", seed="2026-001"), None


def _bounds(size: int, _: Path) -> Prepared:
    applicability(["BC"], on=_FIRST)  # the texts are read
    # Another profile each time: results are remembered.
    profiles = iter([_with_own_questions(size, turn) for turn in range(_TURNS)])
    return lambda: applicability(["BC"], on=_FIRST, answers=Answers(), profile=next(profiles)), None


def _with_own_questions(size: int, turn: int) -> Profile:
    """A profile with that many questions, each of which removes an indicator."""
    known = built_in_profiles()["certifier"]
    named, cited = Words(fr="Une question.", en="A question."), known.removals[0].citation
    own = [attrs.evolve(known.questions[0], id=f"own_{turn}_{number}", words=named) for number in range(size)]
    numbers = (1, 2, 4, 5, 6, 9, 10, 11, 12, 17, 19, 21, 22)
    removals = [
        Removal(indicator=number, question=each.id, answer=True, categories=["BC"], since=_FIRST, citation=cited)
        for number, each in zip(numbers, own, strict=False)
    ]
    return Profile(name=f"own {turn}", words=named, questions=[*known.questions, *own], removals=removals)


def _calendar(size: int, _: Path) -> Prepared:
    return lambda: write_calendar(_reviews(size)), None


def _reviews(size: int) -> Iterator[Review]:
    for number in range(size):
        yield review(Dossier(certificate=_certificate(number), categories=["BC"]), on=Date(2024, 3, 1))


def _certificate(number: int) -> Certificate:
    start = _FIRST.add(days=number % 1_000)
    expires = CertificationCycle(start).expires
    return Certificate(number=f"{number:08}-1", categories=["BC"], first_issue=start, valid_until=expires)


# --- The public list


def _list(size: int, directory: Path) -> Prepared:
    file, form = directory / "list.csv", text("formats/public-list")
    names = [form["columns"][key] for key in ("nda", "siren", "siret", "name")]
    names += [form["certifications"][category] for category in Category]
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, delimiter=form["form"]["separator"])
        writer.writerow([*names, ""])
        for number in range(size):
            siren = _with_check_digit(f"{number * 7919 % 10**8:08}")
            siret = _with_check_digit(f"{siren}{number % 10**4:04}")
            certified = ["true" if number >> place & 1 else "false" for place in range(len(Category))]
            writer.writerow([f"1175{number % 10**5:05}75", siren, siret, f"Organisme {number}", *certified, ""])
    return lambda: sum(1 for _ in read_public_list(file)), lambda: _by_hand(file, names)


def _by_hand(file: Path, names: list[str]) -> int:
    """Make the same checks with nothing but the standard library."""
    read = 0
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = csv.reader(opened, delimiter=";", strict=True)
        head = next(rows)
        places = [head.index(name) for name in names]
        for row in rows:
            nda, siren, siret, name, *certified = (row[place].strip() for place in places)
            assert len(row) == len(head)
            assert len(nda) == 11
            assert nda.isdigit()
            assert len(siren) == 9
            assert siren.isdigit()
            assert _sum(siren) % 10 == 0
            assert len(siret) == 14
            assert siret.isdigit()
            assert _sum(siret) % 10 == 0
            assert siret.startswith(siren)
            assert name.isprintable()
            categories = frozenset(
                category
                for category, answer in zip("ABCD", certified, strict=True)
                if {"true": True, "false": False}[answer.casefold()]
            )
            read += len(categories) >= 0
    return read


def _sum(digits: str) -> int:
    """The sum of Luhn."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total


def _with_check_digit(digits: str) -> str:
    return next(digits + digit for digit in "0123456789" if _sum(digits + digit) % 10 == 0)


# --- The portfolio


def _table(size: int) -> Any:
    import polars as pl

    starts = [_FIRST.add(days=days) for days in range(1_000)]
    first = pl.Series([start.isoformat() for start in starts])
    expires = pl.Series([CertificationCycle(start).expires.isoformat() for start in starts])
    row = pl.int_range(size, eager=True)
    answers = pl.Series(["true", "false", None])
    return pl.DataFrame(
        {
            "number": pl.select(pl.format("{}-1", row)).to_series(),
            "holder": pl.select(pl.format("Organisme {}", row % 5_000)).to_series(),
            "first_issue": first.gather(row % 1_000),
            "valid_until": expires.gather(row % 1_000),
            "categories": pl.Series(["BC", "AF", "AF, BC", "VAE"]).gather(row % 4),
            "surveillance_held": answers.gather(row % 3),
            "subcontracting": answers.gather(row % 7 % 3),
        }
    )


def _planned(source: str, out: str, *, quoted: bool = False, safe: bool = True) -> Callable[[int, Path], Prepared]:
    """From a file of a kind to one of another, with one quoted cell in its middle or without it."""

    def prepared(size: int, directory: Path) -> Prepared:
        from qualiopi_rules.portfolio import plan_portfolio, writers

        file, plain, plan = directory / f"source{source}", directory / f"plain{source}", directory / f"plan{out}"
        _write(_table(size), plain)
        _write(_table(size), file)
        if quoted:
            lines = file.read_text("utf-8").splitlines(keepends=True)
            lines[size // 2] = '"' + lines[size // 2].replace(";", '";', 1)
            file.write_text("".join(lines), "utf-8")

        def ours(name: Path) -> Run:
            return lambda: plan_portfolio(name, plan, on=ON, separator=";")

        def unsafe() -> None:
            known, writers._safe = writers._safe, lambda frame: frame
            try:
                ours(file)()
            finally:
                writers._safe = known

        if not safe:
            return ours(file), unsafe
        return ours(file), ours(plain) if quoted else lambda: _copied(file, plan)

    return prepared


def _write(table: Any, file: Path) -> None:
    if file.suffix == ".csv":
        table.write_csv(file, separator=";")
    else:
        table.write_parquet(file)


def _copied(file: Path, out: Path) -> None:
    """Scan a file and sink it, as polars streams it."""
    import polars as pl

    query = pl.scan_csv(file, separator=";") if file.suffix == ".csv" else pl.scan_parquet(file)
    query.sink_parquet(out)


# --- JSON


def _loaded(size: int, _: Path) -> Prepared:
    texts = [
        {
            "number": each.number,
            "categories": ["BC"],
            "first_issue": str(each.first_issue),
            "valid_until": str(each.valid_until),
        }
        for each in map(_certificate, range(size))
    ]
    content = json.dumps({"certificate": texts[0], "categories": ["BC"], "other_certificates": texts})
    converter = make_converter(forbid_extra_keys=True)
    converter.register_structure_hook(Date, lambda value, _: Date.fromisoformat(value))
    return lambda: load(content, Dossier), lambda: converter.loads(content, _PlainDossier)


@attrs.frozen
class _PlainCertificate:
    number: str
    categories: list[str]
    first_issue: Date
    valid_until: Date


@attrs.frozen
class _PlainDossier:
    certificate: _PlainCertificate
    categories: list[str]
    other_certificates: list[_PlainCertificate]


def _decades(last: int) -> tuple[int, int, int]:
    return last // 100, last // 10, last


CASES: Mapping[str, tuple[tuple[int, int, int], Callable[[int, Path], Prepared], float | None]] = {
    "state of a file, events": (_decades(5_000), _history, None),
    "drawing of sites, sites": (_decades(100_000), _sites, None),
    "applicability, open questions of one's own": ((3, 7, 13), _bounds, None),
    "reviews and calendar, dossiers": (_decades(10_000), _calendar, None),
    "public list, rows": (_decades(200_000), _list, 3),
    "portfolio, CSV to Parquet, rows": (_decades(10**6), _planned(".csv", ".parquet"), 2.5),
    "portfolio, Parquet to Parquet, rows": (_decades(10**6), _planned(".parquet", ".parquet"), 4),
    "portfolio, one quoted cell, to the plain file, rows": (
        _decades(10**6),
        _planned(".csv", ".parquet", quoted=True),
        1.3,
    ),
    "portfolio, safe cells, to unsafe ones, rows": (_decades(10**6), _planned(".parquet", ".csv", safe=False), 1.5),
    "dossier from JSON, certificates": (_decades(100_000), _loaded, 1.5),
}
"""By name: three sizes, what prepares it, and how many times its floor it may take at the largest."""
