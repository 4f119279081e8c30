"""A page on a terminal: the lines of the plain text, in colours; without a terminal, the plain text itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import MissingExtra, refuse
from qualiopi_rules.view.blocks import Page, Tone
from qualiopi_rules.view.lines import Line, Part
from qualiopi_rules.view.text import lines_of, text_of

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["print_page"]

_STYLES: dict[Part | Tone, str] = {
    Part.TITLE: "bold underline",
    Part.HEADING: "bold",
    Part.HEAD: "bold underline",
    Part.NOTE: "dim",
    Part.DAY: "bold",
    Tone.GOOD: "green",
    Tone.NOTICE: "cyan",
    Tone.WARNING: "yellow",
    Tone.BLOCKING: "bold red",
    Tone.QUIET: "dim",
}


def print_page(page: Page, console: Console | None = None) -> None:
    """Print a page, no wider than the terminal; a reader that is no terminal gets the plain text, unwrapped.

    Args:
        page: the page.
        console: where it is printed; the standard output by default.

    Raises:
        InvalidInput: when the console is none.
        MissingExtra: when rich is not installed.
    """
    try:
        from rich.console import Console
        from rich.text import Text
    except ImportError:
        raise MissingExtra("cli") from None
    console = converters.instance(Console, Console() if console is None else console)
    refuse(console=console)
    if not console.is_terminal:
        console.out(text_of(page), end="", highlight=False)
        return
    plain = console.color_system is None
    # The lines have their width already, and rich would break them at no-break spaces.
    for line in lines_of(page, console.width):
        if plain or not _is_rule(line):
            text = Text.assemble(*((span.text, _STYLES.get(span.look, "")) for span in line))
            console.print(text, soft_wrap=True, highlight=False)


def _is_rule(line: Line) -> bool:
    """Whether it only underlines the line above, which has its own look here."""
    return any(span.look is Part.RULE for span in line)
