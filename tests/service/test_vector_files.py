"""The vectors are found in the package, or at the top of a checkout."""

from __future__ import annotations

import json
from pathlib import Path

from qualiopi_rules.service.vector_files import FOLDERS, vector_files, vector_index

VECTORS = Path(__file__).parents[2] / "vectors"


def test_the_index_has_every_file_without_its_vectors() -> None:
    index = vector_index()["files"]
    assert [each["name"] for each in index] == sorted(file.name for file in VECTORS.glob("*.json"))
    for each in index:
        content = json.loads((VECTORS / each["name"]).read_bytes())
        assert each == {
            "name": each["name"],
            "url": f"/vectors/{each['name']}",
            **{name: content[name] for name in each if name not in ("name", "url")},
        }
        assert each["count"] >= 1


def test_the_first_folder_that_has_files_counts(tmp_path: Path) -> None:
    empty, other = tmp_path / "empty", tmp_path / "other"
    empty.mkdir()
    other.mkdir()
    (other / "a.json").write_text("{}", "utf-8")
    (other / "README.md").write_text("", "utf-8")
    assert vector_files((tmp_path / "absent", empty, other, VECTORS)) == {"a.json": other / "a.json"}
    assert vector_files((empty,)) == {}
    assert set(vector_files()) == {file.name for file in VECTORS.glob("*.json")}
    assert all(folder.name == "vectors" for folder in FOLDERS)
