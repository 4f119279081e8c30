"""What the documentation takes from the package itself: tables, the words of fields, a page for each finding."""

from __future__ import annotations

import inspect
import json as stdlib_json
import re
import types
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Union, get_args, get_origin

import attrs
from docutils import nodes
from pendulum import Date
from sphinx.pycode import ModuleAnalyzer
from sphinx.util.docutils import SphinxDirective

import qualiopi_rules
from benchmarks import results
from maintenance.commands import command_rows, option_rows
from maintenance.coverage import Provision, Status, by_provenance, by_status, provisions, sources
from maintenance.docstrings import SECTION, attributes
from maintenance.examples import FILES, Example, examples as examples_of, findings_of
from maintenance.glossary import terms
from maintenance.house import drawing
from qualiopi_rules import Category
from qualiopi_rules.core.converters import amount, optional_amount
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import words
from qualiopi_rules.cycle import NDA, SIREN
from qualiopi_rules.formats import labels
from qualiopi_rules.indicators import OwnAnswers
from qualiopi_rules.law.dated import dated
from qualiopi_rules.law.source import Citation, Provenance, Source, citation
from qualiopi_rules.profile import DEFAULT_PROFILE, built_in_profiles
from qualiopi_rules.profile.durations import duration_tables
from qualiopi_rules.profile.points import conformity_points
from qualiopi_rules.results import Severity
from qualiopi_rules.results.findings import FindingCode, catalogue
from qualiopi_rules.rnq import AuditKind
from qualiopi_rules.rnq.edition import editions
from qualiopi_rules.rnq.question import questions
from tests.house.arrows import ARROWS

Rows = Iterator[Iterable[object]]

PREFIXES = {
    "APP": "the application",
    "BIL": "the bilan de compétences",
    "CNV": "the convention",
    "CPF": "the compte personnel de formation",
    "CYC": "the cycle",
    "DOC": "the documents",
    "DOS": "the dossier",
    "HIS": "the history of a file",
    "LIF": "the life of a certificate",
    "NCF": "the non-conformities",
    "PRV": "the provider",
    "QST": "the answers",
    "SHT": "the sheet of an indicator",
    "TRF": "the transfer",
}
SEVERITIES = {
    Severity.BLOCKING: "a rule is broken",
    Severity.WARNING: "something to look at; no rule is known to be broken",
    Severity.TO_CONFIRM: "not provided, and the answer matters",
}


class Table(SphinxDirective):
    """A table made from the package's data: `{table-of} sources`, or `{table-of} fields Session`."""

    required_arguments = 1
    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Parse the table as Markdown, where the directive stands."""
        name, *rest = self.arguments
        for file in (Path(__file__), *Path(qualiopi_rules.__file__).parent.rglob("*.toml")):
            self.env.note_dependency(str(file))  # a page is built again when what it shows has changed
        return self.parse_text_to_nodes("\n".join(_table(TABLES[name](*rest))))


def _table(rows: Rows) -> Iterator[str]:
    head, *body = rows
    for row in (head, ["---"] * len(list(head)), *body):
        yield f"| {' | '.join(str(cell) for cell in row)} |"


# --- Tables


def _names(package: str = "") -> Rows:
    """The names that a package offers; the root's without one."""
    offered = import_module(f"qualiopi_rules.{package}".rstrip("."))
    yield "Name", "What it is"
    for name in offered.__all__:
        if name != "__version__":
            yield _name(name, getattr(offered, name))


def _name(name: str, thing: Any) -> tuple[str, str]:
    if not (inspect.isclass(thing) or inspect.isroutine(thing)) or not thing.__module__.startswith("qualiopi_rules."):
        module = _module_of_data()[name]  # a constant or an alias knows neither its name nor its module
        summary = " ".join(ModuleAnalyzer.for_module(module).find_attr_docs()["", name])
        return f"{{py:obj}}`{name} <{module}.{name}>`", summary
    role = "class" if inspect.isclass(thing) else "func"
    if inspect.isclass(thing) and issubclass(thing, Exception):
        role = "exc"
    summary = (inspect.getdoc(thing) or "").splitlines()[0]
    return f"{{py:{role}}}`{name} <{thing.__module__}.{thing.__name__}>`", summary


