"""`qualiopi-rules changes DOSSIER`: what the latest edition of the referential changes for one provider."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from qualiopi_rules.cli.context import DEFAULTS, Context
from qualiopi_rules.cli.pages import page
from qualiopi_rules.cli.parameters import REVIEWED, ProfileName, TextOrJson
from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.indicators.result import Applicability, Applies
from qualiopi_rules.indicators.rule import applicability
from qualiopi_rules.law.months import days_after
from qualiopi_rules.profile.profile import DEFAULT_PROFILE
from qualiopi_rules.results.blocks import item_blocks, line_blocks, source_blocks
from qualiopi_rules.rnq.comparison import ChangedIndicator, Comparison, compare
from qualiopi_rules.rnq.edition import Change, editions
from qualiopi_rules.view.blocks import Block, Item, Tone

__all__ = ["changes"]


def changes(
    dossier: Path,
    /,
    *,
    profile: ProfileName = DEFAULT_PROFILE,
    format: TextOrJson = "text",
    context: Context = DEFAULTS,
) -> int:
    """Show what the latest edition changes for a provider, by its answers.

    Args:
        dossier: the file of the dossier.
        profile: the profile of a certifier.
        format: what is written.
        context: what was chosen for the run.
    """
    read, locale = context.dossier(dossier), context.locale
    *_, before, after = editions()
    chosen = context.profile(profile)
    old, new = (
        applicability(read.categories, read.answers, on=day, profile=chosen, situation=read.situation)
        for day in (days_after(after.since, -1, "since"), after.since)
    )
    compared = compare(before, after, read.categories)
    known = {*old.numbers, *old.undetermined, *new.numbers, *new.undetermined}
    concerned = [each for each in compared.changed if each.number in known]
    if format == "json":
        context.dump(Comparison(compared.before, compared.after, compared.categories, tuple(concerned)))
        return REVIEWED
    sections = {
        message(f"changes-page.{change}", locale): _blocks(concerned, change, new, locale)
        for change in (Change.NEW, Change.SUBSTANCE, Change.FORM)
    }
    brought = {each.number for each in concerned if each.change is Change.NEW}
    sections[message("changes-page.applicability", locale)] = line_blocks(_moved(old, new, brought, locale))
    citations = [citation for each in concerned for citation in each.citations]
    sections[message("report-section.sources", locale)] = source_blocks(citations, locale)
    context.show(
        page(
            message("changes-page.title", locale, after=after.edition, number=read.certificate.number),
            message("changes-page.verdict", locale, count=len(concerned), day=after.since.isoformat()),
            sections,
            locale,
        )
    )
    return REVIEWED


def _blocks(concerned: list[ChangedIndicator], change: Change, new: Applicability, locale: Locale) -> Iterator[Block]:
    return item_blocks(_item(each, new, locale) for each in concerned if each.change is change)


def _item(each: ChangedIndicator, new: Applicability, locale: Locale) -> Item:
    result = new[each.number]
    is_open = result.applies is Applies.UNDETERMINED
    why = " ".join(dict.fromkeys(reason.say(locale) for reason in result.reasons))
    notes = (message("changes-page.open", locale, why=why),) if is_open else ()
    return Item(
        label=str(each.number),
        text=" ".join([each.after.title(locale), *(f"({what.say(locale)})" for what in each.what)]),
        notes=(*notes, *(adaptation.say(locale) for adaptation in result.adaptations)),
        tone=Tone.NOTICE if is_open else Tone.PLAIN,
    )


def _moved(old: Applicability, new: Applicability, brought: set[int], locale: Locale) -> Iterator[str]:
    """The indicators of both editions that apply in one of them only, or that one leaves open."""
    known = {result.number: result.applies for result in old.results}
    for result in new.results:
        before = known.get(result.number)
        if before not in (None, result.applies) and result.number not in brought:
            yield message(
                "changes-page.moved",
                locale,
                number=result.number,
                title=result.indicator.title(locale),
                before=str(before),
                after=result.applies,
            )
