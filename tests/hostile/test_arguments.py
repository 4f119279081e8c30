"""Whatever is handed to a public function or class is taken, or refused with an error of the library."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

import pytest

from qualiopi_rules import QualiopiError
from tests.hostile.inputs import calls, doors


def opened(name: str, arguments: dict[str, Any]) -> Any:
    """What a door gives; `explain` takes its argument by its place only."""
    door = doors()[name]
    made = door(arguments["result"]) if name == "dossier.explain" else door(**arguments)
    return list(islice(made, 3)) if isinstance(made, Iterator) else made


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", sorted(doors()))
def test_no_exception_is_that_of_another(name: str) -> None:
    """The error says itself in both languages, and what is taken shows itself and says itself."""
    for argument, value, arguments in calls(name):
        try:
            made = opened(name, arguments)
        except QualiopiError as error:
            made = error
        assert repr(made) is not None, (argument, value)
        for locale in ("fr", "en"):
            with suppress(QualiopiError):
                getattr(made, "say", lambda locale: locale)(locale)
