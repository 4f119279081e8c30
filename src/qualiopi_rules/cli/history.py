"""`qualiopi-rules history DOSSIER`: what happened to a file, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from qualiopi_rules.cli.context import DEFAULTS, Context
from qualiopi_rules.cli.pages import page
from qualiopi_rules.cli.parameters import REVIEWED, TO_LOOK_AT, Day, ProfileName, TextOrJson
from qualiopi_rules.core.messages import Locale, capital, message
from qualiopi_rules.dossier.event import Event, EventKind
from qualiopi_rules.dossier.reviewer import review
from qualiopi_rules.formats.code_labels import labels
from qualiopi_rules.profile.profile import DEFAULT_PROFILE
from qualiopi_rules.results.blocks import line_blocks
from qualiopi_rules.results.findings import any_blocking
from qualiopi_rules.view.blocks import Block, Column, Group, Paragraph, Row, Table

__all__ = ["history"]


def history(
    dossier: Path,
    /,
    *,
    on: Day = None,
    profile: ProfileName = DEFAULT_PROFILE,
    format: TextOrJson = "text",
    context: Context = DEFAULTS,
) -> int:
    """Show the events of a file up to a day, where it stands, and what is still to be done.

    Args:
        dossier: the file of the dossier.
        on: the day.
        profile: the profile of a certifier.
        format: what is written.
        context: what was chosen for the run.
    """
    reviewed = review(context.dossier(dossier), on=context.day(on), profile=context.profile(profile))
    state, locale = reviewed.state, context.locale
    code = TO_LOOK_AT if any_blocking(state.findings) else REVIEWED
    if format == "json":
        context.dump(state)
        return code
    happened = sorted((each for each in reviewed.dossier.events if each.on <= reviewed.on), key=lambda each: each.rank)
    number = reviewed.dossier.certificate.number
    context.show(
        page(
            message("history-page.title", locale, number=number, day=reviewed.on.isoformat()),
            capital(state.say(locale)),
            {
                message("history-page.events", locale): _events(happened, locale),
                message("history-page.deadlines", locale): line_blocks(
                    message("history-page.left", locale, what=capital(each.say(locale)), day=each.day.isoformat())
                    for each in state.deadlines
                ),
                message("history-page.findings", locale): line_blocks(each.say(locale) for each in state.findings),
            },
            locale,
        )
    )
    return code


def _events(events: list[Event], locale: Locale) -> tuple[Block, ...]:
    if not events:
        return (Paragraph(message("history-page.none", locale)),)
    columns = (
        Column(title=message("history-page.day", locale)),
        Column(title=message("history-page.event", locale)),
        Column(title=message("history-page.about", locale), wide=True),
    )
    rows = tuple(
        Row((each.on.isoformat(), message(f"event.{each.kind}", locale), ", ".join(_about(each, locale))))
        for each in events
    )
    caption = message("history-page.caption", locale)
    return (Table(caption=caption, columns=columns, groups=(Group("", rows),)),)


def _about(event: Event, locale: Locale) -> Iterator[str]:
    """What is known of an event beside its kind and day."""
    known = labels(locale)
    if event.audit is not None:
        yield known["AuditKind"][event.audit]
    if event.categories:
        yield " ".join(sorted(event.categories))
    if event.indicator is not None:
        yield message("history-page.indicator", locale, number=event.indicator)
    if event.grade is not None:
        yield known["NonConformityGrade"][event.grade]
    if event.kind is EventKind.VERIFICATION:
        yield message("history-page.lifted" if event.lifted else "history-page.not-lifted", locale)
    if event.decided is not None:
        yield known["CertifierDecision"][event.decided]
    if event.sites_before is not None:
        yield message("history-page.sites", locale, number=event.sites_before)
