"""The length of an audit: tables of half-days, added up exactly, and no answer where no table has one."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import Category, InvalidInput
from qualiopi_rules.audit import Duration, audit_duration
from qualiopi_rules.audit.duration import DurationOutcome, PartCode
from qualiopi_rules.core.words import Words
from qualiopi_rules.formats import read_profile
from qualiopi_rules.formats.json import dump, load
from qualiopi_rules.law import Provenance
from qualiopi_rules.profile import DurationRow, DurationTable
from qualiopi_rules.profile.durations import duration_tables
from qualiopi_rules.rnq import AuditKind
from qualiopi_rules.strategies import audit_days, categories, own_duration_tables
from tests.checks import profile_with, refused
from tests.strategies import OWN, audit_kinds, tables

REFORM = Date(2023, 9, 1)
LARGE = 750_000_00
EVERY_SET = [frozenset(each) for size in range(1, 5) for each in combinations(Category, size)]
SHORTENED = [
    ("article-10", AuditKind.INITIAL, "2024-06-03"),
    *(("article-10-bis", kind, "2025-03-03") for kind in ("initial", "surveillance", "renewal")),
]


def row(**fields: Any) -> DurationRow:
    return DurationRow(**{"kinds": ["initial"], "base": 2, "site": 1, **fields})


def table(*rows: DurationRow, **fields: Any) -> DurationTable:
    defaults = {"name": "own", "words": Words("La nôtre", "Ours"), "since": "2024-01-01", "citation": OWN}
    return DurationTable(rows=rows, **{**defaults, **fields})


def length(
    kind: str, *covered: str, table: DurationTable | str | None, on: str = "2024-06-03", **facts: Any
) -> Duration:
    return audit_duration(kind, covered or ["AF"], on=on, profile=profile_with(durations=table), **facts)


class TestShortenedAudits:
    """Articles 10 and 10 bis: half a day, more for 4° or for each category, half a day for each sampled site."""

    @pytest.mark.parametrize("covered", EVERY_SET, ids=lambda each: "+".join(sorted(each)))
    @pytest.mark.parametrize(("name", "kind", "on"), SHORTENED)
    def test_the_table_is_that_of_the_article_for_every_combination(
        self, name: str, kind: str, on: str, covered: frozenset[Category]
    ) -> None:
        for sites in range(4):
            for turnover, added in (
                (0, int(Category.CFA in covered)),
                (LARGE - 1, int(Category.CFA in covered)),
                (LARGE, len(covered)),
                (10 * LARGE, len(covered)),
            ):
                duration = audit_duration(
                    kind,
                    covered,
                    on=on,
                    profile=profile_with(durations=name),
                    turnover_cents=turnover,
                    sampled_sites=sites,
                )
                assert duration.half_days == 1 + added + sites
                assert duration.table == name

    @pytest.mark.parametrize(("name", "kind", "on"), SHORTENED)
    def test_a_lower_bound_belongs_to_the_band_above_it(self, name: str, kind: str, on: str) -> None:
        """749 999,99 € and 750 000 €."""
        below, reached = (
            length(kind, "BC", table=name, on=on, turnover_cents=each).half_days for each in (LARGE - 1, LARGE)
        )
        assert (below, reached) == (1, 2)

    def test_article_10_is_for_initial_audits_only(self) -> None:
        for kind in set(AuditKind) - {AuditKind.INITIAL}:
            assert length(kind, table="article-10", turnover_cents=0).outcome is DurationOutcome.KIND_NOT_IN_TABLE

    def test_article_10_bis_is_for_the_three_audits_of_the_cycle(self) -> None:
        for kind in (AuditKind.EXTENSION, AuditKind.COMPLEMENTARY):
            duration = length(kind, table="article-10-bis", on="2025-03-03", turnover_cents=0)
            assert duration.outcome is DurationOutcome.KIND_NOT_IN_TABLE

    @pytest.mark.parametrize(
        ("name", "day", "holds"),
        [
            ("article-10", "2019-06-08", False),
            ("article-10", "2019-06-09", True),
            ("article-10", "2040-01-01", True),
            ("article-10-bis", "2024-11-30", False),
            ("article-10-bis", "2024-12-01", True),
            ("article-10-bis", "2025-06-30", True),
            ("article-10-bis", "2025-07-01", False),
        ],
    )
    def test_an_article_holds_on_its_days(self, name: str, day: str, holds: bool) -> None:
        duration = length("initial", table=name, on=day, turnover_cents=0)
        assert duration.outcome is (DurationOutcome.KNOWN if holds else DurationOutcome.NOT_IN_FORCE)

    def test_a_shortened_audit_has_the_table_of_its_article_whatever_that_of_the_certifier(self) -> None:
        facts: dict[str, Any] = {"turnover_cents": 0, "shortened": "article-10"}
        for own in (None, table(row())):
            shortened = length("initial", "BC", table=own, **facts)
            assert (shortened.table, shortened.half_days) == ("article-10", 1)
        assert length("initial", "BC", table=table(row())).table == "own"

    @pytest.mark.parametrize("name", ["article-10", "article-10-bis"])
    def test_the_articles_were_seen_word_for_word(self, name: str) -> None:
        assert duration_tables()[name].citation.provenance is Provenance.VERBATIM


class TestGeneralTable:
    """The table of article 4 was not seen: without one of the certifier's own there is no length."""

    @pytest.mark.property
    @given(kind=audit_kinds(), covered=categories(), day=audit_days(), sites=st.integers(0, 9), turnover=st.integers(0))
    def test_without_a_table_the_length_is_not_known_whatever_is_provided(
        self, kind: AuditKind, covered: frozenset[Category], day: Date, sites: int, turnover: int
    ) -> None:
        duration = audit_duration(
            kind, covered, on=day, turnover_cents=turnover, sampled_sites=sites, former_new_entrant=True
        )
        assert duration == Duration(kind=kind, on=day, outcome=DurationOutcome.NO_TABLE)
        assert (duration.half_days, duration.parts, duration.table) == (None, (), None)

    def test_the_library_has_the_three_tables_that_are_known(self) -> None:
        assert list(duration_tables()) == ["article-10", "article-10-bis", "reported"]
        assert {name: each.name for name, each in duration_tables().items()} == {
            name: name for name in duration_tables()
        }
        assert duration_tables() is duration_tables()

    def test_no_table_is_used_unless_it_is_named(self) -> None:
        assert length("initial", turnover_cents=0, table=None).half_days is None
        for wrong in ("article-4", "", "Reported", 3, {"name": "reported"}, ["reported"]):
            unknown: Any = wrong
            with pytest.raises(InvalidInput) as caught:
                length("initial", turnover_cents=0, table=unknown)
            (fault,) = caught.value.faults
            assert (fault.path, fault.value, fault.expected) == ("durations", wrong, "duration-table")
            assert "article-10, article-10-bis, reported" in fault.say()


