"""How a value shows itself: in a line, in a terminal with colours, and in a notebook as blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import attrs

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import MissingExtra, QualiopiError, locale_of, refuse
from qualiopi_rules.core.exports import module_of
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.one_line import OneLine

if TYPE_CHECKING:
    from qualiopi_rules.view.blocks import Block

__all__ = ["Fragment", "Shown", "show"]


class Shown(OneLine):
    """The base of the classes whose values show themselves, on one line and in a notebook.

    What a notebook shows is written by `blocks_of` in the module `blocks` of the package of the class, which is loaded
    when a notebook asks for it.
    """

    __slots__ = ()

    def _repr_html_(self) -> str | None:
        """What a notebook shows, in French; None where MarkupSafe is not installed, and beyond the calendar."""
        try:
            return _html(self, "fr")
        except (MissingExtra, QualiopiError):
            return None


@attrs.frozen
class Fragment(OneLine):
    """What a notebook shows of a value.

    Attributes:
        html: the HTML, to stand inside another page.
    """

    html: str

    def _summary(self) -> Mapping[str, object]:
        return {"characters": len(self.html)}

    def _repr_html_(self) -> str:
        return self.html


def show(value: Shown, locale: Locale = "fr") -> Fragment:
    """Return what a notebook shows of a value, in either language.

    Args:
        value: a result, as which indicators apply, or a part of a dossier.
        locale: the language.

    Raises:
        InvalidInput: with every argument that does not hold.
        MissingExtra: when MarkupSafe is not installed.
    """
    locale, value = locale_of(locale), converters.instance(Shown, value)
    refuse(value=value)
    return Fragment(_html(value, locale))


def _html(value: Shown, locale: Locale) -> str:
    from qualiopi_rules.view.html import fragment_of

    ours = next(cls for cls in type(value).__mro__ if cls.__module__.startswith("qualiopi_rules."))
    package = ours.__module__.rpartition(".")[0]
    blocks: Iterator[Block] = module_of(package, "blocks").blocks_of(value, locale)
    return fragment_of(blocks, locale)
