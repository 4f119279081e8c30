"""`qualiopi-rules plan DOSSIER`: what the next audit looks at, where it is held and how long it lasts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from qualiopi_rules.audit.scope import PlannedIndicator
from qualiopi_rules.cli.context import DEFAULTS, Context
from qualiopi_rules.cli.pages import page
from qualiopi_rules.cli.parameters import REVIEWED, Day, ProfileName, TextOrJson
from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.dossier.next_audit import NextAudit
from qualiopi_rules.dossier.reviewer import Review, review
from qualiopi_rules.profile.profile import DEFAULT_PROFILE
from qualiopi_rules.results.blocks import item_blocks, line_blocks, source_blocks
from qualiopi_rules.rnq.edition import edition_on
from qualiopi_rules.view.blocks import Block, Item
from qualiopi_rules.view.document import Document

__all__ = ["plan"]


def plan(
    dossier: Path,
    /,
    *,
    on: Day = None,
    profile: ProfileName = DEFAULT_PROFILE,
    format: TextOrJson = "text",
    context: Context = DEFAULTS,
) -> int:
    """Show the plan of the next audit.

    Args:
        dossier: the file of the dossier.
        on: the day from which it is planned.
        profile: the profile of a certifier.
        format: what is written.
        context: what was chosen for the run.
    """
    reviewed = review(context.dossier(dossier), on=context.day(on), profile=context.profile(profile))
    if format == "json":
        context.dump(reviewed.next_audit)
    else:
        context.show(_page(reviewed, context.locale))
    return REVIEWED


def _page(reviewed: Review, locale: Locale) -> Document:
    audit = reviewed.next_audit
    title = message("plan-page.title", locale, number=reviewed.dossier.certificate.number)
    if audit is None:
        why = message("plan-page.no-cycle", locale)
        return page(title, message("plan-page.none", locale, why=why), {}, locale)
    return page(
        title,
        audit.plan.say(locale),
        {
            message("plan-page.conditions", locale): line_blocks(_conditions(audit, locale)),
            message("plan-page.undetermined", locale): _indicators(audit, None, locale),
            message("plan-page.indicators", locale): _indicators(audit, True, locale),
            message("plan-page.left-out", locale): _indicators(audit, False, locale),
            message("report-section.sources", locale): source_blocks(audit.citations, locale),
        },
        locale,
    )


def _conditions(audit: NextAudit, locale: Locale) -> Iterator[str]:
    yield audit.plan.place.say(locale)
    if audit.sample is not None:
        yield audit.sample.say(locale)
    yield audit.duration.say(locale)
    if audit.plan.display:
        yield message("plan-page.display", locale)


def _indicators(audit: NextAudit, looked_at: bool | None, locale: Locale) -> Iterator[Block]:
    """The indicators that are looked at, that are not, or of which that is not known."""
    known = {True: audit.plan.numbers, False: audit.plan.left_out, None: audit.plan.undetermined}[looked_at]
    return item_blocks(_item(each, audit, locale) for each in audit.plan.indicators if each.number in known)


def _item(each: PlannedIndicator, audit: NextAudit, locale: Locale) -> Item:
    return Item(
        label=str(each.number),
        text=edition_on(audit.plan.on)[each.number].title(locale),
        notes=tuple(dict.fromkeys(reason.say(locale) for reason in each.reasons)),
    )
