"""The sites of an audit: how many, by exact arithmetic, and which, by a draw that anybody can make again."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import InvalidInput, InvalidValue
from qualiopi_rules.audit import ChosenSite, Site, SiteSelection, select_sites, sites_to_audit
from qualiopi_rules.audit.sites import SiteReason
from qualiopi_rules.law import Provenance
from qualiopi_rules.rnq import AuditKind
from qualiopi_rules.strategies import audit_days, site_lists, texts
from tests.strategies import audit_kinds

WHOLE = [AuditKind.INITIAL, AuditKind.RENEWAL, AuditKind.EXTENSION]
KNOWN = [*WHOLE, AuditKind.SURVEILLANCE]
REFORM = Date(2023, 9, 1)


def sampled(n: int, kind: AuditKind | str, on: Any = None) -> int | None:
    return sites_to_audit(n, kind, on=on).sampled


class TestHowMany:
    """The square root of the number of sites, or three fifths of it at surveillance, to the nearest whole number."""

    @pytest.mark.parametrize("kind", WHOLE)
    def test_it_is_the_whole_number_nearest_to_the_root_and_there_is_never_a_tie(self, kind: AuditKind) -> None:
        """`k` is nearest to the root of `n` when `k - 1/2 < √n < k + 1/2`: twice that, squared, all in integers."""
        for n in range(100_000):
            k = sampled(n, kind)
            assert k is not None
            assert (2 * k - 1) ** 2 < 4 * n < (2 * k + 1) ** 2 or k == n == 0

    def test_at_surveillance_it_is_the_whole_number_nearest_to_three_fifths_of_the_root(self) -> None:
        """`k - 1/2 < 3/5 √n < k + 1/2`: ten times that, squared, all in integers."""
        for n in range(100_000):
            k = sampled(n, AuditKind.SURVEILLANCE)
            assert k is not None
            assert (10 * k - 5) ** 2 < 36 * n < (10 * k + 5) ** 2 or k == n == 0

    def test_numbers_beyond_what_a_float_holds_are_exact(self) -> None:
        root = 10**20
        # Just below and just above the middle between two whole numbers.
        assert sampled(root**2 + root, "initial") == root
        assert sampled(root**2 + root + 1, "initial") == root + 1

    def test_four_sites_are_two_at_first_and_one_at_surveillance_beside_the_central_function(self) -> None:
        """Three fifths of the root of 4 are 1.2."""
        assert [sampled(4, kind) for kind in KNOWN] == [2, 2, 2, 1]
        first, surveillance = sites_to_audit(4, "initial"), sites_to_audit(4, "surveillance")
        assert first.say() == "Sites audités\u00a0: 2 sur 4, plus la fonction centrale."
        assert surveillance.say("en") == (
            "Sites audited: 1 of 4, 1 of them never audited before if any is left, plus the central function."
        )
        assert first.say() == first.say("fr")

    def test_the_first_numbers(self) -> None:
        assert [sampled(n, "initial") for n in range(14)] == [0, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 4]
        assert [sampled(n, "surveillance") for n in range(19)] == [0, *[1] * 6, *[2] * 11, 3]

    @pytest.mark.property
    @given(n=st.integers(0, 10**6), kind=st.sampled_from(KNOWN))
    def test_more_sites_are_never_fewer_audited_and_never_more_than_there_are(self, n: int, kind: AuditKind) -> None:
        fewer, more = sampled(n, kind), sampled(n + 1, kind)
        assert fewer is not None
        assert more in (fewer, fewer + 1)
        assert fewer <= n

    def test_as_long_as_there_are_sites_one_is_audited(self) -> None:
        for kind in KNOWN:
            assert (sampled(0, kind), sampled(1, kind), sampled(2, kind)) == (0, 1, 1)

    def test_at_surveillance_one_of_them_was_never_audited_before(self) -> None:
        assert [sites_to_audit(9, kind).unaudited_least for kind in KNOWN] == [0, 0, 0, 1]
        assert sites_to_audit(0, "surveillance").unaudited_least == 0

    @pytest.mark.parametrize("kind", WHOLE)
    def test_the_whole_root_is_known_from_the_first_version_on(self, kind: AuditKind) -> None:
        assert sampled(9, kind, "2019-06-09") == sampled(9, kind, "2030-01-01") == 3
        assert sampled(9, kind, "2019-06-08") is None

    def test_the_surveillance_of_the_first_version_is_not_known(self) -> None:
        """From 2019 to 2023 a sample at surveillance depended on reports and risks, of which no number is known."""
        before = sites_to_audit(9, "surveillance", on="2023-08-31")
        assert (before.sampled, before.unaudited_least, before.values) == (None, 0, ())
        assert before.say() == "Sites audités\u00a0: aucun texte connu n’en donne le nombre (audit de surveillance)."
        assert sampled(9, "surveillance", REFORM) == 2

    def test_its_citations_are_those_of_its_values(self) -> None:
        known = sites_to_audit(4, "surveillance", on=REFORM)
        assert known.citations == tuple(used.citation for used in known.values)
        assert known.citation == known.citations[0]
        assert (sites_to_audit(4, "initial").citation,) == sites_to_audit(4, "initial").citations
        unknown = sites_to_audit(9, "surveillance", on="2023-08-31")
        assert (unknown.citations, unknown.citation.provenance) == ((), Provenance.DEDUCED)

    def test_a_complementary_audit_has_no_rule(self) -> None:
        for day in (None, "2019-06-09", "2024-01-01"):
            sample = sites_to_audit(9, "complementary", on=day)
            assert (sample.total, sample.sampled, sample.values) == (9, None, ())

    def test_its_values_are_named_and_only_reported(self) -> None:
        values = sites_to_audit(4, "surveillance", on=REFORM).values
        assert [(used.name, used.value, used.since) for used in values] == [
            ("audit.sites_surveillance", "3/5", REFORM),
            ("audit.sites_unaudited_surveillance", 1, REFORM),
        ]
        assert {used.citation.provenance for used in values} == {Provenance.SECOND_HAND}
        (ratio,) = sites_to_audit(4, "extension").values
        assert (ratio.name, ratio.value, ratio.citation.provenance) == (
            "audit.sites_extension",
            "1",
            Provenance.DEDUCED,
        )

    def test_without_a_day_it_is_the_latest_rule(self) -> None:
        for kind in KNOWN:
            assert sites_to_audit(50, kind) == sites_to_audit(50, kind, on="2026-11-23")


def names(selection: SiteSelection, *reasons: SiteReason) -> list[str]:
    """The names of the sites that were chosen for one of those reasons, in order."""
    return [each.site.name for each in selection.chosen if each.reason in reasons]


def drawn(selection: SiteSelection) -> list[str]:
    return names(selection, SiteReason.NOT_AUDITED_BEFORE, SiteReason.DRAWN)


SITES = [
    Site(name="Siège", central=True, audited=True),
    Site(name="Nord", audited=True),
    Site(name="Sud", audited=False),
    Site(name="Est", audited=True),
    Site(name="Ouest"),
    Site(name="Île", audited=False),
    Site(name="Plaine", audited=True),
]


GOLDEN = [
    ("Siège", SiteReason.CENTRAL),
    ("Plaine", SiteReason.DRAWN),
    ("Sud", SiteReason.DRAWN),
    ("Île", SiteReason.DRAWN),
]
GOLDEN_SURVEILLANCE = [
    ("Siège", SiteReason.CENTRAL),
    ("Sud", SiteReason.NOT_AUDITED_BEFORE),
    ("Plaine", SiteReason.DRAWN),
]
"""The SHA-256 of `2024-017`, a line break and the name begins with 0c (Plaine), 10 (Sud), 1d (Île), then 42…"""


class TestDraw:
    def test_a_draw_stays_the_same_from_one_version_of_the_library_to_the_next(self) -> None:
        """A certifier must be able to make it again years later: these names are never to change."""
        first = select_sites(SITES, "initial", seed="2024-017", on="2024-06-03")
        assert [(each.site.name, each.reason) for each in first.chosen] == GOLDEN
        assert first.names == tuple(name for name, _ in GOLDEN)
        again = select_sites(SITES, "surveillance", seed="2024-017", on="2024-06-03")
        assert [(each.site.name, each.reason) for each in again.chosen] == GOLDEN_SURVEILLANCE

    @pytest.mark.property
    @given(sites=site_lists(), kind=audit_kinds(), seed=texts(), day=audit_days(), shuffle=st.integers(0, 99))
    def test_the_order_of_entry_does_not_matter(
        self, sites: list[Site], kind: AuditKind, seed: str, day: Date, shuffle: int
    ) -> None:
        """Nor does drawing twice."""
        mixed = random.Random(shuffle).sample(sites, len(sites))
        assert select_sites(mixed, kind, seed=seed, on=day) == select_sites(sites, kind, seed=seed, on=day)
        assert select_sites(iter(sites), kind, seed=seed, on=day) == select_sites(sites, kind, seed=seed, on=day)

    @pytest.mark.property
    @given(sites=site_lists(least=1), kind=audit_kinds(), seed=texts(), day=audit_days())
    def test_as_many_are_drawn_as_must_be_or_all_there_are(
        self, sites: list[Site], kind: AuditKind, seed: str, day: Date
    ) -> None:
        """The central one is audited besides, first, and never drawn; nothing is drawn twice."""
        selection = select_sites(sites, kind, seed=seed, on=day)
        central = [site.name for site in sites if site.central]
        assert names(selection, SiteReason.CENTRAL) == central == list(selection.names[: len(central)])
        assert selection.sample == sites_to_audit(len(sites), kind, on=day)
        others = {site.name for site in sites if not site.central}
        assert len(drawn(selection)) == min(selection.sample.sampled or 0, len(others))
        assert set(drawn(selection)) <= others
        assert len(set(selection.names)) == len(selection.names)
        assert selection.counted == len(selection.names) - len(central)
        assert selection.seed == seed

    @pytest.mark.property
    @given(sites=site_lists(least=1), seed=texts())
    def test_at_surveillance_one_was_never_audited_as_long_as_there_is_one(self, sites: list[Site], seed: str) -> None:
        """The first of the draw, with that reason; a site of which it is not provided is not one of them."""
        selection = select_sites(sites, "surveillance", seed=seed, on=REFORM)
        never = {site.name for site in sites if site.audited is False and not site.central}
        first = names(selection, SiteReason.NOT_AUDITED_BEFORE)
        assert len(first) == min(1, len(never))
        assert set(first) <= never
        assert drawn(selection)[: len(first)] == first

    @pytest.mark.property
    @given(sites=site_lists(), kind=st.sampled_from(WHOLE), seed=texts(), day=audit_days())
    def test_at_the_other_audits_it_does_not_matter_whether_a_site_was_audited(
        self, sites: list[Site], kind: AuditKind, seed: str, day: Date
    ) -> None:
        selection = select_sites(sites, kind, seed=seed, on=day)
        forgotten = [attrs.evolve(site, audited=None) for site in sites]
        assert names(selection, SiteReason.NOT_AUDITED_BEFORE) == []
        assert select_sites(forgotten, kind, seed=seed, on=day).names == selection.names

    @pytest.mark.property
    @given(sites=site_lists(least=1), kind=st.sampled_from(KNOWN), seed=texts(), data=st.data())
    def test_a_site_that_is_added_to_the_list_changes_the_ranks_of_no_other(
        self, sites: list[Site], kind: AuditKind, seed: str, data: st.DataObject
    ) -> None:
        """Of those drawn without it and those drawn with it, itself aside, one list begins the other."""
        plain = [attrs.evolve(site, audited=None, central=False) for site in sites]
        new = data.draw(st.sampled_from(plain))
        without = drawn(select_sites([site for site in plain if site is not new], kind, seed=seed))
        whole = [name for name in drawn(select_sites(plain, kind, seed=seed)) if name != new.name]
        shortest = min(len(without), len(whole))
        assert without[:shortest] == whole[:shortest]

    @pytest.mark.property
    @given(sites=site_lists(least=2), seed=texts())
    def test_the_lowest_rank_depends_on_seed_and_name_and_not_on_being_central(
        self, sites: list[Site], seed: str
    ) -> None:
        """Where another site houses the central function, the others keep their order."""
        plain = [attrs.evolve(site, audited=None, central=False) for site in sites]
        moved = [attrs.evolve(plain[0], central=True), *plain[1:]]
        before = [name for name in drawn(select_sites(plain, "initial", seed=seed)) if name != plain[0].name]
        after = drawn(select_sites(moved, "initial", seed=seed))
        assert after[: len(before)] == before

    def test_over_many_seeds_every_site_is_drawn_and_about_as_often(self) -> None:
        sites = [Site(name=f"Site {letter}") for letter in "ABCDEFGHI"]
        times = Counter(
            name for seed in range(600) for name in select_sites(sites, "initial", seed=f"file {seed}").names
        )
        assert set(times) == {site.name for site in sites}
        # Three of nine, six hundred times: 200 on average, 11 or 12 for a standard deviation.
        assert all(140 < count < 260 for count in times.values())

    def test_over_many_seeds_the_first_of_the_draw_is_any_of_those_never_audited(self) -> None:
        first = {select_sites(SITES, "surveillance", seed=f"file {seed}", on=REFORM).names[1] for seed in range(50)}
        assert first == {"Sud", "Île"}

    def test_where_the_number_is_not_known_none_is_drawn(self) -> None:
        selection = select_sites(SITES, "surveillance", seed="1", on="2023-08-31", also={"Sud": "a report"})
        assert [(each.site.name, each.reason) for each in selection.chosen] == [
            ("Siège", SiteReason.CENTRAL),
            ("Sud", SiteReason.ADDED),
        ]
        assert selection.sample.sampled is None

    def test_a_list_of_no_site_has_none_chosen(self) -> None:
        assert select_sites([], "initial", seed="1").names == ()

    def test_the_draw_itself_is_a_practice(self) -> None:
        method = select_sites(SITES, "initial", seed="1").method
        assert (method.basis, method.provenance) == ("practice", "deduced")


class TestAdded:
    """The certifier may add a site, and says why."""

    def test_an_added_site_comes_last_with_its_justification_and_counts(self) -> None:
        plain = select_sites(SITES, "initial", seed="2024-017")
        left = next(site.name for site in SITES if site.name not in plain.names)
        selection = select_sites(SITES, "initial", seed="2024-017", also={left: "a report of May 2024"})
        *before, added = selection.chosen
        assert tuple(before) == plain.chosen
        assert (added.site.name, added.reason) == (left, SiteReason.ADDED)
        assert added.say("en") == f"{left}: added by the certifier (a report of May 2024)"
        with pytest.raises(InvalidInput) as caught:
            ChosenSite(site=added.site, reason=SiteReason.ADDED)
        assert [(each.path, each.expected) for each in caught.value.faults] == [("justification", "present")]
        assert selection.counted == plain.counted + 1
        assert selection.sample == plain.sample

    def test_a_site_that_is_audited_anyway_is_not_there_twice(self) -> None:
        plain = select_sites(SITES, "initial", seed="2024-017")
        again = select_sites(SITES, "initial", seed="2024-017", also=dict.fromkeys(plain.names, "a report"))
        assert again == plain

    @pytest.mark.property
    @given(sites=site_lists(), kind=audit_kinds(), seed=texts(), data=st.data())
    def test_adding_changes_nothing_of_the_draw(
        self, sites: list[Site], kind: AuditKind, seed: str, data: st.DataObject
    ) -> None:
        also = data.draw(
            st.dictionaries(st.sampled_from([site.name for site in sites]), texts()) if sites else st.just({})
        )
        plain, more = select_sites(sites, kind, seed=seed), select_sites(sites, kind, seed=seed, also=also)
        assert more.chosen[: len(plain.chosen)] == plain.chosen
        rest = {each.site.name: each.justification for each in more.chosen[len(plain.chosen) :]}
        assert rest == {name: why for name, why in also.items() if name not in plain.names}
        assert all(each.justification is None for each in plain.chosen)


class TestWords:
    @pytest.mark.parametrize(
        ("reason", "french", "english"),
        [
            (SiteReason.CENTRAL, "fonction centrale, auditée en plus", "central function, audited in addition"),
            (
                SiteReason.NOT_AUDITED_BEFORE,
                "tiré au sort parmi les sites jamais audités",
                "drawn at random among the sites never audited before",
            ),
            (SiteReason.DRAWN, "tiré au sort", "drawn at random"),
        ],
    )
    def test_why_a_site_is_audited_is_rendered(self, reason: SiteReason, french: str, english: str) -> None:
        chosen = {
            each.reason: each
            for kind in ("initial", "surveillance")
            for each in select_sites(SITES, kind, seed="2024-017").chosen
        }[reason]
        assert chosen.say() == f"{chosen.site.name}\u00a0: {french}"
        assert chosen.say("en") == f"{chosen.site.name}: {english}"


def refusal(**changes: Any) -> tuple[InvalidValue, ...]:
    arguments = {"sites": SITES, "kind": "initial", "seed": "1", **changes}
    with pytest.raises(InvalidInput) as caught:
        select_sites(**arguments)
    return caught.value.faults


def faults_of(**changes: Any) -> list[tuple[str, object, str]]:
    faults = refusal(**changes)
    for fault in faults:
        assert fault.say("fr")
    return [(fault.path, fault.value, fault.expected) for fault in faults]


class TestWhatIsRefused:
    def test_every_fault_of_a_draw_is_reported_at_once(self) -> None:
        assert faults_of(sites=["Nord"], kind="audit", seed=" ", on="soon", also={"Nord": "", "Sud": 3}) == [
            ("sites[0]", "Nord", "instance"),
            ("kind", "audit", "one-of"),
            ("seed", " ", "text"),
            ("on", "soon", "day"),
            ("also[Nord]", "", "text"),
            ("also[Sud]", 3, "text"),
        ]

    def test_names_are_listed_once_and_one_site_is_the_central_one(self) -> None:
        sites = [*SITES, Site(name="Nord", central=True), Site(name="Bis", central=True), Site(name="Sud")]
        assert faults_of(sites=sites) == [
            ("sites[7].name", "Nord", "without-repetition"),
            ("sites[9].name", "Sud", "without-repetition"),
            ("sites[7].central", True, "one-central"),
            ("sites[8].central", True, "one-central"),
        ]

    def test_a_site_that_is_added_is_on_the_list_and_has_its_reason(self) -> None:
        assert faults_of(also={"Nulle part": "a report", "Nord": None, 3: "a report"}) == [
            ("also", "Nulle part", "one-of"),
            ("also", 3, "one-of"),
            ("also[Nord]", None, "text"),
        ]
        # What may be added is said.
        (unknown,) = refusal(sites=SITES[:3], also={"Est": "a report"})
        assert unknown.params == {"choices": "Siège, Nord, Sud"}

    @pytest.mark.parametrize("also", [["Nord"], "Nord", 3, True])
    def test_added_sites_come_with_their_reasons(self, also: Any) -> None:
        assert faults_of(also=also) == [("also", also, "pairs")]

    def test_added_names_are_not_compared_with_sites_that_do_not_hold(self) -> None:
        twice = [Site(name="A"), Site(name="A")]
        assert [path for path, _, _ in faults_of(sites=twice, also={"A": "a report", "B": ""})] == [
            "sites[1].name",
            "also[B]",
        ]

    @pytest.mark.parametrize("sites", ["Nord", {"Nord": True}, 3, None])
    def test_sites_come_as_a_list(self, sites: Any) -> None:
        assert faults_of(sites=sites) == [("sites", sites, "instances")]

    def test_every_fault_of_a_site_is_reported_at_once(self) -> None:
        wrong: dict[str, Any] = {"name": "two\nlines", "central": None, "audited": 1}
        with pytest.raises(InvalidInput) as caught:
            Site(**wrong)
        assert [(fault.path, fault.expected) for fault in caught.value.faults] == [
            ("name", "text"),
            ("central", "yes-or-no-only"),
            ("audited", "yes-no"),
        ]

    def test_every_fault_of_a_count_is_reported_at_once(self) -> None:
        wrong: dict[str, Any] = {"n": -1, "kind": None, "on": 2024}
        with pytest.raises(InvalidInput) as caught:
            sites_to_audit(**wrong)
        assert [(fault.path, fault.expected) for fault in caught.value.faults] == [
            ("n", "zero-or-more"),
            ("kind", "one-of"),
            ("on", "day"),
        ]

    @pytest.mark.parametrize("n", [4.0, "4", True, None, -1])
    def test_a_number_of_sites_is_a_whole_number(self, n: Any) -> None:
        with pytest.raises(InvalidInput) as caught:
            sites_to_audit(n, "initial")
        assert [(fault.path, fault.value) for fault in caught.value.faults] == [("n", n)]
