"""The files of `qualiopi_rules.schemas`, made from the classes and from the texts.

`python -m maintenance.schemas` writes them; a test compares what is there with what would be written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import qualiopi_rules
from maintenance.json_schemas import DOCUMENTS, json_schema
from maintenance.portfolio_table import portfolio_table
from maintenance.referential_data import edition_data, editions_csv
from qualiopi_rules import Dossier, Event, explain, load, review
from qualiopi_rules.formats import read_profile, unstructure
from qualiopi_rules.rnq.edition import editions

__all__ = ["FOLDER", "main", "written"]

FOLDER = Path(qualiopi_rules.__file__).parent / "schemas"
"""Where the files stand."""

_EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"


def written() -> Iterator[tuple[str, str]]:
    """Yield the name and the content of each file."""
    examples = _examples()
    for name in DOCUMENTS:
        yield f"{name}.json", _text(json_schema(name, examples[name]))
    yield "portfolio.json", _text(portfolio_table())
    for edition in editions():
        yield f"referential-{edition.edition}.json", _text(edition_data(edition))
    yield "referential.csv", editions_csv()


def main() -> None:
    """Write the files."""
    for name, content in written():
        (FOLDER / name).write_text(content, "utf-8")


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _examples() -> dict[str, list[Any]]:
    """Examples of each document, from those of the documentation; a review would be longer than its schema."""
    text = (_EXAMPLES / "certificate-83811594-1.json").read_text("utf-8")
    dossier = load(text, Dossier)
    reviewed = review(dossier, on=dossier.certificate.first_issue)
    happened = load((_EXAMPLES / "file.json").read_text("utf-8"), Dossier).events
    return {
        "dossier": [json.loads(text)],
        "review": [],
        "explanation": [unstructure(explain(reviewed.timeline[0]).document())],
        "profile": [unstructure(read_profile(_EXAMPLES / "profile.toml"))],
        "deadlines": [[unstructure(each) for each in reviewed.deadlines[:1]]],
        "history": [[_short(each) for each in happened[:3]]],
    }


def _short(event: Event) -> dict[str, Any]:
    """An event without the fields that do not concern it."""
    return {name: value for name, value in unstructure(event).items() if value not in (None, [])}


if __name__ == "__main__":
    main()
