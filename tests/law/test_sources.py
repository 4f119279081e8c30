"""The sources of the texts: how each is cited, its identifier, its collection and its days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from pendulum import Date, WeekDay

from qualiopi_rules.core.errors import InvalidInput
from qualiopi_rules.core.resources import names, text
from qualiopi_rules.law import add_months, verification
from qualiopi_rules.law.dated import dated
from qualiopi_rules.law.source import Basis, Citation, Collection, Provenance, Source, find_source, interpretation
from qualiopi_rules.law.verification import oldest_verification_of, verification_of
from tests.texts import DEDUCED, GUIDE, LAW, PRACTICE, SECOND_HAND, VERBATIM, cited, day

SOURCES: dict[Collection | None, dict[str, tuple[str, str | None, str | None, str | None]]] = {
    Collection.CODE: {
        "code-L6313-1": ("L. 6313-1", "LEGIARTI000037385660", "2019-01-01", None),
        "code-L6313-4": ("L. 6313-4", "LEGIARTI000037385673", "2019-01-01", None),
        "code-R6313-4": ("R. 6313-4", "LEGIARTI000038014107", "2019-01-01", None),
        "code-R6313-5": ("R. 6313-5", "LEGIARTI000038014109", "2019-01-01", None),
        "code-R6313-6": ("R. 6313-6", "LEGIARTI000038014111", "2019-01-01", None),
        "code-R6313-7-2019": ("R. 6313-7", "LEGIARTI000038014113", "2019-01-01", "2023-12-30"),
        "code-R6313-7": ("R. 6313-7", "LEGIARTI000048831046", "2023-12-31", None),
        "code-R6313-8": ("R. 6313-8", "LEGIARTI000038014115", "2019-01-01", None),
        "code-L6316-1": ("L. 6316-1", "LEGIARTI000048600506", "2024-01-01", None),
        "code-R6316-1": ("R. 6316-1", "LEGIARTI000038624068", "2021-01-01", None),
        "code-R6316-2": ("R. 6316-2", "LEGIARTI000038624064", "2021-01-01", None),
        "code-L6351-1": ("L. 6351-1", "LEGIARTI000037386232", "2019-01-01", None),
        "code-R6351-1": ("R. 6351-1", "LEGIARTI000043766587", "2021-07-08", None),
        "code-R6351-6": ("R. 6351-6", "LEGIARTI000052016252", "2025-08-01", None),
        "code-R6351-8": ("R. 6351-8", "LEGIARTI000043766594", "2021-07-08", None),
        "code-L6323-9-1": ("L. 6323-9-1", "LEGIARTI000046761718", "2022-12-21", None),
        "code-D6323-1-A": ("D. 6323-1 A", "LEGIARTI000053569786", "2026-02-26", None),
        "code-D6323-6": ("D. 6323-6", "LEGIARTI000053572443", "2026-02-26", None),
        "code-R6323": ("« R6323 »", "LEGIARTI000049488983", "2024-05-02", "2026-04-01"),
        "rnq-2019": ("annexe … (décret n° 2019-565 du 6 juin 2019)", "LEGIARTI000038591641", "2021-01-01", None),
        "cpc-641": ("Code de procédure civile, art. 641", "LEGIARTI000006411002", None, None),
        "cpc-642": ("Code de procédure civile, art. 642", "LEGIARTI000006411003", "1976-01-01", None),
    },
    Collection.JORF: {
        "decret-2019-565": ("Décret n° 2019-565 du 6 juin 2019, modifié", "JORFTEXT000038565259", None, None),
        "decret-2026-728": ("Décret n° 2026-728 du 1er août 2026", "JORFTEXT000054608509", "2026-11-01", None),
        "decret-2026-234": ("Décret n° 2026-234 du 30 mars 2026", "JORFTEXT000053742996", "2026-04-02", None),
        "arrete-2019-06-06": ("Arrêté du 6 juin 2019", "JORFTEXT000038565293", "2022-01-01", None),
        "arrete-2020-07-24": ("Arrêté du 24 juillet 2020, art. 2", "JORFTEXT000042165246", "2020-07-30", None),
    },
    Collection.LODA: {
        "audit-art-1": ("6 juin 2019, art. 1", "LEGIARTI000047653700", "2023-09-01", None),
        "audit-art-2": ("6 juin 2019, art. 2", "LEGIARTI000047653698", "2023-09-01", None),
        "audit-art-5": ("6 juin 2019, art. 5", "LEGIARTI000047653706", "2023-09-01", None),
    },
    Collection.JORF_ARTICLE: {
        "audit-art-1-2019": ("6 juin 2019, art. 1", "JORFARTI000038565298", "2022-01-01", "2023-08-31"),
        "audit-art-2-2019": ("6 juin 2019, art. 2", "JORFARTI000038565300", "2022-01-01", "2023-08-31"),
        "audit-art-6-2019": ("6 juin 2019, art. 6", "JORFARTI000038565304", "2022-01-01", "2023-08-31"),
        "audit-art-8-2019": ("6 juin 2019, art. 8", "JORFARTI000038565306", "2022-01-01", "2023-08-31"),
        "audit-art-10-2019": ("6 juin 2019, art. 10", "JORFARTI000038565308", "2022-01-01", None),
        "audit-art-10-bis": ("6 juin 2019, art. 10 bis", "JORFARTI000051223724", None, "2025-06-30"),
    },
    None: {
        "participation-2025": ("26 décembre 2024, participation au CPF en 2025", None, "2025-01-01", None),
        "participation-2026": ("30 décembre 2025, participation au CPF en 2026", None, "2026-01-01", None),
        "guide-v4": ("version 4 (28 octobre 2019)", None, "2019-10-28", None),
        "guide-v6": ("version 6 (5 octobre 2020)", None, "2020-10-05", None),
        "guide-v7": ("version 7 (29 mars 2021)", None, "2021-03-29", None),
        "guide-v8": ("version 8 (23 novembre 2023)", None, "2023-11-23", None),
        "guide-v9": ("version 9 (8 janvier 2024)", None, "2024-01-08", None),
        "webinar-2023": ("Webinaire … 1er mars 2023", None, "2023-03-01", None),
        "audit-grid-2025": ("Grille d’audit … août 2025", None, "2025-08-25", None),
        "questions-af-2024": ("Questions préliminaires … après mars 2024", None, "2024-03-08", None),
        "certifier-practice": ("délais de suspension et de retrait", None, None, None),
        "draft-minimum": ("Projet de décret NOR TRSD2602696D de février 2026 … R. 6313-4", None, None, None),
        "cpf-eligibility-guide": ("Guide d’éligibilité … Caisse des dépôts, décembre 2022", None, None, None),
        "guide-v10-report": ("version 10 … non publiée au 29 septembre 2026", None, "2026-09-29", None),
        "public-list": ("Liste publique des organismes de formation", None, None, None),
        "nda-form": ("onze chiffres", None, None, None),
    },
}
"""By collection: words of the title, the identifier, and the first and last days in force, or that of publication."""


@pytest.mark.parametrize("collection", SOURCES)
def test_the_sources_of_a_collection(collection: Collection | None) -> None:
    """Articles of the code with the days of their versions, décrets and arrêtés, and what is no law at all."""
    found = [each for each in map(find_source, text("law/sources")) if each.collection is collection]
    assert [each.id for each in found] == [name for name in text("law/sources") if name in SOURCES[collection]]
    for each in found:
        title, *others = SOURCES[collection][each.id]
        assert re.search(".*".join(map(re.escape, title.split(" … "))), each.title)
        assert [each.identifier, day(each.since), day(each.until)] == others


def test_every_source_is_stated_once() -> None:
    assert sorted(text("law/sources")) == sorted(name for names in SOURCES.values() for name in names)


def test_a_source_that_is_not_ours_is_refused_by_its_name() -> None:
    wrong: Any
    for wrong in ("code-L9999-9", "", "law/sources", None, 3, ["code-R6316-2"]):
        with pytest.raises(InvalidInput) as caught:
            find_source(wrong)
        assert [(each.path, each.value, each.expected) for each in caught.value.faults] == [("name", wrong, "source")]


def test_a_source_has_an_address_when_its_identifier_and_collection_are_known() -> None:
    def address(identifier: str | None, collection: Collection | None) -> str | None:
        return Source("own", "Un texte", identifier, collection).url

    assert address("LEGIARTI0001", Collection.LODA) == "https://www.legifrance.gouv.fr/loda/article_lc/LEGIARTI0001"
    assert address("LEGIARTI0001", None) is None
    assert address(None, Collection.LODA) is None
    assert address(None, None) is None


def test_what_a_citation_says_may_come_as_text() -> None:
    """A basis, a provenance and a collection; what is none of them is refused by its name, all at once."""
    own = Source("own", "Un texte", "LEGIARTI0001", Collection("loda/article_lc"))
    text_of: Any = str
    assert Source("own", "Un texte", "LEGIARTI0001", text_of("loda/article_lc")) == own
    found = Citation(own, text_of("guide"), text_of("deduced"))
    assert (found.basis, found.provenance) == (Basis.GUIDE, Provenance.DEDUCED)
    with pytest.raises(InvalidInput) as caught:
        Citation(own, text_of("custom"), text_of("sure"))
    assert [each.path for each in caught.value.faults] == ["basis", "provenance"]
    with pytest.raises(InvalidInput) as caught:
        Source("own", "Un texte", text_of("  "), text_of("jorf"))
    assert [each.path for each in caught.value.faults] == ["identifier", "collection"]


@pytest.mark.parametrize(
    ("cls", "expected"),
    [
        (
            Source,
            {
                "id": "text",
                "title": "text",
                "identifier": "text",
                "collection": "one-of",
                "since": "day",
                "until": "day",
            },
        ),
        (Citation, {"source": "instance", "basis": "one-of", "provenance": "one-of"}),
    ],
)
def test_each_field_is_refused_by_its_own_rule_and_all_at_once(cls: type[Any], expected: dict[str, str]) -> None:
    with pytest.raises(InvalidInput) as caught:
        cls(**dict.fromkeys(expected, 3))
    assert {each.path: each.expected for each in caught.value.faults} == expected


def test_a_version_that_had_ended_when_it_was_verified_moves_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that ended on that very day, or later, was still seen in force."""
    verified = Date(2026, 8, 20)
    for until, known in ((None, verified), ("2026-08-19", None), ("2026-08-20", verified), ("2026-08-21", verified)):
        source = Source("own", "Un texte", until=until and Date.fromisoformat(until))
        monkeypatch.setattr(verification, "text", lambda _: {"own": {"verified": verified}})
        monkeypatch.setattr(verification, "find_source", lambda _, source=source: source)
        assert verification_of(source) == known


