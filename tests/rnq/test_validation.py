"""The validation of the answers to the preliminary questions, as the webinar shows it."""

from __future__ import annotations

from qualiopi_rules.rnq import answers_validation
from tests.texts import PRACTICE, VERBATIM, cited


def test_the_answers_are_validated_with_the_provider_before_the_audit() -> None:
    note = answers_validation()
    assert cited(note.citation) == ("webinar-2023", PRACTICE, VERBATIM)
    assert "avec le prestataire" in note.say()
    assert "before starting" in note.say("en")
