"""The library's own data files, each read once, when it is first needed.

A text in TOML is in the folder of the package that it belongs to, as `cycle/cycle.toml`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

__all__ = ["content", "merged", "names", "parsed", "text"]


@cache
def text(name: str) -> dict[str, Any]:
    """Return the content of `texts/<name>.toml`.

    The tables are shared between callers and must not be changed.
    """
    return parsed((_texts() / f"{name}.toml").read_text("utf-8"))


@cache
def names(pattern: str) -> tuple[str, ...]:
    """Return the sorted names of the files that match a pattern, as `rnq/referential-*` or `*/messages`."""
    from fnmatch import fnmatchcase

    found = (
        f"{folder.name}/{file.name.removesuffix('.toml')}"
        for folder in _texts().iterdir()
        if folder.is_dir()
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    )
    return tuple(sorted(name for name in found if fnmatchcase(name, pattern)))


@cache
def merged(kind: str) -> dict[str, Any]:
    """Return the tables of every package's file of one kind together, as `messages` or `findings`."""
    return {key: table for name in names(f"*/{kind}") for key, table in text(name).items()}


def parsed(content: str) -> dict[str, Any]:
    """Parse TOML."""
    # Imported here because `import qualiopi_rules` and the rules that need no text must not pay for it.
    import tomllib

    return tomllib.loads(content)


@cache
def content(name: str) -> str:
    """Return the text of another file of the package, as `view/page.css`."""
    return str(_package().joinpath(name).read_text("utf-8"))


@cache
def _texts() -> Any:
    return _package() / "law" / "texts"


def _package() -> Any:
    from importlib.resources import files

    return files("qualiopi_rules")
