"""At the place of an output is the old file or the new one, whatever happens to the machine; nothing else is left.

Real runs of the command line: killed at random moments, on a full disk, two at once on one output.
`nox -s failures` kills a hundred of each.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qualiopi_rules import InvalidInput
from qualiopi_rules.formats import atomic
from qualiopi_rules.formats.atomic import replacing, same_file, write_file
from tests.conftest import EXAMPLES

KILLS = int(os.environ.get("QUALIOPI_RULES_KILLS", "2"))
DOSSIER = EXAMPLES / "certificate-83811594-1.json"
ON = ("--on", "2024-03-01", "--lang", "en")
REFUSED = 2


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "qualiopi_rules", *map(str, words), *ON]


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files that take a while to be worked on."""
    folder = tmp_path_factory.mktemp("sources")
    rows = "".join(f"{n},2023-02-02,2026-02-01\n" for n in range(20_000))
    (folder / "a.csv").write_text(f"number,first_issue,valid_until\n{rows}")
    (folder / "b.csv").write_text(f"number,first_issue,valid_until\n{rows[: len(rows) // 2]}")
    line = (EXAMPLES / "dossiers.jsonl").read_bytes().splitlines(keepends=True)[0]
    (folder / "a.jsonl").write_bytes(line * 400)
    words = ("-m", "qualiopi_rules", "calendar", str(DOSSIER), "--out", str(folder / "old.ics"), "--on", "2023-06-01")
    subprocess.run([sys.executable, *words], capture_output=True, check=True)
    return folder


# What each command writes, by the name of the output.
OUTPUTS: dict[str, Callable[[Path], tuple[object, ...]]] = {
    "plan.csv": lambda sources: ("portfolio", sources / "a.csv"),
    "plan.parquet": lambda sources: ("portfolio", sources / "a.csv"),
    "plan.xlsx": lambda sources: ("portfolio", sources / "a.csv"),
    "plan.jsonl": lambda sources: ("portfolio", sources / "a.csv"),
    "lines.jsonl": lambda sources: ("review", "--lines", sources / "a.jsonl"),
    "report.html": lambda _: ("report", DOSSIER),
    "plan.ics": lambda _: ("calendar", DOSSIER),
    "sheet.xlsx": lambda _: ("sheet", DOSSIER, "--force"),
    "sheet.csv": lambda _: ("sheet", DOSSIER, "--force"),
}


def old_content(name: str, sources: Path) -> bytes:
    """What stands at the place of an output; a calendar is read before it is written, and must be one of ours."""
    return (sources / "old.ics").read_bytes() if name.endswith(".ics") else b"old"


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_run_that_is_killed_leaves_the_old_file_or_the_new_one(name: str, sources: Path, tmp_path: Path) -> None:
    out = tmp_path / name
    words = command(*OUTPUTS[name](sources), "--out", out)
    old = old_content(name, sources)
    out.write_bytes(old)
    start = time.perf_counter()
    assert subprocess.run(words, capture_output=True, check=False).returncode in (0, 1)
    whole, took = out.read_bytes(), time.perf_counter() - start
    # A calendar says when it was written.
    size = len(whole)
    found = Counter[str]()
    random.seed(name)
    for _ in range(KILLS):
        out.write_bytes(old)
        # Most of the time passes before there is anything to write.
        run = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(took * random.uniform(0.3, 1.05))
        run.kill()
        run.wait()
        content = out.read_bytes()
        assert content == old or (content == whole if name != "plan.ics" else abs(len(content) - size) < 200)
        assert [each.name for each in tmp_path.iterdir()] == [name]
        found["old" if content == old else "new"] += 1
    sys.stdout.write(f"{name}: {dict(found)}\n")