class TestReportedTable:
    """What a few report: an audit of one category, and the surveillance of a small provider."""

    @pytest.mark.parametrize("kind", ["initial", "renewal"])
    @pytest.mark.parametrize(
        ("turnover", "half_days"),
        [(0, 2), (149_999_99, 2), (150_000_00, 3), (749_999_99, 3), (750_000_00, 4), (10**12, 4)],
    )
    def test_one_category_takes_a_day_a_day_and_a_half_or_two_by_the_turnover(
        self, kind: str, turnover: int, half_days: int
    ) -> None:
        for category in Category:
            duration = length(kind, category, table="reported", turnover_cents=turnover)
            assert duration.half_days == half_days
            assert (
                length(kind, category, table="reported", turnover_cents=turnover, sampled_sites=2).half_days
                == half_days + 2
            )

    def test_the_surveillance_of_a_small_provider_takes_half_a_day_or_a_day_for_a_former_new_entrant(self) -> None:
        assert length("surveillance", "BC", table="reported", turnover_cents=149_999_99).half_days == 1
        former = length("surveillance", "BC", table="reported", turnover_cents=149_999_99, former_new_entrant=True)
        assert former.half_days == 2

    def test_what_is_not_reported_is_not_known(self) -> None:
        outcomes = {
            "several categories": length("initial", "BC", "AF", table="reported", turnover_cents=0).outcome,
            "surveillance of others": length("surveillance", table="reported", turnover_cents=150_000_00).outcome,
            "surveillance, unknown": length("surveillance", table="reported").outcome,
            "extension": length("extension", table="reported", turnover_cents=0).outcome,
            "complementary": length("complementary", table="reported", turnover_cents=0).outcome,
            "turnover": length("initial", table="reported").outcome,
        }
        assert outcomes == {
            "several categories": DurationOutcome.CATEGORIES_BEYOND_TABLE,
            "surveillance of others": DurationOutcome.TURNOVER_BEYOND_TABLE,
            "surveillance, unknown": DurationOutcome.TURNOVER_NOT_PROVIDED,
            "extension": DurationOutcome.KIND_NOT_IN_TABLE,
            "complementary": DurationOutcome.KIND_NOT_IN_TABLE,
            "turnover": DurationOutcome.TURNOVER_NOT_PROVIDED,
        }

    def test_every_part_is_second_hand(self) -> None:
        duration = length(
            "surveillance", "BC", table="reported", turnover_cents=0, sampled_sites=1, former_new_entrant=True
        )
        assert {part.citation.provenance for part in duration.parts} == {Provenance.SECOND_HAND}
        assert "à vérifier" in duration_tables()["reported"].words.fr


