"""A dossier with other events and facts, on a day."""

from __future__ import annotations

from typing import Any

import attrs

from qualiopi_rules import Dossier, Event, Review, review
from qualiopi_rules.dossier import FileState


def reviewed(dossier: Dossier, on: str, *events: Event, **changes: Any) -> Review:
    return review(attrs.evolve(dossier, events=events, **changes), on=on)


def state_of(dossier: Dossier, on: str, *events: Event, **changes: Any) -> FileState:
    return reviewed(dossier, on, *events, **changes).state
