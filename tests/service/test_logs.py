"""A line of the log is one JSON object."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from qualiopi_rules.service.logs import LOGGING, JsonLines, place_of


def record(text: str, **more: Any) -> logging.LogRecord:
    return logging.makeLogRecord({"msg": text, "levelname": "INFO", "created": 0.5, "msecs": 500.0, **more})


def test_a_line_is_json_whatever_it_says() -> None:
    line = JsonLines().format(record('two\nlines "quoted" é', fields={"route": "/x"}))
    assert "\n" not in line
    assert json.loads(line) == {
        "time": "1970-01-01T00:00:00.500Z",
        "level": "info",
        "event": 'two\nlines "quoted" é',
        "route": "/x",
    }


def test_an_error_has_its_class_and_its_place() -> None:
    with pytest.raises(KeyError) as caught:
        dict[str, int]()["Madame Secret"]
    error = caught.value
    line = json.loads(JsonLines().format(record("failed", exc_info=(type(error), error, error.__traceback__))))
    assert line["error"] == "KeyError"
    assert line["at"].startswith("test_logs.py:")
    assert "Secret" not in str(line)


def test_an_error_that_was_never_raised_has_no_place() -> None:
    assert place_of(ValueError("x")) == {"error": "ValueError", "at": ""}


def test_the_formatter_of_the_command_is_the_one_above() -> None:
    assert LOGGING["formatters"] == {"json": {"()": f"{JsonLines.__module__}.{JsonLines.__name__}"}}
