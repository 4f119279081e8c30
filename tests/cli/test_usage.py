"""What is wrong with the words of a command: exit code 2, nothing on the standard output, one line in our words."""

from __future__ import annotations

import pytest
from cyclopts.exceptions import CoercionError, CycloptsError, MissingArgumentError, UnknownCommandError

from qualiopi_rules.cli.usage import usage_error
from tests.cli.conftest import Run

CASES = {
    "revew": ("Commande inconnue : revew ; vouliez-vous dire review ?", "Unknown command: revew; did you mean review?"),
    "xyz": ("Commande inconnue : xyz", "Unknown command: xyz"),
    "profile chek": (
        "Commande inconnue : chek ; vouliez-vous dire check ?",
        "Unknown command: chek; did you mean check?",
    ),
    "review": ("Il manque DOSSIER", "DOSSIER is missing"),
    "check": ("Il manque DOSSIER...", "DOSSIER... is missing"),
    "cycle": ("Il manque JOUR", "DAY is missing"),
    "calendar a.json": ("Il manque --out", "--out is missing"),
    "review a.json --on": ("L’option --on attend une valeur", "The option --on needs a value"),
    "review a.json --onn x": (
        "Option inconnue : --onn ; vouliez-vous dire --on ?",
        "Unknown option: --onn; did you mean --on?",
    ),
    "--zzz": ("Commande inconnue : --zzz", "Unknown command: --zzz"),
    "review a.json b.json": ("En trop : b.json", "Too many: b.json"),
    "review a.json --format json --format text": (
        "L’option --format est donnée deux fois",
        "The option --format is given twice",
    ),
    "review a.json --format jso": (
        (
            "--format : « jso » n’est pas accepté ; "
            "au choix : text, json, references, explanation ; vouliez-vous dire json ?"
        ),
        "--format: “jso” is not accepted; one of: text, json, references, explanation; did you mean json?",
    ),
    "completion csh": (
        "INTERPRÉTEUR : « csh » n’est pas accepté ; au choix : bash, zsh, fish, powershell ; vouliez-vous dire zsh ?",
        "SHELL: “csh” is not accepted; one of: bash, zsh, fish, powershell; did you mean zsh?",
    ),
    "portfolio a.csv --out b.csv --upcoming many": (
        "--upcoming : « many » n’est pas un nombre entier",
        "--upcoming: “many” is not a whole number",
    ),
    "indicators --category XX": (
        "--category : « XX » n’est pas accepté ; au choix : AF, BC, VAE, CFA",
        "--category: “XX” is not accepted; one of: AF, BC, VAE, CFA",
    ),
    "review a.json --color=pink": (
        "--color : « pink » n’est pas accepté ; au choix : auto, always, never",
        "--color: “pink” is not accepted; one of: auto, always, never",
    ),
}


@pytest.mark.parametrize(("words", "said"), CASES.items(), ids=CASES.keys())
def test_what_is_wrong_is_said_in_the_language(run: Run, words: str, said: tuple[str, str]) -> None:
    for locale, expected in zip(("fr", "en"), said, strict=True):
        code, out, err = run(*words.split(), "--lang", locale)
        assert (code, out) == (2, "")
        first, second = err.splitlines()
        assert first == expected
        command = " ".join(words.split()[: 2 if words == "profile" else 1])
        assert second.startswith({"fr": "Pour l’aide : qualiopi-rules", "en": "For help: qualiopi-rules"}[locale])
        assert second.endswith(" --help")
        assert command


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (CycloptsError(), "Commande mal formée"),
        (MissingArgumentError(), "Il manque "),
        (CoercionError(), " : « » n’est pas un nombre entier"),
        (UnknownCommandError(), "Commande inconnue : "),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, CycloptsError) else each,
)
def test_an_error_that_knows_nothing_is_said_all_the_same(error: CycloptsError, said: str) -> None:
    lines = usage_error(error, "qualiopi-rules", "fr").replace("\u00a0", " ").splitlines()
    assert lines == [said.replace("« »", "«  »"), "Pour l’aide : qualiopi-rules --help"]