class TestFormerNewEntrant:
    """Half a day more at surveillance, reported to hold since September 2023."""

    OWN = table(row(kinds=list(AuditKind)), since="2019-06-09")

    @pytest.mark.parametrize("kind", AuditKind)
    def test_it_adds_half_a_day_at_surveillance_and_nothing_elsewhere(self, kind: AuditKind) -> None:
        plain, former = (
            audit_duration(kind, ["AF"], on=REFORM, profile=profile_with(durations=self.OWN), former_new_entrant=each)
            for each in (False, True)
        )
        added = 1 if kind is AuditKind.SURVEILLANCE else 0
        assert (plain.half_days, former.half_days) == (2, 2 + added)
        assert [part.code for part in former.parts[len(plain.parts) :]] == [PartCode.FORMER_NEW_ENTRANT] * added

    def test_before_the_reform_nothing_is_known_to_be_added(self) -> None:
        duration = length("surveillance", table=self.OWN, on="2023-08-31", former_new_entrant=True)
        assert duration.half_days == 2


class TestSum:
    @pytest.mark.property
    @given(
        chosen=st.none() | tables(),
        covered=categories(),
        turnover=st.none() | st.integers(0, 300_000_000),
        sites=st.none() | st.integers(0, 9),
        former=st.booleans(),
        data=st.data(),
    )
    def test_the_length_is_known_or_not_and_when_it_is_the_sum_of_its_parts(
        self,
        chosen: DurationTable | None,
        covered: frozenset[Category],
        turnover: int | None,
        sites: int | None,
        former: bool,
        data: st.DataObject,
    ) -> None:
        kinds, day = audit_kinds(), data.draw(audit_days())
        if chosen is not None and data.draw(st.booleans()):
            # Otherwise the table would seldom be one for the audit.
            kinds, day = st.sampled_from(sorted(chosen.rows[0].kinds)), chosen.since
        kind = data.draw(kinds)
        duration = audit_duration(
            kind,
            covered,
            on=day,
            profile=profile_with(durations=chosen),
            turnover_cents=turnover,
            sampled_sites=sites,
            former_new_entrant=former,
        )
        assert (duration.kind, duration.on, duration.table) == (kind, day, None if chosen is None else chosen.name)
        known = duration.outcome is DurationOutcome.KNOWN
        assert duration.half_days == (sum(part.half_days for part in duration.parts) if known else None)
        assert [part.code for part in duration.parts[:1]] == [PartCode.BASE] * known
        assert [part.category for part in duration.parts if part.code is PartCode.CATEGORY] in (
            [],
            [each for each in Category if known and each in covered],
        )
        counts = [part.count for part in duration.parts if part.code is PartCode.SITES]
        assert counts == [sites] * (known and bool(sites))
        added = [part.half_days for part in duration.parts if part.code is PartCode.FORMER_NEW_ENTRANT]
        assert added == [1] * (known and former and kind is AuditKind.SURVEILLANCE and day >= REFORM)
        for locale in ("fr", "en"):
            assert "{" not in duration.say(locale) + "".join(part.say(locale) for part in duration.parts)

    @pytest.mark.property
    @given(chosen=own_duration_tables(), covered=categories(), turnover=st.integers(0, 300_000_000), data=st.data())
    def test_each_more_site_adds_what_the_table_says_of_a_site(
        self, chosen: DurationTable, covered: frozenset[Category], turnover: int, data: st.DataObject
    ) -> None:
        kind = data.draw(st.sampled_from(sorted(chosen.rows[0].kinds)))
        lengths = [
            audit_duration(
                kind,
                covered,
                on=chosen.since,
                profile=profile_with(durations=chosen),
                turnover_cents=turnover,
                sampled_sites=sites,
            ).half_days
            for sites in range(4)
        ]
        steps = {None if more is None or fewer is None else more - fewer for fewer, more in pairwise(lengths)}
        assert len(steps) == 1
        assert steps <= {None, *(each.site for each in chosen.rows)}

    @pytest.mark.property
    @given(chosen=own_duration_tables(), covered=categories(), data=st.data())
    def test_where_the_turnover_is_unknown_the_length_is_that_of_every_turnover(
        self, chosen: DurationTable, covered: frozenset[Category], data: st.DataObject
    ) -> None:
        """It is known without the turnover exactly when it is the same for any turnover."""
        kind = data.draw(st.sampled_from(sorted(chosen.rows[0].kinds)))
        edges = {edge for each in chosen.rows for edge in (each.turnover_from_cents, each.turnover_below_cents or 0)}
        tried = {edge + near for edge in {0, 10**12, *edges} for near in (-1, 0) if edge + near >= 0}
        lengths = {
            (duration.outcome, duration.parts)
            for turnover in tried
            for duration in [
                audit_duration(
                    kind, covered, on=chosen.since, profile=profile_with(durations=chosen), turnover_cents=turnover
                )
            ]
        }
        unknown = audit_duration(kind, covered, on=chosen.since, profile=profile_with(durations=chosen))
        if unknown.outcome is DurationOutcome.KNOWN:
            assert lengths == {(unknown.outcome, unknown.parts)}
        else:
            assert len(lengths) > 1 or {outcome for outcome, _ in lengths} != {DurationOutcome.KNOWN}


