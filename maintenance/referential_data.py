"""The editions of the referential as data for other programs: a JSON file for each, a CSV file for all."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any

from qualiopi_rules.core.words import Words
from qualiopi_rules.law.source import Citation
from qualiopi_rules.rnq.category import Category
from qualiopi_rules.rnq.edition import Grading, Indicator, Referential, editions
from qualiopi_rules.rnq.question import find_question

__all__ = ["edition_data", "editions_csv"]


def edition_data(edition: Referential) -> dict[str, Any]:
    """Return an edition as JSON holds it: its criteria, its indicators, and what is true by nature of a category."""
    return {
        "edition": edition.edition,
        "since": edition.since.isoformat(),
        "until": None if edition.until is None else edition.until.isoformat(),
        "source": _source(edition.citation),
        "criteria": [
            {"number": each.number, "title": _said(each.words), "source": _source(each.citation)}
            for each in edition.criteria
        ],
        "indicators": [_indicator(each) for each in edition.indicators],
        "by_nature": [
            {"category": each.category.value, "questions": sorted(each.questions), "source": _source(each.citation)}
            for each in edition.by_nature
        ],
    }


def _indicator(indicator: Indicator) -> dict[str, Any]:
    asked = indicator.condition
    return {
        "number": indicator.number,
        "criterion": indicator.criterion,
        "title": _said(indicator.words),
        "categories": _categories(indicator),
        "condition": None if asked is None else {"question": asked, "words": _said(find_question(asked).words)},
        "can_be_minor": indicator.grading is Grading.GRADABLE,
        "change": {
            "kind": indicator.change.value,
            "what": None if indicator.what is None else _said(indicator.what),
        },
        "source": _source(indicator.citation),
        "grading_source": _source(indicator.grading_citation),
    }


def _categories(indicator: Indicator) -> list[str]:
    """Its categories, in the order of the law."""
    return [each.value for each in Category if each in indicator.categories]


def _said(words: Words) -> dict[str, str]:
    return {"fr": words.say("fr"), "en": words.say("en")}


def _source(cited: Citation) -> dict[str, str | None]:
    source = cited.source
    named = {"id": source.id, "title": source.title, "url": source.url}
    return {**named, "basis": cited.basis.value, "provenance": cited.provenance.value}


def editions_csv() -> str:
    """Return every indicator of every edition as CSV text, the names of the columns first."""
    written = StringIO()
    rows = [row for edition in editions() for row in _rows(edition)]
    table = csv.DictWriter(written, list(rows[0]), lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return written.getvalue()


def _rows(edition: Referential) -> Iterator[dict[str, Any]]:
    titles = {each.number: _said(each.words) for each in edition.criteria}
    data = edition_data(edition)
    for each in data["indicators"]:
        condition, change, source = each["condition"] or {}, each["change"], each["source"]
        asked, what = condition.get("words", {}), change["what"] or {}
        yield {
            "edition": edition.edition,
            "since": data["since"],
            "until": data["until"],
            "number": each["number"],
            "criterion": each["criterion"],
            **{f"criterion_title_{locale}": title for locale, title in titles[each["criterion"]].items()},
            **{f"title_{locale}": title for locale, title in each["title"].items()},
            **{category.value: str(category.value in each["categories"]).lower() for category in Category},
            "condition": condition.get("question"),
            **{f"condition_{locale}": asked.get(locale) for locale in ("fr", "en")},
            "can_be_minor": str(each["can_be_minor"]).lower(),
            "change": change["kind"],
            **{f"what_{locale}": what.get(locale) for locale in ("fr", "en")},
            **{f"source_{name}": source[name] for name in ("title", "url", "basis", "provenance")},
            **{f"grading_source_{name}": each["grading_source"][name] for name in ("title", "url", "provenance")},
        }
