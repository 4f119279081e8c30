"""A caller's own profile, read strictly from a file and applied."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pendulum import Date

from qualiopi_rules import Answers, Category, InvalidInput, InvalidValue, Profile, applicability
from qualiopi_rules.core.errors import MissingField
from qualiopi_rules.core.words import Words
from qualiopi_rules.formats.toml import read_profile
from qualiopi_rules.law import Basis, Citation, Provenance, Source
from qualiopi_rules.profile import Removal

GOOD = """
name = "mine"
words = { fr = "La mienne", en = "Mine" }

[[removals]]
indicator = 30
question = "teaching_team"
answer = false
categories = ["BC", "AF"]
since = 2024-01-01
citation = { source = { id = "talk", title = "Un échange" }, basis = "practice", provenance = "deduced" }

[[removals]]
indicator = 32
question = "complaints"
answer = false
categories = ["BC"]
since = "2024-06-01"
note = { fr = "À vérifier", en = "To be checked" }

[removals.citation]
basis = "guide"
provenance = "second-hand"

[removals.citation.source]
id = "guide"
title = "Guide"
since = 2024-01-08
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "mine.toml"


YES_OR_NO = "yes-or-no-only"


def written(file: Path, text: str) -> Path:
    file.write_text(text, "utf-8")
    return file


def faults_of(file: Path) -> list[InvalidValue]:
    with pytest.raises(InvalidInput) as caught:
        read_profile(file)
    for fault in caught.value.faults:
        # Whatever is wrong, the message names the file.
        assert file.name in fault.say("fr")
        assert file.name in fault.say("en")
    return list(caught.value.faults)


def paths_of(file: Path) -> list[str]:
    """Where the faults are inside the file."""
    paths = [fault.path for fault in faults_of(file)]
    assert all(path.startswith(f"{file}:") for path in paths)
    return [path.removeprefix(f"{file}:").lstrip(" .") for path in paths]


def test_a_profile_is_read_whole(file: Path) -> None:
    talk = Citation(Source("talk", "Un échange"), Basis.PRACTICE, Provenance.DEDUCED)
    guide = Citation(Source("guide", "Guide", since=Date(2024, 1, 8)), Basis.GUIDE, Provenance.SECOND_HAND)
    expected = Profile(
        name="mine",
        words=Words("La mienne", "Mine"),
        removals=[
            Removal(
                indicator=30,
                question="teaching_team",
                answer=False,
                categories=[Category.BC, Category.AF],
                since=date(2024, 1, 1),
                citation=talk,
            ),
            Removal(
                indicator=32,
                question="complaints",
                answer=False,
                categories=["BC"],
                since="2024-06-01",
                citation=guide,
                note=Words("À vérifier", "To be checked"),
            ),
        ],
    )
    assert read_profile(written(file, GOOD)) == expected
    assert read_profile(str(file)) == expected
    assert all(type(removal.since) is Date for removal in read_profile(file).removals)


def test_a_profile_without_removals_is_read(file: Path) -> None:
    profile = read_profile(written(file, 'name = "none"\nwords = { fr = "Rien", en = "Nothing" }\n'))
    assert profile == Profile(name="none", words=Words("Rien", "Nothing"))


def test_a_profile_read_from_a_file_is_applied(file: Path) -> None:
    """It removes on its own answers, for its own categories, from its own days; and what ours removes, it keeps."""
    profile = read_profile(written(file, GOOD))
    answers = Answers(sole_practitioner=True, teaching_team=False, complaints=False)

    def numbers(category: str, on: str, chosen: Answers = answers) -> set[int]:
        return set(applicability([category], chosen, on=on, profile=profile).numbers)

    by_law = set(applicability(["BC"], answers, on="2024-06-01", profile="law").numbers)
    assert {18, 30, 31, 32} <= by_law
    assert numbers("BC", "2023-12-31") == by_law
    assert numbers("BC", "2024-01-01") == by_law - {30}
    assert numbers("BC", "2024-05-31") == by_law - {30}
    assert numbers("BC", "2024-06-01") == by_law - {30, 32}
    assert numbers("BC", "2024-06-01", Answers(teaching_team=True, complaints=True)) == by_law
    assert 30 not in numbers("AF", "2024-06-01")
    assert 32 in numbers("AF", "2024-06-01")
    assert {30, 32} <= numbers("VAE", "2024-06-01")

    open_ended = applicability(["BC"], Answers(subcontracting=False), on="2024-06-01", profile=profile)
    assert open_ended.undetermined == (30, 32)
    explained = applicability(["BC"], answers, on="2024-06-01", profile=profile).explain("fr")
    assert "Profil «\u00a0mine\u00a0». La mienne" in explained
    assert "Un échange" in explained
    assert "À vérifier" in explained


