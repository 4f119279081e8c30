"""The pictures of the home pages are there, small, and made from what the package writes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import pytest

from maintenance import pictures

NAMES = ["notebook-en.png", "notebook-fr.png", "report-en.png", "report-fr.png"]


def test_the_pictures_are_kept_and_small() -> None:
    kept = sorted(pictures.PICTURES.glob("*.png"))
    assert [picture.name for picture in kept] == NAMES
    assert all(picture.stat().st_size < 150_000 for picture in kept)


@pytest.mark.extra
def test_what_the_browser_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, str] = {}

    def browse(command: list[str], **options: Any) -> None:
        picture = next(each.removeprefix("--screenshot=") for each in command if each.startswith("--screenshot="))
        seen[Path(picture).name] = Path(unquote(urlparse(command[-1]).path)).read_text("utf-8")
        assert command[0] == "/bin/chromium"
        assert options["check"]

    monkeypatch.setattr(shutil, "which", lambda name: "/bin/chromium" if name == "chromium" else None)
    monkeypatch.setattr(subprocess, "run", browse)
    pictures.draw(tmp_path)
    assert sorted(seen) == NAMES
    assert "NCF001" in seen["report-fr.png"]
    assert "Prochaines échéances" in seen["report-fr.png"]
    assert "Next deadlines" in seen["report-en.png"]
    assert "<svg" in seen["notebook-en.png"]
    assert "CertificationCycle(&quot;2023-02-02&quot;)" in seen["notebook-fr.png"]


def test_without_a_browser_nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match="Chromium is not installed"):
        pictures.draw()
