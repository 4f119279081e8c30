"""The page that presents the service: its operations, with the fields of their requests, and its documents."""

from __future__ import annotations

import attrs

from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.service.openapi import DOCUMENTS
from qualiopi_rules.service.operations import OPERATIONS, Operation
from qualiopi_rules.view.blocks import Item, Items, Paragraph, sections_of
from qualiopi_rules.view.document import Document

__all__ = ["home_page"]


def home_page(locale: Locale) -> Document:
    """Return the page.

    Args:
        locale: its language.
    """
    from qualiopi_rules import __version__

    computed = Items(tuple(_item(each, locale) for each in OPERATIONS.values()))
    read = Items(
        tuple(
            Item(label=f"GET {path}", text=message(f"service-document.{name}", locale))
            for path, name in DOCUMENTS.items()
        )
    )
    sections = {
        message("service-page.operations", locale): [computed],
        message("service-page.documents", locale): [read],
    }
    return Document(
        title=message("service-page.title", locale),
        verdict=Paragraph(message("service-page.verdict", locale, version=__version__)),
        sections=sections_of(sections),
        locale=locale,
    )


def _item(operation: Operation, locale: Locale) -> Item:
    fields = ", ".join(each.name for each in attrs.fields(operation.request))
    return Item(
        label=f"POST /{operation.name}",
        text=message(f"service-operation.{operation.name}", locale),
        notes=(
            message(f"service-about.{operation.name}", locale),
            message("service-page.request", locale, fields=fields),
        ),
    )
