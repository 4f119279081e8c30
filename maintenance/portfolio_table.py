"""The Table Schema of the CSV file of a portfolio, with the keys of schema.data.gouv.fr; its words are in French."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from qualiopi_rules.core.messages import capital
from qualiopi_rules.core.resources import parsed
from qualiopi_rules.rnq.question import AnswerKind, Question, questions, situation_questions

__all__ = ["portfolio_table"]

_YES_NO = {
    "type": "boolean",
    "trueValues": ["true", "True", "TRUE"],  # as a spreadsheet may have written them anew
    "falseValues": ["false", "False", "FALSE"],
    "example": "true",
}


def portfolio_table() -> dict[str, Any]:
    """Return the schema of the file: the columns of a certificate, then the questions."""
    words = _words()
    asked = (*questions().values(), *situation_questions().values())
    return {
        "$schema": "https://frictionlessdata.io/schemas/table-schema.json",
        **words["table"],
        "countryCode": "FR",
        "version": version("qualiopi-rules"),
        "fields": [
            *({"name": name, **field} for name, field in words["fields"].items()),
            *(_question(each, words["question"]) for each in asked if each.answered_with is AnswerKind.YES_NO),
        ],
        # Any of the columns may be missing, in any order, and the file may have others.
        "fieldsMatch": "partial",
        "missingValues": [""],
    }


def _question(asked: Question, description: str) -> dict[str, Any]:
    titles = {"title": capital(asked.words.say("fr")), "x-title-en": capital(asked.words.say("en"))}
    return {"name": asked.id, **titles, "description": description, **_YES_NO}


@cache
def _words() -> dict[str, Any]:
    return parsed(Path(__file__).with_suffix(".toml").read_text("utf-8"))
