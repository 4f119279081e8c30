"""How a value shows itself: in a line, in a terminal with colours, and in a notebook as blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import MissingExtra, QualiopiError, locale_of, refuse
from qualiopi_rules.core.exports import module_of
from qualiopi_rules.core.messages import Locale

if TYPE_CHECKING:
    from qualiopi_rules.view.blocks import Block

__all__ = ["Fragment", "Shown", "show"]

_WIDTH = 160
"""The most characters of a line that shows a value."""


class Shown:
    """The base of the classes whose values show themselves: a class says only which facts matter most.

    What a notebook shows is written by `blocks_of` in the module `blocks` of the package of the class, which is loaded
    when a notebook asks for it.
    """

    __slots__ = ()

    def _summary(self) -> Mapping[str, object]:
        """The facts that matter most, by name; by default the fields that are filled."""
        return self._filled()

    def _filled(self) -> Mapping[str, object]:
        fields: Any = attrs.fields(type(self))  # type: ignore[arg-type]
        pairs = {field.name: getattr(self, field.name) for field in fields}
        return {name: value for name, value in pairs.items() if value not in (None, (), "")}

    def __rich_repr__(self) -> Iterator[tuple[str, object]]:
        """Give rich the facts that matter most."""
        try:
            yield from self._summary().items()
        except QualiopiError:  # beyond the calendar, a value has its fields and nothing that is counted from them
            yield from self._filled().items()

    def __repr__(self) -> str:
        from qualiopi_rules.core.shown import cut, shown

        facts = [
            f"{name}={value if value is None or isinstance(value, bool) else shown(value)}"
            for name, value in self.__rich_repr__()
        ]
        return cut(f"{type(self).__name__}({', '.join(facts)})", _WIDTH)

    def _repr_html_(self) -> str | None:
        """What a notebook shows, in French; None where htpy is not installed, and beyond the calendar."""
        try:
            return _html(self, "fr")
        except (MissingExtra, QualiopiError):
            return None


@attrs.frozen(repr=False)
class Fragment:
    """What a notebook shows of a value.

    Attributes:
        html: the HTML, to stand inside another page.
    """

    html: str

    def _repr_html_(self) -> str:
        return self.html


def show(value: Shown, locale: Locale = "fr") -> Fragment:
    """Return what a notebook shows of a value, in either language.

    Args:
        value: a result, as which indicators apply, or a part of a dossier.
        locale: the language.

    Raises:
        InvalidInput: with every argument that does not hold.
        MissingExtra: when htpy is not installed.
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
