"""One browser for all its tests: Debian's Chromium, without a window."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page as Tab, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The program of axe-core, which the session of nox installs."""
    return Path(os.environ["AXE"]).read_text("utf-8")


@pytest.fixture
def opened(chromium: Browser, tmp_path: Path) -> Iterator[Callable[..., Tab]]:
    """A way to open HTML as a file, as its reader does; whatever the browser says of it, or fetches, is a failure."""
    said: list[str] = []
    contexts = []

    def open_html(html: str, *, width: int = 1280, scheme: Any = "light") -> Tab:
        file = tmp_path / "page.html"
        file.write_text(html, "utf-8")
        context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        contexts.append(context)
        tab = context.new_page()
        tab.on("console", lambda message: said.append(f"console: {message.text}"))
        tab.on("pageerror", lambda error: said.append(f"error: {error}"))
        tab.on("request", lambda request: said.append(f"fetched: {request.url}"))
        tab.goto(file.as_uri())
        said.remove(f"fetched: {file.as_uri()}")
        return tab

    yield open_html
    for context in contexts:
        context.close()
    assert [line for line in said if not line.startswith("fetched: data:image/")] == []
