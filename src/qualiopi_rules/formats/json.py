"""JSON, read strictly and written without loss.

Reading refuses unknown names, wrong types, `"false"` for a boolean, date-times for days and repeated names: all of
them together, each with its path. Writing adds what an object derives (the last valid day of a cycle, the address of
a source); when it is read, it may be there, and must then agree.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from functools import cache, partial
from itertools import islice
from operator import eq
from typing import Any, TypeVar, get_args

import attrs
from cattrs import ClassValidationError, Converter, ForbiddenExtraKeysError
from cattrs.errors import AttributeValidationNote, StructureHandlerNotFoundError
from cattrs.gen import make_dict_structure_fn, override
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import MOST, InvalidInput, InvalidValue, MissingField, UnknownField, refuse, refuse_all
from qualiopi_rules.cycle.identifiers import NDA, SIREN, SIRET
from qualiopi_rules.formats.json_parsing import parse
from qualiopi_rules.formats.json_references import (
    TABLES,
    Document,
    is_document,
    referred,
    referring,
)
from qualiopi_rules.formats.json_writing import DERIVED, origin_of, unstructured, written
from qualiopi_rules.formats.limits import DEFAULT_LIMITS, Limits, check_nesting
from qualiopi_rules.indicators.answers import OwnAnswers
from qualiopi_rules.law.source import Source, source_of
from qualiopi_rules.profile.delays import SuspensionDelay, delay_of
from qualiopi_rules.profile.durations import DurationTable, table_of
from qualiopi_rules.profile.points import ConformityPoint, point_of
from qualiopi_rules.profile.profile import Profile, merged_tables, profile_of
from qualiopi_rules.results.findings import Params
from qualiopi_rules.rnq.amendment import merged_edition
from qualiopi_rules.rnq.edition import Referential
from qualiopi_rules.rnq.question import Question, question_of

_WIDEST = 100
"""The most spaces that a level is indented by."""

__all__ = ["dump", "load", "structure", "unstructure"]

T = TypeVar("T")

_NAMED: dict[type, Callable[[str], Any]] = {
    ConformityPoint: point_of,
    DurationTable: table_of,
    Profile: profile_of,
    Question: question_of,
    Source: source_of,
    SuspensionDelay: delay_of,
}
"""The classes of which the library's own objects can be named instead of written."""

_MERGED: dict[type, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    Profile: merged_tables,
    Referential: merged_edition,
}
"""The classes of which a table may say only what differs from one of the library's own."""


def load(text: str | bytes, cls: type[T], *, limits: Limits = DEFAULT_LIMITS) -> T:
    """Read an object of a class from JSON text.

    Args:
        text: the text, in UTF-8 where it is bytes.
        cls: the class, as `Dossier`.
        limits: how large the text may be.

    Raises:
        InvalidInput: with every fault and its path.
        NotInForce: when a day is older than the rules that are known.
    """
    refuse(limits=converters.instance(Limits, limits))
    return structure(parse(text, limits), cls)


def dump(value: Any, *, indent: int | None = None, expanded: bool = False) -> str:
    """Write an object as JSON text, its keys in the order of its fields.

    What cites the law, as a review, is written as a document (`formats.json_references`): each source, citation and
    value stands in it once, and a number refers to it from wherever it is cited. `load` reads both forms.

    Args:
        value: the object.
        indent: how many spaces each level is indented by; all on one line without it.
        expanded: whether everything is written where it is cited, for a reader that follows no references.

    Raises:
        InvalidInput: when an argument does not hold, as a value that has no JSON.
    """
    refuse(indent=_indent(indent), expanded=converters.yes_or_no(expanded))
    try:
        return written(value, expanded=expanded, indent=indent).decode("utf-8", "surrogatepass")
    except (KeyError, TypeError, RecursionError):  # of no class that is written
        raise InvalidInput.of(InvalidValue("value", value, "own-class")) from None


def _indent(value: int | None) -> int | None:
    fits = value is None or (type(value) is int and 0 <= value <= _WIDEST)
    return value if fits else converters.fault(value, "indent", most=_WIDEST)