class TestOwnTable:
    def test_an_extension_adds_the_base_and_the_added_category(self) -> None:
        own = table(row(kinds=["extension"], base=2, categories=[1, 2, 3, 4], site=1))
        assert length("extension", "VAE", table=own, sampled_sites=2).half_days == 2 + 3 + 2

    def test_each_category_adds_its_own(self) -> None:
        """In the order 1° to 4°, whatever the order they are named in."""
        own = table(row(base=1, categories=[10, 20, 40, 80], site=0))
        for covered in EVERY_SET:
            duration = audit_duration("initial", covered, on="2024-01-01", profile=profile_with(durations=own))
            added = {part.category: part.half_days for part in duration.parts if part.category is not None}
            assert added == {
                each: count for each, count in zip(Category, (10, 20, 40, 80), strict=True) if each in covered
            }

    def test_rows_may_come_in_any_order(self) -> None:
        rows = [row(base=1), row(base=2, turnover_from_cents=100), row(base=3, turnover_from_cents=200)]
        for mixed in (rows, rows[::-1], [rows[1], rows[2], rows[0]]):
            lengths = [
                length("initial", table=table(*mixed), turnover_cents=turnover).half_days
                for turnover in (99, 100, 199, 200)
            ]
            assert lengths == [1, 2, 2, 3]

    def test_a_next_row_ends_the_one_before_it_wherever_that_says_it_ends(self) -> None:
        own = table(
            row(base=1, turnover_below_cents=500), row(base=2, turnover_from_cents=100, turnover_below_cents=300)
        )
        assert [length("initial", table=own, turnover_cents=each).half_days for each in (99, 100, 299)] == [1, 2, 2]
        assert length("initial", table=own, turnover_cents=300).outcome is DurationOutcome.TURNOVER_BEYOND_TABLE

    def test_it_holds_from_its_first_day_to_its_last(self) -> None:
        own = table(row(), until="2024-12-31")
        days = ("2023-12-31", "2024-01-01", "2024-12-31", "2025-01-01")
        assert [length("initial", table=own, on=day).half_days for day in days] == [None, 2, 2, None]

    def test_its_parts_have_its_source(self) -> None:
        duration = length("initial", "CFA", table=table(row(categories=[0, 0, 0, 1])), sampled_sites=1)
        assert [(part.code, part.half_days, part.citation) for part in duration.parts] == [
            (PartCode.BASE, 2, OWN),
            (PartCode.CATEGORY, 1, OWN),
            (PartCode.SITES, 1, OWN),
        ]
        assert duration.table == "own"

    def test_its_citations_are_those_of_its_parts(self) -> None:
        known = length("initial", "CFA", table=table(row()), sampled_sites=1)
        assert (known.citations, known.citation) == ((OWN, OWN), OWN)
        unknown = length("initial", table=None)
        assert (unknown.citations, unknown.citation.source.id) == ((), "arrete-2019-06-06")

    def test_a_length_that_is_a_base_alone_has_no_other_part(self) -> None:
        duration = length("initial", table=table(row()))
        assert [(part.code, part.category, part.count) for part in duration.parts] == [(PartCode.BASE, None, None)]
        assert duration.citation == OWN

    def test_a_length_rests_on_its_table_whatever_is_added_to_it(self) -> None:
        own = table(row(kinds=["surveillance"]))
        duration = length("surveillance", table=own, former_new_entrant=True)
        assert duration.citation == OWN
        assert duration.citations[1] != OWN

    def test_a_limit_of_categories_is_reached_and_not_passed(self) -> None:
        own = table(row(categories_most=2))
        assert length("initial", "AF", "BC", table=own).half_days == 2
        assert length("initial", "AF", "BC", "CFA", table=own).outcome is DurationOutcome.CATEGORIES_BEYOND_TABLE

    def test_without_the_turnover_the_limit_of_one_row_leaves_the_length_open(self) -> None:
        own = table(row(categories_most=2), row(turnover_from_cents=LARGE))
        three = ("AF", "BC", "CFA")
        assert length("initial", *three, table=own, turnover_cents=LARGE).half_days == 2
        assert length("initial", *three, table=own).outcome is DurationOutcome.CATEGORIES_BEYOND_TABLE
        assert length("initial", *three[:2], table=own).half_days == 2

    def test_sites_that_are_not_provided_leave_the_length_open(self) -> None:
        assert length("initial", table=table(row()), sampled_sites=None).outcome is DurationOutcome.SITES_NOT_PROVIDED


