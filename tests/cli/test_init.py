"""`init`: a dossier that is accepted as it is written, and with every answer that its comments offer."""

from __future__ import annotations

import io
import json
import os
import pty
import sys
import tomllib
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import Answers, Category, CertificationCycle, Dossier, Situation, applicability
from qualiopi_rules.cli.dossier_template import DossierTemplate
from qualiopi_rules.cli.main import run as run_command
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.words import Words
from qualiopi_rules.formats.dossier_files import read_dossier
from qualiopi_rules.formats.json import structure
from qualiopi_rules.formats.written_values import plain_values
from qualiopi_rules.profile import Profile, Threshold, built_in_profiles
from qualiopi_rules.rnq.question import questions, situation_questions
from qualiopi_rules.strategies import days
from tests.checks import plain
from tests.cli.conftest import Run
from tests.strategies import OWN

OPTIONS = ("--number", "83811594-1", "--decided", "2023-02-02", "--category", "BC")

TEMPLATES = st.builds(
    DossierTemplate,
    number=st.sampled_from(["83811594-1", 'N° "7" \\ é', "1"]),
    cycle=days(Date(2021, 1, 1), Date(2027, 12, 31)).map(CertificationCycle),
    categories=st.frozensets(st.sampled_from(Category), min_size=1),
    profile=st.sampled_from(list(built_in_profiles().values())),
    day=days(Date(2021, 1, 1), Date(2027, 12, 31)),
)


def uncommented(written: str) -> str:
    """A template with every line that may be answered."""
    lines = []
    for line in written.splitlines():
        bare = line.removeprefix("# ")
        is_answer = line.startswith("# ") and bare.partition(" = ")[0].isidentifier()
        lines.append(bare if (is_answer and " = " in bare) or bare.startswith("[") else line)
    return "\n".join(lines)


def accepted(table: Any) -> Dossier:
    return structure(plain_values(table, Dossier), Dossier)


@pytest.mark.property
@given(TEMPLATES, st.sampled_from(["fr", "en"]))
def test_a_template_is_accepted_and_says_what_is_known(template: DossierTemplate, locale: Locale) -> None:
    read = accepted(tomllib.loads(template.toml(locale)))
    assert read.certificate.number == template.number
    assert read.categories == read.certificate.categories == template.categories
    assert (read.certificate.first_issue, read.certificate.valid_until) == (
        template.cycle.starts,
        template.cycle.expires,
    )
    assert template.cycle in {reading.cycle for reading in read.certificate.read().readings}
    in_json = accepted(json.loads(template.json()))
    # JSON lists the questions of a profile itself without an answer, which TOML leaves out.
    assert attrs.evolve(in_json, answers=attrs.evolve(in_json.answers, own=())) == read
    assert not any(answer for _, answer in in_json.answers.own)


@pytest.mark.property
@given(TEMPLATES, st.sampled_from(["fr", "en"]))
def test_a_template_with_every_answer_is_accepted_too(template: DossierTemplate, locale: Locale) -> None:
    read = accepted(tomllib.loads(uncommented(template.toml(locale))))
    written = json.loads(template.json())["answers"]
    assert all(read.answers[name] is True for name in [*written, *written.pop("own", {})] if name != "own")
    assert read.surveillance_held == template.cycle.surveillance.opens
    assert [event.kind for event in read.events] == ["audit"]
    assert len(read.bilans) == (Category.BC in template.categories)
    assert all(bilan.sessions[0].minutes == 150 for bilan in read.bilans)
    assert all(bilan.documents is not None and len(bilan.documents.documents) == 1 for bilan in read.bilans)
    assert (read.provider is not None) == (Category.BC in template.categories)
    assert [site.central for site in read.audits.sites] == [True]
    assert read.audits.turnover_cents == 15_000_000


@pytest.mark.property
@given(TEMPLATES)
def test_a_question_is_there_where_its_answer_changes_something(template: DossierTemplate) -> None:
    """With the others answered yes, or no: an indicator applies or not, or its evidence changes."""
    written = [name for name in json.loads(template.json())["answers"] if name != "own"]
    known = template.profile.answerable

    def results(name: str, *, answer: bool, others: bool) -> object:
        answers = dict.fromkeys(known, others) | {name: answer}
        own = {each: value for each, value in answers.items() if each not in (*questions(), *situation_questions())}
        facts: Any = {each: value for each, value in answers.items() if each in situation_questions()}
        return [
            (result.applies, result.adaptations)
            for result in applicability(
                template.categories,
                Answers(own=own, **{each: answers[each] for each in questions()}),
                situation=Situation(**facts),
                on=template.day,
                profile=template.profile,
            ).results
        ]

    assert written == [
        name
        for name in questions()
        if any(
            results(name, answer=True, others=other) != results(name, answer=False, others=other)
            for other in (True, False)
        )
    ]


