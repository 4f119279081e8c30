"""Importing the package is cheap: what is not used is not loaded, and what is an extra may be missing."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest

import qualiopi_rules

HEAVY = {"attr", "attrs", "cattr", "cattrs", "pendulum", "tomllib", "datetime", "json", "importlib.metadata", "pathlib"}
EXTRAS = {
    "cyclopts",
    "django",
    "fastapi",
    "fastexcel",
    "holidays",
    "hypothesis",
    "icalendar",
    "markupsafe",
    "mcp",
    "narwhals",
    "numpy",
    "orjson",
    "polars",
    "rich",
    "starlette",
    "stdnum",
    "uvicorn",
    "weasyprint",
    "xlsxwriter",
}
FILE = Path(__file__).parents[2] / "docs" / "examples" / "file.json"
NAMES: list[str] = vars(qualiopi_rules)["__all__"]
NEED_EXTRAS = {"cli", "columns", "frameworks", "portfolio", "service", "strategies"}
MODULES = sorted(module.name for module in walk_packages(qualiopi_rules.__path__, "qualiopi_rules."))


def python(code: str) -> Any:
    """Run code in a fresh interpreter; give back what it printed, as JSON."""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8")
    return json.loads(ended.stdout)


def loaded_by(code: str) -> set[str]:
    """The modules that a piece of code loads, beyond those of a fresh interpreter."""
    program = "import sys\nbefore = set(sys.modules)\n{}\nnew = sorted(set(sys.modules) - before)\n{}"
    return set(python(program.format(code, "import json\nprint(json.dumps(new))")))


def test_importing_the_package_loads_none_of_its_modules_and_nothing_heavy() -> None:
    loaded = loaded_by("import qualiopi_rules")
    assert "qualiopi_rules" in loaded
    assert {name for name in loaded if name.startswith("qualiopi_rules.")} == {
        "qualiopi_rules.core",
        "qualiopi_rules.core.exports",
    }
    assert loaded & (HEAVY | EXTRAS) == set()


def test_computing_a_cycle_loads_no_format_and_no_extra() -> None:
    loaded = loaded_by(
        "from qualiopi_rules import CertificationCycle\n"
        "assert CertificationCycle.starting('2023-02-02').expires.isoformat() == '2026-02-01'"
    )
    assert {"attrs", "pendulum"} <= loaded
    assert loaded & ({"cattr", "cattrs"} | EXTRAS) == set()
    assert (
        not {
            "qualiopi_rules.formats.json",
            "qualiopi_rules.cli",
            "qualiopi_rules.formats.toml",
        }
        & loaded
    )
    assert not {"qualiopi_rules.columns", "qualiopi_rules.portfolio"} & loaded


def test_a_review_loads_no_format_and_no_extra() -> None:
    loaded = loaded_by(
        "from qualiopi_rules import review, Dossier, Certificate\n"
        "from qualiopi_rules.cycle import NDA\nNDA('11755993375')"
    )
    assert "qualiopi_rules.dossier.dossier" in loaded
    assert loaded & ({"cattr", "cattrs"} | EXTRAS) == set()


def test_the_first_review_loads_the_rules_one_format_and_one_medium() -> None:
    """From JSON text to a report in plain text: what is loaded beyond it is time that everyone waits for."""
    loaded = loaded_by(
        "from qualiopi_rules import Dossier, load, review\n"
        "from qualiopi_rules.report import review_report\n"
        f"dossier = load({FILE.read_text('utf-8')!r}, Dossier)\n"
        "assert review_report(review(dossier, on='2025-07-01'), 'en').text()"
    )
    ours = {name.removeprefix("qualiopi_rules.") for name in loaded if name.startswith("qualiopi_rules.")}
    whole = {"core", "law", "results", "rnq", "profile", "indicators", "cycle", "bilan", "audit", "dossier", "report"}
    others = {name for name in ours if name.partition(".")[0] not in whole}
    assert others <= {
        *("formats", "formats.json", "formats.json_parsing", "formats.json_references", "formats.json_writing"),
        "formats.limits",
        *("view", "view.blocks", "view.dates", "view.document", "view.lines", "view.shown"),
        *("view.text", "view.text_table"),
    }
    for_what_is_refused = {"core.meant", "core.shown", "core.suggestion", "core.toml_lines"}
    for_another_request = {"bilan.market", "bilan.participation", "dossier.explainers", "rnq.comparison"}
    assert ours & (for_what_is_refused | for_another_request) == set()
    assert loaded & EXTRAS == set()


def test_everything_but_the_command_line_works_without_the_extras() -> None:
    """With the extras blocked, only the rooms of an extra fail to import, and most tell which extra to install."""
    found = python(
        f"""
import sys, json
from importlib import import_module
for name in {sorted(EXTRAS)!r}:
    sys.modules[name] = None
failed = []
for name in {MODULES!r}:
    try:
        import_module(name)
    except ImportError as error:
        failed.append([name, getattr(error, "extra", None)])
import qualiopi_rules
from qualiopi_rules.core.errors import MissingExtra
from qualiopi_rules.cycle import SIREN, SIRET
names = [name for name in qualiopi_rules.__all__ if getattr(qualiopi_rules, name) is not None]
extras = []
for cls, digits in ((SIREN, "732829320"), (SIRET, "73282932000074")):
    try:
        cls(digits)
    except MissingExtra as error:
        extras.append([error.extra, isinstance(error, ImportError), str(error)])
print(json.dumps([failed, len(names), extras]))
"""
    )
    message = 'this function needs the extra [ids]: pip install "qualiopi-rules[ids]"'
    failed, count, extras = found
    assert {name.split(".")[1] for name, _ in failed} == NEED_EXTRAS
    assert {name: extra for name, extra in failed if extra is not None} == {
        "qualiopi_rules.columns.additions": "columns",
        "qualiopi_rules.frameworks.django": "django",
        "qualiopi_rules.frameworks.fastapi": "fastapi",
        "qualiopi_rules.portfolio.plan": "portfolio",
        "qualiopi_rules.service.server": "serve",
        "qualiopi_rules.service.tools": "mcp",
        "qualiopi_rules.service.web": "serve",
    }
    assert count == len(NAMES)
    assert extras == [["ids", True, message]] * 2


def test_the_version_is_that_of_the_metadata(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(vars(qualiopi_rules), "__version__", raising=False)
    assert qualiopi_rules.__version__ == metadata.version("qualiopi-rules")
    assert vars(qualiopi_rules)["__version__"] == qualiopi_rules.__version__


@pytest.mark.parametrize("name", ["Bilans", "certificate_", "_Words", "DayLike", ""])
def test_an_unknown_name_is_an_attribute_error(name: str) -> None:
    with pytest.raises(AttributeError, match=f"module 'qualiopi_rules' has no attribute '{name}'"):
        getattr(qualiopi_rules, name)


def test_an_unknown_name_cannot_be_imported() -> None:
    with pytest.raises(ImportError, match="cannot import name 'Bilans'"):
        exec("from qualiopi_rules import Bilans", {})


def test_a_star_import_brings_every_name() -> None:
    names: dict[str, Any] = {}
    exec("from qualiopi_rules import *", names)
    assert set(NAMES) <= set(names)


def test_the_package_is_typed() -> None:
    assert "py.typed" in {file.name for file in metadata.files("qualiopi-rules") or ()} or python(
        "import json, qualiopi_rules, pathlib\n"
        "print(json.dumps((pathlib.Path(qualiopi_rules.__file__).parent / 'py.typed').is_file()))"
    )
