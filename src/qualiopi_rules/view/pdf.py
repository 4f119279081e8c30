"""A page as a PDF file, from the same HTML. Needs the extra `pdf`.

The file is tagged for readers who hear it (PDF/UA-1). It holds no moment of writing: the same page gives the same bytes
with the same version of WeasyPrint and the same fonts.
"""

from __future__ import annotations

from typing import Any

from qualiopi_rules.core.errors import MissingExtra
from qualiopi_rules.view.blocks import Page
from qualiopi_rules.view.html import paper_html_of

__all__ = ["pdf_of"]


def pdf_of(page: Page) -> bytes:
    """Write a page as a PDF file.

    Raises:
        MissingExtra: when WeasyPrint or MarkupSafe is not installed.
    """
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except ImportError:
        raise MissingExtra("pdf") from None
    # What a picture of the sender's refers to is not fetched: only what stands in the page itself is.
    own = URLFetcher(allowed_protocols=["data"])
    paper: Any = HTML(string=paper_html_of(page), url_fetcher=own)
    return bytes(paper.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=True))
