"""`review`: a dossier in, a report, JSON or an explanation out, and an exit code that a script can rely on."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pendulum
import pytest

from qualiopi_rules import Dossier, Review, explain, review
from qualiopi_rules.cli.main import run as run_command
from qualiopi_rules.cli.review import review as review_command
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.shown import shown
from qualiopi_rules.formats.json import load, structure
from qualiopi_rules.formats.toml import read_profile
from qualiopi_rules.report.page import review_report
from tests.cli.conftest import Run
from tests.conftest import EXAMPLES

WEBINAR = EXAMPLES / "certificate-83811594-1.json"
ON = ("--on", "2023-03-01")

PROFILE = """
name = "mine"
words = { fr = "La mienne", en = "Mine" }
[[removals]]
indicator = 30
question = "teaching_team"
answer = false
categories = ["BC"]
since = 2019-06-09
citation.basis = "practice"
citation.provenance = "verbatim"
citation.source = "guide-v9"
"""


def expected(file: Path = WEBINAR, **options: Any) -> Review:
    return review(load(file.read_bytes(), Dossier), **{"on": "2023-03-01", **options})


@pytest.mark.parametrize("detail", [False, True])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_text_is_that_of_the_report(run: Run, lang: Any, detail: bool) -> None:
    code, out, err = run("review", WEBINAR, *ON, "--lang", lang, *(["--detail"] if detail else []))
    assert (code, err) == (0, "")
    assert out == review_report(expected(), lang, detail=detail).text().replace("\u00a0", " ")


def test_french_and_text_are_the_defaults(run: Run) -> None:
    assert run("review", WEBINAR, *ON) == run("review", WEBINAR, *ON, "--lang", "fr", "--format", "text")
    assert run("review", WEBINAR, *ON)[1].startswith("Certificat 83811594-1, revue au 1er mars 2023\n")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_json_loads_back_as_the_review(run: Run, lang: str) -> None:
    code, out, err = run("review", WEBINAR, *ON, "--format", "json", "--lang", lang)
    assert (code, err) == (0, "")
    assert load(out, Review) == expected()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_explanation_is_that_of_the_review(run: Run, webinar: dict[str, Any], lang: Locale) -> None:
    code, out, err = run("review", WEBINAR, *ON, "--format", "explanation", "--lang", lang)
    assert (code, err) == (0, "")
    markdown = explain(review(structure(webinar, Dossier), on=ON[1])).markdown(lang)
    assert out == markdown.replace("\u00a0", " ") + "\n"


def test_a_command_is_a_function_of_python_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert review_command(WEBINAR, on="2026-02-02") == 1
    assert capsys.readouterr().out.startswith("Certificat 83811594-1")


def test_a_blocking_finding_is_exit_code_one_and_is_reported(run: Run, dossier: Callable[..., Path]) -> None:
    code, out, err = run("review", WEBINAR, "--on", "2026-02-02")
    assert (code, err) == (1, "")
    assert "CYC003" in out
    file = dossier(surveillance_held=False)
    code, out, err = run("review", file, "--on", "2024-12-03", "--format", "json")
    assert (code, err) == (1, "")
    assert load(out, Review) == expected(file, on="2024-12-03")


def test_a_finding_that_blocks_nothing_is_exit_code_zero(run: Run, dossier: Callable[..., Path]) -> None:
    code, out, err = run("review", dossier(categories=["BC", "AF"]), *ON, "--lang", "en")
    assert (code, err) == (0, "")
    assert "DOS001" in out


def test_the_last_valid_day_is_still_valid(run: Run) -> None:
    assert run("review", WEBINAR, "--on", "2026-02-01")[0] == 0


def test_quiet_says_nothing_but_the_exit_code(run: Run) -> None:
    assert run("review", WEBINAR, *ON, "--quiet") == (0, "", "")
    for form in ("json", "text", "explanation"):
        assert run("review", WEBINAR, "--on", "2026-02-02", "--quiet", "--format", form) == (1, "", "")
    assert run("review", WEBINAR, "--on", "x", "--quiet")[2]


# --- The day


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (pendulum.datetime(2023, 2, 28, 22, 59), "2023-02-28"),
        (pendulum.datetime(2023, 2, 28, 23, 0), "2023-03-01"),
        (pendulum.datetime(2023, 2, 28, 23, 30), "2023-03-01"),
        (pendulum.datetime(2023, 7, 14, 21, 59), "2023-07-14"),
        (pendulum.datetime(2023, 7, 14, 22, 0), "2023-07-15"),
        (pendulum.datetime(2023, 3, 1, 5, 0, tz="Pacific/Auckland"), "2023-02-28"),
    ],
)
def test_without_a_day_it_is_today_in_paris(
    run: Run, monkeypatch: pytest.MonkeyPatch, moment: pendulum.DateTime, day: str
) -> None:
    monkeypatch.setattr(pendulum, "now", moment.in_timezone)
    code, out, _ = run("review", WEBINAR, "--format", "json")
    assert code == 0
    assert json.loads(out)["on"] == day
    assert load(out, Review) == expected(on=day)


def test_with_a_day_the_clock_is_not_read(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(pendulum, "now")
    assert run("review", WEBINAR, *ON)[0] == 0


def test_a_day_may_be_french_where_that_is_said(run: Run) -> None:
    french = run("review", WEBINAR, "--on", "01/03/2023", "--dates", "french")
    assert french == run("review", WEBINAR, *ON)
    assert run("--dates=french", "review", WEBINAR, "--on", "1/3/2023") == french
    assert run("review", WEBINAR, *ON, "--dates", "french") == french
    code, out, err = run("review", WEBINAR, "--on", "01/03/2023")
    assert (code, out) == (2, "")
    assert "2023-03-01" in err


# --- The profile


@pytest.mark.parametrize(("profile", "count"), [("law", 21), ("certifier", 20)])
def test_a_profile_of_the_library_by_its_name(
    run: Run, monkeypatch: pytest.MonkeyPatch, profile: str, count: int
) -> None:
    code, out, _ = run("review", WEBINAR, *ON, "--profile", profile, "--format", "json")
    assert code == 0
    read = load(out, Review)
    assert read == expected(profile=profile)
    assert len(read.applicability.numbers) == count
    monkeypatch.setenv("QUALIOPI_RULES_PROFILE", profile)
    assert run("review", WEBINAR, *ON, "--format", "json")[1] == out


def test_the_profile_is_the_certifier_s_by_default(run: Run) -> None:
    assert run("review", WEBINAR, *ON) == run("review", WEBINAR, *ON, "--profile", "certifier")


def test_a_profile_of_one_s_own_from_a_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(PROFILE, "utf-8")
    code, out, _ = run("review", WEBINAR, *ON, "--profile", file, "--format", "json")
    assert code == 0
    read = load(out, Review)
    assert read == expected(profile=read_profile(file))
    assert 30 not in read.applicability.numbers
    assert 18 in read.applicability.numbers


def test_a_name_is_a_name_even_beside_a_file_of_that_name(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "law").write_text("no profile at all", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert run("review", WEBINAR, *ON, "--profile", "law")[0] == 0


def test_the_draft_minimum_applies_only_from_the_day_of_the_profile(
    run: Run, dossier: Callable[..., Path], good_bilan: dict[str, Any], tmp_path: Path
) -> None:
    bilan = {**good_bilan, "sessions": [{**session, "minutes": 60} for session in good_bilan["sessions"]]}
    file = dossier(bilans=[bilan])
    found = {}
    for day in ("", "2023-02-06", "2023-02-07"):
        draft = f"draft_minimum_from = {day}\n" if day else ""
        (tmp_path / "ours.toml").write_text(f'extends = "certifier"\nname = "ours"\n{draft}', "utf-8")
        found[day] = "BIL004" in run("review", file, *ON, "--profile", tmp_path / "ours.toml")[1]
    assert found == {"": False, "2023-02-06": True, "2023-02-07": False}


def test_the_guide_takes_indicators_away_where_the_profile_lets_it(run: Run, tmp_path: Path) -> None:
    for lets, numbers in (("false", 20), ("true", 18)):
        file = tmp_path / "ours.toml"
        file.write_text(f'extends = "certifier"\nname = "ours"\nguide_removes = {lets}\n', "utf-8")
        _, out, _ = run("review", WEBINAR, "--on", "2024-03-08", "--profile", file, "--format", "json")
        assert json.loads(out)["applicability"]["bounds"]["least"] == numbers


# --- What is refused: exit code 2, nothing on the standard output, every field named on the other


@pytest.mark.parametrize(
    ("tokens", "named"),
    [
        (["--on", "2023-02-30"], ['on : "2023-02-30"']),
        (["--on", "2023-03-01T10:00"], ['on : "2023-03-01T10:00"', "date à Paris"]),
        (["--on", ""], ['on : ""']),
        ([*ON, "--profile", "strict"], ['profile : "strict"', "law, certifier"]),
        (["--on", "now", "--profile", "strict"], ["2 erreurs :", 'on : "now"', 'profile : "strict"']),
        ([*ON, "--profile", "nothing.toml"], ['fichier introuvable : "nothing.toml"']),
        (["--on", "2019-06-08"], ["referential", "8 juin 2019", "9 juin 2019"]),
    ],
    ids=" ".join,
)
def test_an_option_that_does_not_hold(run: Run, tokens: list[str], named: list[str]) -> None:
    code, out, err = run("review", WEBINAR, *tokens)
    assert (code, out) == (2, "")
    for name in named:
        assert name in err


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_bad_dossier_names_every_field(run: Run, dossier: Callable[..., Path], lang: str) -> None:
    bilan = {"consent": "false", "sessions": [{"day": "2023-02-06", "minutes": 0}]}
    file = dossier(categories=["XX"], surplus=1, bilans=[bilan])
    code, out, err = run("review", file, *ON, "--lang", lang)
    assert (code, out) == (2, "")
    colon = {"fr": " :", "en": ":"}[lang]
    for path in (
        "categories[0]",
        "surplus",
        "bilans[0].consent",
        "bilans[0].sessions[0].phase",
        "bilans[0].sessions[0].minutes",
    ):
        assert f"- {path}{colon} " in err
    assert err.splitlines()[0] == {"fr": "5 erreurs :", "en": "5 errors:"}[lang]


def test_a_file_that_cannot_be_read(run: Run, tmp_path: Path) -> None:
    missing, broken, latin = tmp_path / "none.json", tmp_path / "broken.json", tmp_path / "latin.json"
    broken.write_text('{"certificate": ', "utf-8")
    latin.write_bytes('{"number": "é"}'.encode("latin-1"))
    for file, named in ((missing, shown(missing)), (tmp_path, shown(tmp_path)), (broken, "JSON"), (latin, "UTF-8")):
        code, out, err = run("review", file, *ON)
        assert (code, out) == (2, "")
        assert named in err


def test_a_file_that_is_no_json_is_named(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "broken.json"
    file.write_text("{", "utf-8")
    code, out, err = run("review", file, *ON)
    assert (code, out) == (2, "")
    assert err.startswith(f'{file} : "{{" n’est pas accepté')


def test_a_bad_profile_names_the_file_and_every_field(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(PROFILE.replace("= 30", "= 34").replace("answer = false", 'answer = "no"'), "utf-8")
    code, out, err = run("review", WEBINAR, *ON, "--profile", file)
    assert (code, out) == (2, "")
    assert err.count(str(file)) == 2
    assert "removals[0].indicator" in err
    assert "removals[0].answer" in err


def test_half_a_character_in_a_dossier_is_refused_like_any_other_fault(
    run: Run, dossier: Callable[..., Path], webinar: dict[str, Any]
) -> None:
    code, out, err = run("review", dossier(certificate={**webinar["certificate"], "number": "\ud800"}), *ON)
    assert (code, out) == (2, "")
    assert "certificate.number" in err


def test_a_byte_order_mark_is_no_fault(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "marked.json"
    file.write_bytes(b"\xef\xbb\xbf" + WEBINAR.read_bytes())
    assert run("review", file, *ON) == run("review", WEBINAR, *ON)


def test_a_reader_that_has_seen_enough_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """As under `| head`: the review ends with its own code, without a traceback."""
    for tokens, code in ((["--on", "2023-03-01"], 0), (["--on", "2026-02-02", "--format", "json"], 1)):
        reading, writing = os.pipe()
        os.close(reading)
        with os.fdopen(writing, "w", encoding="utf-8") as closed:
            monkeypatch.setattr(sys, "stdout", closed)
            assert run_command(["review", str(WEBINAR), *tokens]) == code
        monkeypatch.undo()
