"""How objects become JSON: their fields in order, then what they derive."""

from __future__ import annotations

import json
from collections.abc import Callable
from enum import StrEnum
from functools import cache, partial
from operator import eq
from typing import Any, get_args, get_origin, get_type_hints

import attrs
from cattrs import Converter
from cattrs.fns import identity
from cattrs.gen import make_dict_unstructure_fn
from pendulum import Date

from qualiopi_rules.audit.plan import AuditPlan
from qualiopi_rules.audit.scope import PlannedIndicator
from qualiopi_rules.bilan.bilan import Bilan
from qualiopi_rules.bilan.convention import Convention
from qualiopi_rules.cycle.cycle import CertificationCycle
from qualiopi_rules.cycle.identifiers import NDA, SIREN, SIRET
from qualiopi_rules.dossier.dossier import Dossier
from qualiopi_rules.formats.json_references import FORMAT, TABLES, VERSION, expanding, references
from qualiopi_rules.indicators.answers import OwnAnswers
from qualiopi_rules.indicators.result import Applicability, IndicatorResult
from qualiopi_rules.law.source import Citation, Source
from qualiopi_rules.profile.profile import Profile, built_in_profiles
from qualiopi_rules.results.deadlines import Deadline, Milestone
from qualiopi_rules.results.findings import Finding, Params

__all__ = ["DERIVED", "cites", "encoded", "origin_of", "unstructured", "written"]

DERIVED: dict[type, tuple[str, ...]] = {
    Applicability: ("numbers", "undetermined"),
    AuditPlan: ("numbers", "undetermined", "left_out"),
    Bilan: ("minutes",),
    CertificationCycle: ("surveillance", "renewal_year", "renewal", "expires"),
    Convention: ("answer_by",),
    Deadline: ("citation",),
    Finding: ("severity", "citation"),
    Milestone: ("citation",),
    Source: ("url",),
}
"""What is written beside the fields of a class, and checked when it is read."""

_REFERRED: tuple[type, ...] = tuple(TABLES.values())

_SHARED = (IndicatorResult, PlannedIndicator, Milestone, Deadline, *_REFERRED)
"""The classes whose objects many reviews share."""
_KEPT = 4_096
"""The most objects of such a class that are kept as they are written: some ten megabytes."""


def unstructured(value: Any) -> Any:
    """Turn an object into dicts, lists, texts, numbers, booleans and None, which belong to the caller."""
    return _plain().unstructure(value)


def written(value: Any, *, expanded: bool = False, indent: int | None = None) -> bytes:
    """Write an object as JSON in UTF-8: as a document, or expanded, and so where it cites nothing."""
    content = _in_place().unstructure(value)
    cls: Any = type(value)
    if expanded or not cites(cls):
        return encoded(content, expanding(_form), indent)
    write, tables = references(_form)
    # The tables are filled while the content before them is written.
    document = {"format": FORMAT, "version": VERSION, "type": cls.__name__, "content": content}
    return encoded({**document, **{name: tables[name] for name in reversed(TABLES)}}, write, indent)


@cache
def cites(cls: Any) -> bool:
    """Return whether the objects of a class are written as documents: whether a citation stands inside them.

    Dossiers and profiles, and what they are made of, are written as people write them.
    """
    return cls not in _classes_in(Dossier) | _classes_in(Profile) and Citation in _classes_in(cls)


def _classes_in(cls: Any) -> set[Any]:
    """A class and those of all that its objects hold."""
    found: set[Any] = set()
    left = [cls]
    while left:
        one = left.pop()
        left += get_args(one)
        if attrs.has(one) and one not in found:
            found.add(one)
            fields: Any = attrs.fields(attrs.resolve_types(one))
            left += [field.type for field in fields]
    return found


def origin_of(cls: Any) -> Any:
    """Return the class that a type such as `tuple[int, ...]` is of; None for any other."""
    return get_origin(cls)


