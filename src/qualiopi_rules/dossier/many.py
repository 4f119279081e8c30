"""The review of many dossiers, one after the other or in several processes, with bounded memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import QualiopiError, refuse, refuse_all
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.core.processes import groups_of, in_order
from qualiopi_rules.dossier.dossier import Dossier
from qualiopi_rules.dossier.reviewer import Review, review_of
from qualiopi_rules.indicators.rule import unknown_answers
from qualiopi_rules.profile.profile import DEFAULT_PROFILE, Profile, profile_of

__all__ = ["RefusedDossier", "review_many"]

_TOGETHER = 32
"""How many dossiers are sent to a process together: what their reviews share is then sent once."""


@attrs.frozen
class RefusedDossier(OneLine):
    """A dossier that could not be reviewed, in the place of its review.

    Attributes:
        at: its place among the dossiers, from 0.
        error: why it could not: `InvalidInput` with every fault, or `NotInForce`.
    """

    at: int
    error: QualiopiError


def review_many(
    dossiers: Iterable[Dossier],
    *,
    on: DayLike,
    profile: Profile | str = DEFAULT_PROFILE,
    processes: int = 1,
) -> Iterator[Review | RefusedDossier]:
    """Review dossiers on one day, each as `review` does, in their order.

    The dossiers are taken one by one as the reviews are, so that a generator of any length needs no more memory than a
    list of a few. A dossier that cannot be reviewed has its error in its place, and does not stop the others.

    Args:
        dossiers: the dossiers.
        on: the day of the reviews.
        profile: a certifier's profile, or the name of a built-in one.
        processes: how many processes review them; 1 for none but this one. They end with the iterator. A script that
            asks for them must start under `if __name__ == "__main__":`, as with any processes of Python.

    Raises:
        InvalidInput: with every argument that does not hold, at once and not when the first review is taken.
    """
    day, profile, processes = converters.day(on), profile_of(profile), converters.count(processes)
    if isinstance(dossiers, str | bytes | Mapping) or not isinstance(dossiers, Iterable):
        dossiers = converters.fault(dossiers, "instances", cls=Dossier.__name__)
    refuse(dossiers=dossiers, on=day, profile=profile, processes=processes)
    numbered = enumerate(dossiers)
    if processes == 1:
        return (_reviewed(at, dossier, day, profile) for at, dossier in numbered)
    return _in_processes(numbered, day, profile, processes)


_Numbered = tuple[int, Dossier]


def _in_processes(
    dossiers: Iterable[_Numbered], day: Date, profile: Profile, processes: int
) -> Iterator[Review | RefusedDossier]:
    work = partial(_all_reviewed, day=day, profile=profile)
    for reviewed in in_order(work, groups_of(dossiers, _TOGETHER), processes):
        yield from reviewed


def _all_reviewed(dossiers: tuple[_Numbered, ...], day: Date, profile: Profile) -> list[Review | RefusedDossier]:
    return [_reviewed(at, dossier, day, profile) for at, dossier in dossiers]


def _reviewed(at: int, dossier: Dossier, day: Date, profile: Profile) -> Review | RefusedDossier:
    try:
        dossier = converters.instance(Dossier, dossier)
        refuse(dossier=dossier)
        refuse_all(unknown_answers(dossier.answers, profile, "dossier.answers"))
        return review_of(dossier, day, profile)
    except QualiopiError as error:
        return RefusedDossier(at, error)
