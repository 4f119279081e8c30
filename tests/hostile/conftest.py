"""A review in which everything that a caller names has one name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from qualiopi_rules import Dossier, Profile, Review, review
from qualiopi_rules.formats.json import structure
from tests.cli.conftest import run, silent_environment

__all__ = ["named", "run", "silent_environment"]


@pytest.fixture
def named(webinar: dict[str, Any]) -> Callable[[str], Review]:
    """Review a dossier whose number, holder, bilan, profile and texts have one name."""

    def make(text: str) -> Review:
        certificate = {**webinar["certificate"], "number": text, "holder": text, "cycle_number": 1}
        bilan = {"sessions": [{"day": "2024-02-06", "phase": "preliminary", "minutes": 120}], "reference": text}
        dossier = structure({**webinar, "certificate": certificate, "bilans": [bilan]}, Dossier)
        source = {"id": text, "title": text, "identifier": text, "collection": "codes/article_lc"}
        cited = {"basis": "practice", "provenance": "verbatim", "source": source}
        words = {"fr": text, "en": text}
        profile = {
            "extends": "law",
            "name": text,
            "words": words,
            "suspension": {"name": text, "months": 2, "citation": cited, "words": words},
            "renewal": {"since": "2020-01-01", "opens": 7, "closes": 4, "citation": cited},
        }
        return review(dossier, on="2025-02-01", profile=structure(profile, Profile))

    return make
