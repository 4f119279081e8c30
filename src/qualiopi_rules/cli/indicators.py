"""`qualiopi-rules indicators`: the indicators of the referential on a day, for some categories."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Annotated, Literal

from cyclopts import Parameter

from qualiopi_rules.cli.context import DEFAULTS, Context
from qualiopi_rules.cli.pages import page
from qualiopi_rules.cli.parameters import REVIEWED, Categories, Day, ProfileName
from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.formats.spreadsheets import safe_cell
from qualiopi_rules.indicators.result import Applicability
from qualiopi_rules.indicators.rule import applicability
from qualiopi_rules.indicators.table import applicability_blocks
from qualiopi_rules.profile.profile import DEFAULT_PROFILE
from qualiopi_rules.results.blocks import source_blocks
from qualiopi_rules.rnq.edition import Indicator, Referential, referential
from qualiopi_rules.view.blocks import Column, Group, Row, Table
from qualiopi_rules.view.document import Document

__all__ = ["indicators"]


def indicators(
    *,
    on: Day = None,
    category: Categories = None,
    profile: ProfileName = DEFAULT_PROFILE,
    format: Annotated[Literal["table", "json", "csv"], Parameter(name="--format")] = "table",
    context: Context = DEFAULTS,
) -> int:
    """List the indicators of a day: all of the edition, or which of them apply to some categories.

    Args:
        on: the day of the audit.
        category: the categories; None for the whole edition.
        profile: the profile of a certifier.
        format: what is written.
        context: what was chosen for the run.
    """
    day, locale = context.day(on), context.locale
    edition = referential(on=day)
    applied = None if not category else applicability(category, on=day, profile=context.profile(profile))
    if format == "json":
        context.dump(edition if applied is None else applied)
    elif format == "csv":
        context.write(_csv(_rows(edition, applied, locale)))
    else:
        context.show(_edition_page(edition, day, locale) if applied is None else _applied_page(applied, locale))
    return REVIEWED


def _title(edition: str, day: str, locale: Locale) -> str:
    return message("indicators-page.title", locale, edition=edition, day=day)


def _applied_page(applied: Applicability, locale: Locale) -> Document:
    # The count is the verdict already.
    _, *blocks = applicability_blocks(applied, locale, detail=True)
    return page(
        _title(applied.edition, applied.on.isoformat(), locale),
        applied.summary(locale)[1],
        {
            message("indicators-page.section", locale): blocks,
            message("report-section.sources", locale): source_blocks(applied.citations, locale),
        },
        locale,
    )


def _edition_page(edition: Referential, day: str, locale: Locale) -> Document:
    names = ("number", "indicator", "categories", "gap")
    columns = tuple(
        Column(title=message(f"indicators-page.{name}", locale), number=name == "number", wide=name == "indicator")
        for name in names
    )
    groups = tuple(
        Group(
            message("indicators-page.criterion-title", locale, number=criterion.number, title=criterion.title(locale)),
            tuple(
                Row((str(each.number), each.title(locale), _categories(each), _gap(each, locale)))
                for each in edition.of_criterion(criterion.number)
            ),
        )
        for criterion in edition.criteria
    )
    title = _title(edition.edition, day, locale)
    return page(
        title,
        message("indicators-page.count", locale, total=len(edition)),
        {
            message("indicators-page.section", locale): [Table(caption=title, columns=columns, groups=groups)],
            message("report-section.sources", locale): source_blocks([edition.citation], locale),
        },
        locale,
    )


def _rows(edition: Referential, applied: Applicability | None, locale: Locale) -> Iterator[list[str]]:
    """The cells of a spreadsheet, the titles first."""
    names = ["number", "indicator", "criterion", "categories", "gap", *(["applies", "why"] if applied else [])]
    yield [message(f"indicators-page.{name}", locale) for name in names]
    for each in edition.indicators:
        row = [str(each.number), each.title(locale), str(each.criterion), _categories(each), _gap(each, locale)]
        if applied is not None:
            result = applied[each.number]
            row += [
                message(f"word.{result.applies}", locale),
                " ".join(dict.fromkeys(reason.say(locale) for reason in result.reasons)),
            ]
        yield row


def _categories(indicator: Indicator) -> str:
    return ", ".join(sorted(indicator.categories))


def _gap(indicator: Indicator, locale: Locale) -> str:
    return message(f"indicators-page.{indicator.grading}", locale)


def _csv(rows: Iterator[list[str]]) -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=";", lineterminator="\n").writerows(map(safe_cell, row) for row in rows)
    return written.getvalue().removesuffix("\n")
