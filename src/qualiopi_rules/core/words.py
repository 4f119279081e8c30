"""Messages in two languages: a result holds a code and parameters, which are rendered as text here."""

from __future__ import annotations

from functools import cache

import attrs

from qualiopi_rules.core.errors import InvalidInput, InvalidValue, locale_of
from qualiopi_rules.core.messages import Locale, fill, table_of
from qualiopi_rules.core.one_line import OneLine

__all__ = ["Words", "words"]


@attrs.frozen
class Words(OneLine):
    """One message in both languages; `qualiopi_rules.core.messages` documents its `{placeholders}`.

    Attributes:
        fr: the message in French.
        en: the message in English.
    """

    fr: str
    en: str

    def say(self, locale: Locale = "en", **params: str | int) -> str:
        """Render the message in one language.

        Raises:
            InvalidInput: when the locale is neither `fr` nor `en`, or the parameters are not those of the message.
        """
        locale = locale_of(locale)
        try:
            return fill(self.fr if locale == "fr" else self.en, locale, params)
        except (AttributeError, KeyError, TypeError, ValueError):
            raise InvalidInput.of(InvalidValue("params", params, "message-params")) from None


@cache
def words(key: str) -> Words:
    """Return the library's own message of a key (`group.name` in the `messages.toml` of its package)."""
    return Words(**table_of(key))
