"""Plain words: those of a private dialect do not come back, in names and in docstrings."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.test_floors import TREES

NOWHERE = {"told", "untold", "heard", "rung", "earned", "grave", "replay", "replayed", "reviewing"}
"""Words for which the field and the trade have better ones: given, provided, taken into account, severity, history."""

NO_NAMES = {*NOWHERE, "asked", "followed", "given", "gives", "takes", "matters", "standing"}
"""Words that say nothing of the thing that is named so."""


def names(tree: ast.AST) -> Iterator[str]:
    """The names that a tree defines: modules' constants, classes, functions, their arguments, locals and fields."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.arg(arg=name):
                yield name
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name
            case _:
                pass


def docstrings(tree: ast.AST) -> Iterator[str]:
    """The texts that document a tree: those of modules, classes and functions, and those that stand after a name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value


def words(text: str) -> set[str]:
    return set(re.findall("[a-z]+", text.lower()))


def parts(name: str) -> set[str]:
    """The words of a name: `not_told` and `NotTold` alike."""
    return words(re.sub("([A-Z])", r" \1", name) if "_" not in name and not name.isupper() else name)


@pytest.mark.parametrize("module", sorted(TREES))
def test_no_name_is_of_a_private_dialect(module: str) -> None:
    tree = TREES[module]
    assert [name for name in names(tree) if parts(name) & NOWHERE or name.lower() in NO_NAMES] == []


@pytest.mark.parametrize("module", sorted(TREES))
def test_no_docstring_is_of_a_private_dialect(module: str) -> None:
    assert [found for text in docstrings(TREES[module]) if (found := words(text) & NOWHERE)] == []


def test_such_a_word_is_seen() -> None:
    tree = ast.parse('def f(told):\n    """As heard."""\n    given = NotTold = 1\n')
    assert [name for name in names(tree) if parts(name) & NOWHERE] == ["told", "NotTold"]
    assert "given" in {*names(tree)} & NO_NAMES
    assert [words(text) & NOWHERE for text in docstrings(tree)] == [{"heard"}]
