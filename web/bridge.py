"""What JavaScript calls, in the worker of the page: a name, a request and a language in, JSON text out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

from qualiopi_rules import InvalidInput, NotInForce, QualiopiError, Review, __version__, review
from qualiopi_rules.core.errors import MissingField, locale_of
from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.formats import unstructure, write_calendar
from qualiopi_rules.formats.dossier_files import dossier_of
from qualiopi_rules.formats.json import structure
from qualiopi_rules.formats.json_lines import fault_entries
from qualiopi_rules.indicators.result import Applicability, IndicatorResult
from qualiopi_rules.report import review_report
from qualiopi_rules.rnq.edition import referential
from qualiopi_rules.service.operations import OPERATIONS, DossierRequest, in_form
from qualiopi_rules.view.html_blocks import elements_of, paragraph_of

__all__ = ["answer"]


def answer(name: str, request: str, lang: str) -> str:
    """Return the result of a call, or what is wrong with it, as JSON text.

    Args:
        name: an operation of `qualiopi_rules.service.operations`, or one of `CALLS`.
        request: the request in JSON.
        lang: the language of what is said in words.
    """
    locale: Locale = "en"
    try:
        locale = locale_of(lang)
        value = json.loads(request)
        return json.dumps({"result": CALLS[name](value, locale) if name in CALLS else _operation(name, value)})
    except QualiopiError as error:
        return json.dumps({"error": {"message": error.say(locale), "faults": list(_faults(error, locale))}})


def _operation(name: str, value: object) -> Any:
    return json.loads(in_form(OPERATIONS[name].answer(value), "json", "en"))


def _faults(error: QualiopiError, locale: Locale) -> Iterator[dict[str, Any]]:
    """Each fault, and whether it is only that something is missing."""
    faults: Iterable[QualiopiError] = error.faults if isinstance(error, InvalidInput) else (error,)
    for fault, entry in zip(faults, fault_entries(error, locale), strict=True):
        yield {**entry, "missing": isinstance(fault, MissingField)}


def _loaded(_value: object, _locale: Locale) -> dict[str, str]:
    return {"version": __version__}


def _reviewed(value: object) -> Review:
    request = structure(value, DossierRequest)
    return review(request.dossier, on=request.on, profile=request.profile)


def _review(value: object, locale: Locale) -> dict[str, Any]:
    """The review, and beside it what it says in words."""
    reviewed = _reviewed(value)
    page = review_report(reviewed, locale)
    return {
        **json.loads(in_form(reviewed, "json", locale)),
        "words": {
            "title": page.title,
            "verdict": page.verdict.text,
            "tone": page.verdict.tone,
            "findings": [
                {"code": each.code, "severity": each.severity, "where": each.where, "text": each.say(locale)}
                for each in reviewed.findings
            ],
            "deadlines": [
                {"day": each.day.isoformat(), "days_left": each.days_left, "text": each.say(locale)}
                for each in reviewed.deadlines
            ],
            "indicators": [_indicator(each, locale) for each in reviewed.applicability.results],
        },
    }


def _report(value: object, locale: Locale) -> str:
    return review_report(_reviewed(value), locale).html()


def _calendar(value: object, locale: Locale) -> str:
    return write_calendar(_reviewed(value), locale=locale).decode()


def _read(value: Any, _locale: Locale) -> Any:
    """The dossier of a file that a person wrote, in JSON or in TOML."""
    name = value["name"]
    is_toml = name.lower().endswith(".toml")
    return unstructure(dossier_of(value["text"].encode(), name, is_toml=is_toml, french_days=True))


def _page(value: Any, locale: Locale) -> dict[str, Any]:
    """What the page shows of a dossier that is being filled in: whatever can be said already, and what is missing."""
    faults: list[dict[str, Any]] = []
    shown: dict[str, Any] = {"faults": faults, "indicators": None, "report": None, "expires": _expires(value)}
    try:
        reviewed = _reviewed(value)
    except (InvalidInput, NotInForce) as error:
        faults += _faults(error, locale)
        return shown | {"indicators": _only_indicators(value, locale)}
    page = review_report(reviewed, locale)
    return shown | {
        "indicators": _map(reviewed.applicability, locale),
        "report": {
            "title": page.title,
            "about": page.about,
            "verdict": paragraph_of(page.verdict),
            "tone": page.verdict.tone,
            "sections": [
                {"title": section.title, "html": elements_of(section.blocks, locale)} for section in page.sections
            ],
        },
    }


def _expires(value: Any) -> str | None:
    """The last valid day of a cycle that starts on the first issue."""
    try:
        request = {"starts": value["dossier"]["certificate"].get("first_issue"), "on": value["on"]}
        return str(OPERATIONS["cycle"].answer(request).cycle.expires)
    except QualiopiError:
        return None


def _only_indicators(value: Any, locale: Locale) -> dict[str, Any] | None:
    """Which indicators apply, where the rest of the dossier cannot be reviewed yet."""
    dossier = value["dossier"]
    parts = {name: dossier[name] for name in ("categories", "answers", "situation") if name in dossier}
    try:
        applied = OPERATIONS["applicability"].answer({**parts, "on": value["on"], "profile": value["profile"]})
    except QualiopiError:
        return None
    return _map(applied, locale)


def _map(applied: Applicability, locale: Locale) -> dict[str, Any]:
    """The indicators by criterion."""
    criteria = {each.number: each for each in referential(on=applied.on).criteria}
    return {
        "count": applied.summary(locale)[1],
        "criteria": [
            {
                "title": message(
                    "applicability-table.criterion", locale, number=number, title=criteria[number].title(locale)
                ),
                "indicators": [_indicator(result, locale) for result in results],
            }
            for number, results in groupby(applied.results, lambda result: result.indicator.criterion)
        ],
    }


def _indicator(result: IndicatorResult, locale: Locale) -> dict[str, Any]:
    deciding = [reason for reason in result.reasons if reason.code.applies is result.applies]
    return {
        "number": result.number,
        "title": result.indicator.title(locale),
        "applies": result.applies,
        "word": message(f"word.{result.applies}", locale),
        "why": " ".join(dict.fromkeys(reason.say(locale) for reason in deciding)),
    }


CALLS: dict[str, Callable[[Any, Locale], Any]] = {
    "calendar": _calendar,
    "load": _loaded,
    "page": _page,
    "read": _read,
    "report": _report,
    "review": _review,
}
