"""An alarm when the law moves: the cited articles of the code du travail against the published LEGI data.

What the coverage map marks as unknown is looked for too: its wording is printed where the data has it. Of the texts
that no registry carries (décrets, arrêtés, guides, other codes) it says when each was last read: those are read again
by hand, and `verified` of `law/sources.toml` is set to the day.
The data is the npm package `@socialgouv/legi-data`, which the session `law-watch` fetches.
The comparison is pure: the data and the day are arguments.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import attrs
from pendulum import Date

from maintenance.coverage import Provision, Status, provisions, sources
from qualiopi_rules.law.source import Collection, Source
from qualiopi_rules.law.verification import verification_of

CODE = "LEGITEXT000006072050"
"""The identifier of the code du travail, which names its file in the data."""

IN_DATA = "Code du travail,"
"""How the titles of the texts begin that the data has: the title is the only place where a source names its code."""

NEVER = Date(2999, 1, 1)
"""What LEGI writes as the end of a version that has none."""

MS_PER_DAY = 86_400_000


@attrs.frozen
class Version:
    """One version of an article.

    Attributes:
        identifier: its Légifrance identifier.
        since: the first day it is in force.
        end: the first day it is no longer in force, or `NEVER`.
            A version replaced before it took effect ends before it starts.
    """

    identifier: str
    since: Date
    end: Date


Article = tuple[Version, ...]
"""Every version of one article, in any order."""


@attrs.frozen
class Data:
    """The published code du travail.

    Attributes:
        release: the version of the package.
        day: the day of the code's last change that the data knows, after which it is silent; None when it names none.
        articles: its articles, in any order.
        wordings: by identifier, the wording of each version that the data has one of: those in force on its day.
    """

    release: str
    day: Date | None
    articles: tuple[Article, ...]
    wordings: Mapping[str, str] = attrs.field(factory=dict)


class Outcome(StrEnum):
    """What the data says about one cited version, in the words of the report."""

    UP_TO_DATE = "up to date"
    OTHER = "other version in force since"
    ENDED = "ended on"
    WILL_CHANGE = "will change on"
    NOT_FOUND = "not found"
    SILENT = "in force after this data, which is silent since"
    NOT_COVERED = "not covered by this data"


@attrs.frozen
class Finding:
    """The one outcome for one source.

    Attributes:
        source: what the library cites.
        outcome: what the data says about it.
        on: the day that the outcome names, if it names one.
        by: the identifier of the version that replaces the cited one, if there is one.
    """

    source: Source
    outcome: Outcome
    on: Date | None = None
    by: str | None = None

    @property
    def moved(self) -> bool:
        """Whether someone has to look."""
        return self.outcome not in {Outcome.UP_TO_DATE, Outcome.NOT_COVERED, Outcome.SILENT}

    def __str__(self) -> str:
        when = f" {self.on}" if self.on else ""
        replaced = f", new id {self.by}" if self.by else ""
        return f"{self.source.id} ({self.source.identifier}): {self.outcome}{when}{replaced}"


def cited_articles() -> tuple[Source, ...]:
    """Return the articles of codes that the library cites, in the order of the coverage map."""
    return tuple(cited for cited in sources().values() if cited.collection is Collection.CODE)


def unknown_provisions() -> tuple[Provision, ...]:
    """Return the provisions that the coverage map marks as unknown, in its order."""
    return tuple(provision for provision in provisions() if provision.status is Status.UNKNOWN)


def read_by_hand() -> dict[Source, Date]:
    """Return the texts of the rules that the data does not have and that may move, with the day each was last read."""
    others = [source for source in sources().values() if not source.title.startswith(IN_DATA)]
    return {source: day for source in others if (day := verification_of(source)) is not None}


def compare(cited: Source, data: Data, day: Date) -> Finding:
    """Return what became of one cited article.

    A cited version that is not in force yet, or whose end the library knows (`until`), is up to date:
    the alarm is for what the library does not know.
    A version that takes effect after the last change that the data knows cannot be in it: no alarm, and no check.

    Args:
        cited: an article of a code.
        data: the published code du travail.
        day: the day of the comparison.
    """
    if not cited.title.startswith(IN_DATA):
        return Finding(cited, Outcome.NOT_COVERED)

    history = [
        v for article in data.articles if any(v.identifier == cited.identifier for v in article) for v in article
    ]
    ours = next((v for v in history if v.identifier == cited.identifier), None)
    if ours is None:
        silent = data.day is not None and cited.since is not None and data.day < cited.since
        return Finding(cited, Outcome.SILENT, data.day) if silent else Finding(cited, Outcome.NOT_FOUND)

    others = sorted((v for v in history if v != ours and v.since < v.end), key=lambda v: (v.since, v.end, v.identifier))
    # LEGI leaves some replaced versions without an end: a later version ends the cited one as well.
    end = min([ours.end, *(v.since for v in others if v.since > ours.since)])
    known = cited.until is not None and end == cited.until.add(days=1)
    if end == NEVER or known:
        return Finding(cited, Outcome.UP_TO_DATE)
    if day < end:
        following = next((v.identifier for v in others if v.since >= end), None)
        return Finding(cited, Outcome.WILL_CHANGE, end, following)

    in_force = [v for v in others if v.since <= day < v.end]
    if in_force:
        return Finding(cited, Outcome.OTHER, in_force[-1].since, in_force[-1].identifier)
    return Finding(cited, Outcome.ENDED, end)


def read_unknown(provision: Provision, data: Data) -> str:
    """Render what the data has of a provision that the coverage map marks as unknown: its wording, or why none.

    Args:
        provision: the provision.
        data: the published code du travail.
    """
    cited = provision.citation.source
    wording = data.wordings.get(cited.identifier or "")
    if wording is not None:
        return f"{provision.id} ({cited.identifier}): can be read now\n{wording.strip()}"
    if cited.title.startswith(IN_DATA):
        return f"{provision.id} ({cited.identifier}): not in this data, {_silence(data)}"
    return f"{provision.id} ({cited}): no article of the code du travail, not in this data"


def _silence(data: Data) -> str:
    return "which names no day" if data.day is None else f"which is silent since {data.day}"


def report(
    data: Data,
    findings: Iterable[Finding],
    day: Date,
    unknown: Iterable[Provision] = (),
    by_hand: Mapping[Source, Date] | None = None,
) -> str:
    """Render the findings in plain text, one line each, then what the data has of the provisions that are unknown.

    Last come the texts that are read by hand, the one that was read the longest ago first.

    The age of the data is part of it, because a change after it cannot be seen in it.
    """
    findings, unknown = tuple(findings), tuple(unknown)
    dated = f"last change of the code {data.day}, {(day - data.day).days} days ago" if data.day else "undated"
    moved = sum(finding.moved for finding in findings)
    lines = [
        f"Code du travail, legi-data {data.release} ({dated}), looked at on {day}.",
        f"What was published after this data, {_silence(data)}, is not seen.",
        *map(str, findings),
        f"{moved} of {len(findings)} moved.",
    ]
    if unknown:
        readable = sum(provision.citation.source.identifier in data.wordings for provision in unknown)
        lines += [
            f"Unknown by the coverage map: {len(unknown)}, of which {readable} can be read here.",
            *(read_unknown(provision, data) for provision in unknown),
        ]
    if by_hand:
        lines.append(f"In no registry, to be read again by hand: {len(by_hand)}.")
        lines += [
            f"{source.id} ({source}): last verified on {last}, {(day - last).days} days ago"
            for source, last in sorted(by_hand.items(), key=lambda each: (each[1], each[0].id))
        ]
    return "\n".join(lines)


def read(package: Path) -> Data:
    """Read the unpacked npm package.

    Args:
        package: the directory of its `package.json`.

    Raises:
        OSError: when a file is missing.
        KeyError: when the data is not laid out as expected.
    """
    code = json.loads((package / "data" / f"{CODE}.json").read_text("utf-8"))
    changed = code["data"].get("dateModif")
    return Data(
        release=json.loads((package / "package.json").read_text("utf-8"))["version"],
        day=Date.fromisoformat(changed) if changed else None,
        articles=tuple(_articles(code)),
        wordings=dict(_wordings(code)),
    )


def _articles(node: dict[str, Any]) -> Iterator[Article]:
    if node["type"] == "article":
        yield tuple(
            Version(version["id"], _day(version["dateDebut"]), _day(version["dateFin"]))
            for version in node["data"]["articleVersions"]
        )
    for child in node.get("children", []):
        yield from _articles(child)


def _wordings(node: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The identifier and the wording of every version that the data has a wording of."""
    if node["type"] == "article" and "texte" in node["data"]:
        yield node["data"]["id"], node["data"]["texte"]
    for child in node.get("children", []):
        yield from _wordings(child)


def _day(milliseconds: int) -> Date:
    # LEGI's days are midnights in UTC; whole days are added, so that no time zone can move them.
    return Date(1970, 1, 1).add(days=milliseconds // MS_PER_DAY)


def main(arguments: list[str]) -> int:
    """Write the report of a package on a day: 1 when something moved, 0 otherwise."""
    package, on = arguments
    data, day = read(Path(package)), Date.fromisoformat(on)
    findings = [compare(cited, data, day) for cited in cited_articles()]
    sys.stdout.write(f"{report(data, findings, day, unknown_provisions(), read_by_hand())}\n")
    return int(any(finding.moved for finding in findings))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
