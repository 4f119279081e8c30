"""What a wheel is given beside its files: the texts of the law as JSON, which is read many times faster than TOML.

An editable install gets none: there the texts themselves are read, so that what is changed counts at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledTexts(BuildHookInterface):
    """Writes the texts for a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the file to the wheel, from a folder that is gone when the wheel is written."""
        if version == "editable":
            return
        sys.path.insert(0, str(Path(self.root, "src")))
        from qualiopi_rules.core.resources import COMPILED, compiled

        self.folder = TemporaryDirectory()
        file = Path(self.folder.name, "texts")
        file.write_text(compiled(), "utf-8", newline="\n")
        build_data["force_include"][str(file)] = f"qualiopi_rules/{COMPILED}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove the folder."""
        if version != "editable":
            self.folder.cleanup()
