"""The sources of the texts: how each is cited, its identifier, its collection and its days."""

from __future__ import annotations

import re

import pytest

from qualiopi_rules.core.resources import names, text
from qualiopi_rules.law.source import Collection, find_source, interpretation
from tests.texts import DEDUCED, PRACTICE, cited, day

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
        "code-R6351-1": ("R. 6351-1", "LEGIARTI000043766587", "2021-07-08", None),
        "code-R6351-6": ("R. 6351-6", "LEGIARTI000052016252", "2025-08-01", None),
        "code-R6351-8": ("R. 6351-8", "LEGIARTI000043766594", "2021-07-08", None),
        "code-L6323-9-1": ("L. 6323-9-1", "LEGIARTI000046761718", "2022-12-21", None),
        "code-D6323-1-A": ("D. 6323-1 A", "LEGIARTI000053569786", "2026-02-26", None),
        "code-D6323-6": ("D. 6323-6", "LEGIARTI000053572443", "2026-02-26", None),
        "code-R6323": ("« R6323 »", "LEGIARTI000049488983", "2024-05-02", "2026-04-01"),
        "rnq-2019": ("annexe … (décret n° 2019-565 du 6 juin 2019)", "LEGIARTI000038591641", "2021-01-01", None),
        "cpc-641": ("Code de procédure civile, art. 641", "LEGIARTI000006411002", None, None),
    },
    Collection.JORF: {
        "decret-2019-565": ("Décret n° 2019-565 du 6 juin 2019", "JORFTEXT000038565259", "2019-06-09", None),
        "decret-2026-728": ("Décret n° 2026-728 du 1er août 2026", "JORFTEXT000054608509", "2026-11-01", None),
        "arrete-2019-06-06": ("Arrêté du 6 juin 2019", "JORFTEXT000038565293", "2019-06-09", None),
        "arrete-2020-07-24": ("Arrêté du 24 juillet 2020, art. 2", "JORFTEXT000042165246", "2020-07-30", None),
    },
    Collection.LODA: {
        "audit-art-1": ("6 juin 2019, art. 1", "LEGIARTI000047653700", "2023-09-01", None),
        "audit-art-2": ("6 juin 2019, art. 2", "LEGIARTI000047653698", "2023-09-01", None),
        "audit-art-5": ("6 juin 2019, art. 5", "LEGIARTI000047653706", "2023-09-01", None),
    },
    Collection.JORF_ARTICLE: {
        "audit-art-1-2019": ("6 juin 2019, art. 1", "JORFARTI000038565298", "2019-06-09", "2023-08-31"),
        "audit-art-2-2019": ("6 juin 2019, art. 2", "JORFARTI000038565300", "2019-06-09", "2023-08-31"),
        "audit-art-6-2019": ("6 juin 2019, art. 6", "JORFARTI000038565304", "2019-06-09", "2023-08-31"),
        "audit-art-8-2019": ("6 juin 2019, art. 8", "JORFARTI000038565306", "2019-06-09", "2023-08-31"),
        "audit-art-10-2019": ("6 juin 2019, art. 10", "JORFARTI000038565308", "2019-06-09", None),
        "audit-art-10-bis": ("6 juin 2019, art. 10 bis", "JORFARTI000051223724", None, "2025-06-30"),
    },
    None: {
        "participation-2025": ("participation au CPF en 2025", None, "2025-01-01", None),
        "decret-2026-234": ("Décret n° 2026-234", None, "2026-04-02", None),
        "guide-v6": ("version 6 (5 octobre 2020)", None, "2020-10-05", None),
        "guide-v7": ("version 7 (29 mars 2021)", None, "2021-03-29", None),
        "guide-v8": ("version 8 (23 novembre 2023)", None, "2023-11-23", None),
        "guide-v9": ("version 9 (8 janvier 2024)", None, "2024-01-08", None),
        "webinar-2023": ("Webinaire … 1er mars 2023", None, "2023-03-01", None),
        "audit-grid-2025": ("Grille d'audit … août 2025", None, "2025-08-25", None),
        "questions-af-2024": ("Questions préliminaires … après mars 2024", None, "2024-03-08", None),
        "certifier-practice": ("délais de suspension et de retrait", None, None, None),
        "draft-minimum": ("Projet de décret NOR TRSD2602696D … R. 6313-4", None, None, None),
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


def test_a_month_without_the_day_ends_on_its_last_day_as_in_procedure() -> None:
    """Article 641 of the code de procédure civile; that it holds for an audit too is deduced."""
    assert list(text("law/interpretations")) == ["month_ends"]
    assert cited(interpretation("law", "month_ends")) == ("cpc-641", PRACTICE, DEDUCED)


def test_what_can_be_found_has_a_first_day_and_never_a_last_one() -> None:
    known = {"severity", "citation", "since", "title", "message", "meaning"}
    tables = [table for name in names("*/findings") for table in text(name).values()]
    assert [table for table in tables if table.keys() != known] == []