def test_the_questions_say_what_they_are_for(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a.toml"
    assert run("init", out, *OPTIONS) == (0, "", f"{out} : enregistré.\n")
    lines = out.read_text("utf-8").replace("\u00a0", " ").splitlines()
    at = lines.index("# subcontracting = true")
    assert lines[at - 3 : at] == [
        "# L’organisme recourt à la sous-traitance ou au portage salarial ?",
        "# Indicateurs qui en dépendent : 27",
        "# Indicateurs examinés différemment selon la réponse : 21",
    ]
    assert any("AF (actions de formation), BC (bilans de compétences)" in line for line in lines)
    assert "valid_until = 2026-02-01" in lines


def test_what_belongs_to_the_dossier_itself_is_above_the_first_table(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a.toml"
    assert run("init", out, *OPTIONS, "--lang", "en")[0] == 0
    head = out.read_text("utf-8").partition("\n[")[0]
    assert "to be kept at the top of the file, before the line [certificate]" in head
    assert "\n# surveillance_held = 2024-04-02" in head


def test_a_template_becomes_a_report_at_once(run: Run, tmp_path: Path) -> None:
    """The first dossier: written, checked, reported, without one error."""
    file, page = tmp_path / "dossier.toml", tmp_path / "revue.html"
    assert run("init", file, *OPTIONS)[0] == 0
    assert run("check", file)[::2] == (0, "")
    code, _, err = run("report", file, "--on", "2023-03-01", "--out", page)
    assert (code, err) == (0, f"{page} : enregistré.\n")
    assert page.read_text("utf-8").startswith("<!doctype html>")


def test_json_has_the_questions_without_an_answer(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a.json"
    assert run("init", out, *OPTIONS)[0] == 0
    assert json.loads(out.read_text("utf-8"))["answers"]["subcontracting"] is None
    assert read_dossier(out) == read_dossier_of(run, tmp_path)


def read_dossier_of(run: Run, folder: Path) -> Dossier:
    assert run("init", folder / "same.toml", *OPTIONS)[0] == 0
    return read_dossier(folder / "same.toml")


def test_the_questions_of_a_profile_are_asked(run: Run, tmp_path: Path) -> None:
    profile, out = tmp_path / "ours.toml", tmp_path / "a.toml"
    profile.write_text(
        'extends = "law"\nname = "ours"\n'
        '[[questions]]\nid = "remote_only"\nwords = { fr = "exerce à distance", en = "works remotely" }\n'
        'citation = { source = "guide-v9", basis = "practice", provenance = "verbatim" }\n'
        '[[removals]]\nindicator = 17\nquestion = "remote_only"\nanswer = true\ncategories = ["BC"]\n'
        'since = 2019-06-09\ncitation = { source = "guide-v9", basis = "practice", provenance = "deduced" }\n'
    )
    assert run("init", out, *OPTIONS, "--profile", profile)[0] == 0
    written = out.read_text("utf-8")
    assert "[answers.own]" in written
    assert "exerce à distance" in written
    assert accepted(tomllib.loads(uncommented(written))).answers["remote_only"] is True
    assert run("init", tmp_path / "a.json", *OPTIONS, "--profile", profile)[0] == 0
    assert json.loads((tmp_path / "a.json").read_text())["answers"]["own"] == {"remote_only": None}


@pytest.mark.parametrize(
    ("question", "category", "words"),
    [
        ("trainers", Category.AF, "mobilise combien d’intervenants par formation"),
        ("permanent_hours", Category.CFA, "dispose de combien d’heures de personnel permanent par an"),
    ],
)
def test_a_number_is_asked_once_it_changes_something(question: str, category: Category, words: str) -> None:
    """What a number decides is open, whatever it is, until an arrêté or a profile sets the threshold."""
    threshold = Threshold(question=question, value=3, since="2027-01-01", citation=OWN)
    ours = Profile(name="ours", words=Words("Le nôtre", "Ours"), thresholds=[threshold])
    template = DossierTemplate(
        number="1",
        cycle=CertificationCycle.starting("2026-02-02"),
        categories=frozenset({category}),
        profile=ours,
        day=Date(2027, 1, 1),
    )
    lines = plain(template.toml("fr")).splitlines()
    at = lines.index(f"# {question} = 1")
    assert lines[at - 3] == f"# L’organisme {words} ?"
    assert lines[at - 1] == "# Répondre par un nombre"
    for other in (
        attrs.evolve(template, day=Date(2026, 12, 31)),
        attrs.evolve(template, profile=built_in_profiles()["certifier"]),
    ):
        assert question not in json.loads(other.json())["situation"]
    assert "permanent_hours" not in attrs.evolve(template, categories=frozenset({Category.BC})).toml("fr")


def test_what_another_answer_may_hide_is_said_all_the_same(run: Run, tmp_path: Path) -> None:
    """Sub-contracting removes 22 here, and 22 is looked at otherwise for a sole practitioner."""
    profile, out = tmp_path / "ours.toml", tmp_path / "a.toml"
    profile.write_text(
        'extends = "law"\nname = "ours"\n[[removals]]\nindicator = 22\nquestion = "subcontracting"\nanswer = true\n'
        'categories = ["BC"]\nsince = 2019-06-09\n'
        'citation = { source = "guide-v9", basis = "practice", provenance = "deduced" }\n'
    )
    assert run("init", out, *OPTIONS, "--profile", profile)[0] == 0
    lines = out.read_text("utf-8").replace("\u00a0", " ").splitlines()
    assert "22" in lines[lines.index("# sole_practitioner = true") - 1]
    assert "22" in lines[lines.index("# subcontracting = true") - 2]


def test_a_file_that_is_there_is_not_replaced_unless_it_is_forced(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a.toml"
    out.write_text("mine")
    code, written, err = run("init", out, *OPTIONS)
    assert (code, written) == (2, "")
    assert "--force" in err
    assert out.read_text() == "mine"
    assert run("init", out, *OPTIONS, "--force", "--quiet") == (0, "", "")
    assert "83811594-1" in out.read_text("utf-8")


def test_the_standard_output_gets_toml(capfdbinary: Any) -> None:
    assert run_command(["init", "-", *OPTIONS]) == 0
    assert tomllib.loads(capfdbinary.readouterr().out.decode())["categories"] == ["BC"]


def test_a_french_day_and_several_categories(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a.toml"
    tokens = ["--number", "1", "--decided", "02/02/2023", "--category", "BC", "--category", "VAE"]
    assert run("init", out, *tokens)[0] == 0
    read = read_dossier(out)
    assert read.certificate.first_issue == Date(2023, 2, 2)
    assert read.categories == {Category.BC, Category.VAE}


@pytest.mark.parametrize(
    ("tokens", "named"),
    [
        (["a.docx", *OPTIONS], [".toml, .json"]),
        (["a.toml"], ["--number : obligatoire", "--decided : obligatoire", "--category : obligatoire"]),
        (["a.toml", *OPTIONS[:2], "--decided", "x"], ['--decided : "x"', "--category : obligatoire"]),
        (["a.toml", *OPTIONS, "--profile", "x"], ['--profile : "x"']),
        (["a.toml", *OPTIONS[:2], "--decided", "2018-01-01", "--category", "BC"], ["1er janvier 2018"]),
    ],
    ids=str,
)
def test_what_does_not_hold(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tokens: list[str], named: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run("init", *tokens)
    assert (code, out) == (2, "")
    for name in named:
        assert name in err
    assert not list(tmp_path.iterdir())


# --- At a terminal


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> Terminal:
    """A person at a terminal who types these lines; what she is shown."""
    shown = Terminal()
    monkeypatch.setattr(sys, "stdin", Terminal("".join(f"{line}\n" for line in lines)))
    monkeypatch.setattr(sys, "stderr", shown)
    return shown


def test_what_is_missing_is_asked_until_it_holds(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "a.toml"
    shown = typed(monkeypatch, " ", "83811594-1", "hier", "02/02/2023", "bilan", "bc, VAE")
    assert run("init", out)[0] == 0
    read = read_dossier(out)
    assert (read.certificate.number, read.categories) == ("83811594-1", frozenset({Category.BC, Category.VAE}))
    assert read.certificate.first_issue == Date(2023, 2, 2)
    said = shown.getvalue().replace("\u00a0", " ")
    assert said.count("Numéro du certificat : ") == 2
    assert said.count("Premier jour du cycle") == 2
    assert said.count("Catégories, séparées par des virgules : AF (actions de formation)") == 2
    for refused in ('--number : ""', '--decided : "hier"', '--category : "BILAN"'):
        assert f"{refused} n’est pas accepté" in said
    assert f"{out} : enregistré." in said
    assert f"Ensuite : compléter {out}, puis « qualiopi-rules check {out} »." in said


def test_only_what_is_missing_is_asked(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = typed(monkeypatch, "1")
    assert run("init", tmp_path / "a.toml", *OPTIONS[2:], "--lang", "en", "--quiet")[0] == 0
    assert shown.getvalue() == "Number of the certificate: "


def test_the_end_of_the_input_is_no_answer(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = typed(monkeypatch, "1")
    assert run("init", tmp_path / "a.toml")[0] == 2
    assert "--decided" in shown.getvalue()
    assert not list(tmp_path.iterdir())


def test_a_real_terminal(tmp_path: Path) -> None:
    """The program in a pseudo-terminal: it asks, and the file is there."""
    out = tmp_path / "a.toml"
    command = str(Path(sys.executable).parent / "qualiopi-rules")
    child, terminal = pty.fork()
    if child == 0:  # pragma: no cover (the child is another program)
        os.execv(command, [command, "init", str(out), "--lang", "en"])
    os.write(terminal, b"83811594-1\n2023-02-02\nBC\n")
    written = b""
    try:
        while chunk := os.read(terminal, 4096):  # pragma: no branch (it ends with an error, below)
            written += chunk
    except OSError:  # so ends the output of a pseudo-terminal
        pass
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert "First day of the cycle" in written.decode()
    assert read_dossier(out).certificate.valid_until == Date(2026, 2, 1)
