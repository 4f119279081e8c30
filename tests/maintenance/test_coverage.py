"""The coverage map: what it names exists, and every rule that computes law is named by it."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from inspect import cleandoc, isclass, isfunction
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from maintenance.coverage import Provision, Status, by_provenance, by_status, parts, provisions
from qualiopi_rules.core.resources import parsed, text
from qualiopi_rules.law.source import Provenance
from tests.checks import modules, plain
from tests.law.test_texts import NAMES, tables

TESTS = Path(__file__).parent.parent
PAGE = TESTS.parent / "docs" / "reference" / "coverage.md"
BUILT = {Status.COMPUTED, Status.PARTLY}

every_provision = pytest.mark.parametrize("provision", provisions(), ids=lambda provision: provision.id)


def functions_of(tree: ast.Module) -> set[str]:
    """The functions of a module and the methods of its classes."""
    bodies = [tree.body, *(node.body for node in tree.body if isinstance(node, ast.ClassDef))]
    return {node.name for body in bodies for node in body if isinstance(node, ast.FunctionDef)}


@cache
def held_in(file: str) -> set[str]:
    return {name for name in functions_of(ast.parse((TESTS / file).read_text("utf-8"))) if name.startswith("test_")}


def says_its_source(thing: Any) -> bool:
    return re.search(r"^Source: ", cleandoc(thing.__doc__ or ""), re.MULTILINE) is not None


def things_of(cls: type[Any]) -> Iterator[tuple[str, Any]]:
    """The public methods and properties that a class defines itself."""
    for name, member in vars(cls).items():
        plain = member.__func__ if isinstance(member, classmethod | staticmethod) else member
        if not name.startswith("_") and (isfunction(plain) or isinstance(plain, property)):
            yield name, plain


def public_things() -> Iterator[tuple[str, Any]]:
    """Every function, class, method and property that the modules of the package offer, by its dotted name."""
    for module in modules():
        if hasattr(module, "__path__"):
            continue  # a package offers what its modules have, and some of that needs an extra
        for name in getattr(module, "__all__", ()):
            thing = getattr(module, name)
            if getattr(thing, "__module__", module.__name__) != module.__name__:
                continue  # a package offers it, a module has it
            if isclass(thing) or callable(thing):
                yield f"{module.__name__}:{name}", thing
            if isclass(thing):
                yield from ((f"{module.__name__}:{name}.{part}", member) for part, member in things_of(thing))


THINGS = dict(public_things())
RULES = {name for name, thing in THINGS.items() if says_its_source(thing)}


def test_rules_are_found_where_they_stand() -> None:
    """A function, a method, a class and a function that is cached; what says no source is none."""
    assert {
        "qualiopi_rules.bilan.participation:cpf_participation",
        "qualiopi_rules.bilan.bilan:Bilan.check",
        "qualiopi_rules.cycle.cycle:CertificationCycle",
        "qualiopi_rules.rnq.notes:guide_notes",
    } <= RULES
    assert not RULES & {
        "qualiopi_rules.formats.json:load",
        "qualiopi_rules.law.source:Source",
        "qualiopi_rules.bilan.cpf:Cpf",
    }
    assert functions_of(ast.parse("def f(): ...\nclass C:\n    def g(self):\n        def h(): ...")) == {"f", "g"}


@every_provision
def test_what_is_computed_names_a_rule_and_a_test_and_nothing_else_does(provision: Provision) -> None:
    built = provision.status in BUILT
    assert (bool(provision.rules), bool(provision.tests)) == (built, built)


@every_provision
def test_every_rule_that_is_named_exists_and_is_public(provision: Provision) -> None:
    assert set(provision.rules) <= THINGS.keys()
    assert len(set(provision.rules)) == len(provision.rules)


@every_provision
def test_every_test_that_is_named_exists(provision: Provision) -> None:
    for named in provision.tests:
        file, name = named.split("::")
        assert name in held_in(file), named
    assert len(set(provision.tests)) == len(provision.tests)


def test_every_rule_that_computes_law_is_named_by_a_provision() -> None:
    assert RULES - {rule for provision in provisions() for rule in provision.rules} == set()


def test_every_text_that_a_value_of_law_cites_has_a_provision() -> None:
    """All but the article on counting days, which is no text of the certification."""
    elsewhere = {table["source"] for name in NAMES for table in tables(text(name)) if table.get("basis") == "law"}
    assert elsewhere - {provision.citation.source.id for provision in provisions()} == set()


def test_ids_are_unique() -> None:
    ids = [provision.id for provision in provisions()]
    assert [name for name, count in Counter(ids).items() if count > 1] == []
    assert all(re.fullmatch(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*", name) for name in ids)


def test_provisions_stand_together_by_part_in_the_order_of_the_parts() -> None:
    assert [part for part, _ in groupby(provisions(), lambda provision: provision.part)] == list(parts())


def test_every_article_of_the_arrete_on_audits_has_its_place() -> None:
    told = [provision.title() for provision in provisions() if provision.part == "audit"]
    for article in [*map(str, range(1, 12)), "10 bis"]:
        assert [title for title in told if title.startswith(f"Art. {article}\u00a0: ")], article


@every_provision
def test_titles_and_notes_are_in_both_languages(provision: Provision) -> None:
    for words in filter(None, (provision.words, provision.note, parts()[provision.part])):
        assert words.fr.strip()
        assert words.en.strip()
    assert (plain(provision.title("fr")), provision.title("en")) == (provision.words.fr, provision.words.en)
    assert plain(provision.title()) == provision.words.fr


@every_provision
def test_what_is_not_sure_says_why(provision: Provision) -> None:
    """What is second-hand, deduced or unknown has a note; what is unknown was never seen word for word."""
    unsure = provision.citation.provenance is not Provenance.VERBATIM
    assert provision.note is not None or not (unsure or provision.status is Status.UNKNOWN)
    assert unsure or provision.status is not Status.UNKNOWN


def test_totals_are_those_of_the_text() -> None:
    """Counted here from the text itself; no status or provenance is left out."""
    entries = parsed((TESTS.parent / "maintenance" / "coverage.toml").read_text("utf-8"))["provisions"]
    assert {str(status): count for status, count in by_status().items()} == {
        status: sum(entry["status"] == status for entry in entries) for status in Status
    }
    assert {str(provenance): count for provenance, count in by_provenance().items()} == {
        provenance: sum(entry["provenance"] == provenance for entry in entries) for provenance in Provenance
    }
    assert sum(by_status().values()) == sum(by_provenance().values()) == len(provisions()) == len(entries)
    assert min(by_status().values()) > 0


def test_the_page_has_a_table_for_each_part() -> None:
    assert re.findall(r"^```\{table-of\} provisions (\S+)$", PAGE.read_text("utf-8"), re.MULTILINE) == list(parts())