def test_when_each_source_was_last_verified() -> None:
    """The articles of the code by the public index of 20 August 2026, all others as they were read in November."""
    verified = {name: Date(*table["verified"].timetuple()[:3]) for name, table in text("law/sources").items()}
    code = {name for name in verified if find_source(name).title.startswith("Code du travail,")}
    assert len(code) == 20
    assert {verified[name] for name in code} == {Date(2026, 8, 20)}
    assert {last for name, last in verified.items() if name not in code} == {Date(2026, 11, 25)}
    for name, last in verified.items():
        source = find_source(name)
        assert source.since is None or source.since <= last, name
        moves = source.until is None or source.until >= last
        assert verification_of(source) == (last if moves else None)


def test_a_text_of_a_caller_was_never_verified_whatever_its_name() -> None:
    ours = find_source("code-R6316-2")
    own = Source("code-R6316-2", "Notre contrat"), Source("contract", "Notre contrat")
    assert [verification_of(each) for each in own] == [None, None]
    cited = [Citation(each, Basis.LAW, Provenance.VERBATIM) for each in (*own, ours, find_source("guide-v9"))]
    assert oldest_verification_of(cited) == Date(2026, 8, 20)
    assert oldest_verification_of(reversed(cited)) == Date(2026, 8, 20)
    assert oldest_verification_of(cited[3:]) == Date(2026, 11, 25)
    assert oldest_verification_of(cited[:2]) is None


