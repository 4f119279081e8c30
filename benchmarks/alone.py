"""Certificates one by one: from JSON text to a review, and days that come again."""

from __future__ import annotations

import json
from datetime import timedelta
from statistics import median
from typing import Any

import attrs
from cattrs.preconf.json import JsonConverter, make_converter
from pendulum import Date

from benchmarks.clock import paired, seconds
from benchmarks.ways import days_of
from qualiopi_rules import Certificate, CertificationCycle
from qualiopi_rules.formats.json import load

ON = Date(2026, 6, 1)
_EPOCH = Date(1970, 1, 1).toordinal()

Reviewed = tuple[Any, ...]


@attrs.frozen
class Plain:
    """A certificate as one would write the class, with the fields of ours."""

    number: str
    categories: list[str]
    first_issue: Date
    valid_until: Date
    cycle_number: int
    last_issue: Date
    holder: str
    nda: str


def texts_of(rows: int) -> list[str]:
    """Write certificates as JSON, each with all its fields; only those whose printed days have one reading."""
    texts = []
    for number, day in enumerate(days_of(2 * rows).tolist()):
        start = Date.fromordinal(day + _EPOCH)
        fields: dict[str, Any] = {
            "number": f"{number:08}-1",
            "categories": ["BC"],
            "first_issue": start.isoformat(),
            "valid_until": CertificationCycle(start).expires.isoformat(),
            "cycle_number": 1,
            "last_issue": start.isoformat(),
            "holder": f"Organisme {number}",
            "nda": f"1175{number:07}",
        }
        if Certificate(**fields).cycle is not None:
            texts.append(json.dumps(fields))
    return texts[:rows]


def converter() -> JsonConverter:
    """Make the converter that one would write."""
    made = make_converter()
    made.register_structure_hook(Date, lambda text, _: Date.fromisoformat(text))
    return made


def plainly(texts: list[str], made: JsonConverter) -> list[Reviewed]:
    """Review with cattrs and pendulum; nothing is checked but that days are days."""
    day, found = timedelta(days=1), []
    for text in texts:
        start = made.loads(text, Plain).first_issue
        opens, closes = start.add(months=14), start.add(months=22)
        end, year = start.add(months=36), start.add(months=24)
        if end.day == start.day:
            end -= day
        if year.day != start.day:
            year += day
        renewal_opens, renewal_closes = end.add(months=-6), end.add(months=-3)
        if start > ON:
            stage = "not-started"
        elif end < ON:
            stage = "expired"
        elif opens <= ON <= closes:
            stage = "surveillance-open"
        else:
            stage = "in-renewal-window" if renewal_opens <= ON <= renewal_closes else "running"
        found.append((opens, closes, year, renewal_opens, renewal_closes, end, stage, start <= ON <= end))
    return found


def with_rules(texts: list[str]) -> list[Reviewed]:
    """Review with the library; everything is checked."""
    found = []
    for text in texts:
        cycle = load(text, Certificate).cycle
        if cycle is None:
            raise AssertionError(text)
        status = cycle.status(on=ON)
        surveillance, renewal = cycle.surveillance, cycle.renewal
        found.append(
            (
                *(surveillance.opens, surveillance.closes, cycle.renewal_year.opens),
                *(renewal.opens, renewal.closes, cycle.expires, status.stage, status.valid),
            )
        )
    return found


def compared(rows: int) -> dict[str, Any]:
    """Time both on the same texts, after a check that both say the same."""
    texts, made = texts_of(rows), converter()
    if with_rules(texts) != plainly(texts, made):
        raise AssertionError("the two reviews differ")
    found = paired(lambda: with_rules(texts), lambda: plainly(texts, made))
    return {"rows": rows, "ours": found["floor"], "plain": found["seconds"], "ratio": found["ratio"]}


def repeated(rounds: int) -> dict[str, Any]:
    """Time the six days and the stage of each of ten years of days, the first time and when they come again."""
    days = [Date.fromordinal(day + _EPOCH) for day in sorted(set(days_of(100_000).tolist()))]

    def each() -> None:
        for day in days:
            cycle = CertificationCycle(day)
            _ = cycle.surveillance, cycle.renewal_year, cycle.renewal, cycle.expires, cycle.status(on=ON)

    CertificationCycle(Date(2020, 12, 31)).status(on=ON)  # the texts are read once, before the first day
    first = seconds(each)
    again = median(seconds(each) for _ in range(rounds))
    return {"days": len(days), "first": first / len(days), "again": again / len(days)}
