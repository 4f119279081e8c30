"""Build the page of `web/`, in which the library runs in a browser: `python -m maintenance.browser OUT`.

The page needs nothing but the files of the folder OUT, from any server of files. Pyodide comes from the registry of
npm, the library and what it depends on as wheels; of a wheel that is made for one machine, what is compiled for it is
left out, which its Python has a substitute for.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from qualiopi_rules.core.messages import Locale, fill, message
from qualiopi_rules.core.resources import content, parsed
from qualiopi_rules.formats import labels
from qualiopi_rules.profile import built_in_profiles
from qualiopi_rules.profile.profile import DEFAULT_PROFILE
from qualiopi_rules.rnq.question import AnswerKind, Question, questions, situation_questions

__all__ = ["PYODIDE", "build", "main", "page_texts"]

ROOT = Path(__file__).parent.parent
WEB = ROOT / "web"
EXAMPLE = ROOT / "docs" / "examples" / "certificate-83811594-1.json"
SERVED = ("index.html", "page.css", "page.js", "qualiopi_rules.js", "worker.js")
"""The files of `web/` that are served as they are."""

PYODIDE = "pyodide@^314.0.7"
"""The package of npm, named for the version of Python that it has: 3.14."""
RUNTIME = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")

SHEETS = ("view/page.css", "view/screen.css", "view/timeline.css")
"""How the library's reports look: the page shows their parts."""

UNUSED = ("cli", "columns", "frameworks", "law/texts", "portfolio", "schemas", "strategies", "vectors")
WITHOUT = tuple(f"qualiopi_rules/{name}/" for name in UNUSED)
"""What needs a terminal, data frames or other libraries, is for other programs, or is there as JSON too."""
COMPILED = (".so", ".pyd")
PURE_TOO = ("markupsafe", "pendulum")
"""Whose compiled parts have a substitute in Python."""

LOCALES: tuple[Locale, ...] = ("fr", "en")


def main(arguments: list[str]) -> None:
    """Build into the folder that is named."""
    if len(arguments) != 1:
        sys.exit("usage: python -m maintenance.browser OUT")
    if missing := [command for command in ("npm", "node") if shutil.which(command) is None]:
        sys.exit(f"not on this machine: {', '.join(missing)}")
    build(Path(arguments[0]))


def build(out: Path) -> None:
    """Write everything that is served into a folder."""
    (out / "pyodide").mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as temporary:
        modules = Path(temporary, "node_modules", "pyodide")
        wheels = Path(temporary, "wheels")
        quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--silent")
        _run("npm", "install", *quiet, "--prefix", temporary, PYODIDE)
        _run(sys.executable, "-m", "pip", "wheel", "--quiet", "--wheel-dir", str(wheels), f"{ROOT}[html]")
        for name in RUNTIME:
            shutil.copyfile(modules / name, out / "pyodide" / name)
        archive = out / "packages.zip"
        pack(sorted(wheels.glob("*.whl")), archive)
        _run("node", str(Path(__file__).with_suffix(".mjs")), str(modules.resolve()), str(archive.resolve()))
    for name in SERVED:
        shutil.copyfile(WEB / name, out / name)
    shutil.copyfile(EXAMPLE, out / "example.json")
    (out / "report.css").write_text("\n".join(map(content, SHEETS)), "utf-8")
    (out / "texts.js").write_text(texts_module(), "utf-8")


def pack(wheels: list[Path], archive: Path) -> None:
    """Put what a browser needs of some wheels, and what JavaScript calls, into one archive."""
    with ZipFile(archive, "w", ZIP_DEFLATED) as packed:
        for wheel in wheels:
            with ZipFile(wheel) as files:
                for name in files.namelist():
                    if name.endswith(COMPILED):
                        if not name.startswith(PURE_TOO):
                            sys.exit(f"{wheel.name} has a part that no browser runs: {name}")
                    elif not name.startswith(WITHOUT):
                        packed.writestr(name, files.read(name))
        packed.write(WEB / "bridge.py", "bridge.py")


def texts_module() -> str:
    """Return the words of the page as a module of JavaScript."""
    parts = {"texts": page_texts, "form": form_texts}
    return "".join(
        f"export const {name} = {json.dumps({locale: of(locale) for locale in LOCALES}, ensure_ascii=False)};\n"
        for name, of in parts.items()
    )


def page_texts(locale: Locale) -> dict[str, str]:
    """Return the page's own words, by name; what they are filled with is left to the page."""
    entries = parsed((WEB / "texts.toml").read_text("utf-8"))
    return {name: fill(entry[locale], locale, {}) for name, entry in entries.items()}


def form_texts(locale: Locale) -> dict[str, Any]:
    """Return what the form asks, in the words of the library."""
    others = (name for name in built_in_profiles() if name != DEFAULT_PROFILE)
    return {
        "categories": [
            [code, message("init.category", locale, code=code, label=label)]
            for code, label in labels(locale)["Category"].items()
        ],
        "profiles": [DEFAULT_PROFILE, *others],
        "answers": list(_asked(questions().values(), locale)),
        "situation": list(_asked(situation_questions().values(), locale)),
    }


def _asked(group: Any, locale: Locale) -> Iterator[dict[str, str]]:
    each: Question
    for each in group:
        if each.answered_with is AnswerKind.CATEGORIES:
            text = message("template.new-in", locale)
        else:
            text = message("template.question", locale, question=each.words.say(locale))
        yield {"id": each.id, "kind": str(each.answered_with), "text": text}


def _run(*command: str) -> None:
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
