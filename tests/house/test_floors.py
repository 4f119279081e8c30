"""The plan of the house, held: who imports whom, what rules may not know, and what every module offers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from importlib import import_module
from inspect import getdoc, isclass, isfunction
from pathlib import Path
from typing import Any, TypeGuard

import pytest

import qualiopi_rules
from tests.house.arrows import ARROWS, floors

HOUSE = Path(qualiopi_rules.__file__).parent


def module_of(file: Path) -> str:
    parts = file.relative_to(HOUSE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


TREES = {module_of(file): ast.parse(file.read_text("utf-8")) for file in sorted(HOUSE.rglob("*.py"))}
MODULES = sorted(name for name in TREES if name)
PACKAGES = sorted(ARROWS)
RULES = {"core", "law", "results", "rnq", "profile"}
DOORS = (
    "",
    *(package for package in PACKAGES if package != "cli"),
)  # whose `__init__` offers the names of their modules


def is_type_checking(node: ast.AST) -> TypeGuard[ast.If]:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def imports(node: ast.AST, *, inside: bool = False) -> Iterator[tuple[str, bool]]:
    """The modules that a tree imports when it runs, each with whether a function does it."""
    for child in ast.iter_child_nodes(node):
        if is_type_checking(child):
            yield from (pair for part in child.orelse for pair in imports(part, inside=inside))
        elif isinstance(child, ast.Import):
            yield from ((alias.name, inside) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, "imports are absolute"
            module = child.module or ""
            for alias in child.names:
                whole = f"{module}.{alias.name}"
                yield (whole if whole.removeprefix("qualiopi_rules.") in TREES else module), inside
        else:
            function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from imports(child, inside=inside or function)


def ours(tree: ast.AST, *, at_once: bool = False) -> set[str]:
    """The modules of ours that a tree imports; `at_once`, only those it imports when it is itself imported."""
    return {
        name.removeprefix("qualiopi_rules.")
        for name, inside in imports(tree)
        if name.startswith("qualiopi_rules.") and not (at_once and inside)
    }


def undrawn(module: str, tree: ast.AST) -> set[str]:
    """The packages that a module imports without an arrow that is drawn."""
    package = module.partition(".")[0]
    used = {other.partition(".")[0] for other in ours(tree)} - {package}
    return used - ARROWS[package]


def test_imports_are_found_where_they_stand() -> None:
    tree = ast.parse(
        "import os.path\n"
        "from qualiopi_rules.core import converters\n"
        "from qualiopi_rules.core.errors import refuse\n"
        "if TYPE_CHECKING:\n    from qualiopi_rules.cli import app\n"
        "def f():\n    from qualiopi_rules.law.source import Source\n"
    )
    found = list(imports(tree))
    assert ("os.path", False) in found
    assert ("qualiopi_rules.law.source", True) in found
    assert ours(tree) == {"core.converters", "core.errors", "law.source"}
    assert ours(tree, at_once=True) == {"core.converters", "core.errors"}


def test_every_package_is_drawn() -> None:
    assert {name.partition(".")[0] for name in MODULES} - {"__main__"} == set(ARROWS)
    assert all(below <= set(ARROWS) for below in ARROWS.values())


@pytest.mark.parametrize("module", [name for name in MODULES if name != "__main__"])
def test_a_module_imports_only_where_an_arrow_is_drawn(module: str) -> None:
    assert ours(TREES[module]) <= set(TREES)
    assert undrawn(module, TREES[module]) == set()


def test_an_arrow_that_is_not_drawn_is_seen() -> None:
    assert undrawn("cycle.cycle", ast.parse("from qualiopi_rules.audit.plan import plan_audit")) == {"audit"}
    assert undrawn("law.dated", ast.parse("def f():\n    import qualiopi_rules.results.findings")) == {"results"}
    assert undrawn("cycle.cycle", ast.parse("from qualiopi_rules.law.months import Window")) == set()


def test_the_arrows_run_down() -> None:
    """A package stands above everything that it may import, and what it may import stands where it is drawn."""
    assert set(TopologicalSorter(ARROWS).static_order()) == set(ARROWS)
    assert [package for floor in floors() for package in floor] == sorted(
        ARROWS, key=lambda package: [package in floor for floor in floors()].index(True)
    )
    assert floors()[0] == ("core",)
    assert floors()[-1] == ("frameworks", "cli")


def test_every_arrow_that_is_drawn_is_walked() -> None:
    """What no module needs is not drawn, apart from what any rule may stand on."""
    walked = {
        (module.partition(".")[0], other.partition(".")[0]) for module in MODULES for other in ours(TREES[module])
    }
    drawn = {(package, below) for package, allowed in ARROWS.items() for below in allowed}
    assert {(package, below) for package, below in drawn - walked if below not in RULES and package != "cli"} == set()


def test_modules_import_each_other_without_a_circle() -> None:
    """Whether they do it at once or inside a function."""
    order = TopologicalSorter({module: ours(TREES[module]) - {"core.exports", module} for module in MODULES})
    assert set(order.static_order()) == set(MODULES)


def test_a_door_stands_on_nothing_but_what_opens_it() -> None:
    assert {name: ours(TREES[name]) for name in DOORS if ours(TREES[name]) - {"core.exports"}} == {}


# --- What rules may not know

OUTSIDE = {
    *("today", "now", "utcnow", "localtime", "monotonic", "perf_counter", "time_ns"),
    *(
        "open",
        "Path",
        "read_text",
        "read_bytes",
        "write_text",
        "files",
        "get_data",
        "environ",
        "getenv",
        "stdin",
        "input",
    ),
    *("requests", "httpx", "urlopen", "socket", "Random", "randint", "choice", "uuid4"),
}
OUTSIDE_MODULES = {
    *("time", "os", "sys", "io", "pathlib", "shutil", "tempfile", "glob", "importlib", "locale", "zoneinfo"),
    *("random", "secrets", "uuid", "socket", "ssl", "http", "urllib", "requests", "httpx", "subprocess", "logging"),
    *("threading", "asyncio", "sqlite3", "getpass", "platform", "argparse"),
}
TO_THE_OUTSIDE = {
    "__main__",
    "formats.atomic",
    "formats.csv_rows",
    "formats.dossier_files",
    "formats.toml",
    "formats.parquet_footer",
    "formats.public_list",
    "formats.sheet_files",
    "formats.workbooks",
    "portfolio.csv_files",
    "portfolio.files",
    "portfolio.writers",
    "core.resources",
    "core.exports",
    "service.logs",
    "service.server",
    "service.vector_files",
    "service.web",
}


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


@pytest.mark.parametrize(
    "module", sorted(name for name in MODULES if name not in TO_THE_OUTSIDE and name.partition(".")[0] != "cli")
)
def test_a_rule_knows_no_clock_no_network_and_no_file(module: str) -> None:
    assert words_of(TREES[module]) & OUTSIDE == set()
    assert {name.split(".")[0] for name, _ in imports(TREES[module])} & OUTSIDE_MODULES == set()


def test_what_reaches_outside_is_seen() -> None:
    assert words_of(ast.parse("import pendulum\npendulum.now()\nfrom os import environ\nopen")) >= {
        "now",
        "environ",
        "open",
    }
    assert words_of(TREES["cli.context"]) >= {"Path", "now", "read_bytes"}
    assert words_of(TREES["formats.toml"]) >= {"Path", "open"}
    assert words_of(TREES["core.resources"]) >= {"files", "get_data"}


def test_no_figure_of_the_law_stands_in_the_code() -> None:
    """Month counts, hours, years and days of the texts are in the texts."""
    figures = {14, 22, 28, 36, 48, 24 * 60, 13 * 60, *range(2015, 2040)}
    iso_day = re.compile(r"\d{4}-\d{2}-\d{2}")
    for module, tree in TREES.items():
        docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and id(node) not in docs:
                where = f"{module}:{node.lineno}"
                assert type(node.value) is not int or node.value not in figures, where
                assert not isinstance(node.value, str) or not iso_day.search(node.value), where


# --- What a module offers


def defined(tree: ast.Module) -> Iterator[tuple[str, bool]]:
    """The names that a module defines at its top, each with whether it is documented where it stands."""
    for node, after in zip(tree.body, [*tree.body[1:], None], strict=True):
        match node:
            case ast.FunctionDef() | ast.ClassDef():
                yield node.name, ast.get_docstring(node) is not None
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name, isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)


@cache
def imported() -> dict[str, set[str]]:
    """The names that other modules import from each module, or reach through it."""
    names: dict[str, set[str]] = {module: set() for module in TREES}
    for other, tree in TREES.items():
        known_as: dict[str, str] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "qualiopi_rules":
                module = (node.module or "").partition(".")[2]
                for alias in node.names:
                    inside = f"{module}.{alias.name}".lstrip(".")
                    if inside in names:
                        known_as[alias.asname or alias.name] = inside
                    elif other:
                        names[module].add(alias.name)
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in known_as:
                names[known_as[node.value.id]].add(node.attr)
    return names


NEEDS_EXTRA = {"cli", "columns", "frameworks", "portfolio", "service"}
OPEN = [
    pytest.param(module, marks=pytest.mark.extra) if module.partition(".")[0] in NEEDS_EXTRA else module
    for module in MODULES
    if module not in {*DOORS, "cli", "__main__"}
]
"""The modules that define something, for the tests that import them."""


def public(module: str) -> list[str]:
    names: list[str] = vars(import_module(f"qualiopi_rules.{module}".rstrip(".")))["__all__"]
    return names


@pytest.mark.parametrize("module", OPEN)
def test_a_module_lists_its_names(module: str) -> None:
    """Every class and function without an underscore, and what other modules import; nothing it does not define."""
    tree = TREES[module]
    names = {name for name, _ in defined(tree)}
    things = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    listed = public(module)
    assert set(listed) <= names
    assert {name for name in things if not name.startswith("_")} <= set(listed)
    assert imported()[module] <= set(listed)
    assert len(set(listed)) == len(listed)
    assert not [name for name in listed if name.startswith("_")]


def in_order(name: str) -> tuple[int, str]:
    """Constants, then classes, then the rest, each by name: the order that ruff keeps."""
    if name.isupper():
        return 0, name
    return (1 if name[:1].isupper() else 2), name


@pytest.mark.parametrize("module", OPEN)
def test_the_names_of_a_module_are_sorted(module: str) -> None:
    assert public(module) == sorted(public(module), key=in_order)


def has_names(door: str) -> bool:
    return any(isinstance(node, ast.If) for node in TREES[door].body)


def test_the_names_at_the_doors_are_sorted() -> None:
    for door in DOORS:
        listed = public(door) if has_names(door) else []
        assert listed == sorted(set(listed))


@pytest.mark.parametrize("module", sorted(TREES))
def test_a_module_has_a_docstring(module: str) -> None:
    assert ast.get_docstring(TREES[module])


@pytest.mark.parametrize("module", OPEN)
def test_every_public_name_has_a_docstring(module: str) -> None:
    documented = dict(defined(TREES[module]))
    assert [name for name in public(module) if not documented[name]] == []


def parts(cls: type[Any]) -> Iterator[tuple[str, Any]]:
    """The public methods and properties that a class defines itself."""
    for name, member in vars(cls).items():
        plain = member.__func__ if isinstance(member, classmethod | staticmethod) else member
        if not name.startswith("_") and (isfunction(plain) or isinstance(plain, property)):
            yield name, getattr(cls, name)


@pytest.mark.parametrize("module", OPEN)
def test_every_public_method_and_property_has_a_docstring_or_inherits_one(module: str) -> None:
    things = [getattr(import_module(f"qualiopi_rules.{module}"), name) for name in public(module)]
    classes = [thing for thing in things if isclass(thing)]
    assert [f"{cls.__name__}.{name}" for cls in classes for name, part in parts(cls) if not getdoc(part)] == []


# --- The doors


def known_to_checkers(door: str) -> set[tuple[str, str]]:
    """The names that a door imports for type checkers, each with its module."""
    (block,) = (node for node in TREES[door].body if isinstance(node, ast.If))
    return {
        (node.module or "", alias.name)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname == alias.name
    }


def loaded_by_name(door: str) -> set[tuple[str, str]]:
    """The names that a door loads when they are used, each with its module."""
    (table,) = (node for node in ast.walk(TREES[door]) if isinstance(node, ast.Dict))
    package = f"qualiopi_rules.{door}".rstrip(".")
    return {
        (f"{package}.{module}", name) for module, names in ast.literal_eval(table).items() for name in names.split()
    }


@pytest.mark.parametrize("door", [door for door in DOORS if has_names(door)])
def test_what_the_checkers_know_of_a_door_is_what_it_loads(door: str) -> None:
    assert known_to_checkers(door) == loaded_by_name(door)


@pytest.mark.parametrize("door", [door for door in DOORS if has_names(door) and door not in NEEDS_EXTRA])
def test_a_name_at_a_door_is_the_object_of_its_module(door: str, monkeypatch: pytest.MonkeyPatch) -> None:
    package = import_module(f"qualiopi_rules.{door}".rstrip("."))
    assert dir(package) == public(door)
    for module, name in loaded_by_name(door):
        monkeypatch.delitem(vars(package), name, raising=False)
        thing = getattr(package, name)
        assert thing is getattr(import_module(module), name)
        assert name in public(module.removeprefix("qualiopi_rules."))
        assert vars(package)[name] is thing, "it is then kept"


def test_the_first_door_has_about_thirty_names() -> None:
    assert 25 <= len(public("")) <= 35


def test_no_package_has_the_name_of_something_at_the_first_door() -> None:
    """Importing the package would hide the name."""
    assert set(PACKAGES) & set(public("")) == set()
    for door in DOORS:
        if has_names(door) and door:
            modules = {name.removeprefix(f"{door}.") for name in MODULES if name.startswith(f"{door}.")}
            assert modules & {name for _, name in loaded_by_name(door)} == set(), door
