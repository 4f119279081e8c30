"""How the tests of the texts state a value: what it is, on which days it holds, and what it cites."""

from __future__ import annotations

from typing import Any

from pendulum import Date

from qualiopi_rules.core.resources import text
from qualiopi_rules.law import Basis, Citation, Provenance
from qualiopi_rules.law.dated import Dated, dated
from qualiopi_rules.results import Severity
from qualiopi_rules.results.findings import catalogue

LAW, GUIDE, PRACTICE = Basis
VERBATIM, SECOND_HAND, DEDUCED = Provenance
BLOCKING, WARNING, TO_CONFIRM = Severity

Cited = tuple[str, Basis, Provenance]
"""The id of a source, and what makes a value binding and how it was verified."""


def cited(citation: Citation) -> Cited:
    return citation.source.id, citation.basis, citation.provenance


def rule(file: str, key: str) -> list[tuple[Any, str, str | None, Cited]]:
    """The values of a rule of the texts, with their first and last days and what they cite."""
    return by_days(dated(file, key))


def by_days(values: Dated[Any]) -> list[tuple[Any, str, str | None, Cited]]:
    return [(_written(each.value), str(each.since), day(each.until), cited(each.citation)) for each in values.values]


def _written(value: Any) -> Any:
    """A value as the texts write it: what is read from a list cannot be changed, and is a tuple."""
    return list(value) if isinstance(value, tuple) else value


def day(value: Date | None) -> str | None:
    return None if value is None else str(value)


def found_by(package: str) -> dict[tuple[Cited, str], dict[Severity, str]]:
    """What a package can find, by what it rests on and the first day: the codes of each severity."""
    found: dict[tuple[Cited, str], dict[Severity, str]] = {}
    for code in text(f"{package}/findings"):
        entry = catalogue()[code]
        codes = found.setdefault((cited(entry.citation), str(entry.since)), {})
        codes[entry.severity] = f"{codes.get(entry.severity, '')} {code}".strip()
    return found