def structure(value: Any, cls: type[T], *, limits: Limits | None = None) -> T:
    """Make an object of a class from what JSON or TOML gave.

    Args:
        value: the tables, lists and texts.
        cls: the class, as `Dossier`.
        limits: how large the value may be; None for one that was looked at when it was read.

    Raises:
        InvalidInput: with every fault and its path.
        NotInForce: when a day is older than the rules that are known.
    """
    if not _known(cls):
        raise InvalidInput.of(InvalidValue("cls", cls, "own-class"))
    refuse(limits=converters.optional_instance(Limits, limits))
    if limits is not None:
        check_nesting(value, limits)
    try:
        return _document(value, cls) if is_document(value) else _converter().structure(value, cls)
    except (ClassValidationError, InvalidValue, InvalidInput) as error:
        raise InvalidInput.of(*(_placed(fault, cls) for fault in islice(_faults(error), MOST))) from None
    except RecursionError:
        raise InvalidInput.of(InvalidValue("", value, "less-deep")) from None


def _known(cls: Any) -> bool:
    """Whether something is a class that can be read, or a list of one, as `tuple[Bilan, ...]`."""
    try:
        return bool(_converter().get_structure_hook(cls)) and cls not in (None, Any)
    except (StructureHandlerNotFoundError, TypeError):  # what cannot be hashed is no class
        return False


def _document(value: Any, cls: type[T]) -> T:
    """Read a document: its tables, each of which those after it refer to, then what it holds."""
    document = _converter().structure(value, Document)
    refuse(type=converters.exactly(getattr(cls, "__name__", str(cls)), document.type))
    read: dict[type, tuple[Any, ...]] = {}
    with referring(read):
        for name, kind in TABLES.items():
            read[kind] = _part(getattr(document, name), name, tuple[kind, ...])  # type: ignore[valid-type]
        content: T = _part(document.content, "content", cls)
    return content


def _part(value: Any, name: str, cls: Any) -> Any:
    try:
        return _converter().structure(value, cls)
    except (ClassValidationError, InvalidValue, InvalidInput) as error:
        raise InvalidInput.of(*(fault.at(name) for fault in _faults(error))) from None


def _placed(fault: InvalidValue, root: Any) -> InvalidValue:
    """The fault; of an unknown name that is a field of the whole object, one that says where it belongs."""
    outer, _, name = fault.path.rpartition(".")
    if outer and isinstance(fault, UnknownField) and attrs.has(root) and name in attrs.fields_dict(root):
        return UnknownField(fault.path, fault.value, "field-of-root", name=name, root=root.__name__)
    return fault


def unstructure(value: Any) -> Any:
    """Turn an object into what JSON holds, expanded: dicts, lists, texts, numbers, booleans and None."""
    return unstructured(value)


@cache
def _converter() -> Converter:
    converter = Converter()
    scalars: dict[type, Callable[[Any], Any]] = {
        Date: converters.day,
        bool: lambda value: value if isinstance(value, bool) else converters.fault(value, "yes-or-no-only"),
        int: lambda value: value if type(value) is int else converters.fault(value, "integer"),
        str: lambda value: value if converters.is_whole(value) else converters.fault(value, "text"),
    }
    for scalar, take in scalars.items():
        converter.register_structure_hook(scalar, _raising(take))
    # An enumeration of texts is a `str` too: without hooks of its own it would be read and written as one.
    converter.register_structure_hook(StrEnum, lambda value, cls: _taken(converters.one_of(cls, value)))
    for number in (NDA, SIREN, SIRET):
        converter.register_structure_hook(number, lambda value, cls: cls(value))

    converter.register_structure_hook_func(
        lambda cls: origin_of(cls) in (tuple, frozenset),
        lambda value, cls: _collection(converter, value, cls),
    )
    converter.register_structure_hook_func(
        lambda cls: cls == int | str,
        _raising(lambda value: value if type(value) in (int, str) else converters.fault(value, "integer-or-text")),
    )
    for pairs in (Params, OwnAnswers):  # pairs of names and values are an object in JSON
        converter.register_structure_hook_func(partial(eq, pairs), lambda value, _: _pairs(value))
    # Made for a class when it is first met.
    converter.register_structure_hook_factory(attrs.has, lambda cls: _reader(converter, cls))
    return converter


def _taken(value: T) -> T:
    """Return the value that a converter returned, or raise the error that it returned in its place."""
    if isinstance(value, InvalidValue | InvalidInput):
        raise value
    return value


