"""What kept a file or a text from being read or written, as a code that has our own words.

The words of the operating system and of the parsers are in a language of theirs, and speak of their own insides.
"""

from __future__ import annotations

import re

__all__ = ["problem_of"]

_CODES: dict[type[BaseException], str] = {
    FileNotFoundError: "not-found",
    NotADirectoryError: "not-found",
    PermissionError: "not-permitted",
    IsADirectoryError: "directory",
    OSError: "unavailable",
    UnicodeError: "encoding",
    RecursionError: "too-deep",
}

_PLACE = re.compile(r"line ([0-9]+),? column ([0-9]+)")


def problem_of(error: BaseException) -> str:
    """Return the code of a problem for `{problem:problem}`: `not-found`, or `syntax:3:7` with a line and a column."""
    for cls in type(error).__mro__:
        if cls in _CODES:
            return _CODES[cls]
    text = str(error)
    if "no matching sheet" in text:  # polars has no class for it
        return "no-sheet"
    # The parsers of JSON and TOML write the place into their text.
    place = _PLACE.search(text)
    return "other" if place is None else ":".join(["syntax", *place.groups()])
