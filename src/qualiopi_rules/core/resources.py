"""The library's own data files, each read once, when it is first needed.

A text in TOML is in the folder of the package that it belongs to, as `cycle/cycle.toml`. A wheel has all of them in one
file of JSON too, which is read many times faster; a checkout has not, so that what is changed there counts at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, NoReturn

__all__ = ["COMPILED", "compiled", "content", "merged", "names", "parsed", "text"]

COMPILED = "law/texts.lines"
"""The file of a wheel that holds all the texts, in the folder of the package."""

_DAY = ""
"""The only key of what stands for a day in JSON."""


@cache
def text(name: str) -> Mapping[str, Any]:
    """Return the content of `texts/<name>.toml`, which is shared: its tables and lists refuse to be changed."""
    lines = _lines()
    table: Mapping[str, Any] = _frozen(_from_json(lines[name]) if lines else parsed(content(f"law/texts/{name}.toml")))
    return table


@cache
def names(pattern: str) -> tuple[str, ...]:
    """Return the sorted names of the texts that match a pattern, as `rnq/referential-*` or `*/messages`."""
    from fnmatch import fnmatchcase

    return tuple(name for name in _lines() or _files() if fnmatchcase(name, pattern))


@cache
def merged(kind: str) -> Mapping[str, Any]:
    """Return the tables of every package's file of one kind together, as `messages` or `findings`."""
    return MappingProxyType({key: table for name in names(f"*/{kind}") for key, table in text(name).items()})


def parsed(content: str) -> dict[str, Any]:
    """Parse TOML."""
    # Imported here because `import qualiopi_rules` and the rules that need no text must not pay for it.
    import tomllib

    return tomllib.loads(content)


@cache
def content(name: str) -> str:
    """Return the text of another file of the package, as `view/page.css`.

    Raises:
        OSError: when there is no such file.
    """
    # It reads from an archive as well, and is loaded in a tenth of the time that `importlib.resources` takes.
    from pkgutil import get_data

    return (get_data("qualiopi_rules", name) or b"").decode()


def _refused(*_: object, **__: object) -> NoReturn:
    raise TypeError("the texts of the library are shared and cannot be changed; change a copy")


class _Table(dict[str, Any]):
    """A table of a text; a copy of it is a plain one."""

    __slots__ = ()
    __setitem__ = __delitem__ = __ior__ = _refused
    clear = pop = popitem = setdefault = update = _refused

    def __reduce_ex__(self, _: object) -> tuple[Any, ...]:
        return dict, (dict(self),)


class _List(list[Any]):
    """A list of a text; a copy of it is a plain one."""

    __slots__ = ()
    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refused
    append = clear = extend = insert = pop = remove = reverse = sort = _refused

    def __reduce_ex__(self, _: object) -> tuple[Any, ...]:
        return list, (list(self),)


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return _Table({name: _frozen(each) for name, each in value.items()})
    return _List(_frozen(each) for each in value) if isinstance(value, list) else value


def compiled() -> str:
    """Return all the texts for a wheel, each on a line: its name, a tab and its content in JSON."""
    return "\n".join(f"{name}\t{_to_json(parsed(content(f'law/texts/{name}.toml')))}" for name in _files())


@cache
def _lines() -> dict[str, str]:
    """The content of each text in JSON, by its name; nothing in a checkout."""
    try:
        lines = content(COMPILED).split("\n")
    except OSError:
        return {}
    return dict(line.split("\t") for line in lines)


def _files() -> list[str]:
    """The sorted names of the texts, by their files."""
    from importlib.resources import files

    return sorted(
        f"{folder.name}/{file.name.removesuffix('.toml')}"
        for folder in (files("qualiopi_rules") / "law" / "texts").iterdir()
        if folder.is_dir()
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    )


def _to_json(table: dict[str, Any]) -> str:
    import json

    return json.dumps(table, default=lambda day: {_DAY: day.isoformat()}, ensure_ascii=False, separators=(",", ":"))


def _from_json(line: str) -> dict[str, Any]:
    import json
    from datetime import date

    def table_or_day(table: dict[str, Any]) -> Any:
        return date.fromisoformat(table[_DAY]) if _DAY in table else table

    # Most texts have no day: they are read without a call for each table.
    found: dict[str, Any] = json.loads(line, object_hook=table_or_day if f'{{"{_DAY}":' in line else None)
    return found
