"""Dossiers from files: TOML and JSON alike."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from qualiopi_rules import Dossier, load
from qualiopi_rules.core.errors import InvalidInput
from qualiopi_rules.formats.dossier_files import dossier_of, read_dossier
from tests.conftest import EXAMPLES

WEBINAR = EXAMPLES / "certificate-83811594-1.json"

TOML = """
categories = ["BC"]
surveillance_held = 2024-06-03
[certificate]
number = "83811594-1"
categories = ["BC"]
first_issue = 2023-02-02
valid_until = "2026-02-01"
[[bilans]]
sessions = [{ day = 2023-02-06, phase = "preliminary", minutes = "2h30" }]
"""


def test_toml_days_are_days_of_its_own_or_texts(tmp_path: Path) -> None:
    file, same = tmp_path / "a.TOML", tmp_path / "a.json"
    file.write_text(TOML, "utf-8")
    certificate = {
        "number": "83811594-1",
        "categories": ["BC"],
        "first_issue": "2023-02-02",
        "valid_until": "2026-02-01",
    }
    session = {"day": "2023-02-06", "phase": "preliminary", "minutes": 150}
    written = {"certificate": certificate, "categories": ["BC"], "surveillance_held": "2024-06-03"}
    same.write_text(json.dumps({**written, "bilans": [{"sessions": [session]}]}), "utf-8")
    assert read_dossier(file) == read_dossier(same)


def test_json_is_read_as_the_library_reads_it() -> None:
    assert read_dossier(WEBINAR) == load(WEBINAR.read_bytes(), Dossier)
    assert dossier_of(WEBINAR.read_bytes(), "-", is_toml=False) == read_dossier(str(WEBINAR))


def test_a_date_time_of_toml_is_no_day() -> None:
    content = TOML.replace("= 2024-06-03", "= 2024-06-03T10:00:00").encode()
    with pytest.raises(InvalidInput) as caught:
        dossier_of(content, "a.toml", is_toml=True)
    assert [(fault.path, fault.expected) for fault in caught.value.faults] == [("surveillance_held", "day-not-time")]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_byte_order_mark_is_no_fault(mark: bytes) -> None:
    assert dossier_of(mark + TOML.encode(), "a.toml", is_toml=True).certificate.number == "83811594-1"


@pytest.mark.parametrize(
    ("content", "is_toml", "path", "expected"),
    [
        (b"= 1", True, "a", "toml"),
        (b"\xff", True, "a", "file"),
        (b"{", False, "a", "json"),
        (b"\xff", False, "a", "file"),
        (b"[]", False, "a", "object"),
        (b'{"categories": ["BC"], "categories": ["AF"]}', False, "categories", "without-repetition"),
    ],
    ids=repr,
)
def test_what_is_no_dossier_is_refused(content: bytes, is_toml: bool, path: str, expected: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        dossier_of(content, "a", is_toml=is_toml)
    assert (path, expected) in [(fault.path, fault.expected) for fault in caught.value.faults]


def test_every_fault_has_its_path(webinar: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps({**webinar, "categories": ["XX"], "surplus": 1}), "utf-8")
    with pytest.raises(InvalidInput) as caught:
        read_dossier(file)
    assert {fault.path for fault in caught.value.faults} == {"categories[0]", "surplus"}
