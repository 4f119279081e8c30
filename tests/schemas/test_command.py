"""`qualiopi-rules schema`: the file of the schema, as it stands."""

from __future__ import annotations

import json

import pytest

from maintenance.schemas import FOLDER
from qualiopi_rules.schemas import SCHEMAS, schema


@pytest.mark.extra
@pytest.mark.parametrize("name", SCHEMAS)
def test_it_writes_the_schema_of_a_document(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    from qualiopi_rules.cli.main import run

    assert run(["schema", name]) == 0
    written = capsys.readouterr().out
    assert written == (FOLDER / f"{name}.json").read_text("utf-8")


@pytest.mark.extra
def test_a_document_that_has_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    from qualiopi_rules.cli.main import run

    assert run(["schema", "invoice", "--lang", "en"]) == 2
    assert "dossier, review" in capsys.readouterr().err


def test_a_program_reads_it_as_json() -> None:
    assert json.loads((FOLDER / "history.json").read_text("utf-8")) == schema("history")