def encoded(value: Any, default: Callable[[Any], Any] | None = None, indent: int | None = None) -> bytes:
    """Encode what JSON holds; orjson does it where it is installed, and writes the same.

    Half of a surrogate pair, which UTF-8 cannot hold, is kept as `surrogatepass` does.

    Args:
        value: dicts, lists, texts, numbers, booleans and None, and what `default` knows.
        default: gives what is written in place of anything else.
        indent: how many spaces each level is indented by; all on one line without it.
    """
    orjson = _orjson()
    if orjson is not None and indent in (None, 2):
        try:
            content: bytes = orjson.dumps(value, default, orjson.OPT_INDENT_2 if indent else None)
        except TypeError:  # a number or a depth that only the standard library writes
            pass
        else:
            return _in_a_page(content)
    separators = (",", ":") if indent is None else None
    text = json.dumps(value, default=default, ensure_ascii=False, indent=indent, separators=separators)
    return _in_a_page(text.encode("utf-8", "surrogatepass"))


def _in_a_page(content: bytes) -> bytes:
    """The same JSON, which ends no script of a page that it stands in, whatever a text holds."""
    return content.replace(b"<", b"\\u003c")


@cache
def _orjson() -> Any:
    """The module, which the extra `fast` brings; None without it."""
    try:
        import orjson
    except ImportError:
        return None
    return orjson


@cache
def _plain() -> Converter:
    """All that JSON holds, and nothing else."""
    converter = _converter(_writer)
    converter.register_unstructure_hook(StrEnum, lambda value: value.value)
    return converter


@cache
def _in_place() -> Converter:
    """As `_plain`, but what the encoder writes or asks for by itself is left as it is."""
    converter = _converter(_remembering)
    for cls in (StrEnum, *_REFERRED):
        converter.register_unstructure_hook(cls, identity)
    return converter


def _form(value: Any) -> dict[str, Any]:
    """What is referred to, with what it refers to itself left in place."""
    return _forms()[type(value)](value)


@cache
def _forms() -> dict[type, Callable[[Any], dict[str, Any]]]:
    return {cls: _remembering(_in_place(), cls) for cls in _REFERRED}


def _converter(writer: Callable[[Converter, Any], Callable[[Any], Any]]) -> Converter:
    converter = Converter()
    converter.register_unstructure_hook(Date, lambda value: value.isoformat())
    for number in (NDA, SIREN, SIRET):
        converter.register_unstructure_hook(number, lambda value: value.digits)
    # Made for a type when it is first met; of two that know it, the later one writes it.
    converter.register_unstructure_hook_factory(attrs.has, lambda cls: writer(converter, cls))
    converter.register_unstructure_hook_factory(
        lambda cls: origin_of(cls) is tuple, lambda cls: _lister(converter.get_unstructure_hook(get_args(cls)[0]))
    )
    for pairs in (Params, OwnAnswers):  # pairs of names and values are an object in JSON
        converter.register_unstructure_hook_func(partial(eq, pairs), dict)
    converter.register_unstructure_hook_func(
        lambda cls: origin_of(cls) is frozenset,
        lambda value: sorted(converter.unstructure(item) for item in value),
    )
    return converter


def _lister(write: Callable[[Any], Any]) -> Callable[[Any], list[Any]]:
    return list if write is identity else lambda value: [write(item) for item in value]


def _writer(converter: Converter, cls: Any) -> Callable[[Any], Any]:
    attrs.resolve_types(cls)
    write = make_dict_unstructure_fn(cls, converter)
    if cls is Profile:  # a built-in one is written by its name alone
        return lambda value: value.name if value == built_in_profiles().get(value.name) else write(value)
    derived = DERIVED.get(cls)
    if derived is None:
        return write
    hooks = {name: converter.get_unstructure_hook(_type_of(cls, name)) for name in derived}

    def write_all(value: Any) -> Any:
        written = write(value)
        for name, hook in hooks.items():
            written[name] = hook(getattr(value, name))
        return written

    return write_all


def _type_of(cls: type, name: str) -> Any:
    """What a property says that it gives."""
    return get_type_hints(vars(next(each for each in cls.__mro__ if name in vars(each)))[name].fget)["return"]


def _remembering(converter: Converter, cls: Any) -> Callable[[Any], Any]:
    """As `_writer`; what many dossiers share is kept as it is written: the encoder reads it, and nobody else has it."""
    write = _writer(converter, cls)
    if cls not in _SHARED:
        return write
    # By identity: comparing takes longer than writing. Each is kept, so that no other can have its identity.
    kept: dict[int, tuple[object, Any]] = {}

    def form(value: Any) -> Any:
        known = kept.get(id(value))
        if known is None:
            if len(kept) >= _KEPT:
                kept.clear()
            known = kept[id(value)] = value, write(value)
        return known[1]

    return form
