"""The files of test vectors: in the package where it is installed, at the top of the repository in a checkout."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["FOLDERS", "vector_files", "vector_index"]

_PACKAGE = Path(__file__).parents[1]

FOLDERS = (_PACKAGE / "vectors", _PACKAGE.parents[1] / "vectors")
"""Where the files may stand."""

_HEAD = ("rule", "level", "format_version", "library_version", "about", "count")


def vector_files(folders: Iterable[Path] = FOLDERS) -> dict[str, Path]:
    """Return the files of the first folder that has some, by name."""
    for folder in folders:
        found = {file.name: file for file in sorted(folder.glob("*.json"))}
        if found:
            return found
    return {}


@cache
def vector_index() -> dict[str, Any]:
    """Return what each file says of itself, without its vectors; it must not be changed."""
    files = []
    for name, file in vector_files().items():
        content = json.loads(file.read_bytes())
        files.append({"name": name, "url": f"/vectors/{name}", **{key: content[key] for key in _HEAD}})
    return {"files": files}
