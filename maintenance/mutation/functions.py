"""The functions of a module, changed where they live: no import anew, no file written."""

from __future__ import annotations

import ast
import gc
import inspect
from collections.abc import Iterable, Iterator
from functools import _lru_cache_wrapper
from types import CodeType, FunctionType
from typing import Any

__all__ = ["Functions", "forget", "remembering"]


class Functions:
    """The functions of some modules that live in this process."""

    def __init__(self, files: Iterable[str]) -> None:
        self._by_file: dict[str, list[FunctionType]] = {file: [] for file in files}
        for each in gc.get_objects():
            if type(each) is FunctionType and each.__code__.co_filename in self._by_file:
                self._by_file[each.__code__.co_filename].append(each)

    def change(self, file: str, before: str, after: ast.Module) -> bool:
        """Give the functions of a file the code of a changed tree; False when none of them is changed."""
        codes = {
            old: new
            for old, new in zip(
                _codes(compile(before, file, "exec", dont_inherit=True)),
                _codes(compile(after, file, "exec", dont_inherit=True)),
                strict=True,
            )
            if old != new
        }
        found = [each for each in self._by_file[file] if each.__code__ in codes]
        for each in found:
            each.__code__ = codes[each.__code__]
        return bool(found)


def _codes(code: CodeType) -> Iterator[CodeType]:
    """The code of every function of a module, in the order in which they stand."""
    for each in code.co_consts:
        if inspect.iscode(each):
            yield each
            yield from _codes(each)


def remembering(package: str, but: str = "") -> list[_lru_cache_wrapper[Any]]:
    """Return what the modules of a package remember with, but for one module."""
    # The type alone is looked at: an object may do anything when it is asked for its class.
    found = [each for each in gc.get_objects() if type(each) is _lru_cache_wrapper]
    return [each for each in found if each.__module__.startswith(package) and each.__module__ != but]


def forget(remembered: Iterable[_lru_cache_wrapper[Any]]) -> None:
    """Empty what something is remembered with."""
    for each in remembered:
        each.cache_clear()
