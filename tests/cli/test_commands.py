"""The command line: a dossier in, a report or JSON out, and an exit code that a script can rely on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import pendulum
import pytest

from qualiopi_rules import Dossier, Review, explain, review
from qualiopi_rules.__main__ import main
from qualiopi_rules.cli.common import app
from qualiopi_rules.cli.main import main as command_line
from qualiopi_rules.cli.review import review as review_command
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.formats import report_text
from qualiopi_rules.formats.json import dump, load, structure
from qualiopi_rules.formats.toml import read_profile
from tests.conftest import EXAMPLES

# `main` takes the tokens of the shell, which these tests set: the library warns of it under pytest.
pytestmark = pytest.mark.filterwarnings("ignore:Cyclopts application invoked without tokens")

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
since = 2020-01-01
citation = { source = { id = "talk", title = "Un échange" }, basis = "practice", provenance = "deduced" }
"""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line as a shell does; give the exit code and what was written."""

    def call(*tokens: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["qualiopi-rules", *map(str, tokens)])
        with pytest.raises(SystemExit) as ended:
            command_line()
        assert ended.value.code is None or isinstance(ended.value.code, int)
        written = capsys.readouterr()
        return ended.value.code or 0, written.out, written.err

    return call


@pytest.fixture
def dossier(tmp_path: Path, webinar: dict[str, Any]) -> Callable[..., Path]:
    """Write the webinar's dossier, changed, to a file."""

    def write(**changes: Any) -> Path:
        file = tmp_path / "dossier.json"
        file.write_text(json.dumps({**webinar, **changes}), "utf-8")
        return file

    return write


def squeezed(text: str) -> str:
    """A text without the empty lines, the trailing spaces and the lines that underline its titles."""
    lines = [line.rstrip() for line in text.splitlines()]
    return "\n".join(line for line in lines if line.strip("-"))


def expected(file: Path = WEBINAR, **options: Any) -> Review:
    return review(load(file.read_bytes(), Dossier), **{"on": "2023-03-01", **options})


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_text_is_that_of_the_report(run: Run, lang: Any) -> None:
    code, out, err = run("review", WEBINAR, *ON, "--lang", lang)
    assert (code, err) == (0, "")
    assert squeezed(out) == squeezed(report_text(expected(), lang))


def test_french_and_text_are_the_defaults(run: Run) -> None:
    assert run("review", WEBINAR, *ON) == run("review", WEBINAR, *ON, "--lang", "fr", "--format", "text")
    assert run("review", WEBINAR, *ON)[1].startswith("Certificat 83811594-1, revue au 1er mars 2023\n")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_json_loads_back_as_the_review(run: Run, lang: str) -> None:
    code, out, err = run("review", WEBINAR, *ON, "--format", "json", "--lang", lang)
    assert (code, err) == (0, "")
    assert out == dump(expected(), indent=2) + "\n"
    assert load(out, Review) == expected()


def test_the_command_gives_its_code_back_to_python(capsys: pytest.CaptureFixture[str]) -> None:
    assert app(["review", str(WEBINAR), "--on", "2023-03-01"]) == 0
    assert review_command(WEBINAR, on="2026-02-02") == 1
    assert review_command(WEBINAR, on="tomorrow") == 2
    assert capsys.readouterr().err.startswith('on : "tomorrow" n\'est pas accepté')


def test_a_blocking_finding_is_exit_code_one_and_is_reported(run: Run, dossier: Callable[..., Path]) -> None:
    code, out, err = run("review", WEBINAR, "--on", "2026-02-02")
    assert (code, err) == (1, "")
    assert "CYC003 (bloquant)" in out
    file = dossier(surveillance_held=False)
    code, out, err = run("review", file, "--on", "2024-12-03", "--format", "json")
    assert (code, err) == (1, "")
    assert load(out, Review) == expected(file, on="2024-12-03")


def test_a_finding_that_blocks_nothing_is_exit_code_zero(run: Run, dossier: Callable[..., Path]) -> None:
    code, out, err = run("review", dossier(categories=["BC", "AF"]), *ON, "--lang", "en")
    assert (code, err) == (0, "")
    assert "DOS001 (warning)" in out


def test_the_last_valid_day_is_still_valid(run: Run) -> None:
    assert run("review", WEBINAR, "--on", "2026-02-01")[0] == 0


# --- The day


def at(monkeypatch: pytest.MonkeyPatch, moment: pendulum.DateTime) -> None:
    """Stop the clock."""
    monkeypatch.setattr(pendulum, "now", moment.in_timezone)


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
    at(monkeypatch, moment)
    code, out, _ = run("review", WEBINAR, "--format", "json")
    assert code == 0
    assert json.loads(out)["on"] == day
    assert load(out, Review) == expected(on=day)


