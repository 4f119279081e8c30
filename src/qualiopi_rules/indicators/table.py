"""Which indicators apply, as a table by criterion: why in a few words, and what is adapted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from qualiopi_rules.core.cache import remember
from qualiopi_rules.core.messages import Locale, message, series
from qualiopi_rules.indicators.result import Applicability, Applies, IndicatorResult, ReasonCode
from qualiopi_rules.rnq.edition import Criterion, Referential, editions
from qualiopi_rules.view.blocks import Block, Column, Group, Paragraph, Row, Table, Tone

__all__ = ["applicability_blocks", "applicability_table"]


def applicability_blocks(applied: Applicability, locale: Locale, *, detail: bool = False) -> Iterator[Block]:
    """Give the count, the removals of a profile that are uncertain, and the table.

    Args:
        applied: which indicators apply.
        locale: the language of the texts.
        detail: whether the indicators that do not apply have rows of their own.
    """
    _, count, profile = applied.summary(locale)
    yield Paragraph(count)
    yield from (Paragraph(line, Tone.WARNING) for line in _uncertain(applied, locale))
    yield Paragraph(profile, Tone.QUIET)
    yield applicability_table(applied, locale, detail=detail)


def _uncertain(applied: Applicability, locale: Locale) -> Iterator[str]:
    """What a profile removes beyond the texts, by how sure that is."""
    removed = [
        (result.number, reason.citation)
        for result in applied.results
        for reason in result.reasons
        if reason.code is ReasonCode.REMOVED_BY_PROFILE
    ]
    for basis, provenance in dict.fromkeys((cited.basis, cited.provenance) for _, cited in removed):
        numbers = [number for number, cited in removed if (cited.basis, cited.provenance) == (basis, provenance)]
        yield message(
            "applicability-table.uncertain",
            locale,
            profile=applied.profile.name,
            numbers=", ".join(map(str, dict.fromkeys(numbers))),
            basis=basis,
            provenance=provenance,
        )


def applicability_table(applied: Applicability, locale: Locale, *, detail: bool = False) -> Table:
    """Return the table of the indicators, by criterion."""
    names = ("number", "indicator", "applies", "why", "adapted")
    return Table(
        caption=message("applicability-table.caption", locale, edition=applied.edition, day=applied.on.isoformat()),
        columns=tuple(
            Column(
                title=message(f"applicability-column.{name}", locale), number=name == "number", wide=name == "indicator"
            )
            for name in names
        ),
        groups=_groups(applied.results, applied.edition, locale, detail),
    )


@remember
def _groups(results: tuple[IndicatorResult, ...], name: str, locale: Locale, detail: bool) -> tuple[Group, ...]:
    titles = {criterion.number: criterion for criterion in _edition(name).criteria}
    return tuple(
        _group(criterion, tuple(those), locale, detail=detail)
        for criterion, those in groupby(results, lambda result: titles[result.indicator.criterion])
    )


def _edition(name: str) -> Referential:
    """The edition that names the criteria; the seven of article R. 6316-1 are those of a caller's own edition too."""
    *_, latest = editions()
    return next((edition for edition in editions() if edition.edition == name), latest)


def _group(criterion: Criterion, results: tuple[IndicatorResult, ...], locale: Locale, *, detail: bool) -> Group:
    left_out = [] if detail else [result for result in results if result.applies is Applies.NO]
    return Group(
        message("applicability-table.criterion", locale, number=criterion.number, title=criterion.title(locale)),
        tuple(_row(result, locale, detail=detail) for result in results if result not in left_out),
        _folded(left_out, locale),
    )


def _folded(results: Iterable[IndicatorResult], locale: Locale) -> str:
    """The numbers of those that do not apply; where it is not the annex alone that says so, with why."""
    named = [
        str(result.number)
        if all(reason.code is ReasonCode.NOT_IN_COLUMN for reason in result.reasons)
        else message(
            "applicability-table.removed", locale, number=result.number, why=_why(result, locale, detail=False)
        )
        for result in results
    ]
    return message("applicability-table.folded", locale, numbers=", ".join(named)) if named else ""


def _row(result: IndicatorResult, locale: Locale, *, detail: bool) -> Row:
    tones = {Applies.YES: Tone.PLAIN, Applies.NO: Tone.QUIET, Applies.UNDETERMINED: Tone.WARNING}
    return Row(
        (
            str(result.number),
            result.indicator.title(locale),
            message(f"applies.{result.applies}", locale),
            _why(result, locale, detail=detail),
            series((adaptation.say(locale) for adaptation in result.adaptations), locale),
        ),
        tones[result.applies],
    )


def _why(result: IndicatorResult, locale: Locale, *, detail: bool) -> str:
    """Why, in a few words or in full."""
    if detail:
        return " ".join(dict.fromkeys(reason.say(locale) for reason in result.reasons))
    said = dict.fromkeys(message(f"why.{reason.code}", locale, category=reason.category) for reason in result.reasons)
    return series(said, locale)  # never with commas, which stand between the numbers of those that are folded