@cache
def _module_of_data() -> dict[str, str]:
    """The module of each documented constant and alias."""
    modules = (f"qualiopi_rules.{module}" for each in _packages().values() for module in each)
    return {
        name: module
        for module in modules
        for cls, name in ModuleAnalyzer.for_module(module).find_attr_docs()
        if not cls
    }


def _sources() -> Rows:
    yield "Text", "Identifier", "In force, or published"
    for each in sources().values():
        until = f" to {each.until}" if each.until else ""
        yield each.title, _identifier(each), f"{each.since or '—'}{until}"


# The texts with dated values, and the unit of each value that is a number.
VALUED = (
    *("cycle/cycle", "audit/audit", "rnq/guides"),
    *("bilan/bilan", "bilan/convention", "bilan/documents", "bilan/cpf", "bilan/provider"),
    *("law/interpretations", "cycle/interpretations", "audit/interpretations"),
)
UNITS = {
    "guides.delay": "months",
    "bilan.maximum": "minutes",
    "convention.answer": "days",
    "documents.kept": "months",
    "cpf.cap": "cents",
    "cpf.interval": "months",
    "cpf.participation": "cents",
    "cpf.incapacity": "per cent",
    "cpf.sanctions": "months",
    "provider.follow_up": "months",
    **{f"cycle.{name}": "months" for name in text("cycle/cycle")},
    **{
        f"audit.{name}": unit
        for unit, names in {
            "months": "filing_age minor_implementation major_implementation major_check new_application "
            "new_application_after_withdrawal declaration_filing declaration_receipt",
            "days": "proposal transfer_sending transfer_decision declaration_change",
            "non-conformities": "minors_as_major",
            "half-days": "former_new_entrant",
            "times the square root of the number of sites": "sites_initial sites_renewal sites_extension "
            "sites_surveillance",
            "sites": "sites_unaudited_surveillance",
        }.items()
        for name in names.split()
    },
}
# The values without a day: a number that no text in force has, or a way to count.
UNDATED = {
    "bilan.draft_minimum": ("{minutes} minutes", "off by default"),
    "convention.day_count": ("the first day is not counted", "always"),
    "documents.rule_of_its_day": ("the period in force on the last day of the bilan", "always"),
    "cpf.interval_count": ("the first day is not counted, the last is", "always"),
    "cpf.remaining": ("what the rights cannot pay counts towards the participation", "always"),
    "provider.follow_up_count": ("from the last day of the bilan", "always"),
    "law/interpretations.month_ends": ("clamp to the last day of the month", "always"),
    "law/interpretations.working_days": (
        "a day on a Saturday, a Sunday or a holiday stays there",
        "always, but for times to act under a profile with `working_days`",
    ),
    "cycle/interpretations.nda_department": ("the department stands in it twice", "always"),
    "cycle/interpretations.misprint": ("an end {days} days, or {months} months off, may be copied wrongly", "always"),
    "cycle/interpretations.nda": ("{digits} digits", "always"),
    "audit/interpretations.draw": ("sites are drawn by the SHA-256 of a seed and their names", "always"),
    "audit/interpretations.refusal_elsewhere": (
        "a renewal or an extension is refused as an initial certification is",
        "always",
    ),
    "audit/interpretations.durations": ("the length of an audit follows from a table", "always"),
    "audit/interpretations.grading": ("the answers to points come to the minor and major gaps of the annex", "always"),
    "audit/interpretations.without_evidence": ("what nothing is shown for is not taken into account", "always"),
    "audit/interpretations.display_in_part": ("a certificate displayed in part only is not displayed", "always"),
    "audit/interpretations.mark": ("a report checks the use of the mark, outside the indicators", "always"),
    "audit/interpretations.scope_initial": ("an initial audit looks at all that applies", "always"),
    "audit/interpretations.scope_renewal": (
        "so does a renewal audit, and at the corrections of the audit before",
        "always",
    ),
    "audit/interpretations.scope_extension": (
        "an extension audit looks at all that applies to the added categories",
        "always",
    ),
    "audit/interpretations.scope_complementary": ("a complementary audit looks at what is to be verified", "always"),
    "cycle/interpretations.transfer_first": (
        "another certifier takes a certificate over before it extends it",
        "always",
    ),
    "cycle/interpretations.missed_surveillance": ("certifiers suspend, then withdraw", "always"),
    "cycle/interpretations.scope_extension": ("an extension can be asked for on any day of the cycle", "always"),
}


