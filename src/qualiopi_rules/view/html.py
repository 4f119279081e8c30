"""A page as one HTML file that needs nothing beside it, and blocks as a fragment for notebooks. Needs the extra `html`.

There is no script, and the policy of the page forbids any; nothing is fetched, fonts are those of the reader's machine.
"""

from __future__ import annotations

from collections.abc import Iterable

from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.core.resources import content
from qualiopi_rules.view.blocks import Block, Page, Section, Sender
from qualiopi_rules.view.html_blocks import elements_of, paragraph_of
from qualiopi_rules.view.html_text import escaped

__all__ = ["fragment_of", "html_of", "paper_html_of"]

_HEAD = """\
<meta charset="utf-8">\
<meta http-equiv="Content-Security-Policy" \
content="default-src &#39;none&#39;; img-src data:; style-src &#39;unsafe-inline&#39;">\
<meta name="viewport" content="width=device-width, initial-scale=1">\
<meta name="color-scheme" content="light dark">\
"""


def html_of(page: Page) -> str:
    """Write a page as a whole HTML file, for a browser, a phone or a printer.

    Raises:
        MissingExtra: when MarkupSafe is not installed.
    """
    return _file(page, "view/page.css", "view/screen.css")


def paper_html_of(page: Page) -> str:
    """Write a page as a whole HTML file without what only a browser understands.

    Raises:
        MissingExtra: when MarkupSafe is not installed.
    """
    return _file(page, "view/page.css")


def _file(page: Page, *styles: str) -> str:
    title, verdict, locale = escaped(page.title), page.verdict, page.locale
    sender = "" if page.sender is None else _sender(page.sender, locale)
    about = f'<p class="about">{escaped(page.about)}</p>' if page.about else ""
    sections = "".join([_section(section, number, locale) for number, section in enumerate(page.sections, 1)])
    return (
        f'<!doctype html><html lang="{locale}"><head>{_HEAD}<title>{title}</title>{"".join(map(_style, styles))}</head>'
        f"<body><header>{sender}<h1>{title}</h1>{about}</header>"
        f'<main><div class="verdict {verdict.tone}">{paragraph_of(verdict)}</div>{sections}</main></body></html>'
    )


def fragment_of(blocks: Iterable[Block], locale: Locale) -> str:
    """Write blocks as HTML that stands inside another page, as what a notebook shows of a value.

    Raises:
        MissingExtra: when MarkupSafe is not installed.
    """
    written = elements_of(blocks, locale)
    return f'<div class="qualiopi-rules" lang="{locale}">{_style("view/fragment.css")}{written}</div>'


def _style(name: str) -> str:
    return f"<style>{content(name)}</style>"


def _sender(sender: Sender, locale: Locale) -> str:
    logo = ""
    if sender.logo is not None:
        named = message("view.logo", locale, name=sender.name)
        logo = f'<img src="{escaped(sender.logo)}" alt="{escaped(named)}">'
    return f'<div class="sender">{logo}<span>{escaped(sender.name)}</span></div>'


def _section(section: Section, number: int, locale: Locale) -> str:
    name = f"section-{number}"
    return (
        f'<section aria-labelledby="{name}"><h2 id="{name}">{escaped(section.title)}</h2>'
        f"{elements_of(section.blocks, locale)}</section>"
    )