@pytest.mark.parametrize(
    ("old", "new", "path", "expected"),
    [
        ("indicator = 30", "indicator = 34", "removals[0].indicator", "indicator"),
        ("indicator = 30", "indicator = 0", "removals[0].indicator", "indicator"),
        ("indicator = 30", "indicator = -1", "removals[0].indicator", "indicator"),
        ("indicator = 30", "indicator = true", "removals[0].indicator", "indicator"),
        ("indicator = 30", "indicator = 30.0", "removals[0].indicator", "indicator"),
        ("indicator = 30", 'indicator = "30"', "removals[0].indicator", "indicator"),
        ('question = "complaints"', 'question = "complaint"', "removals[1].question", "one-of"),
        ('question = "complaints"', "question = 8", "removals[1].question", "text"),
        (
            'answer = false\ncategories = ["BC"]',
            'answer = 0\ncategories = ["BC"]',
            "removals[1].answer",
            "yes-or-no-only",
        ),
        ('categories = ["BC", "AF"]', "categories = []", "removals[0].categories", "not-empty"),
        ('categories = ["BC", "AF"]', 'categories = "BC"', "removals[0].categories", "list-of"),
        ('categories = ["BC", "AF"]', 'categories = ["BC", "CPF"]', "removals[0].categories[1]", "one-of"),
        ("since = 2024-01-01", "since = 2024-01-01T00:00:00", "removals[0].since", "day-not-time"),
        ("since = 2024-01-01", "since = 2024", "removals[0].since", "day"),
        ('basis = "guide"', 'basis = "rumour"', "removals[1].citation.basis", "one-of"),
        ('id = "guide"', 'id = ""', "removals[1].citation.source.id", "text"),
        ('name = "mine"', "name = 1", "name", "text"),
        ('words = { fr = "La mienne", en = "Mine" }', 'words = "Mine"', "words", "object"),
        ('en = "To be checked"', "en = 1", "removals[1].note.en", "text"),
        ('name = "mine"', 'name = "mine"\nversion = 1', "version", "known-field"),
        ('title = "Guide"', 'title = "Guide"\nurl = "x"', "removals[1].citation.source.url", "derived"),
        ('title = "Guide"', 'title = "Guide"\nyear = 2024', "removals[1].citation.source.year", "known-field"),
        ('name = "mine"\n', "", "name", None),
        ("indicator = 32\n", "", "removals[1].indicator", None),
        ('fr = "La mienne", ', "", "words.fr", None),
        ('title = "Guide"\n', "", "removals[1].citation.source.title", None),
    ],
)
def test_what_does_not_hold_is_refused_with_the_file_and_the_place(
    file: Path, old: str, new: str, path: str, expected: str | None
) -> None:
    assert GOOD.count(old) == 1
    written(file, GOOD.replace(old, new))
    assert paths_of(file) == [path]
    (fault,) = faults_of(file)
    assert fault.expected == expected if expected else isinstance(fault, MissingField)


