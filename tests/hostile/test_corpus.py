"""The hostile inputs that are kept, each with the answer that its reader must give."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import pytest

from maintenance.fuzz import READERS, answer, corpus

KEPT = [pytest.param(*each, id=f"{each[0]}/{each[1].stem}") for each in corpus()]


def test_every_reader_has_inputs_that_are_kept() -> None:
    assert {reader for reader, _, _ in corpus()} == READERS.keys()


@pytest.mark.parametrize(("reader", "file", "expected"), KEPT)
def test_a_hostile_input_gets_its_answer(
    reader: str, file: Path, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    start = perf_counter()
    assert answer(reader, file.read_bytes()) == expected
    assert perf_counter() - start < 10  # where several run at once; alone each takes less than 2 s
    assert list(tmp_path.iterdir()) == []
