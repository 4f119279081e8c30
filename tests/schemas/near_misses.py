"""Documents that are nearly right: one thing in them is changed, as people and programs get it wrong."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

__all__ = ["MISSES", "near_misses"]

Place = tuple[Any, Any]
"""A list or an object, and the index or the name in it."""

_WRONG_TEXTS = ("", " ", "\u2003", "a\nb", "x", "2023-02-30", "2023-13-01", "0000-01-01", "2023-02-02T10:00", "true")


def _places(node: Any) -> Iterator[Place]:
    for key in node if isinstance(node, dict) else range(len(node)):
        yield node, key
        if isinstance(node[key], dict | list):
            yield from _places(node[key])


def _forget(place: Place, _: Random) -> None:
    node, key = place
    del node[key]


def _misspell(place: Place, _: Random) -> None:
    node, key = place
    if isinstance(node, dict):
        node[f"{key}_"] = node.pop(key)
    else:
        node[key] = {"unknown": node[key]}


def _other_type(place: Place, random: Random) -> None:
    node, key = place
    node[key] = random.choice([None, True, "false", 1, 1.5, "1", [], {}, [node[key]], {"value": node[key]}])


def _other_text(place: Place, random: Random) -> None:
    node, key = place
    node[key] = random.choice(_WRONG_TEXTS)


def _other_number(place: Place, random: Random) -> None:
    node, key = place
    node[key] = random.choice([-1, 0, 34, 10**20])


def _repeat(place: Place, _: Random) -> None:
    node, key = place
    if isinstance(node, list):
        node.insert(key, copy.deepcopy(node[key]))
    else:
        node[key] = [node[key], node[key]]


def _empty(place: Place, _: Random) -> None:
    node, key = place
    node[key] = type(node[key])()


def _swap(place: Place, random: Random) -> None:
    """Put another value of the same object or list in the place: mostly of the right type, and often wrong."""
    node, key = place
    node[key] = copy.deepcopy(node[random.choice(list(node if isinstance(node, dict) else range(len(node))))])


MISSES: dict[str, Callable[[Place, Random], None]] = {
    "a field that is missing": _forget,
    "a name that is misspelt": _misspell,
    "a value of another type": _other_type,
    "a text that is blank or no day": _other_text,
    "a number that is out of range": _other_number,
    "an item that is repeated": _repeat,
    "a value that is empty": _empty,
    "a value of another field": _swap,
}
"""The ways to get it wrong; some leave a document right."""


def near_misses(document: Any, seed: int, count: int) -> Iterator[tuple[str, Any]]:
    """Yield copies of a document that are changed in one place, each with how."""
    random = Random(seed)
    for _ in range(count):
        changed = copy.deepcopy(document)
        places = list(_places(changed))
        name = random.choice(list(MISSES))
        MISSES[name](random.choice(places), random)
        yield name, changed
