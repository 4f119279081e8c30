"""A file is the one before or the new one, whatever stops the writing."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from qualiopi_rules.core.errors import InvalidInput
from qualiopi_rules.formats.atomic import replacing, write_file


@pytest.mark.property
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.binary() | st.none(), parts=st.lists(st.binary(), min_size=1), stop=st.integers(0, 5))
def test_the_file_is_the_old_one_or_the_new_one(
    tmp_path: Path, before: bytes | None, parts: list[bytes], stop: int
) -> None:
    """Written in parts, stopped at any of them or not at all; nothing else is left in the folder."""
    file = tmp_path / "a.txt"
    file.unlink(missing_ok=True)
    if before is not None:
        file.write_bytes(before)
    try:
        with replacing(file) as out:
            for number, part in enumerate(parts):
                if number == stop:
                    raise KeyboardInterrupt  # noqa: TRY301 (what stops a run)
                out.write(part)
                assert (file.read_bytes() if file.exists() else None) == before
    except KeyboardInterrupt:
        assert (file.read_bytes() if file.exists() else None) == before
    else:
        assert file.read_bytes() == b"".join(parts)
    assert [each.name for each in tmp_path.iterdir()] == (["a.txt"] if file.exists() else [])


@pytest.mark.parametrize("step", ["fsync", "write", "replace"])
def test_whatever_step_fails_the_old_file_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"before")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    if step == "fsync":
        monkeypatch.setattr(os, "fsync", fail)
    if step == "replace":
        monkeypatch.setattr(Path, "replace", fail)
    content = b"after" if step != "write" else "no bytes"
    with pytest.raises((InvalidInput, TypeError)):
        write_file(file, content)  # type: ignore[arg-type]
    assert file.read_bytes() == b"before"
    assert [each.name for each in tmp_path.iterdir()] == ["a.txt"]


def test_permissions_stay_and_a_new_file_has_the_usual_ones(tmp_path: Path) -> None:
    file, new, usual = tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "c.txt"
    file.write_bytes(b"before")
    usual.write_bytes(b"")
    file.chmod(0o640)
    write_file(file, b"after")
    write_file(new, b"new")
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert stat.S_IMODE(new.stat().st_mode) == stat.S_IMODE(usual.stat().st_mode)
    assert (file.read_bytes(), new.read_bytes()) == (b"after", b"new")


def test_a_link_stays_and_what_it_points_to_is_replaced(tmp_path: Path) -> None:
    file, link = tmp_path / "a.txt", tmp_path / "link.txt"
    file.write_bytes(b"before")
    link.symlink_to(file)
    write_file(link, b"after")
    assert link.is_symlink()
    assert file.read_bytes() == b"after"


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    pipe, read = tmp_path / "pipe", list[bytes]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_file(pipe, b"through")
    reader.join()
    assert read == [b"through"]
    assert [each.name for each in tmp_path.iterdir()] == ["pipe"]


@pytest.mark.parametrize("name", ["nowhere/a.txt", "a\0b"])
def test_a_place_that_cannot_be_written_is_refused_with_its_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        write_file(tmp_path / name, b"")
    assert [(fault.value, fault.expected) for fault in caught.value.faults] == [(str(tmp_path / name), "writable")]


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        write_file(tmp_path, b"")
    assert caught.value.faults[0].params == {"problem": "directory"}
