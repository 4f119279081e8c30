"""`qualiopi-rules profile check FILE`: whether a certifier's profile can be read, and what it holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from qualiopi_rules.cli.context import DEFAULTS, Context
from qualiopi_rules.cli.pages import page
from qualiopi_rules.cli.parameters import REVIEWED
from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.formats.toml import read_profile
from qualiopi_rules.profile.profile import Profile
from qualiopi_rules.results.blocks import line_blocks, source_blocks

__all__ = ["profile_check"]


def profile_check(file: Path, /, *, context: Context = DEFAULTS) -> int:
    """Read a profile, and say what it holds and on what each choice rests.

    Args:
        file: the file of the profile.
        context: what was chosen for the run.
    """
    profile, locale = read_profile(file), context.locale
    uncertain = () if profile.uncertain is None else (profile.uncertain.say(locale),)
    context.show(
        page(
            message("profile-page.title", locale, name=profile.name),
            message("profile-page.accepted", locale),
            {
                message("profile-page.holds", locale): line_blocks(_holds(profile, locale)),
                message("profile-page.uncertain", locale): line_blocks(uncertain),
                message("profile-page.sources", locale): source_blocks(profile.citations.values(), locale),
            },
            locale,
        )
    )
    return REVIEWED


def _holds(profile: Profile, locale: Locale) -> Iterator[str]:
    yield profile.words.say(locale)
    total, own = len(profile.questions), len(profile.own_questions)
    yield message("profile-page.questions", locale, total=total, own=own)
    yield message("profile-page.removals", locale, total=len(profile.removals))
    if profile.points is None:
        yield message("profile-page.library-points", locale)
    else:
        yield message("profile-page.points", locale, total=len(profile.points))
    if profile.durations is None:
        yield message("profile-page.no-durations", locale)
    else:
        yield message("profile-page.durations", locale, name=profile.durations.name)
