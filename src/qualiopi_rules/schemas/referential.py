"""The referential as data, for programs that are not in Python: a JSON file for each edition, a CSV file for all."""

from __future__ import annotations

import json
from typing import Any

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.core.resources import content, names, text

__all__ = ["referential_csv", "referential_data"]


def referential_data(edition: str) -> dict[str, Any]:
    """Return one edition of the referential, as JSON holds it; it is the caller's own.

    The titles are the library's own words in both languages; the wording of the law is behind the sources.

    Args:
        edition: the edition, as `2019` or `2026`.

    Raises:
        InvalidInput: when there is no such edition.
    """
    edition = converters.one_text((str(text(name)["edition"]) for name in names("rnq/referential-*")), edition)
    refuse(edition=edition)
    found: dict[str, Any] = json.loads(content(f"schemas/referential-{edition}.json"))
    return found


def referential_csv() -> str:
    """Return every indicator of every edition as CSV text, one on each row, with the names of the columns first."""
    return content("schemas/referential.csv")
