"""The small changes that are made in the code of a module, each by a name that survives edits elsewhere."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from typing import Any

import attrs

__all__ = ["Mutant", "changed", "mutants"]

_OPERATORS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}
_FOR_CHECKERS = {"annotation", "returns", "ctx"}


@attrs.frozen
class Mutant:
    """One change.

    Attributes:
        name: what names it: the module, the function, what stood there and what stands there now.
        line: where it stands, for a person who looks.
        place: which of the places of the module, and which of the changes there.
        in_function: whether it is in the body of a function, which can be changed where it lives.
    """

    name: str
    line: int
    place: tuple[int, int]
    in_function: bool


@attrs.frozen
class _Place:
    owner: ast.AST
    field: str
    index: int | None
    node: ast.AST
    scope: str
    in_function: bool

    def put(self, node: ast.AST) -> None:
        if self.index is None:
            setattr(self.owner, self.field, node)
        else:
            getattr(self.owner, self.field)[self.index] = node


def mutants(source: str, module: str) -> tuple[Mutant, ...]:
    """Return every change of a module."""
    found, seen = list[Mutant](), Counter[str]()
    for number, place in enumerate(_places(ast.parse(source))):
        for choice, after in enumerate(_changes(place.node)):
            text = f"{module}:{place.scope}: {_said(place.node)} => {_said(after)}"
            seen[text] += 1
            name = text if seen[text] == 1 else f"{text} #{seen[text]}"
            found.append(Mutant(name, _line(place.node), (number, choice), place.in_function))
    return tuple(found)


def changed(source: str, mutant: Mutant) -> ast.Module:
    """Return the tree of a module with one change."""
    tree = ast.parse(source)
    number, choice = mutant.place
    place = next(place for at, place in enumerate(_places(tree)) if at == number)
    after = list(_changes(place.node))[choice]
    place.put(ast.copy_location(after, place.node))
    return ast.fix_missing_locations(tree)


def _said(node: ast.AST) -> str:
    if isinstance(node, ast.If):
        return f"if {_said(node.test)}"
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 90 else f"{text[:60]} … {text[-27:]}"


def _line(node: ast.AST) -> int:
    """Where a node is sure to run: a comprehension where it leaves things out, a choice where it is made."""
    placed: Any = node
    if isinstance(node, ast.comprehension):
        placed = node.ifs[0]  # it has no line of its own
    elif isinstance(node, ast.IfExp):
        placed = node.test
    line: int = placed.lineno
    return line


def _places(tree: ast.Module) -> Iterator[_Place]:
    return _below(tree, "", in_function=False)


def _below(node: ast.AST, scope: str, *, in_function: bool) -> Iterator[_Place]:
    for field, value in ast.iter_fields(node):
        if field in _FOR_CHECKERS:
            continue
        function = isinstance(node, ast.FunctionDef | ast.Lambda)
        within = (in_function or function) if field == "body" else in_function
        inner = scope
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and field == "body":
            inner = f"{scope}.{node.name}".lstrip(".")
        nodes = value if isinstance(value, list) else [value]
        for index, each in enumerate(nodes):
            if not isinstance(each, ast.AST) or _left_alone(each, index, node, field):
                continue
            yield _Place(node, field, index if isinstance(value, list) else None, each, inner, within)
            yield from _below(each, inner, in_function=within)


def _left_alone(node: ast.AST, index: int, owner: ast.AST, field: str) -> bool:
    """What no test could notice: words for readers, names for checkers."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return True
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        return True
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Name) and target.id == "__all__" for target in node.targets)
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return True
    # The first argument of a cast, and what the decorator of an overload stands on, say something to checkers alone.
    if isinstance(owner, ast.Call) and field == "args" and index == 0:
        return isinstance(owner.func, ast.Name) and owner.func.id == "cast"
    return isinstance(node, ast.FunctionDef) and any(
        isinstance(each, ast.Name) and each.id == "overload" for each in node.decorator_list
    )


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    yield from _of_conditions(node)
    yield from _of_values(node)
    yield from _of_statements(node)


def _of_conditions(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(left=left, ops=operators, comparators=rights):
            for at, operator in enumerate(operators):
                yield ast.Compare(left, [*operators[:at], _opposite(operator), *operators[at + 1 :]], rights)
            if isinstance(rights[0], ast.Constant) and isinstance(rights[0].value, bool):
                yield left  # an answer that is not there taken for an answer
        case ast.BoolOp(op=operator, values=values):
            yield ast.BoolOp(_opposite(operator), values)
            for rest in _one_less(values):
                yield ast.BoolOp(operator, rest) if len(rest) > 1 else rest[0]
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.IfExp(body=body, orelse=orelse):
            yield body
            yield orelse
        case ast.If(body=body, orelse=orelse):
            yield ast.If(ast.Constant(True), body, orelse)
            yield ast.If(ast.Constant(False), body, orelse)


def _of_values(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=int() as value):
            yield ast.Constant(value + 1)
        case ast.Constant(value=str() as value):
            yield ast.Constant(f"{value}~")
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _OPERATORS:
            yield ast.BinOp(left, _opposite(operator), right)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=keywords) if name in _NAMES:
            yield ast.Call(ast.Name(_NAMES[name], ast.Load()), arguments, keywords)
        case ast.Call(func=function, args=arguments, keywords=keywords):
            for rest in _one_less(keywords):
                yield ast.Call(function, arguments, rest)


def _of_statements(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.comprehension(target=target, iter=items, ifs=ifs, is_async=is_async):
            for rest in _one_less(ifs):
                yield ast.comprehension(target, items, rest, is_async)
        case ast.Return(value=ast.expr() as value) if ast.unparse(value) != "None":
            yield ast.Return(ast.Constant(None))
        case ast.Expr() | ast.Raise() | ast.AugAssign() | ast.Continue() | ast.Break():
            yield ast.Pass()


def _opposite(operator: ast.AST) -> Any:
    return _OPERATORS[type(operator)]()


def _one_less(items: list[Any]) -> Iterator[list[Any]]:
    return (items[:at] + items[at + 1 :] for at in range(len(items)))
