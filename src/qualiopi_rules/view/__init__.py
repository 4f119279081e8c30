"""What a person reads: the blocks of a page, and one writer for each medium."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from qualiopi_rules.view.blocks import (
        Bar as Bar,
        Block as Block,
        Column as Column,
        Fold as Fold,
        Group as Group,
        Item as Item,
        Items as Items,
        Mark as Mark,
        Page as Page,
        Paragraph as Paragraph,
        Row as Row,
        Section as Section,
        Sender as Sender,
        Table as Table,
        Timeline as Timeline,
        Tone as Tone,
    )
    from qualiopi_rules.view.document import Document as Document
    from qualiopi_rules.view.shown import Fragment as Fragment, show as show
else:
    from qualiopi_rules.core.exports import exports

    __all__, __getattr__, __dir__ = exports(
        __name__,
        {
            "blocks": (
                "Bar Block Column Fold Group Item Items Mark Page Paragraph Row Section Sender Table Timeline Tone"
            ),
            "document": "Document",
            "shown": "Fragment show",
        },
    )
