"""The sessions of a bilan de compétences: when each is held, in which phase, how long, how, and who conducts it.

Durations are whole minutes.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import attrs
from pendulum import Date

from qualiopi_rules.core import converters

__all__ = [
    "Conductor",
    "Mode",
    "Phase",
    "Session",
    "accompanied_minutes_of",
    "minutes_of",
    "sessions_of",
    "start_of",
]


class Phase(StrEnum):
    """One of the three phases of article R. 6313-4, in order."""

    PRELIMINARY = "preliminary"
    INVESTIGATION = "investigation"
    CONCLUSIONS = "conclusions"


class Mode(StrEnum):
    """How a session is held."""

    INDIVIDUAL = "individual"
    GROUP = "group"
    REMOTE = "remote"  # one beneficiary, at a distance
    PERSONAL_WORK = "personal-work"  # the beneficiary alone


class Conductor(StrEnum):
    """Who conducts a session."""

    PROVIDER = "provider"
    BENEFICIARY = "beneficiary"  # personal work
    EMPLOYER = "employer"
    OTHER = "other"


def _phase(value: Phase | str) -> Phase:
    return converters.one_of(Phase, value)


def _mode(value: Mode | str) -> Mode:
    return converters.one_of(Mode, value)


def _conductor(value: Conductor | str) -> Conductor:
    return converters.one_of(Conductor, value)


@attrs.frozen
class Session(converters.Checked):
    """One session of a bilan.

    Attributes:
        day: the day it was held, or is planned.
        phase: the phase it belongs to.
        minutes: how long it lasts, in minutes.
        mode: how it is held.
        conducted_by: who conducts it.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    day: Date = attrs.field(converter=converters.day)
    phase: Phase = attrs.field(converter=_phase)
    minutes: int = attrs.field(converter=converters.count)
    mode: Mode = attrs.field(default=Mode.INDIVIDUAL, converter=_mode)
    conducted_by: Conductor = attrs.field(default=Conductor.PROVIDER, converter=_conductor)

    @property
    def is_personal(self) -> bool:
        """Whether it is between the provider and one beneficiary."""
        return self.mode in (Mode.INDIVIDUAL, Mode.REMOTE)


def sessions_of(sessions: Iterable[Session], phase: Phase) -> tuple[Session, ...]:
    """Return the sessions of a phase, sorted by day."""
    return tuple(sorted((each for each in sessions if each.phase is phase), key=lambda session: session.day))


def start_of(sessions: Iterable[Session]) -> Date | None:
    """Return the day of the first session, or None without sessions."""
    return min((session.day for session in sessions), default=None)


def minutes_of(sessions: Iterable[Session]) -> int:
    """Return the minutes of all sessions."""
    return sum(session.minutes for session in sessions)


def accompanied_minutes_of(sessions: Iterable[Session]) -> int:
    """Return the minutes of the sessions that the provider conducts, personal work excluded."""
    return sum(
        session.minutes
        for session in sessions
        if session.mode is not Mode.PERSONAL_WORK and session.conducted_by is Conductor.PROVIDER
    )