def test_with_a_day_the_clock_is_not_read(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(pendulum, "now")
    assert run("review", WEBINAR, *ON)[0] == 0


# --- The profile


@pytest.mark.parametrize(("profile", "count"), [("law", 21), ("certifier", 20)])
def test_a_profile_of_the_library_by_its_name(run: Run, profile: str, count: int) -> None:
    code, out, _ = run("review", WEBINAR, *ON, "--profile", profile, "--format", "json")
    assert code == 0
    read = load(out, Review)
    assert read == expected(profile=profile)
    assert len(read.applicability.numbers) == count


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


# --- What is refused: exit code 2, nothing on the standard output, every field named on the other


@pytest.mark.parametrize(
    ("tokens", "named"),
    [
        (["--on", "2023-02-30"], ['on : "2023-02-30"']),
        (["--on", "2023-03-01T10:00"], ['on : "2023-03-01T10:00"', "date à Paris"]),
        (["--on", ""], ['on : ""']),
        ([*ON, "--profile", "strict"], ['profile : "strict"', "law, certifier"]),
        (
            ["--on", "now", "--profile", "strict"],
            ["2 erreurs :", 'on : "now"', 'profile : "strict"'],
        ),
        ([*ON, "--profile", "nothing.toml"], ["nothing.toml", "un fichier lisible"]),
        (["--on", "2019-06-08"], ["referential", "8 juin 2019", "9 juin 2019"]),
        ([*ON, "--lang", "de"], ["--lang", "de"]),
        ([*ON, "--format", "xml"], ["--format", "xml"]),
        ([*ON, "--unknown"], ["--unknown"]),
        ([*ON, "surplus"], ["surplus"]),
    ],
    ids=" ".join,
)
def test_an_option_that_does_not_hold(run: Run, tokens: list[str], named: list[str]) -> None:
    code, out, err = run("review", WEBINAR, *tokens)
    assert (code, out) == (2, "")
    for name in named:
        assert name in err


@pytest.mark.parametrize("tokens", [["review"], ["revue"], ["--unknown"], ["review", "--on"]], ids=" ".join)
def test_a_command_that_is_not_known_or_not_whole(run: Run, tokens: list[str]) -> None:
    code, out, err = run(*tokens)
    assert (code, out) == (2, "")
    assert err


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
    for file, named in ((missing, str(missing)), (tmp_path, str(tmp_path)), (broken, "JSON"), (latin, "UTF-8")):
        code, out, err = run("review", file, *ON)
        assert (code, out) == (2, "")
        assert named in err


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


# --- Help, version, and a real process


def test_a_reader_that_has_seen_enough_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """As under `| head`: the review ends with its own code, without a traceback."""
    for tokens, code in ((["--on", "2023-03-01"], 0), (["--on", "2026-02-02", "--format", "json"], 1)):
        reading, writing = os.pipe()
        os.close(reading)
        with os.fdopen(writing, "w", encoding="utf-8") as closed:
            monkeypatch.setattr(sys, "stdout", closed)
            assert app(["review", str(WEBINAR), *tokens]) == code
        monkeypatch.undo()


def test_the_version_is_that_of_the_package(run: Run) -> None:
    assert run("--version") == (0, f"{metadata.version('qualiopi-rules')}\n", "")


@pytest.mark.parametrize("tokens", [["--help"], ["review", "--help"], []], ids=" ".join)
def test_help_is_no_failure(run: Run, tokens: list[str]) -> None:
    code, out, err = run(*tokens)
    assert (code, err) == (0, "")
    assert "review" in out


def test_every_option_is_in_the_help(run: Run) -> None:
    out = run("review", "--help")[1]
    for option in ("FILE", "--on", "--profile", "--lang", "--format"):
        assert option in out


@pytest.mark.parametrize(
    ("tokens", "code", "start"), [(["--on", "2023-03-01"], 0, "Certificat 83811594-1"), (["--on", "x"], 2, "")]
)
def test_the_installed_command_runs(tokens: list[str], code: int, start: str) -> None:
    command = Path(sys.executable).parent / "qualiopi-rules"
    ended = subprocess.run(
        [command, "review", WEBINAR, *tokens],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert ended.returncode == code
    assert ended.stdout.startswith(start)
    assert bool(ended.stdout) != bool(ended.stderr)


def test_the_dossier_of_the_examples_is_the_one_of_the_webinar(webinar: dict[str, Any]) -> None:
    assert load(WEBINAR.read_bytes(), Dossier) == structure(webinar, Dossier)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_markdown_is_the_explanation_of_the_review(run: Run, webinar: dict[str, Any], lang: Locale) -> None:
    code, out, err = run("review", WEBINAR, *ON, "--format", "markdown", "--lang", lang)
    assert (code, err) == (0, "")
    assert out == explain(review(structure(webinar, Dossier), on=ON[1])).markdown(lang) + "\n"


def test_the_guide_takes_indicators_away_where_the_profile_lets_it(run: Run, tmp_path: Path) -> None:
    for lets, numbers in (("false", 20), ("true", 18)):
        file = tmp_path / "ours.toml"
        file.write_text(f'extends = "certifier"\nname = "ours"\nguide_removes = {lets}\n', "utf-8")
        _, out, _ = run("review", WEBINAR, "--on", "2024-03-08", "--profile", file, "--format", "json")
        assert json.loads(out)["applicability"]["bounds"]["least"] == numbers


def test_without_the_extra_the_command_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "cyclopts", None)
    for name in [name for name in sys.modules if name.startswith("qualiopi_rules.cli")]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert 'pip install "qualiopi-rules[cli]"' in capsys.readouterr().err


def test_python_m_is_the_same_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["qualiopi-rules", "review", str(WEBINAR), *ON])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("Certificat 83811594-1")


def test_an_output_that_cannot_be_written_is_no_blocking_finding(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys, "argv", ["qualiopi-rules", "review", str(WEBINAR), *ON])
    monkeypatch.setattr(sys.modules["qualiopi_rules.cli.review"], "report_sections", full)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "No space left" in capsys.readouterr().err


def test_a_file_that_is_no_json_is_named(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "broken.json"
    file.write_text("{", "utf-8")
    code, out, err = run("review", file, *ON)
    assert (code, out) == (2, "")
    assert err.startswith(f'{file} : "{{" n\'est pas accepté')


def test_a_byte_order_mark_is_no_fault(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "marked.json"
    file.write_bytes(b"\xef\xbb\xbf" + WEBINAR.read_bytes())
    assert run("review", file, *ON) == run("review", WEBINAR, *ON)
