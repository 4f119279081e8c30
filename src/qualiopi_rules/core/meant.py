"""The day or the answer that a person obviously meant, however it was written; None where it is a guess."""

from __future__ import annotations

import re
from datetime import date
from unicodedata import normalize

__all__ = ["answer_meant", "day_meant", "folded"]

_ANSWERS = {"oui": "true", "yes": "true", "vrai": "true", "non": "false", "no": "false", "faux": "false"}
_FRENCH_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[/.-]([0-9]{1,2})[/.-]([0-9]{1,2})")
_COMPACT = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
_SPELLED = re.compile(r"([0-9]{1,2})(?:er)?([a-z]+)([0-9]{4})")
_MONTHS = {
    name: number
    for names in (
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "january february march april may june july august september october november december",
    )
    for number, name in enumerate(names.split(), 1)
}


def day_meant(text: str) -> str | None:
    """Return the ISO form of a day in the French order or with the year first, or with its month in letters."""
    written = "".join(text.split())
    if found := _FRENCH_DAY.fullmatch(written):
        day, month, year = map(int, found.groups())
    elif found := _YEAR_FIRST.fullmatch(written) or _COMPACT.fullmatch(written):
        year, month, day = map(int, found.groups())
    elif (found := _SPELLED.fullmatch(folded(text))) and found[2] in _MONTHS:
        day, month, year = int(found[1]), _MONTHS[found[2]], int(found[3])
    else:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def answer_meant(text: str) -> str | None:
    """Return `true` or `false` for an answer in either language, in whatever letters."""
    bare = folded(text)
    return bare if bare in ("true", "false") else _ANSWERS.get(bare)


def folded(text: str) -> str:
    """Return a name without what people write otherwise: capital letters, accents, spaces and dashes."""
    return re.sub(r"[\W_]", "", normalize("NFKD", text).casefold())
