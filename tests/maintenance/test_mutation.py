"""The trial of small changes: what is changed, how, and that the tests of a project notice or do not."""

from __future__ import annotations

import ast
import os
import sys
import time
from datetime import date
from importlib import import_module
from pathlib import Path

import attrs
import pytest

from maintenance.mutation import trial
from maintenance.mutation.__main__ import main
from maintenance.mutation.data import data
from maintenance.mutation.functions import Functions, forget, remembering
from maintenance.mutation.mutants import changed, mutants
from maintenance.mutation.project import OURS, PACKAGES, Project
from maintenance.mutation.records import Record, explained
from maintenance.mutation.trial import Outcome, in_a_fork

RULE = '''
"""A module."""

from __future__ import annotations

from functools import cache

from {name}.core.resources import text

__all__ = ["late", "limit"]

USUAL = 1


@cache
def limit(months: int = USUAL) -> int:
    """The limit."""
    return min(months, text("rules/limits")["months"])


def late(months: int, answer: bool | None) -> bool:
    """Whether it is late."""
    spare = [each for each in (1, 2) if each]
    return months >= limit(22) and answer is False
'''
READER = """
from functools import cache

LIMITS = {"months": 22, "words": {"fr": "mois"}, "kinds": ["a"], "draft": True, "unread": 3}


def names(pattern):
    return ("rules/limits", "rules/messages")


@cache
def text(name):
    return LIMITS
"""
TESTS = """
from {name}.rules.late import late, limit


def test_late():
    assert [limit(23), limit(12), limit()] == [22, 12, 1]
    assert [late(22, False), late(21, False), late(22, None), late(22, True)] == [True, False, False, False]
"""
TEXTS = """
from {name}.core.resources import text


def test_texts():
    assert text("rules/limits")["kinds"] == ["a"]
    assert text("rules/limits")["draft"] is True
"""

