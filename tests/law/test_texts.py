"""The texts: every value has a source, a basis and a provenance, and holds on known days."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from pendulum import Date

from qualiopi_rules import InvalidInput, NotInForce
from qualiopi_rules.core.resources import names, text
from qualiopi_rules.law import Basis, Citation, Provenance, Source
from qualiopi_rules.law.dated import Dated, dated, dated_from
from qualiopi_rules.law.months import month_convention
from qualiopi_rules.law.source import Collection, citation, citation_of, find_source
from qualiopi_rules.strategies import days

NAMES = sorted(set(names("*/*")) - set(names("*/messages")))  # messages have groups that are keyed `source`
GROUND = {"source", "basis", "provenance"}


def tables(value: Any) -> list[dict[str, Any]]:
    """Every table of a text, at any depth."""
    if isinstance(value, dict):
        return [value, *(table for item in value.values() for table in tables(item))]
    if isinstance(value, list):
        return [table for item in value for table in tables(item)]
    return []


def dated_tables(name: str) -> list[list[dict[str, Any]]]:
    return [table["values"] for table in tables(text(name)) if "values" in table]


@pytest.mark.parametrize("name", NAMES)
def test_a_value_with_a_source_has_a_basis_and_a_provenance_that_are_known(name: str) -> None:
    for table in tables(text(name)):
        if GROUND & table.keys():
            assert table.keys() == GROUND, table
            assert isinstance(citation_of(table), Citation)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "law/sources"])
def test_every_figure_of_the_texts_stands_beside_its_source(name: str) -> None:
    """A table with a month count, a number of minutes, a list of indicators or half-days cites what it rests on."""
    for table in tables(text(name)):
        if {"value", "minutes", "months", "numbers", "rows", "since"} & table.keys():
            assert "citation" in table, table


@pytest.mark.parametrize("name", NAMES)
def test_dated_values_are_in_order_and_never_overlap(name: str) -> None:
    """There is a gap between two values only where the earlier one says its own end."""
    for values in filter(None, dated_tables(name)):  # of some rules no value is known yet
        rule = dated_from(name, [{"value": None, **table} for table in values])
        for table, earlier, later in zip(values, rule.values, rule.values[1:], strict=False):
            assert earlier.until is not None
            assert earlier.since <= earlier.until < later.since
            assert earlier.until.add(days=1) == later.since or "until" in table


@pytest.mark.property
@given(day=days())
def test_at_most_one_value_of_a_rule_holds_on_a_day(day: Date) -> None:
    for key in text("cycle/cycle"):
        rule: Dated[int] = dated("cycle/cycle", key)
        holding = [v for v in rule.values if v.since <= day and (v.until is None or day <= v.until)]
        if holding:
            assert [rule.on(day)] == holding
        else:
            with pytest.raises(NotInForce) as refusal:
                rule.on(day)
            assert (refusal.value.rule, refusal.value.day) == (f"cycle.{key}", day)
            assert refusal.value.first == Date(2019, 6, 9)


def test_a_value_that_says_its_own_end_ends_there() -> None:
    ground = {"citation": {"source": "rnq-2019", "basis": "law", "provenance": "verbatim"}}
    rule = dated_from("rule", [{"value": 1, "since": "2020-01-01", "until": "2020-12-31", **ground}])
    assert rule.on(Date(2020, 12, 31)).value == 1
    with pytest.raises(NotInForce, match="ends on 31 December 2020") as refusal:
        rule.on(Date(2021, 1, 1))
    assert refusal.value.last == Date(2020, 12, 31)


def test_the_figures_of_the_cycle_are_those_of_the_texts() -> None:
    """R. 6316-2: three years; arrêté of 6 June 2019, article 2: 14th to 22nd month; four years and 28 before 2021."""
    for key, before_2021, since_2021 in (
        ("validity", 48, 36),
        ("surveillance_opens", 14, 14),
        ("surveillance_closes", 28, 22),
        ("renewal_year", 12, 12),
        ("renewal_opens", 6, 6),
        ("renewal_closes", 3, 3),
    ):
        assert dated("cycle/cycle", key).on(Date(2020, 12, 31)).value == before_2021
        assert dated("cycle/cycle", key).on(Date(2021, 1, 1)).value == since_2021
        assert dated("cycle/cycle", key).on(Date(2026, 11, 23)).value == since_2021


def test_the_figures_of_the_audit_are_those_of_the_texts() -> None:
    """Arrêté of 6 June 2019, articles 1 to 9; guide V9; code du travail, R. 6351-1, R. 6351-6 and R. 6351-8."""
    on = Date(2026, 11, 23)
    held = {key: dated("audit/audit", key).on(on) for key in text("audit/audit")}
    figures = {
        provenance: {key: value.value for key, value in held.items() if value.citation.provenance is provenance}
        for provenance in Provenance
    }
    assert figures == {
        Provenance.VERBATIM: {
            "filing_age": 3,
            "surveillance_scope": (1, 17, 19),
            "surveillance_scope_concerned": (3,),
            "minor_implementation": 6,
            "major_implementation": 3,
            "major_check": 1,
            "shortened_common": (1, 2, 11, 12, 22, 24, 25, 26, 32),
            "declaration_filing": 3,
            "declaration_receipt": 2,
            "declaration_change": 30,
            "place_surveillance_after_remote": "on-site",
            "display": "major-only",
        },
        Provenance.SECOND_HAND: {
            "minors_as_major": 5,
            "proposal": 30,
            "new_application": 3,
            "new_application_after_withdrawal": 3,
            "transfer_sending": 15,
            "transfer_decision": 30,
            "sites_initial": "1",
            "sites_renewal": "1",
            "sites_surveillance": "3/5",
            "sites_unaudited_surveillance": 1,
            "former_new_entrant": 1,
            "place_initial": "on-site",
            "place_surveillance": "remote",
            "place_renewal": "on-site",
            "place_extension": "on-site",
            "place_complementary": "either",
        },
        Provenance.DEDUCED: {"sites_extension": "1", "display_elsewhere": "major-only"},
    }


@pytest.mark.parametrize(
    ("key", "day", "value", "cited", "provenance"),
    [
        ("place_initial", "2020-07-29", "on-site", "audit-art-1-2019", Provenance.VERBATIM),
        ("place_initial", "2020-07-30", "either", "arrete-2020-07-24", Provenance.VERBATIM),
        ("place_initial", "2020-12-31", "either", "arrete-2020-07-24", Provenance.VERBATIM),
        ("place_initial", "2021-01-01", "on-site", "audit-art-1-2019", Provenance.VERBATIM),
        ("place_surveillance", "2023-08-31", "remote", "audit-art-2-2019", Provenance.VERBATIM),
        ("filing_age", "2023-08-31", 3, "audit-art-1-2019", Provenance.VERBATIM),
        ("filing_age", "2023-09-01", 3, "audit-art-1", Provenance.VERBATIM),
        ("new_application", "2023-08-31", 3, "audit-art-8-2019", Provenance.VERBATIM),
        ("new_application", "2023-09-01", 3, "arrete-2019-06-06", Provenance.SECOND_HAND),
    ],
)
def test_what_the_texts_of_2020_and_2023_changed(
    key: str, day: str, value: int | str, cited: str, provenance: Provenance
) -> None:
    held = dated("audit/audit", key).on(Date.fromisoformat(day))
    assert (held.value, held.citation.source.id, held.citation.provenance) == (value, cited, provenance)


@pytest.mark.parametrize(
    "key",
    [
        *("surveillance_scope", "surveillance_scope_concerned", "minor_implementation", "major_implementation"),
        *("major_check", "minors_as_major", "new_application_after_withdrawal", "former_new_entrant"),
        *("transfer_sending", "transfer_decision", "sites_surveillance", "sites_unaudited_surveillance"),
        *("display", "display_elsewhere"),
    ],
)
def test_what_was_seen_or_reported_of_2023_only_does_not_reach_back(key: str) -> None:
    assert dated("audit/audit", key).find(Date(2023, 8, 31)) is None
    assert dated("audit/audit", key).on(Date(2023, 9, 1)).until is None


def shortened(*, initial_only: bool) -> list[dict[str, Any]]:
    """Articles 10 and 10 bis, in half-days: half a day, half a day more for 4°, from 750 000 € for each category."""
    kinds = ["initial"] if initial_only else ["initial", "surveillance", "renewal"]
    return [
        {"kinds": kinds, "base": 1, "categories": [0, 0, 0, 1], "site": 1},
        {"kinds": kinds, "turnover_from_cents": 750_000_00, "base": 1, "categories": [1, 1, 1, 1], "site": 1},
    ]


def test_the_tables_of_durations_are_those_of_articles_10_and_10_bis_and_what_is_reported() -> None:
    tables = text("profile/durations")
    assert tables.keys() == {"article-10", "article-10-bis", "reported"}
    assert tables["article-10"]["rows"] == shortened(initial_only=True)
    assert tables["article-10-bis"]["rows"] == shortened(initial_only=False)
    assert str(tables["article-10-bis"]["until"]) == "2025-06-30"
    grounds = {name: (table["citation"]["source"], table["citation"]["provenance"]) for name, table in tables.items()}
    assert grounds == {
        "article-10": ("audit-art-10-2019", Provenance.VERBATIM),
        "article-10-bis": ("audit-art-10-bis", Provenance.VERBATIM),
        "reported": ("arrete-2019-06-06", Provenance.SECOND_HAND),
    }


def test_what_is_reported_of_the_general_table_is_of_one_category_and_in_its_three_bands() -> None:
    """One day, a day and a half, two days; half a day of surveillance below 150 000 €."""
    rows = text("profile/durations")["reported"]["rows"]
    assert {row["categories_most"] for row in rows} == {1}
    assert {row["site"] for row in rows} == {1}
    assert not any("categories" in row for row in rows)
    bands = [
        (row["kinds"], row.get("turnover_from_cents", 0), row.get("turnover_below_cents"), row["base"]) for row in rows
    ]
    assert bands == [
        (["initial", "renewal"], 0, None, 2),
        (["initial", "renewal"], 150_000_00, None, 3),
        (["initial", "renewal"], 750_000_00, None, 4),
        (["surveillance"], 0, 150_000_00, 1),
    ]


def test_when_a_suspension_becomes_a_withdrawal_is_a_practice_of_one_certifier() -> None:
    (name, reported), *others = text("profile/delays").items()
    cited = citation(reported)
    assert (name, reported["months"], others) == ("reported", 3, [])
    assert (cited.source.id, cited.basis, cited.provenance) == (
        "certifier-practice",
        Basis.PRACTICE,
        Provenance.SECOND_HAND,
    )


def test_the_pieces_of_an_application_are_those_of_the_two_versions_of_article_1() -> None:
    """Those of 2023 are the first ones, but for the company: its name, SIREN and legal form; and some more."""
    pieces = text("audit/application")["pieces"]
    first = {each["id"] for each in pieces if each["citation"]["source"] == "audit-art-1-2019"}
    since_2023 = {each["id"] for each in pieces if each["citation"]["source"] == "audit-art-1"}
    assert first == {
        *("identity", "declaration", "categories", "sites", "organisation_chart", "certifications", "period", "bpf")
    }
    assert since_2023 == first - {"identity"} | {"siren", "legal_form", "activity"}
    assert {str(each["until"]) for each in pieces if each["id"] in first and "until" in each} == {"2023-08-31"}
    reported = [each for each in pieces if each["citation"]["source"] not in ("audit-art-1-2019", "audit-art-1")]
    assert [(each["id"], each["citation"]["provenance"], str(each["since"])) for each in reported] == [
        ("sworn_statement", Provenance.SECOND_HAND, "2023-09-01")
    ]


def test_the_month_convention_is_a_practice_deduced_from_article_641() -> None:
    cited = month_convention()
    assert cited.source.identifier == "LEGIARTI000006411002"
    assert (cited.basis, cited.provenance) == (Basis.PRACTICE, Provenance.DEDUCED)


def test_what_a_certifier_recommends_is_practice_and_what_is_reported_is_second_hand() -> None:
    assert dated("cycle/cycle", "renewal_opens").on(Date(2023, 2, 2)).citation.basis is Basis.PRACTICE
    four_years = dated("cycle/cycle", "validity").on(Date(2020, 6, 1)).citation
    assert (four_years.basis, four_years.provenance) == (Basis.LAW, Provenance.SECOND_HAND)
    three_years = dated("cycle/cycle", "validity").on(Date(2023, 2, 2)).citation
    assert (three_years.basis, three_years.provenance) == (Basis.LAW, Provenance.VERBATIM)
    assert three_years.source.identifier == "LEGIARTI000038624064"


class TestSources:
    @pytest.mark.parametrize("name", sorted(text("law/sources")))
    def test_an_identifier_is_well_formed_and_the_address_derives_from_it(self, name: str) -> None:
        cited = find_source(name)
        assert cited.id == name
        if cited.identifier is None:
            assert cited.collection is None
            assert cited.url is None
            assert str(cited) == cited.title
        else:
            assert re.fullmatch(r"(LEGIARTI|JORFARTI|JORFTEXT)[0-9]{12}", cited.identifier)
            assert cited.collection is not None
            assert cited.url == f"https://www.legifrance.gouv.fr/{cited.collection}/{cited.identifier}"
            assert str(cited) == f"{cited.title} ({cited.identifier})"

    def test_the_collection_fits_the_kind_of_identifier(self) -> None:
        kinds = {
            "LEGIARTI": {Collection.CODE, Collection.LODA},
            "JORFARTI": {Collection.JORF_ARTICLE},
            "JORFTEXT": {Collection.JORF},
        }
        for name in text("law/sources"):
            cited = find_source(name)
            if cited.identifier is not None:
                assert cited.collection in kinds[cited.identifier[:8]]

    def test_every_source_is_cited_somewhere(self) -> None:
        cited = {table["source"] for name in NAMES for table in tables(text(name)) if "source" in table}
        assert set(text("law/sources")) == cited

    def test_a_source_of_the_callers_own_needs_an_id_and_a_title(self) -> None:
        with pytest.raises(InvalidInput) as refusal:
            Source(id="", title=" ", collection="nowhere", since="2020")
        assert [fault.path for fault in refusal.value.faults] == ["id", "title", "collection", "since"]

    def test_a_citation_refuses_what_is_no_source_basis_or_provenance(self) -> None:
        with pytest.raises(InvalidInput) as refusal:
            Citation("rnq-2019", "rumour", "certain")  # type: ignore[arg-type]
        assert [fault.path for fault in refusal.value.faults] == ["source", "basis", "provenance"]
