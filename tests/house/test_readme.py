"""What PyPI shows of the README has no link that leads nowhere."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text("utf-8")
HOOK = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["metadata"]["hooks"]
LINK = re.compile(r"\]\(([^)]*)\)")


def on_pypi() -> str:
    text = README
    for each in HOOK["fancy-pypi-readme"]["substitutions"]:
        text = re.sub(each["pattern"], each["replacement"], text)
    return text


def test_pypi_has_no_link_into_the_repository() -> None:
    assert LINK.findall(README)
    assert [address for address in LINK.findall(on_pypi()) if not address.startswith("https://")] == []
    assert "![" not in on_pypi()
    assert "En français" not in on_pypi()


def test_all_else_is_the_same() -> None:
    lost = set(README.splitlines()) - set(on_pypi().splitlines())
    assert all(LINK.search(line) for line in lost)


def test_the_links_of_the_readme_lead_to_files() -> None:
    inside = [address for address in LINK.findall(README) if not address.startswith("https://")]
    assert [address for address in inside if not (ROOT / address).exists()] == []
