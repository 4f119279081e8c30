"""The errors of the library: each is a `QualiopiError`, which is a `ValueError`.

An input is checked whole before it is refused: the errors found in it are raised together, as one `InvalidInput`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Self, get_args

from qualiopi_rules.core.messages import Locale, message

if TYPE_CHECKING:
    from datetime import date

__all__ = [
    "MOST",
    "InvalidInput",
    "InvalidValue",
    "MissingExtra",
    "MissingField",
    "NotInForce",
    "QualiopiError",
    "UnknownField",
    "faults_of",
    "locale_of",
    "refuse",
    "refuse_all",
]


_LOCALES: tuple[Locale, ...] = get_args(Locale)

MOST = 1_000
"""The most faults of one input that are kept: whoever mends so many reads the others the next time."""

_LONGEST_PATH = 160
_LONGEST_EXPECTED = 2_000

_NAME = re.compile(r"[.\s]")
"""What stands before the last name of a path."""


def _shown(value: object) -> str:
    from qualiopi_rules.core.shown import shown

    return shown(value)


def _cut(text: str, width: int) -> str:
    if len(text) <= width:
        return text
    from qualiopi_rules.core.shown import cut

    return cut(text, width)


def _visible(text: str) -> str:
    """A text that may be a caller's own, as a column's name, with nothing in it that a terminal obeys."""
    if text.isprintable():
        return text
    from qualiopi_rules.core.safe_text import quoted

    return quoted(text)


class QualiopiError(ValueError):
    """The base class of the library's errors.

    `str(error)` is English; `error.say("fr")` is the same in French.
    """

    def say(self, locale: Locale = "en") -> str:
        """Render the error in words, in one language.

        Raises:
            InvalidInput: when the locale is neither `fr` nor `en`.
        """
        return self._say(locale_of(locale))

    def _say(self, locale: Locale) -> str:
        raise NotImplementedError  # each subclass has its own message

    def __str__(self) -> str:
        return self.say()


class InvalidValue(QualiopiError):
    """One value that its field does not accept.

    Attributes:
        path: where the value is, as `bilans[0].sessions[2].minutes`; empty when it has no path.
        value: the value as it was provided.
        expected: the stable code of what was expected, as `day` or `yes-no`.
        params: the parameters of the message of that code, as the accepted choices.
    """

    _frame = "invalid-value"

    def __init__(self, path: str, value: object, expected: str, **params: str | int) -> None:
        super().__init__(path, value, expected)
        self.path = path
        self.value = value
        self.expected = expected
        self.params = params

    def __reduce__(self) -> tuple[Any, ...]:
        # The keyword parameters are not in `args`; without this they would be lost in a pickle.
        return (_rebuild, (type(self), self.path, self.value, self.expected, self.params))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({_cut(self.path, _LONGEST_PATH)!r}, {_shown(self.value)}, {self.expected!r})"

    @property
    def suggestion(self) -> str | None:
        """What the value was obviously meant to be, as JSON and TOML write it (`2024-08-31`, `BC`), or None.

        It is a question to whoever wrote the value: the library never takes it in its place.
        """
        return self._suggestion_for(self.value)

    def _suggestion_for(self, value: object) -> str | None:
        # Imported here, as `_shown`: what only an error needs is not loaded before there is one.
        from qualiopi_rules.core.suggestion import suggestion_of

        return suggestion_of(value, self.expected, str(self.params.get("choices", "")))

    def at(self, prefix: str) -> Self:
        """Return the same fault with a path that begins with `prefix`."""
        if not prefix:
            return self
        # "policy.toml:" is a file, and what follows a path of its own.
        joint = " " if prefix.endswith(":") else "." if self.path and not self.path.startswith("[") else ""
        return self.placed(f"{prefix}{joint}{self.path}")

    def placed(self, path: str) -> Self:
        """Return the same fault with another path."""
        return type(self)(path, self.value, self.expected, **self.params)

    def say(self, locale: Locale = "en", *, path: bool = True) -> str:
        """Render the fault in words; with no path for a form that shows it beside the field, as `message` does.

        Raises:
            InvalidInput: when the locale is neither `fr` nor `en`.
        """
        return super().say(locale) if path else self.message(locale)

    def message(self, locale: Locale = "en") -> str:
        """Render the fault in words without its path, for a form that shows it beside the field.

        Raises:
            InvalidInput: when the locale is neither `fr` nor `en`.
        """
        return self._message(locale_of(locale))

    def _message(self, locale: Locale) -> str:
        if self.expected in ("file", "readable") and self.params.get("problem") == "not-found":
            return message("error.not-found", locale, value=_shown(self.value))
        params = {name: _visible(param) if isinstance(param, str) else param for name, param in self.params.items()}
        expected = _cut(message(f"expected.{self.expected}", locale, **params), _LONGEST_EXPECTED)
        frame = "nothing" if self.value is None and self._frame == "invalid-value" else self._frame
        said = message(f"error.{frame}", locale, value=_shown(self.value), expected=expected)
        suggestion = self.suggestion
        return (
            said
            if suggestion is None
            else message("error.suggestion", locale, said=said, suggestion=_visible(suggestion))
        )

    def _say(self, locale: Locale) -> str:
        if not self.path:
            return self._message(locale)
        where = f"{_visible(_cut(self.path, _LONGEST_PATH))}: "
        if locale == "fr":
            where = where.replace(": ", "\u00a0: ")
        return where + self._message(locale)


class UnknownField(InvalidValue):
    """A field that the input has and that is not known; `value` is the value under it."""

    _frame = "unknown-field"

    @property
    def suggestion(self) -> str | None:
        """The known name that is nearest to the unknown one, or None when none is near."""
        return self._suggestion_for(_NAME.split(self.path)[-1])


class MissingField(InvalidValue):
    """A required field that the input does not have; `value` is None."""

    _frame = "missing-field"


class NotInForce(QualiopiError):
    """A day on which no version of a rule is known to be in force.

    Attributes:
        rule: the name of the rule, as `referential`.
        day: the day of the rule.
        first: the first day of the first version that is known.
        last: the last day of the last version, or None when it has no end.
    """

    def __init__(self, rule: str, day: date, first: date, last: date | None = None) -> None:
        super().__init__(rule, day, first, last)
        self.rule = rule
        self.day = day
        self.first = first
        self.last = last

    def _say(self, locale: Locale) -> str:
        early = self.day < self.first
        bound = self.first if early else self.last
        key = "error.not-in-force" if early else "error.no-longer-in-force"
        return message(key, locale, rule=self.rule, day=self.day.isoformat(), bound=str(bound))


class MissingExtra(QualiopiError, ImportError):
    """A library that only some users need is not installed.

    Attributes:
        extra: the name of the extra that brings it, as `ids` in `pip install qualiopi-rules[ids]`.
    """

    def __init__(self, extra: str) -> None:
        super().__init__(extra)
        self.extra = extra

    def _say(self, locale: Locale) -> str:
        return message("error.missing-extra", locale, extra=self.extra)


class InvalidInput(ExceptionGroup[InvalidValue], QualiopiError):
    """Every fault of one input, up to a thousand of them.

    Attributes:
        faults: the faults, in the order of the fields.
    """

    def __new__(cls, message: str, faults: Sequence[InvalidValue]) -> Self:
        return super().__new__(cls, message, faults)

    @classmethod
    def of(cls, *faults: InvalidValue) -> Self:
        """Return the error of one or more faults."""
        return cls("invalid input", faults[:MOST])

    # Without this the text of ExceptionGroup, which has only their number, would be used.
    __str__ = QualiopiError.__str__

    @property
    def faults(self) -> tuple[InvalidValue, ...]:
        """The faults, in the order of the fields."""
        return tuple(fault for fault in self.exceptions if isinstance(fault, InvalidValue))

    def derive(self, excs: Sequence[Any]) -> InvalidInput:  # type: ignore[override]
        """Return the error of a part of the faults, as `except*` and `split` ask for it."""
        return type(self)(self.args[0], list(excs))

    def _say(self, locale: Locale) -> str:
        lines = [fault._say(locale) for fault in self.faults]
        if len(lines) == 1:
            return lines[0]
        known = "several-faults" if len(lines) < MOST else "many-faults"
        head = message(f"error.{known}", locale, count=len(lines))
        return "\n".join([head, *(f"- {line}" for line in lines)])


def locale_of(value: object) -> Locale:
    """Check a locale.

    Raises:
        InvalidInput: when it is neither `fr` nor `en`.
    """
    plain = str.__str__(value) if isinstance(value, str) else None
    for known in _LOCALES:
        if plain == known:
            return known
    raise InvalidInput.of(InvalidValue("locale", value, "one-of", choices=", ".join(_LOCALES)))


def refuse(**values: object) -> None:
    """Raise the faults among `values`, if any, each with the name of its argument as its path.

    A field's converter (`qualiopi_rules.core.converters`) returns the error instead of raising it: raised, the first
    would hide the others.

    Raises:
        InvalidInput: with every fault.
    """
    # Nearly every object is made of good values: that is what must cost next to nothing.
    for value in values.values():
        if isinstance(value, QualiopiError):
            refuse_all(fault.at(name) for name, value in values.items() for fault in faults_of(value))


def refuse_all(faults: Iterable[InvalidValue]) -> None:
    """Raise `faults` together, if there are any.

    Raises:
        InvalidInput: with every fault.
    """
    found = list(islice(faults, MOST))
    if found:
        raise InvalidInput.of(*found)


def faults_of(value: object) -> Iterable[InvalidValue]:
    """Yield the faults that a converter returned in place of a value; none for a value that holds."""
    if isinstance(value, InvalidValue):
        yield value
    elif isinstance(value, InvalidInput):
        yield from value.faults


def _rebuild(
    cls: type[InvalidValue], path: str, value: object, expected: str, params: dict[str, str | int]
) -> InvalidValue:
    return cls(path, value, expected, **params)
