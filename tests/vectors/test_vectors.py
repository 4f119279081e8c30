"""The vectors are what the library computes, can be read as their README says, and a second implementation agrees."""

from __future__ import annotations

import importlib
import json
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from maintenance.vectors import FOLDER, rules
from maintenance.vectors.file import FLAGS, Rule
from qualiopi_rules.results.findings import catalogue

ROOT = FOLDER.parent
README = (FOLDER / "README.md").read_text("utf-8")
NODE = shutil.which("node")
RULES = {rule.name: rule for rule in rules()}

needs_node = pytest.mark.skipif(
    NODE is None, reason="Node is not on this machine: the second implementation is not run"
)


@cache
def committed(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


def vectors(name: str) -> list[dict[str, Any]]:
    return [vector for group in committed(name)["groups"] for vector in group["vectors"]]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(NODE), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=600, check=False)


NEED_NUMBERS = ("identifiers", "transfer", "findings")


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param(rule, marks=[pytest.mark.extra] if rule.name in NEED_NUMBERS else [], id=rule.name)
        for rule in rules()
    ],
)
def test_the_files_are_what_the_library_computes(rule: Rule) -> None:
    kept = (FOLDER / f"{rule.name}.json").read_text("utf-8").splitlines()
    made = rule.json().splitlines()
    changed = [line for line in made if line not in set(kept)]
    assert made == kept, (
        f"python -m maintenance.vectors\n{len(changed)} lines differ:\n{chr(10).join(changed[:3])[:2000]}"
    )


def test_the_files_are_those_of_the_rules_and_are_written_by_the_command() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(RULES)
    assert importlib.import_module("maintenance.vectors.__main__").FOLDER == FOLDER


@pytest.mark.parametrize("name", RULES)
def test_each_file_says_what_it_is(name: str) -> None:
    file = committed(name)
    assert (file["format"], file["format_version"], file["rule"]) == ("qualiopi-rules-vectors", 1, name)
    assert file["level"] in {"core", "audit", "full"}
    assert file["count"] == len(vectors(name))
    assert set(file["flags"]) == {flag for vector in vectors(name) for flag in vector.get("flags", [])} <= set(FLAGS)
    assert set(file["sources"]) == {source for group in file["groups"] for source in group["sources"]}
    for group in file["groups"]:
        assert group["about"]
        assert all(vector["id"].startswith(f"{name}/{group['name']}/") for vector in group["vectors"])


def test_the_id_of_a_vector_is_its_own() -> None:
    names = [vector["id"] for name in RULES for vector in vectors(name)]
    assert len(names) == len(set(names))


def test_they_are_a_few_megabytes() -> None:
    assert sum(path.stat().st_size for path in FOLDER.glob("*.json")) < 7_000_000


def test_each_finding_has_a_trigger_and_a_near_miss() -> None:
    found = {vector["id"]: vector["expected"]["found"] for vector in vectors("findings")}
    expected = {
        f"findings/examples/{code}/{name}": name == "triggers"
        for code in catalogue()
        for name in ("triggers", "near-miss")
    }
    assert found == expected


def test_every_answer_to_the_questions_of_a_bilan_is_there() -> None:
    (all_eight,) = (
        each for each in vectors("applicability") if each["id"].endswith("all/webinar/BC/2023-03-01/certifier")
    )
    expected = all_eight["expected"]
    places = re.findall("..", expected["index"])
    assert len(places) == 3 ** len(all_eight["input"]["questions"]) == 3**8
    assert {int(place, 36) for place in places} == set(range(len(expected["results"])))
    assert {count for each in expected["results"] for count in each["bounds"]} == {19, 20, 21, 22}


def test_the_readme_names_every_file_with_its_level() -> None:
    rows = dict(re.findall(r"^\| `([\w-]+)\.json` \| (\w+) \|", README, re.MULTILINE))
    assert rows == {name: rule.level for name, rule in RULES.items()}


def test_the_example_of_the_readme_is_a_vector() -> None:
    (example,) = re.findall(r'\{"id": .*\}', README)
    assert json.loads(example) in vectors("months")
    assert f'"count": {committed("months")["count"]},' in README


@needs_node
def test_the_second_implementation_agrees() -> None:
    outcome = run("vectors/check/run.mjs")
    assert outcome.returncode == 0, outcome.stdout[-4000:] + outcome.stderr[-2000:]
    counted = re.findall(r"^([\w-]+): (\d+) vectors, 0 disagreements$", outcome.stdout, re.MULTILINE)
    said = set(re.findall(r"^\| `([\w-]+)\.json` \| \w+ \| .* \| yes", README, re.MULTILINE))
    assert {name for name, _ in counted} == said
    assert all(int(count) for _, count in counted)


@needs_node
def test_the_second_implementation_says_where_it_does_not_agree(tmp_path: Path) -> None:
    folder = tmp_path / "vectors"
    shutil.copytree(FOLDER / "check", folder / "check")
    content = (FOLDER / "months.json").read_text("utf-8")
    wrong = content.replace('"expected":{"day":"2023-02-28"}', '"expected":{"day":"2023-03-03"}', 1)
    (folder / "months.json").write_text(wrong, encoding="utf-8")
    outcome = run(str(folder / "check" / "run.mjs"), "months")
    assert outcome.returncode == 1
    assert "2023-03-03" in outcome.stdout
    assert "1 disagreement" in outcome.stdout


@needs_node
def test_the_example_of_the_readme_runs(tmp_path: Path) -> None:
    (example,) = re.findall(r"```js\n(.*?)```", README, re.DOTALL)
    script = tmp_path / "example.mjs"
    script.write_text(example, encoding="utf-8")
    outcome = run(str(script))
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert outcome.stdout.endswith(" 0 wrong\n")