# --- A full disk


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 kB."""
    if shutil.which("mount") is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root mounts a file system")
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted: {mounted.stderr.decode(errors='replace')}")
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_full_disk_leaves_the_old_file_and_one_clear_line(name: str, sources: Path, small: Path) -> None:
    out, old = small / name, old_content(name, sources)
    out.write_bytes(old)
    with (small / "rest").open("wb") as rest:
        try:
            while True:
                os.write(rest.fileno(), b"x" * 512)
        except OSError:
            pass
    done = subprocess.run(command(*OUTPUTS[name](sources), "--out", out), capture_output=True, check=False, text=True)
    assert done.returncode == REFUSED, done.stderr
    assert "is not accepted; expected a writable file" in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert out.read_bytes() == old
    assert sorted(each.name for each in small.iterdir()) == sorted(["rest", name])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("words", [("review", "--lines", EXAMPLES / "dossiers.jsonl"), ("calendar", DOSSIER)])
def test_a_device_that_is_full_is_refused_and_not_read(words: tuple[object, ...]) -> None:
    done = subprocess.run(
        command(*words, "--out", "/dev/full"), capture_output=True, check=False, text=True, timeout=60
    )
    assert done.returncode == REFUSED
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "/dev/full" in done.stderr


# --- Two runs at once


def test_two_runs_on_one_output_do_not_mix(sources: Path, tmp_path: Path) -> None:
    out, alone = tmp_path / "plan.csv", []
    for name in ("a.csv", "b.csv"):
        assert subprocess.run(
            command("portfolio", sources / name, "--out", out), capture_output=True, check=False
        ).returncode in (0, 1)
        alone.append(out.read_bytes())
    out.unlink()
    runs = [
        subprocess.Popen(command("portfolio", sources / name, "--out", out), stdout=subprocess.DEVNULL)
        for name in ("a.csv", "b.csv")
    ]
    assert {run.wait() for run in runs} <= {0, 1}
    assert out.read_bytes() in alone
    assert [each.name for each in tmp_path.iterdir()] == ["plan.csv"]


def test_runs_inside_one_process_do_not_mix(tmp_path: Path) -> None:
    out = tmp_path / "a"
    with replacing(out) as one, replacing(out) as other:
        one.write(b"1" * 100_000)
        other.write(b"2" * 50_000)
    assert out.read_bytes() in (b"1" * 100_000, b"2" * 50_000)
    assert [each.name for each in tmp_path.iterdir()] == ["a"]


# --- Places


def codes(call: object, *arguments: object) -> list[str]:
    with pytest.raises(InvalidInput) as refusal:
        call(*arguments)  # type: ignore[operator]
    return [str(fault.params.get("problem", fault.expected)) for fault in refusal.value.faults]


def test_a_circle_of_links_a_directory_and_a_long_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "one").symlink_to(tmp_path / "two")
    (tmp_path / "two").symlink_to(tmp_path / "one")
    for place in (tmp_path / "one", tmp_path / ("a" * 300), tmp_path / "nowhere" / "a"):
        assert codes(write_file, place, b"new")[0] in ("unavailable", "not-found", "other")
    (tmp_path / "folder").mkdir()
    assert codes(write_file, tmp_path / "folder", b"new") == ["directory"]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["folder", "one", "two"]


def test_a_file_that_may_not_be_written_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"old")
    file.chmod(0o444)
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everything
    assert codes(write_file, file, b"new") == ["not-permitted"]
    assert file.read_bytes() == b"old"


@pytest.mark.parametrize("missing", ["the system", "the file system", "the list of open files"])
def test_where_no_file_can_be_without_a_name_it_has_one_until_it_is_whole(
    missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> int:
        raise OSError(95, "Operation not supported")

    if missing == "the system":
        monkeypatch.setattr(atomic, "_UNNAMED", 0)
    elif missing == "the file system":
        monkeypatch.setattr(os, "open", fail)
    else:
        monkeypatch.setattr(atomic, "_OPEN", tmp_path / "nowhere")
    with replacing(tmp_path / "a") as file:
        file.write(b"new")
        assert [each.suffix for each in tmp_path.iterdir()] == [".part"]
    assert (tmp_path / "a").read_bytes() == b"new"
    assert [each.name for each in tmp_path.iterdir()] == ["a"]


def test_a_file_has_no_name_until_it_is_whole(tmp_path: Path) -> None:
    if not atomic._UNNAMED:
        pytest.skip("this system gives every file a name")
    with replacing(tmp_path / "a") as file:
        file.write(b"new")
        assert list(tmp_path.iterdir()) == []
    assert (tmp_path / "a").read_bytes() == b"new"


def test_a_report_does_not_take_the_place_of_its_dossier(tmp_path: Path) -> None:
    dossier = tmp_path / "a.json"
    shutil.copy(DOSSIER, dossier)
    (tmp_path / "link.json").symlink_to(dossier)
    assert same_file(dossier, tmp_path / "link.json")
    for out in (dossier, tmp_path / "link.json"):
        for words in (("report", dossier), ("calendar", dossier)):
            done = subprocess.run(command(*words, "--out", out), capture_output=True, check=False, text=True)
            assert done.returncode == REFUSED
            assert len(done.stderr.splitlines()) == 1, done.stderr
    assert dossier.read_bytes() == DOSSIER.read_bytes()


def test_a_run_that_is_interrupted_leaves_the_old_file(sources: Path, tmp_path: Path) -> None:
    out = tmp_path / "plan.csv"
    out.write_bytes(b"old")
    run = subprocess.Popen(command("portfolio", sources / "a.csv", "--out", out), stderr=subprocess.PIPE)
    time.sleep(0.3)
    run.terminate()
    run.communicate()
    assert out.read_bytes() in (b"old", out.read_bytes() if run.returncode in (0, 1) else b"old")
    assert [each.name for each in tmp_path.iterdir()] == ["plan.csv"]


def test_what_is_wrong_with_an_output_is_said_with_its_name(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    dossier = tmp_path / "a.json"
    shutil.copy(DOSSIER, dossier)
    code, _, said = run("report", dossier, "--out", dossier, *ON)
    assert (code, "a file other than the one that is read" in said) == (REFUSED, True)
    if Path("/dev/full").exists():
        code, _, said = run("review", "--lines", EXAMPLES / "dossiers.jsonl", "--out", "/dev/full", *ON)
        assert (code, "out: " in said, "/dev/full" in said) == (REFUSED, True, True)