def _raising(take: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda value, _: _taken(take(value))


def _collection(converter: Converter, value: Any, cls: Any) -> Any:
    if not isinstance(value, list | tuple):
        raise InvalidValue("", value, "list")
    member = get_args(cls)[0]
    made, faults = [], []
    for index, item in enumerate(value):
        try:
            made.append(converter.structure(item, member))
        except (ClassValidationError, InvalidValue, InvalidInput) as error:
            faults += [fault.at(f"[{index}]") for fault in _faults(error)]
            if len(faults) >= MOST:
                break
    refuse_all(faults)
    return origin_of(cls)(made)


def _pairs(value: Any) -> tuple[tuple[str, Any], ...]:
    if not isinstance(value, Mapping):
        raise InvalidValue("", value, "pairs")
    return tuple(value.items())


def _holds_objects(cls: Any) -> bool:
    """Whether a field's type has a class of ours inside, which must be structured before the field's converter."""
    if cls in (NDA, SIREN, SIRET):
        return False
    return attrs.has(cls) or any(_holds_objects(arg) for arg in get_args(cls))


def _reader(converter: Converter, cls: Any) -> Callable[[Any, Any], Any]:
    attrs.resolve_types(cls)
    derived = DERIVED.get(cls, ())
    fields: Any = attrs.fields(cls)
    overrides: dict[str, Any] = {
        field.name: override(struct_hook=_raising(field.converter))
        for field in fields
        if field.converter is not None and not _holds_objects(field.type) and field.type not in (Params, OwnAnswers)
    }
    read = make_dict_structure_fn(cls, converter, _cattrs_forbid_extra_keys=True, **overrides)
    # A class that has a converter for each field checks all values itself, as long as the names are right.
    checks_itself = len(overrides) == len(fields) and not derived

    def structure_one(value: Any, _: Any) -> Any:
        if checks_itself and type(value) is dict:
            try:
                return cls(**value)
            except TypeError:
                pass  # other names than those of the fields, which are refused below
        if isinstance(value, cls):
            return value
        if isinstance(value, str) and cls in _NAMED:
            return _taken(_NAMED[cls](value))
        if (entry := referred(cls, value)) is not None:
            return entry
        if not isinstance(value, Mapping):
            raise InvalidValue("", value, "object", cls=cls.__name__)
        if cls in _MERGED:
            value = _MERGED[cls](value)
        twice = [InvalidValue(name, name, "without-repetition") for name in getattr(value, "twice", ())]
        try:
            made = read({name: item for name, item in value.items() if name not in derived}, cls)
        except (ClassValidationError, InvalidInput) as error:
            raise InvalidInput.of(*twice, *_faults(error)) from None
        refuse_all([*twice, *_disagreeing(made, value, derived)])
        return made

    return structure_one


def _disagreeing(made: Any, value: Mapping[str, Any], derived: tuple[str, ...]) -> Iterator[InvalidValue]:
    """The derived values that are written otherwise than the object derives them."""
    for name in (each for each in derived if each in value):
        right = getattr(made, name)
        try:
            entry = referred(type(right), value[name])
        except InvalidValue as fault:
            yield fault.at(name)
            continue
        agrees = _same(value[name], unstructured(right)) if entry is None else entry == right
        if not agrees:
            yield InvalidValue(name, value[name], "derived", right=str(unstructured(right)))


def _same(value: Any, right: Any) -> bool:
    # As JSON, because to Python 0, 0.0 and False are the same.
    try:
        return json.dumps(value, default=str) == json.dumps(right)
    except (ValueError, RecursionError):  # a list that is in itself, or is too deep to be written
        return False


def _faults(error: BaseException) -> Iterator[InvalidValue]:
    """Read the faults out of what cattrs raises, each with its path."""
    match error:
        case ClassValidationError():
            for inner in error.exceptions:
                names = [
                    note.name for note in getattr(inner, "__notes__", ()) if isinstance(note, AttributeValidationNote)
                ]
                for fault in _faults(inner):
                    yield fault.at(names[0]) if names else fault
        case ForbiddenExtraKeysError():
            cls: Any = error.cl
            choices = ", ".join(field.name for field in attrs.fields(cls))
            from qualiopi_rules.core.shown import shown  # as in `errors`: what only an error needs

            # JSON and TOML have texts for names; what Python has otherwise is shown as JSON would write it.
            for name in sorted(name if isinstance(name, str) else shown(name) for name in error.extra_fields):
                yield UnknownField(name, None, "known-field", cls=cls.__name__, choices=choices)
        case KeyError():
            yield MissingField("", None, "present")
        case InvalidInput():
            yield from error.faults
        case InvalidValue():
            yield error
        case _:
            raise error
