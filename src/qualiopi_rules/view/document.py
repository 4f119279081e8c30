"""A page that its reader takes away in any medium."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import MissingExtra, refuse
from qualiopi_rules.view.blocks import Fold, Page

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["Document"]


@attrs.frozen(kw_only=True)
class Document(Page):
    """A page, and what writes it for each medium."""

    def text(self, width: int | None = None) -> str:
        """Write it as plain text.

        Args:
            width: how many cells of a screen a line takes at most, less than 20 counting as 20; None for no wrapping.

        Raises:
            InvalidInput: when the width is neither None nor a whole number of one or more.
        """
        from qualiopi_rules.view.text import text_of

        width = converters.optional_count(width)
        refuse(width=width)
        return text_of(self, width)

    def markdown(self) -> str:
        """Write it as Markdown."""
        from qualiopi_rules.view.markdown import markdown_of

        return markdown_of(self)

    def html(self) -> str:
        """Write it as one HTML file that needs nothing beside it.

        Raises:
            MissingExtra: when MarkupSafe is not installed.
        """
        from qualiopi_rules.view.html import html_of

        return html_of(self)

    def pdf(self) -> bytes:
        """Write it as a PDF file.

        Raises:
            MissingExtra: when WeasyPrint is not installed.
        """
        from qualiopi_rules.view.pdf import pdf_of

        return pdf_of(self)

    def print(self, console: Console | None = None) -> None:
        """Print it, no wider than the terminal and in its colours; anything else than a terminal gets plain text.

        Args:
            console: where it is printed; the standard output by default.

        Raises:
            InvalidInput: when the console is none.
            MissingExtra: when rich is not installed.
        """
        from qualiopi_rules.view.terminal import print_page

        print_page(self, console)

    def _repr_html_(self) -> str | None:
        """What a notebook shows: the verdict, and the sections to open; None where MarkupSafe is not installed."""
        from qualiopi_rules.view.html import fragment_of

        sections = (Fold(section.title, section.blocks) for section in self.sections)
        try:
            return fragment_of((self.verdict, *sections), self.locale)
        except MissingExtra:
            return None