class TestTurnoverNotProvided:
    def test_a_turnover_without_a_row_leaves_the_length_open_while_it_is_unknown(self) -> None:
        """Between two rows, below the first or above the last: all rows alike do not make up for a missing one."""
        for rows in (
            [row(turnover_below_cents=100), row(turnover_from_cents=200)],
            [row(turnover_from_cents=1)],
            [row(turnover_below_cents=100), row(turnover_from_cents=100, turnover_below_cents=200)],
        ):
            assert length("initial", table=table(*rows)).outcome is DurationOutcome.TURNOVER_NOT_PROVIDED
        for rows in (
            [row(turnover_below_cents=100), row(turnover_from_cents=100)],
            [row(turnover_below_cents=150), row(turnover_from_cents=100)],
        ):
            duration = length("initial", table=table(*rows))
            assert (duration.outcome, duration.half_days) == (DurationOutcome.KNOWN, 2)

    def test_it_does_not_matter_where_the_categories_add_the_same(self) -> None:
        """Apprenticeship adds half a day in both bands of article 10."""
        assert length("initial", "CFA", table="article-10").half_days == 2
        assert length("initial", "BC", table="article-10").outcome is DurationOutcome.TURNOVER_NOT_PROVIDED


WRITTEN = """
name = "ours"
words = { fr = "Le nôtre", en = "Ours" }

[durations]
name = "article 4"
since = 2023-09-01
until = 2026-12-31
words = { fr = "La table générale", en = "The general table" }
citation = { source = { id = "arrete", title = "Arrêté" }, basis = "law", provenance = "verbatim" }

[[durations.rows]]
kinds = ["initial", "renewal"]
base = 2
categories = [0, 1, 1, 2]
site = 1

[[durations.rows]]
kinds = ["surveillance"]
turnover_from_cents = 0
turnover_below_cents = 15000000
base = 1
site = 1
categories_most = 2
"""