def _values() -> Rows:
    yield "Rule", "Value", "From", "Source", "Basis", "Provenance"
    for file in VALUED:
        for key, table in text(file).items():
            # As results name it; each package has a file of interpretations of its own.
            name = f"{file if file.endswith('interpretations') else file.rpartition('/')[2]}.{key}"
            if "values" in table:
                for value in dated(file, key).values:
                    until = f" to {value.until}" if value.until else ""
                    yield f"`{name}`", _valued(name, value.value), f"{value.since}{until}", *_cited(value.citation)
            elif isinstance(table, dict) and "citation" in table and name not in EXPECTED:
                said, when = UNDATED[name]
                yield f"`{name}`", said.format(**table), when, *_cited(citation(table))


EXPECTED = {"guides.expected"}  # a version of the guide that has no day yet is no value


def _valued(name: str, value: object) -> str:
    """A value as the table shows it: a list, yes or no, a code, or a number with its unit."""
    if isinstance(value, tuple):
        return ", ".join(f"`{each}`" for each in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    coded = isinstance(value, str) and name not in UNITS
    return f"`{value}`" if coded else f"{value} {UNITS[name]}"


def _indicators() -> Rows:
    old, new = editions()
    yield "No.", "Subject (2019)", "Objet (2019)", "Columns", "Condition", "Non-conformity", "Change in 2026"
    for number, last in new.items():
        first = old.get(number, last)
        columns = ", ".join(each for each in Category if each in last.categories)
        condition = f"`{last.condition}`" if last.condition else ""
        yield number, first.title("en"), first.title("fr"), columns, condition, last.grading, last.change


def _by_nature() -> Rows:
    yield "Category", "Answers that are always yes", "Source", "Basis", "Provenance"
    for fact in editions()[-1].by_nature:
        yield fact.category, ", ".join(f"`{each}`" for each in sorted(fact.questions)), *_cited(fact.citation)


def _questions() -> Rows:
    yield "Question", "The provider …", "Le prestataire …", "Asked by", "Basis", "Provenance"
    for name, question in questions().items():
        yield f"`{name}`", question.words.en, question.words.fr, *_cited(question.citation)


def _durations() -> Rows:
    yield "Table", "Audits", "Turnover", "Base", "AF, BC, VAE, CFA", "Site", "Categories", "From", "Basis", "Provenance"
    for name, table in duration_tables().items():
        _, basis, provenance = _cited(table.citation)
        until = f" to {table.until}" if table.until else ""
        for row in table.rows:
            kinds = ", ".join(kind for kind in AuditKind if kind in row.kinds)
            below = f", below {row.turnover_below_cents // 100} €" if row.turnover_below_cents else ""
            added = ", ".join(f"+{each}" for each in row.categories) if row.categories else ""
            most = f"{row.categories_most} at most" if row.categories_most else "any"
            turnover = f"from {row.turnover_from_cents // 100} €{below}"
            said = f"`{name}`", kinds, turnover, row.base, added, f"+{row.site}", most, f"{table.since}{until}"
            yield *said, basis, provenance


def _delays() -> Rows:
    yield "Name", "Months", "What it is", "Ce que c'est", "Source", "Basis", "Provenance"
    for name, entry in text("profile/delays").items():
        yield f"`{name}`", entry["months"], entry["words"]["en"], entry["words"]["fr"], *_cited(citation(entry))


def _pieces() -> Rows:
    yield "Id", "Piece", "Pièce", "From", "Source", "Basis", "Provenance"
    for entry in text("audit/application")["pieces"]:
        until = f" to {entry['until']}" if "until" in entry else ""
        said = f"{entry['words']['en']} (if any)" if entry.get("if_any") else entry["words"]["en"]
        yield f"`{entry['id']}`", said, entry["words"]["fr"], f"{entry['since']}{until}", *_cited(citation(entry))


def _points() -> Rows:
    yield "Id", "Point", "Point (français)", "Only with", "From", "Source", "Basis", "Provenance"
    for each in conformity_points():
        until = f" to {each.until}" if each.until else ""
        categories = [category for category in Category if category in (each.categories or ())]
        answer = _answer(each.question, bool(each.answer)) if each.question else ""
        only = ", ".join(filter(None, (*categories, answer)))
        yield f"`{each.id}`", each.words.en, each.words.fr, only, f"{each.since}{until}", *_cited(each.citation)


def _profiles() -> Rows:
    yield "Profile", "What it is", "Ce que c'est", "What is uncertain", "Ce qui est incertain"
    for name, profile in built_in_profiles().items():
        uncertain = (profile.uncertain.en, profile.uncertain.fr) if profile.uncertain else ("", "")
        default = " (default)" if name == DEFAULT_PROFILE else ""
        yield f"`{name}`{default}", profile.words.en, profile.words.fr, *uncertain


def _profile_questions(name: str) -> Rows:
    yield "", "Question", "The provider …", "Le prestataire …", "Asked by", "Basis", "Provenance"
    profile = built_in_profiles()[name]
    for number, question in enumerate(profile.questions, 1):
        own = " (its own)" if question in profile.own_questions else ""
        said = f"`{question.id}`{own}", question.words.en, question.words.fr
        yield number, *said, *_cited(question.citation)


def _removals() -> Rows:
    yield "Profile", "Indicator", "Removed by", "For", "From", "Source", "Basis", "Provenance", "Note"
    for name, profile in built_in_profiles().items():
        for each in profile.removals:
            answer, covered = _answer(each.question, each.answer), ", ".join(sorted(each.categories))
            note = each.note.en if each.note else ""
            yield f"`{name}`", each.indicator, answer, covered, each.since, *_cited(each.citation), note


def _adaptations() -> Rows:
    yield "Indicator", "Answer", "What changes in the evidence", "From", "Source", "Basis", "Provenance"
    for entry in text("indicators/adaptations")["adaptations"]:
        answer = _answer(entry["question"], entry["answer"])
        for value in entry["values"]:
            yield entry["indicator"], answer, entry["words"]["en"], value["since"], *_cited(citation(value))


def _profile_adaptations() -> Rows:
    yield "Profile", "Indicator", "Answer", "What changes in the evidence", "From", "Source", "Basis", "Provenance"
    for name, profile in built_in_profiles().items():
        for each in profile.adaptations:
            answer = _answer(each.question, each.answer)
            yield f"`{name}`", each.indicator, answer, each.words.en, each.since, *_cited(each.citation)


def _thresholds() -> Rows:
    yield (
        "Question",
        "Indicator",
        "What depends on it",
        "Ce qui en dépend",
        "Threshold",
        "Source",
        "Basis",
        "Provenance",
    )
    for entry in text("indicators/adaptations")["thresholds"]:
        published = text("profile/thresholds")[entry["question"]]["values"]
        known = ", ".join(f"{value['value']} from {value['since']}" for value in published) or "not published"
        said = f"`{entry['question']}`", entry["indicator"], entry["words"]["en"], entry["words"]["fr"], known
        yield *said, *_cited(citation(entry["values"][-1]))


def _outcomes() -> Rows:
    yield "Profile", "Reservations from", "Unfavourable from", "Source", "Basis", "Provenance"
    for name, profile in built_in_profiles().items():
        if profile.outcomes:
            scale = profile.outcomes
            counts = f"{scale.reservations_from} minor", f"{scale.unfavourable_from} minor, or 1 major"
            yield f"`{name}`", *counts, *_cited(scale.citation)


def _answer(question: str, answer: bool) -> str:
    return f"`{question}` = {'yes' if answer else 'no'}"


def _statuses() -> Rows:
    meant = attributes(Status)
    yield "Status", "What it means", "Provisions"
    for status, count in by_status().items():
        yield f"**{status}**", meant[status.name], count
    yield "All", "", len(provisions())


def _provenances() -> Rows:
    meant = attributes(Provenance)
    yield "Provenance", "What it means", "Provisions"
    for provenance, count in by_provenance().items():
        yield f"**{provenance}**", meant[provenance.name], count
    yield "All", "", len(provisions())


def _provisions(part: str) -> Rows:
    yield "Provision", "Disposition", "Status", "Rules", "Tests", "Provenance", "Note"
    for each in provisions():
        if each.part == part:
            rules = "<br>".join(_rule(name) for name in each.rules)
            tests = "<br>".join(f"`{name}`" for name in each.tests)
            note = each.note.en if each.note else ""
            titles = _provision(each), each.title("fr")
            yield *titles, f"**{each.status}**", rules, tests, each.citation.provenance, note


def _unsure() -> Rows:
    yield "Provision", "Status", "Provenance", "Note", "Remarque"
    for each in provisions():
        if each.note and (each.status is Status.UNKNOWN or each.citation.provenance is not Provenance.VERBATIM):
            yield _provision(each), f"**{each.status}**", each.citation.provenance, each.note.en, each.note.fr


def _provision(each: Provision) -> str:
    url = each.citation.source.url
    return f"[{each.title('en')}]({url})" if url else each.title("en")


def _rule(name: str) -> str:
    """A rule, linked to where the page of its module has it."""
    module, _, inside = name.partition(":")
    return f"{{py:obj}}`{inside} <{module}.{inside}>`"


def _glossary() -> Rows:
    yield "Terme / French term", "Équivalent anglais / In English", "Définition en français", "Definition in English"
    for entry in terms():
        yield f"**{entry['term']}**", entry["english"], entry["fr"], entry["en"]


def _fields(name: str) -> Rows:
    cls = _class(name)
    attrs.resolve_types(cls)
    described = attributes(cls)
    yield "Name", "Value", "Required", "What it is"
    for field in attrs.fields(cls):
        required = "yes" if field.default is attrs.NOTHING else ""
        value = _value(field.type)
        if field.converter in (amount, optional_amount):
            value = value.replace(SIMPLE[int], "whole number, 0 or more")
        yield f"`{field.name}`", value, required, _in_json(described[field.name])


def _class(name: str) -> Any:
    # The document of a dossier is that of a bilan; `view` has the one that is written.
    offering = (import_module(f"qualiopi_rules.{package}") for package in _packages() if package != "view")
    return next(getattr(package, name) for package in offering if name in getattr(package, "__all__", ()))


def _modules(package: str) -> Rows:
    yield "Module", "What it is"
    for module in _packages()[package]:
        yield f"[`{module}`]({_page_of(module)}.md)", _summary(module)


def _packages_listed() -> Rows:
    yield "Package", "What it is about", "Modules"
    for package, modules in _packages().items():
        listed = ", ".join(f"[`{module.partition('.')[2]}`](modules/{_page_of(module)}.md)" for module in modules)
        yield f"[`{package}`](modules/{package}.md)", _summary(package), listed


def _summary(module: str) -> str:
    said = inspect.getdoc(import_module(f"qualiopi_rules.{module}")) or ""
    return " ".join(said.split("\n\n")[0].splitlines())


def _labels(package: str) -> Rows:
    yield "Enumeration", "Code", "En français", "In English"
    french, english = labels("fr"), labels("en")
    for name in text("formats/labels")[package]:
        enumeration, _ = _name(name, _class(name))
        for code, label in french[name].items():
            yield enumeration, f"`{code}`", label, english[name][code]
            enumeration = ""  # it stands once, before the first of its codes


def _label_of_findings() -> Rows:
    yield "Code", "En français", "In English"
    french, english = labels("fr"), labels("en")
    for code, label in french["FindingCode"].items():
        yield f"[{code}](../findings/{code}.md)", label, english["FindingCode"][code]


def _versions() -> Rows:
    """The versions that the changelog names, with their days."""
    yield "Version", "Day"
    changelog = (Path(__file__).parent.parent / "CHANGELOG.md").read_text("utf-8")
    for version, day in re.findall(r"^## \[(.+?)\](?: - (\S+))?", changelog, re.MULTILINE):
        yield (version, day) if day else (f"{qualiopi_rules.__version__}, this documentation", "not released yet")


def _backends() -> Rows:
    # The tests hold this file: what is built here needs none of the libraries.
    seen = stdlib_json.loads((Path(__file__).parent / "reference" / "backends.json").read_text("utf-8"))
    heads = ("version", "day", "code", "yes or no", "count", "mask", "runs", "order")
    yield "Library", *(head.capitalize() for head in heads)
    for name, each in seen.items():
        yield name, *(each[head] if head in {"version", "runs", "order"} else f"`{each[head]}`" for head in heads)


def _measured(part: str) -> Rows:
    return results.TABLES[part](results.load())


TABLES: dict[str, Callable[..., Rows]] = {
    "adaptations": _adaptations,
    "backends": _backends,
    "by-nature": _by_nature,
    "commands": command_rows,
    "delays": _delays,
    "durations": _durations,
    "fields": _fields,
    "glossary": _glossary,
    "indicators": _indicators,
    "label-of-findings": _label_of_findings,
    "labels": _labels,
    "measured": _measured,
    "modules": _modules,
    "names": _names,
    "options": option_rows,
    "outcomes": _outcomes,
    "packages": _packages_listed,
    "pieces": _pieces,
    "points": _points,
    "profile-adaptations": _profile_adaptations,
    "profile-questions": _profile_questions,
    "profiles": _profiles,
    "provenances": _provenances,
    "provisions": _provisions,
    "questions": _questions,
    "removals": _removals,
    "sources": _sources,
    "statuses": _statuses,
    "thresholds": _thresholds,
    "unsure": _unsure,
    "values": _values,
    "versions": _versions,
}


def _value(kind: Any) -> str:
    """What JSON holds for a field of that type."""
    if kind == OwnAnswers:
        return "object of `true`, `false` or `null` by id"
    if get_origin(kind) in (Union, types.UnionType):
        inner = [each for each in get_args(kind) if each is not type(None)]
        said = [each for one in inner for each in (["`true`", "`false`"] if one is bool else [_value(one)])]
        last = ["`null`"] if len(inner) < len(get_args(kind)) else []
        return " or ".join(filter(None, (", ".join([*said, *last][:-1]), [*said, *last][-1])))
    if get_origin(kind) in (tuple, frozenset):
        return f"list of {_value(get_args(kind)[0])}"
    if kind in SIMPLE:
        return SIMPLE[kind]
    if issubclass(kind, Enum):
        return ", ".join(f"`{member.value}`" for member in kind)
    page = "profile" if kind.__name__ in OF_PROFILES else "dossier"
    return f"[{kind.__name__}]({page}.md#{kind.__name__.lower()})"


# What a profile is made of has its fields on the page of the profile; all else on that of the dossier.
OF_PROFILES = {
    *("ConformityPoint", "DurationRow", "DurationTable", "EvidenceChange", "OutcomeScale", "Question", "Removal"),
    *("RenewalAdvice", "SuspensionDelay", "Threshold"),
}


def _in_json(said: str) -> str:
    return re.sub(r"\b(True|False|None)\b", lambda word: f"`{LITERALS[word[0]]}`", said)


LITERALS = {"True": "true", "False": "false", "None": "null"}
SIMPLE: dict[Any, str] = {str: "text", int: "whole number, 1 or more", Date: "day, as `2023-02-02`"}
SIMPLE |= {bool: "`true` or `false`", NDA: "11 digits", SIREN: "9 digits, as text"}


def _identifier(each: Source) -> str:
    return f"[{each.identifier}]({each.url})" if each.url else "—"


def _cited(cited: Citation) -> tuple[str, str, str]:
    title = f"[{cited.source.title}]({cited.source.url})" if cited.source.url else cited.source.title
    return title, cited.basis, cited.provenance


# --- The words of fields, for autodoc

_ADDRESS = re.compile(r"\w+=<function \w+ at 0x\w+>, ")
COLON = "\ue000"  # stands in for a colon: Napoleon would take the words before it for a type


def rewrite(_app: object, what: str, _name: str, obj: Any, _options: object, lines: list[str]) -> None:
    """Take the fields out of the docstring of a class, for `describe`; say what the members of an enumeration mean."""
    if what in {"attribute", "data", "property"}:
        lines[:] = [line.replace(":", COLON) for line in lines]
    if not inspect.isclass(obj):
        return
    if attrs.has(obj):
        lines[:] = SECTION.sub("\n", "\n".join(lines)).split("\n")
    elif issubclass(obj, Enum):
        lines += ["", *(f"- `{member}`: {said}" for member, said in attributes(obj).items())]


def describe(_app: object, what: str, name: str, _obj: object, _options: object, lines: list[str]) -> None:
    """Give a field the words that the docstring of its class has for it."""
    lines[:] = [line.replace(COLON, ":") for line in lines]
    owner, _, field = name.rpartition(".")
    module, _, cls = owner.rpartition(".")
    if what == "attribute" and field in (said := attributes(getattr(import_module(module), cls))):
        lines[:] = [f"{said[field][0].upper()}{said[field][1:]}"]


def written(_app: object, _what: str, _name: str, _obj: object, _options: object, said: str | None, back: str) -> Any:
    """Leave out of a signature the functions that stand in it by their address, which is no text of Python."""
    return (said and _ADDRESS.sub("", said)), back


# --- The picture of the packages


def write_picture(docs: Path) -> None:
    """Write `explanation/house.svg`: the packages and what each imports."""
    file, drawn = docs / "explanation" / "house.svg", drawing()
    if not file.exists() or file.read_text("utf-8") != drawn:
        file.write_text(drawn, "utf-8")


# --- One page for each module, grouped by package


def write_modules(docs: Path) -> None:
    """Write `reference/modules/*.md`: a page for each package, and one for each of its modules, from its docstrings."""
    packages = _packages()
    pages = {package: _package(package, modules) for package, modules in packages.items()}
    pages |= {_page_of(module): _module(module) for modules in packages.values() for module in modules}
    _write(docs / "reference" / "modules", pages)


@cache
def _packages() -> dict[str, tuple[str, ...]]:
    """The modules of each package, the packages from the bottom up."""
    root = Path(qualiopi_rules.__file__).parent
    return {
        package: tuple(
            f"{package}.{file.stem}" for file in sorted((root / package).glob("*.py")) if file.stem != "__init__"
        )
        for package in ARROWS
    }


def _page_of(module: str) -> str:
    return module.replace(".", "-")


def _package(package: str, modules: Iterable[str]) -> Iterator[str]:
    yield from (f"# `{package}`", "", _summary(package), "")
    if import_module(f"qualiopi_rules.{package}").__dict__.get("__all__"):
        yield from ("## Names", "", f"What `from qualiopi_rules.{package} import …` offers:", "")
        yield from ("```{table-of} names " + package, "```", "")
    yield from ("## Modules", "", "```{table-of} modules " + package, "```", "")
    yield from ("```{toctree}", ":hidden:", "", *map(_page_of, modules), "```")


def _module(module: str) -> Iterator[str]:
    yield from (f"# `{module}`", "", "```{eval-rst}", f".. automodule:: qualiopi_rules.{module}", "```")


# --- One page for each code


def write_findings(docs: Path) -> None:
    """Write `findings/*.md`: a page for each code, and an index."""
    pages = {code: _page(entry, docs / "examples") for code, entry in catalogue().items()}
    _write(docs / "findings", {**pages, "index": _index(catalogue().values())})


def _write(folder: Path, pages: dict[str, Iterator[str]]) -> None:
    """Write pages; one that did not change is left alone, so that it is not built again."""
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.md"):
        if old.stem not in pages:
            old.unlink()
    for name, lines in pages.items():
        file, content = folder / f"{name}.md", "\n".join([*lines, ""])
        if not file.exists() or file.read_text("utf-8") != content:
            file.write_text(content, "utf-8")


def _index(entries: Iterable[FindingCode]) -> Iterator[str]:
    entries = list(entries)
    yield from ("# Findings", "")
    yield "What the checks can find, one page for each code."
    yield "A code is stable: it is never reused for something else."
    yield from ("The pages are made from the data of the package.", "")
    yield from (f"- **{severity}**: {meaning}." for severity, meaning in SEVERITIES.items())
    for prefix in sorted({entry.code[:3] for entry in entries}):
        own = [entry for entry in entries if entry.code.startswith(prefix)]
        rows = [(f"[{entry.code}]({entry.code}.md)", entry.title.en, entry.title.fr, entry.severity) for entry in own]
        yield from (
            "",
            f"## {prefix}: {PREFIXES[prefix]}",
            "",
            *_table(iter([("Code", "Title", "Titre", "Severity"), *rows])),
        )
    yield from ("", "```{toctree}", ":hidden:", "", *(entry.code for entry in entries), "```")


def _page(entry: FindingCode, examples: Path) -> Iterator[str]:
    title, basis, provenance = _cited(entry.citation)
    yield from (f"# {entry.code}: {entry.title.en}", "", entry.meaning.en, "")
    identifier = f" ({entry.citation.source.identifier})" if entry.citation.source.url else ""
    yield f"- Severity: **{entry.severity}**, {SEVERITIES[entry.severity]}."
    yield f"- Source: {title}{identifier}."
    yield f"- Basis and provenance: {basis}, {provenance}; see [How to read a source](../explanation/sources.md)."
    yield f"- Since: {entry.since}."
    yield from (
        "",
        "## An example that brings it",
        "",
        *_example(examples_of()[entry.code].triggers, entry, examples, "en"),
    )
    yield from (
        "",
        "## An example that does not",
        "",
        *_example(examples_of()[entry.code].passes, entry, examples, "en"),
    )
    yield from ("", f"## En français : {entry.title.fr}", "", entry.meaning.fr)
    yield from ("", *_as_reported(examples_of()[entry.code].triggers, entry, examples, "fr"))


def _example(example: Example, entry: FindingCode, examples: Path, locale: Locale) -> Iterator[str]:
    file = FILES[example.file]
    draft = f", with `draft_minimum_from` {example.draft_minimum_from}" if example.draft_minimum_from else ""
    patch = stdlib_json.loads(example.patch)
    change = "with this [JSON merge patch](https://www.rfc-editor.org/rfc/rfc7396)" if patch else "as it is"
    yield f"The file [{file}](../examples/{file}), {change}, on {example.on}{draft}."
    if patch:
        yield from ("", "```json", stdlib_json.dumps(patch, indent=2, ensure_ascii=False), "```")
    yield from ("", *_as_reported(example, entry, examples, locale))


def _as_reported(example: Example, entry: FindingCode, examples: Path, locale: Locale) -> Iterator[str]:
    """The finding as the report writes it; the build stops when an example does not do what it is there for."""
    found = [each for each in findings_of(example, examples) if each.code == entry.code]
    if bool(found) is (example is examples_of()[entry.code].passes):
        raise ValueError(f"{entry.code}: the example does not do what it is there for")
    for each in found:
        severity = words(f"word.{each.severity}").say(locale)
        colon = " :" if locale == "fr" else ":"
        yield f"> {each.code} ({severity}) {each.entry.title.say(locale)}{colon} {each.message(locale)}"
