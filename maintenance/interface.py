"""The public interface, one line a name, to compare with that of the last release.

`python -m maintenance.interface` writes it anew, which is done when a version is released.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any, get_origin

import attrs

__all__ = ["RELEASED", "changed", "interface", "unreleased"]

RELEASED = Path(__file__).with_name("interface.txt")
"""The interface of the last release."""
CHANGELOG = Path(__file__).parents[1] / "CHANGELOG.md"


def interface() -> Iterator[str]:
    """Yield a line for each public name, for each field and method of a class and for each member of an enumeration."""
    # Imported here: the tests that draw the house need not be there where the interface alone is wanted.
    from tests.house.arrows import ARROWS

    for module in ("qualiopi_rules", *(f"qualiopi_rules.{package}" for package in sorted(ARROWS))):
        loaded = import_module(module)
        for name in sorted(getattr(loaded, "__all__", ())):
            yield from _lines(f"{module}.{name}", getattr(loaded, name))


def _lines(name: str, value: Any) -> Iterator[str]:
    if not inspect.isclass(value):
        if get_origin(value) is not None:  # the name of a type
            yield f"{name} = {value}"
        else:
            yield f"{name}{_signature(value)}" if callable(value) else f"{name}: {type(value).__name__}"
        return
    if issubclass(value, Enum):
        yield f"{name}: {', '.join(f'{member.name}={member.value!r}' for member in value)}"
        return
    yield f"{name}{_signature(value) if attrs.has(value) else ''}"
    for attribute, held in sorted(vars(value).items()):
        if attribute.startswith("_"):
            continue
        function = held.__func__ if isinstance(held, classmethod | staticmethod) else held
        if inspect.isfunction(function):
            yield f"{name}.{attribute}{_signature(function)}"
        elif isinstance(held, property):
            yield f"{name}.{attribute}: {inspect.get_annotations(held.fget).get('return')}"  # type: ignore[arg-type]


def _signature(value: Any) -> str:
    # A default that has no written form says where it is in memory, and a set is written in any order.
    written = re.sub(r" at 0x[0-9a-f]+", "", str(inspect.signature(value)))
    return re.sub(r"(?<=frozenset\(\{)[^}]*", lambda items: ", ".join(sorted(items[0].split(", "))), written)


def changed() -> list[str]:
    """Return the lines that differ from the last release: those that went, those that came."""
    before, now = RELEASED.read_text("utf-8").splitlines(), list(interface())
    return [f"- {line}" for line in before if line not in {*now}] + [
        f"+ {line}" for line in now if line not in {*before}
    ]


def unreleased() -> str:
    """Return what the changelog says of the version that is being made."""
    return CHANGELOG.read_text("utf-8").partition("## [Unreleased]")[2].partition("\n## [")[0]


if __name__ == "__main__":
    RELEASED.write_text("".join(f"{line}\n" for line in interface()), "utf-8")