class TestFile:
    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        return tmp_path / "durations.toml"

    def test_a_table_is_read_whole_and_used(self, file: Path) -> None:
        file.write_text(WRITTEN, "utf-8")
        read = read_profile(file).durations
        assert read is not None
        assert (read.name, read.since, read.until) == ("article 4", REFORM, Date(2026, 12, 31))
        assert read.words == Words("La table générale", "The general table")
        assert read.citation.provenance is Provenance.VERBATIM
        assert read.rows == (
            DurationRow(kinds=["initial", "renewal"], base=2, categories=[0, 1, 1, 2], site=1),
            DurationRow(kinds=["surveillance"], turnover_below_cents=150_000_00, base=1, site=1, categories_most=2),
        )
        assert length("renewal", "BC", "CFA", table=read, turnover_cents=0, sampled_sites=3).half_days == 2 + 1 + 2 + 3
        assert load(dump(read), DurationTable) == read

    def test_every_fault_of_a_table_is_reported_at_once_with_the_file(self, file: Path) -> None:
        text = WRITTEN
        for old, new in (
            ('name = "article 4"', "name = 4"),
            ("since = 2023-09-01", "since = 2023-09-01T00:00:00"),
            ('basis = "law"', 'basis = "rumour"'),
            ('en = "The general table"', 'de = "Die Tafel"'),
            ('kinds = ["initial", "renewal"]', 'kinds = ["initial", "audit"]'),
            ("categories = [0, 1, 1, 2]", "categories = [0, 1, 1]"),
            ("base = 1\n", "base = 1.5\n"),
            ("turnover_from_cents = 0", "turnover_from_cents = -1"),
            ("turnover_below_cents = 15000000", "turnover_below_cents = 150000.00"),
            ("categories_most = 2", "categories_most = 0\nhours = 3"),
        ):
            assert text.count(old) == 1
            text = text.replace(old, new)
        file.write_text(text, "utf-8")
        with pytest.raises(InvalidInput) as caught:
            read_profile(file)
        assert sorted(fault.path.removeprefix(f"{file}: ") for fault in caught.value.faults) == [
            "durations.citation.basis",
            "durations.name",
            "durations.rows[0].categories",
            "durations.rows[0].kinds[1]",
            "durations.rows[1].base",
            "durations.rows[1].categories_most",
            "durations.rows[1].hours",
            "durations.rows[1].turnover_below_cents",
            "durations.rows[1].turnover_from_cents",
            "durations.since",
            "durations.words.de",
            "durations.words.en",
        ]

    @pytest.mark.parametrize("name", ["name", "since", "rows", "words", "citation"])
    def test_what_a_table_needs_is_required(self, file: Path, name: str) -> None:
        profile, table, rows = re.split(r"^\[\[?durations.*\n", WRITTEN, maxsplit=2, flags=re.MULTILINE)
        lines = [line for line in table.splitlines() if not line.startswith(name)]
        rest = "" if name == "rows" else f"[[durations.rows]]\n{rows}"
        file.write_text("\n".join([profile, "[durations]", *lines, rest]), "utf-8")
        with refused(f"{file}: durations.{name}: "):
            read_profile(file)


