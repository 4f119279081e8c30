"""Django: a column that holds an object of the library, and the faults of one beside the fields of a form.

Needs the extra `django`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidInput, MissingExtra, NotInForce, refuse
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.formats.json import load, structure, unstructure

try:
    from django import forms
    from django.core.exceptions import ValidationError
    from django.db import models
    from django.db.models.fields.json import KeyTransform
    from django.utils.translation import get_language
except ImportError as missing:
    raise MissingExtra("django") from missing

__all__ = ["JsonObjectField", "add_faults"]


def _locale() -> Locale:
    return "fr" if (get_language() or "").startswith("fr") else "en"


def add_faults(form: forms.BaseForm, refusal: InvalidInput) -> None:
    """Put each fault beside the field of a form that has its name, in the language of the request.

    A fault that no field has the name of stands above the form, with its path.

    Args:
        form: the form, in its `clean`.
        refusal: what was refused; the names of its paths are those of the fields.

    Raises:
        InvalidInput: with every argument that does not hold.
    """
    # An error that is what is asked for would else be taken for what is wrong with it.
    is_refusal = isinstance(refusal, InvalidInput)
    refuse(
        form=converters.instance(forms.BaseForm, form),
        refusal=None if is_refusal else converters.fault(refusal, "instance", cls=InvalidInput.__name__),
    )
    for fault in refusal.faults:
        name = re.split(r"[.\[]", fault.path)[0]
        words = fault.say(_locale(), path=fault.path not in form.fields)
        form.add_error(name if name in form.fields else None, words)


class _Encoder(json.JSONEncoder):
    def default(self, o: object) -> Any:
        """Write an object of the library, as Django has it encoded for the database and for the text of a form."""
        return unstructure(o)


class _FormField(forms.JSONField):  # type: ignore[misc]
    """The text of an object, read strictly."""

    def __init__(self, *, cls: type[Any], **options: Any) -> None:
        self.cls = cls
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        return None if value in self.empty_values else _read(load, value, self.cls)


class JsonObjectField(models.JSONField):  # type: ignore[misc]
    """A column of JSON that holds an object of one class of the library, as `JsonObjectField(Dossier)`.

    A row gives the object, or refuses what is none any more. Forms and `full_clean` say every fault with its path, in
    the language of the request. Lookups are those of `JSONField`, and give what JSON holds.
    """

    def __init__(self, cls: type[Any], *args: Any, **options: Any) -> None:
        self.cls = cls
        super().__init__(*args, **options, encoder=_Encoder)

    def deconstruct(self) -> Any:
        """Return what a migration makes the column of."""
        name, path, args, options = super().deconstruct()
        del options["encoder"]
        return name, path, [self.cls, *args], options

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Return the object of a row; what JSON holds for a lookup into it."""
        held = super().from_db_value(value, expression, connection)
        return held if held is None or isinstance(expression, KeyTransform) else structure(held, self.cls)

    def to_python(self, value: Any) -> Any:
        """Return the object that a value is, or is the JSON of.

        Raises:
            ValidationError: with every fault.
        """
        return None if value is None else _read(structure, value, self.cls)

    def value_to_string(self, obj: Any) -> Any:
        """Return what `dumpdata` writes."""
        return unstructure(self.value_from_object(obj))

    def formfield(self, **options: Any) -> Any:
        """Return the field of a form, a text of JSON."""
        return super().formfield(**{"form_class": _FormField, "cls": self.cls, **options})


def _read(read: Callable[[Any, type[Any]], Any], value: Any, cls: type[Any]) -> Any:
    try:
        return read(value, cls)
    except InvalidInput as refusal:
        raise ValidationError([fault.say(_locale()) for fault in refusal.faults]) from None
    except NotInForce as refusal:
        raise ValidationError(refusal.say(_locale())) from None
