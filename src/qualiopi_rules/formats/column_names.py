"""The columns of a file that have a name, as files write names: with spaces around, capital letters or accents."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import normalize

__all__ = ["columns_named"]


def columns_named(name: str, *others: str, columns: Iterable[str]) -> list[str]:
    """Return the columns that have one of some names, or those that have it but for how it is written.

    Capital letters, accents, spaces and other signs do not count, unless a column has the very name.

    Args:
        name: the name.
        others: other names of the same thing.
        columns: the names of the columns.
    """
    names, columns = (name, *others), list(columns)
    folded = {_folded(each) for each in names}
    return [each for each in columns if each in names] or [each for each in columns if _folded(each) in folded]


def _folded(name: str) -> str:
    """A name in small letters, without anything that is neither a letter nor a digit; itself when it has none."""
    return re.sub(r"[\W_]", "", normalize("NFKD", name).casefold()) or name
