"""The package's own texts, read from TOML once, when first asked for."""

from __future__ import annotations

from functools import cache
from typing import Any

__all__ = ["text"]


@cache
def text(name: str) -> dict[str, Any]:
    """Give the content of `texts/<name>.toml`.

    The tables are shared between callers and must not be changed.
    """
    # Both are imported here because `import qualiopi_rules` and the rules that need no text must not pay for them.
    import tomllib
    from importlib.resources import files

    return tomllib.loads(files("qualiopi_rules.law").joinpath("texts", f"{name}.toml").read_text("utf-8"))