THREADS = f"""
from concurrent.futures import ThreadPoolExecutor
{TESTS.replace("test_late", "_late")}

POOL = ThreadPoolExecutor(1)


def test_before_the_others():
    _ = [limit(23), limit(22), limit(12), limit()]  # what it leaves behind hides no line from those after it


def test_late():
    POOL.submit(_late).result()
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Project:
    """A project of one rule and one text, under a name of its own."""
    name = f"project_of_{abs(hash(request.node.name)):x}"
    source, tests = tmp_path / "src" / name, tmp_path / "tests" / "rules"
    for folder in (source / "core", source / "rules", tests):
        folder.mkdir(parents=True)
    (source / "core" / "resources.py").write_text(READER, "utf-8")
    (source / "rules" / "late.py").write_text(RULE.replace("{name}", name), "utf-8")
    (tests / "test_late.py").write_text(TESTS.replace("{name}", name), "utf-8")
    (tests / "test_texts.py").write_text(TEXTS.replace("{name}", name), "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path / "src"))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    return Project(tmp_path, name, options=("-p", "no:cacheprovider", "-p", "no:xdist", "--import-mode=importlib"))


class TestCode:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("a < b", ["a <= b"]),
            ("a <= b < c", ["a < b < c", "a <= b <= c"]),
            ("a is False", ["a is not False", "a", "a is True"]),
            ("a and b or c", ["(a and b) and c", "c", "a and b", "(a or b) or c", "b or c", "a or c"]),
            ("not a", ["a"]),
            ("a if b else c", ["a", "c"]),
            ("[a for a in b if a if c]", ["[a for a in b if c]", "[a for a in b if a]"]),
            ("1", ["2"]),
            ("1.5", []),
            ("'a'", ["'a~'"]),
            ("a + b ** c", ["a - b ** c"]),
            ("max(a)", ["min(a)"]),
            ("f(a, b=c)", ["f(a)"]),
        ],
    )
    def test_each_place_is_changed_in_each_way(self, before: str, after: list[str]) -> None:
        source = f"def f():\n    return {before}\n"
        bodies = [ast.unparse(changed(source, each)).splitlines()[1] for each in mutants(source, "m")]
        assert [each.removeprefix("    return ") for each in bodies[1:]] == after
        assert bodies[0] == "    return None"

    def test_what_tells_only_readers_and_checkers_is_left_alone(self) -> None:
        source = '''
"""Words."""
import a
from b import c
__all__ = ["f"]
if TYPE_CHECKING:
    d = 1
@overload
def g(a: "x") -> "y": ...
def f(a: "x") -> "y":
    "Words."
    return cast("z", None)
'''
        assert [each.name for each in mutants(source, "m")] == ["m:f: return cast('z', None) => return None"]

    def test_a_name_says_where_and_what_and_counts_what_stands_twice(self) -> None:
        long = " + ".join(f"number_{each}" for each in range(20))
        source = f"class C:\n    x = 1\n    y = 1\n    def f(self):\n        if x:\n            raise {long}\n"
        found = mutants(source, "m")
        assert [each.name for each in found[:5]] == [
            "m:C: 1 => 2",
            "m:C: 1 => 2 #2",
            "m:C.f: if x => if True",
            "m:C.f: if x => if False",
            "m:C.f: raise number_0 + number_1 + number_2 + number_3 + number_4 + … _17 + number_18 + number_19 => pass",
        ]
        assert [each.in_function for each in found[:3]] == [False, False, True]

    def test_a_change_stands_on_the_line_that_runs(self) -> None:
        source = "def f():\n    return [\n        a\n        for a in b\n        if a\n        if c\n    ]\n"
        assert [(each.name, each.line) for each in mutants(source, "m")][1:] == [
            ("m:f: for a in b if a if c => for a in b if c", 5),
            ("m:f: for a in b if a if c => for a in b if a", 5),
        ]

    def test_a_choice_over_several_lines_stands_where_it_is_made(self) -> None:
        """What is on its first line runs only where it is chosen."""
        source = "def f():\n    return (\n        a\n        if b\n        else c\n    )\n"
        assert [(each.name, each.line) for each in mutants(source, "m")][1:] == [
            ("m:f: a if b else c => a", 4),
            ("m:f: a if b else c => c", 4),
        ]

    def test_functions_are_changed_where_they_live(self, project: Project) -> None:
        late = import_module(f"{project.name}.rules.late")
        file, source, mutant = next(each for each in project.mutants("rules") if "min(" in each[2].name)
        functions = Functions([str(file)])
        assert late.limit(12) == 12
        assert functions.change(str(file), source, ast.parse(source)) is False
        assert functions.change(str(file), source, changed(source, mutant)) is True
        assert late.limit(12) == 12
        forget(remembering(f"{project.name}.rules"))
        assert late.limit(12) is None
        reader = {each.__name__ for each in remembering(project.name)} - {
            each.__name__ for each in remembering(project.name, project.reader)
        }
        assert reader == {"text"}


def test_each_datum_is_changed_in_each_way_and_words_are_not() -> None:
    content = {"a": 1, "fr": "mot", "day": date(2024, 1, 1), "of": [{"k": "x", "l": ["p"]}, {"k": "y", "l": ["q"]}]}
    assert [each.name for each in data("t", content)] == [
        "t:a: is not there",
        "t:a: 1 => 2",
        "t:a: 1 => 0",
        "t:day: is not there",
        "t:day: datetime.date(2024, 1, 1) => datetime.date(2024, 1, 2)",
        "t:day: datetime.date(2024, 1, 1) => datetime.date(2023, 12, 31)",
        "t:of: is not there",
        "t:of.0: is not there",
        "t:of.0.k: is not there",
        "t:of.0.k: 'x' => 'y'",
        "t:of.0.l: is not there",
        "t:of.0.l.0: 'p' => 'q'",
        "t:of.1: is not there",
        "t:of.1.k: is not there",
        "t:of.1.k: 'y' => 'x'",
        "t:of.1.l: is not there",
        "t:of.1.l.0: 'q' => 'p'",
        "t:of.0.l: and 'q'",
        "t:of.1.l: and 'p'",
    ]


def test_the_rules_of_a_project_are_tried_and_what_no_test_notices_is_said(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    survivors = tmp_path / "survivors.toml"
    survivors.write_text("", "utf-8")
    assert main(["rules", "rules", "--jobs", "1"], project, survivors) == 1
    assert capsys.readouterr().out.splitlines()[1:] == [
        "rules.late:limit: 'rules/limits' => 'rules/limits~'",  # this project has one text, whatever its name
        "rules.late:late: for each in (1, 2) if each => for each in (1, 2)",
        "rules.late:late: 1 => 2",
        "rules.late:late: 2 => 3",
        "rules.late:late: 22 => 23",  # the text has the last word
    ]


def test_what_could_not_be_made_where_a_run_was_stopped_is_tried_alone(project: Project, tmp_path: Path) -> None:
    survivors = tmp_path / "survivors.toml"
    survivors.write_text("", "utf-8")
    name = (
        "rules.late:limit: min(months, text('rules/limits')['months']) => max(months, text('rules/limits')['months'])"
    )
    record = project.record("rules", "rules")
    record.add(name, Outcome.REFUSED)
    main(["rules", "rules", "--jobs", "1"], project, survivors)
    assert record.outcomes()[name] is Outcome.KILLED


def test_tests_that_start_threads_run_in_forks_alone(project: Project, tmp_path: Path) -> None:
    """A fork has none of the threads that its process has started, and would wait for them."""
    survivors = tmp_path / "survivors.toml"
    survivors.write_text("", "utf-8")
    record, found = project.record("rules", "rules"), []
    for threaded, tests in ((), TESTS), (("rules",), THREADS):
        (tmp_path / "tests" / "rules" / "test_late.py").write_text(tests.replace("{name}", project.name), "utf-8")
        main(["rules", "rules", "--jobs", "1", "--every", "9"], attrs.evolve(project, threaded=threaded), survivors)
        found.append(record.outcomes())
        record.file.unlink()
    assert found[0] == found[1]
    assert Outcome.KILLED in found[0].values()


def test_what_has_no_time_for_its_tests_is_not_noticed(project: Project, tmp_path: Path) -> None:
    survivors = tmp_path / "survivors.toml"
    survivors.write_text("", "utf-8")
    assert main(["fields", "rules", "--jobs", "1", "--budget", "-1"], project, survivors) == 1
    assert set(project.record("fields", "rules").outcomes().values()) == {Outcome.SURVIVED}


def test_the_tests_of_a_module_run_before_those_of_its_package_and_once(project: Project, tmp_path: Path) -> None:
    """Hypothesis refuses a second run of the method of a class: each change of a field would seem to be noticed."""
    folder, ran = tmp_path / "tests" / "rules", tmp_path / "ran"
    for name in ("early", "late"):
        test = f"def test_{name}():\n    with open({str(ran)!r}, 'a') as file:\n        file.write('{name} ')\n"
        (folder / f"test_{name}.py").write_text(test, "utf-8")
    (folder / "test_texts.py").unlink()
    outcome = trial.try_alone(lambda: None, project.nearest("rules", "late"), project.options, 9.0)
    assert ran.read_text("utf-8").split() == ["late", "early"]
    assert outcome is Outcome.SURVIVED
    (folder / "test_early.py").unlink()  # what has no other tests than those of its module
    assert trial.try_alone(lambda: None, project.nearest("rules", "late"), project.options, 9.0) is Outcome.SURVIVED


def test_what_is_said_when_a_module_is_imported_is_tried_too(project: Project, tmp_path: Path) -> None:
    survivors = tmp_path / "survivors.toml"
    survivors.write_text("", "utf-8")
    assert main(["fields", "rules", "--jobs", "1"], project, survivors) == 0
    assert project.record("fields", "rules").outcomes() == {"rules.late:: 1 => 2": Outcome.KILLED}


def test_modules_with_a_session_of_their_own_are_left_to_it(project: Project) -> None:
    assert list(project.mutants("rules"))
    assert list(attrs.evolve(project, elsewhere=("rules.late",)).mutants("rules")) == []


def test_the_data_of_a_project_are_tried_and_what_is_explained_is_no_fault(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    survivors = tmp_path / "survivors.toml"
    names = [f"rules/limits:unread: {each}" for each in ("is not there", "3 => 4", "3 => 2")]
    survivors.write_text(f'[[equivalent]]\nreason = "no rule reads it"\nchanges = {names}\n', "utf-8")
    assert main(["data", "rules", "--jobs", "1"], project, survivors) == 0
    assert "3 explained; 100.0% of the others noticed" in capsys.readouterr().out
    # What was noticed is not tried again, what survived is.
    assert main(["data", "rules", "--jobs", "1"], project, survivors) == 0
    kept = project.record("data", "rules").file.read_text("utf-8").splitlines()
    assert len(kept) == len({*kept}) + 3


def test_the_tests_of_a_module_run_first_where_time_is_short(project: Project, tmp_path: Path) -> None:
    folder, survivors, record = (
        tmp_path / "tests" / "rules",
        tmp_path / "survivors.toml",
        project.record("rules", "rules"),
    )
    survivors.write_text("", "utf-8")
    slow = TESTS.replace("{name}", project.name).replace("():\n", "():\n    __import__('time').sleep(0.05)\n")
    (folder / "test_late.py").write_text(slow, "utf-8")
    quick = f"def test_quick():\n    from {project.name}.rules.late import late\n    late(22, False)\n"
    (folder / "test_quick.py").write_text(quick, "utf-8")
    found = []
    for budget in ("40", "0"):
        main(["rules", "rules", "--jobs", "1", "--every", "3", "--budget", budget], project, survivors)
        found.append(record.outcomes())
        record.file.unlink()
    assert found[0] == found[1]
    assert Outcome.KILLED in found[0].values()


def test_fields_are_not_tried_where_the_tests_fail_unchanged(project: Project, tmp_path: Path) -> None:
    (tmp_path / "tests" / "rules" / "test_late.py").write_text("def test_no():\n    assert False\n", "utf-8")
    with pytest.raises(RuntimeError, match="The tests of rules fail before anything is changed"):
        main(["fields", "rules"], project)
    assert project.record("fields", "rules").outcomes() == {}


@pytest.mark.parametrize("wrong", ["def test_no():\n    assert False\n", "import what_is_nowhere\n"])
def test_a_project_whose_tests_fail_or_are_not_found_is_not_tried(project: Project, tmp_path: Path, wrong: str) -> None:
    (tmp_path / "tests" / "rules" / "test_late.py").write_text(wrong, "utf-8")
    with pytest.raises(RuntimeError, match="The tests of rules could not be run"):
        main(["data", "rules"], project)
    assert project.record("data", "rules").outcomes() == {}


def test_a_change_that_never_ends_is_noticed() -> None:
    assert in_a_fork(os.abort) is Outcome.ENDLESS  # as the time of the processor does: it ends the process


def test_a_change_that_only_waits_is_not_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "HANGS", 0)

    def waits() -> Outcome:  # pragma: no cover (it is ended in its fork)
        time.sleep(60)
        return Outcome.KILLED

    assert in_a_fork(waits, 0.3) is Outcome.SURVIVED


def test_each_survivor_is_a_change_of_today_with_its_reason() -> None:
    here = {each[2].name for package in PACKAGES for each in OURS.mutants(package)}
    here |= {each.name for package in PACKAGES for each in OURS.data(package)}
    reasons = explained(Path("maintenance/mutation/survivors.toml"))
    assert [name for name, reason in reasons.items() if name not in here or not reason] == []


def test_what_was_tried_is_read_back(tmp_path: Path) -> None:
    record = Record(tmp_path / "a.jsonl")
    assert record.outcomes() == {}
    for outcome in Outcome:
        record.add("é: a => b", outcome)
    assert record.outcomes() == {"é: a => b": Outcome.SURVIVED}
