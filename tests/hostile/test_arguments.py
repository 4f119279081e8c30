"""Whatever is handed to a public function, class or method is taken, or refused with an error of the library."""

from __future__ import annotations

from contextlib import suppress
from pkgutil import resolve_name

import pytest

from qualiopi_rules import QualiopiError
from tests.hostile.doors import LEFT_OUT, NOT_CALLED, calls, doors, good, methods, opened

NAMES = [*sorted(doors()), *sorted(methods())]
DOCUMENTED: dict[str, type[Exception]] = {"service.serve": OSError}  # where it cannot listen
"""The exceptions of others that a docstring promises."""


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", NAMES)
def test_no_exception_is_that_of_another(name: str) -> None:
    """The error says itself in both languages, and what is taken shows itself and says itself."""
    for argument, value, arguments in calls(name):
        try:
            made = opened(name, arguments)
        except QualiopiError as error:
            made = error
        except DOCUMENTED.get(name, ()):
            continue
        assert repr(made) is not None, (argument, value)
        for locale in ("fr", "en"):
            with suppress(QualiopiError):
                getattr(made, "say", lambda locale: locale)(locale)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", NAMES)
def test_the_other_arguments_are_those_with_which_it_opens(name: str) -> None:
    """Beside one that is refused anyway, a hostile one would not be looked at."""
    opened(name, good(name))


def test_what_is_left_out_is_there() -> None:
    """A reason that is left of what is gone would hide what comes in its place."""
    for name in (*LEFT_OUT, *NOT_CALLED):
        assert resolve_name(f"qualiopi_rules.{name}")
