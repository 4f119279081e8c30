"""The public names of a package, each loaded from its module when it is first used."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = ["exports", "module_of"]


def exports(package: str, names: dict[str, str]) -> tuple[list[str], Callable[[str], Any], Callable[[], list[str]]]:
    """Return the `__all__`, `__getattr__` and `__dir__` of a package.

    Args:
        package: the name of the package.
        names: for each module of the package, its public names, separated by spaces.
    """
    modules = {name: module for module, listed in names.items() for name in listed.split()}
    offered = sorted(modules)

    def load(name: str) -> Any:
        from importlib import import_module

        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(module_of(package, modules[name]), name)
        vars(import_module(package))[name] = value
        return value

    return offered, load, lambda: offered


def module_of(package: str, name: str) -> Any:
    """Return a module of a package, loaded when it was not yet."""
    from importlib import import_module

    return import_module(f"{package}.{name}")
