"""The plan of the house, held: who imports whom, what rules may not know, and what every room says of itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from importlib import import_module
from inspect import getdoc, isclass, isfunction
from pathlib import Path
from typing import Any

import pytest

import qualiopi_rules

HOUSE = Path(qualiopi_rules.__file__).parent


def room_of(file: Path) -> str:
    parts = file.relative_to(HOUSE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


TREES = {room_of(file): ast.parse(file.read_text("utf-8")) for file in sorted(HOUSE.rglob("*.py"))}
ROOMS = sorted(set(TREES) - {"", "law", "audit"})

FLOORS = {
    "ground": {
        *("cells", "errors", "fields", "memory", "wording", "logic", "months"),
        *("law.dated", "law.library", "law.provisions", "law.source"),
    },
    "first": {
        *("editions", "questionnaire", "findings", "identifiers"),
        *("guides", "guide_notes", "funding", "told", "milestones"),
    },
    "second": {
        *("policy", "applicable", "cycle", "printed", "certificate", "bilan"),
        *("verdicts", "comparison", "convention", "cpf", "documents", "provider"),
        *("audit.application", "audit.duration", "audit.kinds", "audit.place", "audit.plan", "audit.points"),
        *("audit.sheet", "audit.sites", "nonconformity", "decision", "life", "replay", "audit.facts"),
    },
    "third": {"dossier", "reviewing", "explanation"},
    "doors": {
        *("json", "toml", "csv_rows", "ical", "public_list", "report", "cli", "__main__"),
        *("columns", "columns.eager", "columns.engine", "columns.frames", "columns.lazy", "columns.rules"),
        *("portfolio", "portfolio.formats", "portfolio.summary"),
    },
}
LEVEL = {room: level for level, rooms in enumerate(FLOORS.values()) for room in rooms}


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def imports(node: ast.AST, *, inside: bool = False) -> Iterator[tuple[str, bool]]:
    """The modules that a tree imports when it runs, each with whether a function does it."""
    for child in ast.iter_child_nodes(node):
        if is_type_checking(child):
            continue
        if isinstance(child, ast.Import):
            yield from ((alias.name, inside) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, "imports are absolute"
            module = child.module or ""
            yield from (
                (f"{module}.{alias.name}" if module in {"qualiopi_rules", "qualiopi_rules.law"} else module, inside)
                for alias in child.names
            )
        else:
            function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from imports(child, inside=inside or function)


def rooms_of(tree: ast.AST, *, at_once: bool = False) -> set[str]:
    """The rooms that a tree imports; `at_once`, only those it imports when it is itself imported."""
    return {
        name.removeprefix("qualiopi_rules.")
        for name, inside in imports(tree)
        if name.startswith("qualiopi_rules.") and not (at_once and inside)
    }


def test_imports_are_found_where_they_stand() -> None:
    tree = ast.parse(
        "import os.path\n"
        "from qualiopi_rules import fields, json as door\n"
        "if TYPE_CHECKING:\n    from qualiopi_rules.cli import app\n"
        "def f():\n    from qualiopi_rules.law.source import Source\n"
    )
    assert list(imports(tree)) == [
        ("os.path", False),
        ("qualiopi_rules.fields", False),
        ("qualiopi_rules.json", False),
        ("qualiopi_rules.law.source", True),
    ]
    assert rooms_of(tree) == {"fields", "json", "law.source"}
    assert rooms_of(tree, at_once=True) == {"fields", "json"}


def test_every_room_has_its_floor() -> None:
    assert set(ROOMS) == set(LEVEL)
    assert sum(len(rooms) for rooms in FLOORS.values()) == len(LEVEL)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_from_its_floor_or_below(room: str) -> None:
    used = rooms_of(TREES[room])
    assert used <= set(LEVEL)
    assert {other for other in used if LEVEL[other] > LEVEL[room]} == set()


def test_nothing_but_a_door_imports_a_door() -> None:
    for room in set(ROOMS) - FLOORS["doors"]:
        assert not rooms_of(TREES[room]) & FLOORS["doors"]


def test_rooms_import_each_other_without_a_circle() -> None:
    order = TopologicalSorter({room: rooms_of(TREES[room], at_once=True) for room in ROOMS})
    assert set(order.static_order()) == set(ROOMS)


def test_only_errors_reach_a_room_that_stands_on_them_and_only_when_they_speak() -> None:
    """Imports inside functions would be a circle in one place: errors, which speak with the words of `wording`."""
    whole = {room: rooms_of(TREES[room]) for room in ROOMS}
    assert whole["errors"] == {"wording"}
    assert rooms_of(TREES["errors"], at_once=True) == set()
    assert set(TopologicalSorter(whole | {"errors": set()}).static_order()) == set(ROOMS)


def test_the_package_itself_and_its_texts_import_no_room() -> None:
    assert rooms_of(TREES[""]) == set()
    assert rooms_of(TREES["law"]) == set()


# --- What rules may not know

OUTSIDE = {
    *("today", "now", "utcnow", "localtime", "monotonic", "perf_counter", "time_ns"),
    *("open", "Path", "read_text", "read_bytes", "write_text", "files", "environ", "getenv", "stdin", "input"),
    *("requests", "httpx", "urlopen", "socket", "Random", "randint", "choice", "uuid4"),
}
MODULES = {
    *("time", "os", "sys", "io", "pathlib", "shutil", "tempfile", "glob", "importlib", "locale", "zoneinfo"),
    *("random", "secrets", "uuid", "socket", "ssl", "http", "urllib", "requests", "httpx", "subprocess", "logging"),
    *("threading", "asyncio", "sqlite3", "getpass", "platform", "argparse"),
}
TO_THE_OUTSIDE = {"__main__", "cli", "toml", "public_list", "portfolio.formats", "law.library"}


def words_of(tree: ast.AST) -> set[str]:
    """Every name that a tree uses: plain, as an attribute, or imported."""
    used = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                used.add(name)
            case ast.ImportFrom(names=aliases) | ast.Import(names=aliases):
                used |= {alias.name for alias in aliases}
            case _:
                pass
    return used


@pytest.mark.parametrize("room", sorted(set(ROOMS) - TO_THE_OUTSIDE))
def test_a_rule_knows_no_clock_no_network_and_no_file(room: str) -> None:
    assert words_of(TREES[room]) & OUTSIDE == set()
    assert {name.split(".")[0] for name, _ in imports(TREES[room])} & MODULES == set()


def test_what_reaches_outside_is_seen() -> None:
    assert words_of(ast.parse("import pendulum\npendulum.now()\nfrom os import environ\nopen")) >= {
        "now",
        "environ",
        "open",
    }
    assert words_of(TREES["cli"]) >= {"Path", "now", "read_bytes"}
    assert words_of(TREES["toml"]) >= {"Path", "read_text"}
    assert words_of(TREES["law.library"]) >= {"files", "read_text"}


def test_no_figure_of_the_law_stands_in_the_code() -> None:
    """Month counts, hours, years and days of the texts are in the texts."""
    figures = {14, 22, 28, 36, 48, 24 * 60, 13 * 60, *range(2015, 2040)}
    iso_day = re.compile(r"\d{4}-\d{2}-\d{2}")
    for room, tree in TREES.items():
        docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and id(node) not in docs:
                where = f"{room}:{node.lineno}"
                assert type(node.value) is not int or node.value not in figures, where
                assert not isinstance(node.value, str) or not iso_day.search(node.value), where


# --- What a room says of itself


def defined(tree: ast.Module) -> Iterator[tuple[str, bool]]:
    """The names that a room defines at its top, each with whether it is documented where it stands."""
    for node, after in zip(tree.body, [*tree.body[1:], None], strict=True):
        match node:
            case ast.FunctionDef() | ast.ClassDef():
                yield node.name, ast.get_docstring(node) is not None
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name, isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)


def taken_from(room: str) -> set[str]:
    """The names that the other rooms take from a room."""
    module, _, last = f"qualiopi_rules.{room}".rpartition(".")
    taken = set()
    for other, tree in TREES.items():
        known_as = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module == f"qualiopi_rules.{room}" and other:
                taken |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module == module:
                known_as |= {alias.asname or alias.name for alias in node.names if alias.name == last}
        taken |= {
            node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in known_as
        }
    return taken


NEEDS_EXTRA = {"cli", "columns", "portfolio"}
OPEN = [
    pytest.param(room, marks=pytest.mark.extra) if room.partition(".")[0] in NEEDS_EXTRA else room for room in ROOMS
]
"""The rooms, for the tests that import them."""


def public(room: str) -> list[str]:
    names: list[str] = import_module(f"qualiopi_rules.{room}").__all__
    return names


@pytest.mark.parametrize("room", OPEN)
def test_a_room_lists_its_names(room: str) -> None:
    """Every class and function without an underscore, and everything another room takes; nothing it does not define."""
    tree = TREES[room]
    names = {name for name, _ in defined(tree)}
    things = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    listed = public(room)
    assert set(listed) <= names
    assert {name for name in things if not name.startswith("_")} <= set(listed)
    assert taken_from(room) <= set(listed)
    assert len(set(listed)) == len(listed)
    assert not [name for name in listed if name.startswith("_")]


def in_order(name: str) -> tuple[int, str]:
    """Constants, then classes, then the rest, each by name: the order that ruff keeps."""
    if name.isupper():
        return 0, name
    return (1 if name[:1].isupper() else 2), name


@pytest.mark.parametrize("room", OPEN)
def test_the_names_of_a_room_are_sorted(room: str) -> None:
    assert public(room) == sorted(public(room), key=in_order)


def test_the_names_of_the_package_are_sorted() -> None:
    assert qualiopi_rules.__all__ == sorted(qualiopi_rules.__all__, key=in_order)


@pytest.mark.parametrize("room", sorted(TREES))
def test_a_room_has_a_docstring(room: str) -> None:
    assert ast.get_docstring(TREES[room])


@pytest.mark.parametrize("room", OPEN)
def test_every_public_name_has_a_docstring(room: str) -> None:
    documented = dict(defined(TREES[room]))
    assert [name for name in public(room) if not documented[name]] == []


def parts(cls: type[Any]) -> Iterator[tuple[str, Any]]:
    """The public methods and properties that a class defines itself."""
    for name, member in vars(cls).items():
        plain = member.__func__ if isinstance(member, classmethod | staticmethod) else member
        if not name.startswith("_") and (isfunction(plain) or isinstance(plain, property)):
            yield name, getattr(cls, name)


@pytest.mark.parametrize("room", OPEN)
def test_every_public_method_and_property_has_a_docstring_or_inherits_one(room: str) -> None:
    module = import_module(f"qualiopi_rules.{room}")
    classes = [getattr(module, name) for name in public(room) if isclass(getattr(module, name))]
    assert [f"{cls.__name__}.{name}" for cls in classes for name, part in parts(cls) if not getdoc(part)] == []
