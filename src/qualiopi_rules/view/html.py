"""A page as one HTML file that needs nothing beside it, and blocks as a fragment for notebooks. Needs the extra `html`.

There is no script, and the policy of the page forbids any; nothing is fetched, fonts are those of the reader's machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from qualiopi_rules.core.errors import MissingExtra
from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.core.resources import content
from qualiopi_rules.view.blocks import Block, Page, Section, Sender
from qualiopi_rules.view.html_blocks import elements_of, paragraph_of

if TYPE_CHECKING:
    from htpy import Element, Node

__all__ = ["fragment_of", "html_of", "paper_html_of"]

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"

_NO_TEXT = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What a file of text cannot hold, or no reader sees."""


def html_of(page: Page) -> str:
    """Write a page as a whole HTML file, for a browser, a phone or a printer.

    Raises:
        MissingExtra: when htpy is not installed.
    """
    return _file(page, "view/page.css", "view/screen.css")


def paper_html_of(page: Page) -> str:
    """Write a page as a whole HTML file without what only a browser understands.

    Raises:
        MissingExtra: when htpy is not installed.
    """
    return _file(page, "view/page.css")


def _file(page: Page, *styles: str) -> str:
    try:
        import htpy as h
        from markupsafe import Markup
    except ImportError:
        raise MissingExtra("html") from None
    return _written(
        h.html(lang=page.locale)[
            h.head[
                h.meta(charset="utf-8"),
                h.meta(http_equiv="Content-Security-Policy", content=_POLICY),
                h.meta(name="viewport", content="width=device-width, initial-scale=1"),
                h.meta(name="color-scheme", content="light dark"),
                h.title[page.title],
                [h.style[Markup(content(style))] for style in styles],
            ],
            h.body[
                h.header[
                    _sender(page.sender, page.locale) if page.sender else None,
                    h.h1[page.title],
                    page.about and h.p(".about")[page.about],
                ],
                h.main[
                    h.div(f".verdict.{page.verdict.tone}")[paragraph_of(page.verdict)],
                    [_section(section, number, page.locale) for number, section in enumerate(page.sections, 1)],
                ],
            ],
        ]
    )


def fragment_of(blocks: Iterable[Block], locale: Locale) -> str:
    """Write blocks as HTML that stands inside another page, as what a notebook shows of a value.

    Raises:
        MissingExtra: when htpy is not installed.
    """
    try:
        import htpy as h
        from markupsafe import Markup
    except ImportError:
        raise MissingExtra("html") from None
    return _written(
        h.div(".qualiopi-rules", lang=locale)[
            h.style[Markup(content("view/fragment.css"))],
            elements_of(blocks, locale),
        ]
    )


def _written(element: Element) -> str:
    return _NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", str(element))


def _sender(sender: Sender, locale: Locale) -> Node:
    import htpy as h

    logo = sender.logo and h.img(src=sender.logo, alt=message("view.logo", locale, name=sender.name))
    return h.div(".sender")[logo, h.span[sender.name]]


def _section(section: Section, number: int, locale: Locale) -> Node:
    import htpy as h

    name = f"section-{number}"
    return h.section(aria_labelledby=name)[h.h2(id=name)[section.title], elements_of(section.blocks, locale)]