def test_a_month_without_the_day_ends_on_its_last_day_as_in_procedure() -> None:
    """Article 641 of the code de procédure civile; that it holds for an audit too is deduced."""
    assert cited(interpretation("law", "month_ends")) == ("cpc-641", PRACTICE, DEDUCED)


def test_a_day_that_falls_on_a_sunday_stays_there() -> None:
    """Article 642 would move it to the next working day; that it is for procedure alone is deduced."""
    assert cited(interpretation("law", "working_days")) == ("cpc-642", PRACTICE, DEDUCED)
    assert Date(2027, 1, 31).day_of_week == WeekDay.SUNDAY
    assert add_months("2026-10-31", 3) == Date(2027, 1, 31)


def test_no_other_reading_is_of_all_texts() -> None:
    assert list(text("law/interpretations")) == ["working_days", "month_ends"]


BEFORE_ITS_VERSION = {
    "arrêté of 2019": (
        {f"audit-art-{article}-2019" for article in (1, 2, 6, 8, 10)},
        "In force on 1 January 2022 (article 11, amended); the arrêté of 24 July 2020 has rules for audits of 2020.",
    ),
    "annex of 2019": (
        {"rnq-2019", "code-R6316-1"},
        "In force on 1 January 2021; the nota of the articles speaks of certifications obtained by them before.",
    ),
    "webinar": (
        {"webinar-2023"},
        "What a certifier does and says, shown on 1 March 2023: since when, nobody says. It is practice, never law.",
    ),
}
"""The sources whose words hold before the first day of their version, each with the reason."""

