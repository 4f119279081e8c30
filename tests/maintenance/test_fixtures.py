"""What a release wrote is read by the next ones: one value of each class, pickled and as JSON."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path
from typing import Any

import attrs
import pytest

from maintenance.fixtures import FIXTURES, ONLY_PICKLED, SUFFIXES, classes, path_of, values, versions, write, written
from qualiopi_rules import __version__, dump, load

# The numbers of companies are checked by a library of an extra.
pytestmark = pytest.mark.extra

KEPT = [(version, name) for version, names in versions().items() for name in names]
UNHASHABLE = {"indicators.Facts"}
"""It holds the answers by question, as the rules read them."""
AGAIN = "Run `python -m maintenance.fixtures` where the change is meant"


@pytest.fixture(scope="module")
def today() -> dict[str, Any]:
    return values()


def read(path: Path, cls: type[Any]) -> Any:
    return pickle.loads(path.read_bytes()) if path.suffix == ".pickle" else load(path.read_bytes(), cls)


def test_every_class_is_kept_of_this_version(today: dict[str, Any]) -> None:
    assert set(today) == set(classes())
    assert set(versions()[__version__]) == set(classes()), AGAIN
    assert set(classes()) >= ONLY_PICKLED


@pytest.mark.parametrize(("version", "name"), KEPT)
def test_what_a_version_wrote_is_read(version: str, name: str) -> None:
    """Each file gives an object of the class, all of them the same, which is then written and read as ever."""
    cls = classes()[name]
    kept = [path_of(name, suffix, version) for suffix in SUFFIXES]
    found = [read(path, cls) for path in kept if path.is_file()]
    assert len(found) >= (1 if name in ONLY_PICKLED else 2)
    first = found[0]
    assert type(first) is cls
    assert found == [first] * len(found)
    assert name in UNHASHABLE or len(set(found)) == 1
    assert name in ONLY_PICKLED or load(dump(first), cls) == first


@pytest.mark.parametrize("name", classes())
def test_what_this_version_wrote_is_what_it_writes(name: str, today: dict[str, Any]) -> None:
    """The value of today is that of the files, and its JSON the same text; a pickle may be written in several ways."""
    value = today[name]
    for suffix, content in written(name, value).items():
        path = path_of(name, suffix)
        assert read(path, type(value)) == value, AGAIN
        assert suffix == "pickle" or path.read_bytes() == content, AGAIN


@pytest.mark.parametrize("name", classes())
def test_a_copy_is_equal_and_of_the_same_class(name: str, today: dict[str, Any]) -> None:
    value = today[name]
    protocols = range(2, pickle.HIGHEST_PROTOCOL + 1)
    copies = [
        *(copy.copy(value), copy.deepcopy(value)),
        *(pickle.loads(pickle.dumps(value, protocol)) for protocol in protocols),
    ]
    for again in copies:
        assert (type(again), again) == (type(value), value)
        assert name in UNHASHABLE or hash(again) == hash(value)
    assert attrs.evolve(value) == value


def test_nothing_else_is_kept() -> None:
    expected = {path_of(name, suffix).name for name, value in values().items() for suffix in written(name, value)}
    assert {path.name for path in (FIXTURES / __version__).iterdir()} == expected, AGAIN


def test_writing_replaces_what_is_there(tmp_path: Path) -> None:
    left = tmp_path / "0" / "law.Gone.pickle"
    left.parent.mkdir()
    left.write_bytes(b"")
    write(left.parent)
    assert not left.exists()
    assert {path.name for path in left.parent.iterdir()} == {path.name for path in (FIXTURES / __version__).iterdir()}
