"""Protection against CSV injection: no text of a CSV or Excel file is taken for a formula by a spreadsheet.

A text that a spreadsheet could take for one gets an apostrophe before it, as OWASP advises.
"""

from __future__ import annotations

import re
from typing import TypeVar, overload

__all__ = ["UNSAFE", "plain_cell", "safe_cell"]

T = TypeVar("T")

# What begins a formula, also in the full-width, small, raised and lowered forms that some spreadsheets take for it.
_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u207c\u207a\u207b\u208c\u208a\u208b\u2212\ufb29"
# Where a cell begins inside a text, for a program that takes another separator or does not know quotes.
_BOUNDARY = ';,|"\t\r\n'
# What a spreadsheet may leave out before it looks for a sign: spaces, control and invisible characters.
_SKIPPED = (
    "(?:[^\\S\t\r\n]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
    "\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff']"
    ")*"
)
_FORMULA = f"(?={_SKIPPED}[{_SIGNS}])"
# An apostrophe is skipped too: it makes the same places count before and after one is put there.
_TO_PUT = re.compile(f"\\A(?='*[\t\r\n])|(?:\\A|(?<=[{_BOUNDARY}])){_FORMULA}")
_TO_TAKE = re.compile(f"\\A'(?='*[\t\r\n])|(?:\\A|(?<=[{_BOUNDARY}]))'{_FORMULA}")

UNSAFE = f"\\A'*[\t\r\n]|(?:\\A|[{_BOUNDARY}]){_SKIPPED}[{_SIGNS}]"
"""A regular expression that is found in the texts that `safe_cell` changes, and in no other.

It looks neither ahead nor back, so that an engine of columns knows it too.
"""


@overload
def safe_cell(value: str) -> str: ...
@overload
def safe_cell(value: T) -> T: ...
def safe_cell(value: object) -> object:
    """Make a cell safe to open: a text that could be taken for a formula gets an apostrophe.

    That is a text that begins with `=`, `+`, `-` or `@`, in any width, spaces and invisible characters left aside, or
    with a tab or a line end; inside a text too, after a separator, a quote or a line end, where a program that reads
    the file otherwise would begin a cell. All other texts stay as they are, and so does what is no text: the number
    -3 is no formula, the text `-3` may be the beginning of one.

    Do it once, when the file is written; `plain_cell` undoes it once.
    """
    return _TO_PUT.sub("'", value) if isinstance(value, str) else value


@overload
def plain_cell(value: str) -> str: ...
@overload
def plain_cell(value: T) -> T: ...
def plain_cell(value: object) -> object:
    """Return the value that `safe_cell` protected."""
    return _TO_TAKE.sub("", value) if isinstance(value, str) else value
