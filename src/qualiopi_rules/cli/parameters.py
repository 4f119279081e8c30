"""The parameters that several commands have, and the codes with which they end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter, Token

from qualiopi_rules.cli.language import LANGUAGE
from qualiopi_rules.core.messages import Locale

__all__ = [
    "CRASHED",
    "HYPHEN",
    "REFUSED",
    "REVIEWED",
    "SHARED",
    "STANDARD",
    "TO_LOOK_AT",
    "Categories",
    "Day",
    "FileName",
    "Number",
    "ProfileName",
    "Switch",
    "Text",
    "TextOrJson",
]

REVIEWED = 0
"""The exit code when all is well."""
TO_LOOK_AT = 1
"""The exit code where a finding blocks, or a row was rejected."""
REFUSED = 2
"""The exit code of a request or of a file that was refused."""
CRASHED = 70
"""The exit code of an error of the program itself, which `sysexits.h` calls EX_SOFTWARE."""

STANDARD = "-"
"""The name of the standard input or output, in place of a file's."""

HYPHEN = f"./{STANDARD}"
"""What stands for a hyphen alone while the words are parsed, which would take it for an option: the same path."""


def _text(_: Any, tokens: Sequence[Token]) -> str:
    """A text as it was given."""
    return STANDARD if tokens[0].value == HYPHEN else tokens[0].value


Day = Annotated[str | None, Parameter(metavar="DAY")]
"""A day; None for today."""
FileName = Annotated[Path, Parameter(metavar="FILE")]
"""The name of a file."""
ProfileName = Annotated[str, Parameter(metavar="PROFILE", env_var="QUALIOPI_RULES_PROFILE")]
"""The name of a profile, or of its file."""
Categories = Annotated[list[Literal["AF", "BC", "VAE", "CFA"]] | None, Parameter(metavar="CHOICE", negative=())]
"""Categories of actions."""
TextOrJson = Annotated[Literal["text", "json"], Parameter(name="--format")]
"""To be read, or for another program."""
Text = Annotated[str, Parameter(metavar="TEXT", converter=_text)]
"""A text."""
Number = Annotated[int, Parameter(metavar="NUMBER")]
"""A number."""
Switch = Annotated[bool, Parameter(negative=(), show_default=False)]
"""What is on or off."""

SHARED: dict[str, tuple[Any, Any]] = {
    "lang": (Annotated[Locale | None, Parameter(env_var=LANGUAGE)], None),
    "dates": (Literal["iso", "french"], "iso"),
    "color": (Literal["auto", "always", "never"], "auto"),
    "quiet": (Switch, False),
}
"""The options of every command: their types and what they are by default; `Context` holds their values."""
