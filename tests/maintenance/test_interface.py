"""The public interface beside that of the last release: what changed is in the changelog."""

from __future__ import annotations

import re

from maintenance import interface


def test_each_name_whose_line_changed_is_in_the_changelog() -> None:
    said = interface.unreleased()
    lines = interface.changed()
    names = {re.split(r"[(: ]", line[2:])[0].rpartition(".")[2] for line in lines}
    assert [name for name in sorted(names) if name not in said] == []


def test_a_line_says_what_a_caller_relies_on() -> None:
    lines = set(interface.interface())
    assert "qualiopi_rules.Category: AF='AF', BC='BC', VAE='VAE', CFA='CFA'" in lines
    assert "qualiopi_rules.__version__: str" in lines
    assert "qualiopi_rules.indicators.OwnAnswers = tuple[tuple[str, bool | None], ...]" in lines
    assert any(line.startswith("qualiopi_rules.CertificationCycle.surveillance: ") for line in lines)
    assert any(line.startswith("qualiopi_rules.review(dossier: ") for line in lines)


def test_what_went_and_what_came_are_both_said(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(interface, "interface", lambda: ["a(b)", "c: int"])
    monkeypatch.setattr(interface, "RELEASED", interface.RELEASED.with_name("interface.txt"))
    lines = interface.changed()
    assert lines[-2:] == ["+ a(b)", "+ c: int"]
    assert lines[0].startswith("- qualiopi_rules.")
