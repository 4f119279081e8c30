"""Draw the pictures of the home pages and of the README from real output: `python -m maintenance.pictures`.

What the package writes is shown by Chromium, which must be on the machine; nothing is drawn by hand.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs

from qualiopi_rules import CertificationCycle, Dossier, load, review
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.report import review_report
from qualiopi_rules.view import show

__all__ = ["draw"]

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "_static"
DOSSIER = ROOT / "docs" / "examples" / "file.json"
DAY, UNCORRECTED = "2025-09-25", 13
"""The dossier as it stood if nothing had been done about a major non-conformity: its first events, seen on a day."""

CELL = {"fr": 'CertificationCycle("2023-02-02")', "en": 'show(CertificationCycle("2023-02-02"), "en")'}
LOCALES: tuple[Locale, ...] = ("fr", "en")
NOTEBOOK = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 16px; font: 15px/1.5 system-ui, sans-serif; color: #1c2430; background: #fff }}
.cell {{ display: grid; grid-template-columns: 4.5em 1fr; gap: 8px }}
.cell > span {{ font: 13px/2.4 monospace; color: #2b5fa8; text-align: right }}
pre {{ margin: 0 0 12px; padding: 8px 12px; font: 14px/1.4 monospace; background: #f4f6f8; border: 1px solid #d8dde3 }}
</style><div class="cell"><span>[1]:</span><pre>{code}</pre><span>[1]:</span><div>{output}</div></div>"""


def draw(folder: Path = PICTURES) -> None:
    """Write the first screen of a report and a notebook cell that shows a cycle, in both languages."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        sys.exit("Chromium is not installed: no picture is drawn.")
    pages = {f"report-{locale}": (report(locale), "960,900") for locale in LOCALES}
    pages |= {f"notebook-{locale}": (notebook(locale), "960,400") for locale in LOCALES}
    with TemporaryDirectory() as temporary:
        for name, (html, size) in pages.items():
            page = Path(temporary, f"{name}.html")
            page.write_text(html, "utf-8")
            photograph(browser, page, folder / f"{name}.png", size)


def report(locale: Locale) -> str:
    """Return the report of the dossier, whose correction is late."""
    dossier = load(DOSSIER.read_bytes(), Dossier)
    late = attrs.evolve(dossier, events=dossier.events[:UNCORRECTED])
    return review_report(review(late, on=DAY), locale).html()


def notebook(locale: Locale) -> str:
    """Return a page that shows a cell and its output as a notebook does."""
    shown = show(CertificationCycle("2023-02-02"), locale)
    return NOTEBOOK.format(code=escape(CELL[locale]), output=shown.html)


def photograph(browser: str, page: Path, picture: Path, size: str) -> None:
    """Have the browser show a page and keep what it shows."""
    seen = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={size}"]
    subprocess.run(
        [browser, *seen, f"--screenshot={picture}", page.as_uri()], check=True, capture_output=True, timeout=60
    )


if __name__ == "__main__":
    draw()