class TestWhatIsRefused:
    @pytest.mark.parametrize("turnover", [749_999.99, 75_000_000.0, "75000000", True, -1])
    def test_money_is_whole_cents(self, turnover: Any) -> None:
        with pytest.raises(InvalidInput) as caught:
            length("initial", table="article-10", turnover_cents=turnover)
        assert [(fault.path, fault.value, fault.expected) for fault in caught.value.faults] == [
            ("turnover_cents", turnover, "zero-or-more")
        ]

    def test_every_fault_is_reported_at_once(self) -> None:
        wrong: dict[str, Any] = {
            "kind": "audit",
            "categories": [],
            "on": "2024-06-31",
            "profile": "article-4",
            "shortened": "article-4",
            "turnover_cents": 1.5,
            "sampled_sites": -1,
            "former_new_entrant": None,
        }
        with pytest.raises(InvalidInput) as caught:
            audit_duration(**wrong)
        assert [fault.path for fault in caught.value.faults] == list(wrong)

    def test_every_fault_of_a_row_is_reported_at_once(self) -> None:
        wrong: dict[str, Any] = {
            "kinds": [],
            "turnover_from_cents": 1.0,
            "turnover_below_cents": 0,
            "base": -1,
            "categories": [1, 1, 1],
            "site": None,
            "categories_most": "1",
        }
        with pytest.raises(InvalidInput) as caught:
            DurationRow(**wrong)
        assert [fault.path for fault in caught.value.faults] == list(wrong)

    @pytest.mark.parametrize("added", [[], [0, 0, 0], [0] * 5, "0001", {0: 1}, 1])
    def test_what_categories_add_is_a_number_for_each(self, added: Any) -> None:
        with pytest.raises(InvalidInput) as caught:
            row(categories=added)
        (fault,) = caught.value.faults
        assert (fault.path, fault.value, fault.expected, fault.params) == (
            "categories",
            added,
            "half-days",
            {"count": 4},
        )

    def test_what_a_category_adds_is_a_whole_number(self) -> None:
        with pytest.raises(InvalidInput) as caught:
            row(categories=[0, -1, True, 0.5])
        assert [(fault.path, fault.value, fault.expected) for fault in caught.value.faults] == [
            ("categories[1]", -1, "zero-or-more"),
            ("categories[2]", True, "zero-or-more"),
            ("categories[3]", 0.5, "zero-or-more"),
        ]

    def test_every_fault_of_a_table_is_reported_at_once(self) -> None:
        wrong: dict[str, Any] = {
            "name": "",
            "words": "Ours",
            "rows": [],
            "since": None,
            "until": "later",
            "citation": "arrêté",
        }
        with pytest.raises(InvalidInput) as caught:
            DurationTable(**wrong)
        assert [fault.path for fault in caught.value.faults] == list(wrong)
        no_row: Any = "row"
        with refused(r"rows\[1\]: "):
            table(row(), no_row)

    @pytest.mark.parametrize("below", [1, 99, 100])
    def test_a_row_ends_above_where_it_begins(self, below: int) -> None:
        with pytest.raises(InvalidInput) as caught:
            row(turnover_from_cents=100, turnover_below_cents=below)
        (fault,) = caught.value.faults
        assert (fault.path, fault.value, fault.expected) == ("turnover_below_cents", below, "more-than")
        assert str(fault) == f"turnover_below_cents: {below} is not accepted; expected a whole number greater than 100"
        assert row(turnover_from_cents=100, turnover_below_cents=101).turnover_below_cents == 101

    def test_what_the_rows_of_a_table_do_together_is_reported_at_once(self) -> None:
        both = ["initial", "renewal"]
        rows = [row(kinds=both), row(kinds=["surveillance"]), row(), row(turnover_from_cents=5), row(kinds=["renewal"])]
        with pytest.raises(InvalidInput) as caught:
            table(*rows, until="2023-12-31")
        assert [(fault.path, fault.expected) for fault in caught.value.faults] == [
            ("rows[2].turnover_from_cents", "without-repetition"),
            ("rows[4].turnover_from_cents", "without-repetition"),
            ("until", "not-before"),
        ]
        assert table(row(), until="2024-01-01").until == Date(2024, 1, 1)


class TestWords:
    def test_a_length_is_one_line_with_the_facts_that_matter(self) -> None:
        assert repr(length("initial", table=table(row()))) == (
            'Duration(kind="initial", on=2024-06-03, outcome="known", half_days=2)'
        )

    def test_a_length_is_rendered_in_half_days(self) -> None:
        assert length("initial", "BC", table="article-10", turnover_cents=0).say() == "Durée\u00a0: 1 demi-journée."
        assert length("initial", "BC", table="article-10", turnover_cents=LARGE).say("en") == "Duration: 2 half-days."

    def test_each_part_is_rendered(self) -> None:
        own = table(row(kinds=["surveillance"], categories=[1, 1, 1, 1]))
        duration = length("surveillance", "VAE", table=own, sampled_sites=2, former_new_entrant=True)
        assert [part.say() for part in duration.parts] == [
            "base\u00a0: 2 demi-journées",
            "catégorie VAE\u00a0: 1 demi-journée",
            "sites audités (2)\u00a0: 2 demi-journées",
            "nouvel entrant à l’audit initial\u00a0: 1 demi-journée",
        ]

    @pytest.mark.parametrize("outcome", [each for each in DurationOutcome if each is not DurationOutcome.KNOWN])
    def test_why_a_length_is_not_known_is_rendered_in_both_languages(self, outcome: DurationOutcome) -> None:
        unknown = Duration(kind=AuditKind.COMPLEMENTARY, on=REFORM, outcome=outcome)
        assert unknown.say() == unknown.say("fr")
        assert unknown.say().startswith("Durée\u00a0: inconnue, ")
        assert unknown.say("en").startswith("Duration: unknown, ")

    def test_why_a_length_is_not_known_is_rendered(self) -> None:
        duration = length("complementary", table="reported", turnover_cents=0)
        assert duration.say() == "Durée\u00a0: inconnue, le barème ne prévoit pas cet audit (audit complémentaire)."
