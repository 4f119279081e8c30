"""Write the vectors."""

from __future__ import annotations

from maintenance.vectors import FOLDER, rules

if __name__ == "__main__":
    for rule in rules():
        (FOLDER / f"{rule.name}.json").write_text(rule.json(), encoding="utf-8")