BEFORE_ITS_VERSION_HERE = {
    "audit/findings.NCF004": "The finding has the value of its day, whose citation is the text of that day.",
    **dict.fromkeys(
        ("bilan/findings.DOC001", "bilan/findings.DOC003", "bilan/findings.DOC004", "bilan/findings.DOC008"),
        "The finding has the value of its day: one year, second-hand, or three.",
    ),
    "rnq/referential-2019.major_only": "One citation for the life of the edition; `values` has the text of each day.",
    # Sources whose first day was not seen.
    "cycle/cycle.renewal_year.values.0": "The décret as amended in 2020, for the certifications obtained before 2021.",
    "profile/durations.article-10-bis": "Inserted early in 2025, for those certified on 1 December 2024.",
}
"""The values and findings that are in force before the version that they cite, each with the reason."""

WITHOUT_DAYS = {
    "cycle/interpretations": "The way a certifier works, as the webinar shows it.",
    "rnq/guide-v9": "In force on the day from which the guide must be used.",
    "rnq/guides": "The day of a version is that of its source.",
    "rnq/questions": "A question has the days of the indicator, the note or the profile that asks it.",
    "rnq/validation": "The way a certifier works, as the webinar shows it.",
}
"""The texts with entries that have no days of their own."""


def grounds(table: Any, since: Any = None, place: str = "") -> Iterator[tuple[str, Any, dict[str, str]]]:
    """Every citation of a text, with its place and the first day of the table that it stands in."""
    if isinstance(table, dict):
        since = table.get("since", since)
        if table.keys() == {"source", "basis", "provenance"}:
            yield place.removesuffix(".citation").removesuffix("citation"), since, table
        else:
            for key, value in table.items():
                yield from grounds(value, since, f"{place}.{key}" if place else key)
    elif isinstance(table, list):
        for index, value in enumerate(table):
            yield from grounds(value, since, f"{place}.{index}")


def younger_than_its_version() -> Iterator[tuple[str, dict[str, str]]]:
    """What is verbatim and in force before the first day of the version that it cites, by its place."""
    for name in sorted({*names("*/*")} - {*names("*/messages"), "law/sources"}):
        for place, since, ground in grounds(text(name)):
            first = find_source(ground["source"]).since
            unsure = since is None or first is None or str(since) < str(first)
            if ground["provenance"] == VERBATIM and unsure:
                yield (f"{name}.{place}" if since is not None else name), ground


def test_nothing_verbatim_is_in_force_before_the_version_that_it_cites() -> None:
    """A text binds from its first day on; what is told of earlier days is reported or deduced, or has a reason here."""
    excused = {source for sources, _ in BEFORE_ITS_VERSION.values() for source in sources}
    found = [(place, ground["source"]) for place, ground in younger_than_its_version()]
    places = BEFORE_ITS_VERSION_HERE.keys() | WITHOUT_DAYS.keys()
    assert [each for each in found if each[0] not in places and each[1] not in excused] == []
    # A reason without a case is taken out.
    assert places - {place for place, _ in found} == set()
    assert excused - {source for _, source in found} <= {"audit-art-6-2019"}


def test_what_a_webinar_shows_is_never_law() -> None:
    cited_by = [
        ground for name in names("*/*") for _, _, ground in grounds(text(name)) if "webinar" in ground["source"]
    ]
    assert {ground["basis"] for ground in cited_by} == {"practice"}


def test_a_value_of_the_law_cites_the_text_of_its_day() -> None:
    """The examples of the kind: the list of the major-only, the display, the four years, the advised renewal."""
    major_only = dated("rnq/referential-2019", "major_only")
    assert cited(major_only.on(Date(2023, 8, 31)).citation) == ("guide-v4", GUIDE, SECOND_HAND)
    assert cited(major_only.on(Date(2023, 9, 1)).citation) == ("audit-art-5", LAW, VERBATIM)
    assert dated("audit/audit", "display").find(Date(2023, 8, 31)) is None
    assert cited(dated("cycle/cycle", "validity").on(Date(2020, 12, 31)).citation)[0] == "decret-2019-565"


def test_what_can_be_found_has_a_first_day_and_never_a_last_one() -> None:
    known = {"severity", "citation", "since", "title", "message", "meaning"}
    tables = [table for name in names("*/findings") for table in text(name).values()]
    assert [table for table in tables if table.keys() != known] == []