def test_all_faults_of_a_profile_are_reported_at_once(file: Path) -> None:
    text = GOOD
    for old, new in (
        ('name = "mine"', "surplus = 1"),
        ('en = "Mine"', "en = 3"),
        ("indicator = 30", "indicator = 34"),
        ('question = "teaching_team"', 'question = " "'),
        ('basis = "practice"', 'basis = "habit"'),
        ("indicator = 32", "indicator = false"),
        ('since = "2024-06-01"', 'since = "June"'),
        ('title = "Guide"\n', ""),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    assert sorted(paths_of(written(file, text))) == [
        "name",
        "removals[0].citation.basis",
        "removals[0].indicator",
        "removals[0].question",
        "removals[1].citation.source.title",
        "removals[1].indicator",
        "removals[1].since",
        "surplus",
        "words.en",
    ]


@pytest.mark.parametrize("text", ["name", "[removals", 'name = "a"\nname = "b"', "a = " + "[" * 3000], ids=len)
def test_what_is_no_toml_is_refused(file: Path, text: str) -> None:
    (fault,) = faults_of(written(file, text))
    assert (fault.value, fault.expected) == (str(file), "toml")


@pytest.mark.parametrize(
    ("text", "line", "place"),
    [
        ("{}", "{}", "1:1"),
        ('name = "a"\n  x = oui\ny = 1', "x = oui", "2:7"),
        ('name = "a"\r\nname = "b" # c\r\n', 'name = "b"', "2:11"),
    ],
)
def test_the_line_that_is_no_toml_is_shown(file: Path, text: str, line: str, place: str) -> None:
    (fault,) = faults_of(written(file, text))
    assert (fault.path, fault.value, fault.expected) == (str(file), line, "toml")
    assert fault.params == {"problem": f"syntax:{place}"}


OTHERWISE = """name = mine
words = { fr = "La mienne", en = « Mine » }
[[removals]]
indicator = 30
answer = Faux  # or not
categories = [
    BC,
]
since = 01/01/2024
until = = 1
"""


def test_every_line_that_is_meant_otherwise_is_named_at_once_and_the_first_other_fault(file: Path) -> None:
    faults = faults_of(written(file, OTHERWISE))
    assert [fault.params["problem"] for fault in faults] == [
        f"syntax:{place}" for place in ("1:8", "2:34", "5:10", "7:5", "9:9", "10:9")
    ]
    assert [fault.suggestion for fault in faults] == [
        'name = "mine"',
        'words = { fr = "La mienne", en = "Mine" }',
        "answer = false",
        '"BC",',
        "since = 2024-01-01",
        None,
    ]
    said = faults[0].say("fr").replace("\u00a0", " ")
    assert "erreur à la ligne 1, colonne 8" in said
    assert said.endswith('; vouliez-vous dire name = "mine" ?')


def test_a_line_is_named_once(file: Path) -> None:
    """As it is written, although it would be a repetition too."""
    faults = faults_of(written(file, "x = oui\nx = oui\n"))
    assert [(fault.value, fault.params["problem"]) for fault in faults] == [
        ("x = oui", "syntax:1:5"),
        ("x = oui", "syntax:2:5"),
    ]


def test_what_was_meant_is_never_taken(file: Path) -> None:
    """Written as it is suggested, the file holds; as it stands, it is refused."""
    mended = GOOD.replace("answer = false\ncategories = [", "answer = non\ncategories = [")
    assert len(faults_of(written(file, mended))) == 2
    lines: list[str] = [*mended.splitlines()]
    for fault in faults_of(file):
        number = int(str(fault.params["problem"]).split(":")[1])
        lines[number - 1] = str(fault.suggestion)
    assert read_profile(written(file, "\n".join(lines))) == read_profile(written(file, GOOD))


def test_a_file_that_is_missing_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    for file, said in ((tmp_path / "nothing.toml", "fichier introuvable"), (tmp_path, "n’est pas accepté")):
        (fault,) = faults_of(file)
        assert (fault.value, fault.expected) == (str(file), "file")
        assert said in fault.say("fr")


def test_a_file_that_is_not_utf_8_is_refused(file: Path) -> None:
    file.write_bytes(GOOD.encode("latin-1"))
    (fault,) = faults_of(file)
    assert (fault.value, fault.expected) == (str(file), "file")


def test_braces_in_the_words_of_a_profile_are_only_braces(file: Path) -> None:
    """The words of a caller have no parameters: they are rendered as they are, and no report fails over them."""
    profile = read_profile(written(file, 'name = "mine"\nwords = { fr = "La {mienne", en = "Mine {x}" }\n'))
    applied = applicability(["BC"], on="2024-06-01", profile=profile)
    assert "La {mienne" in applied.explain("fr")
    assert "Mine {x}" in applied.explain("en")
