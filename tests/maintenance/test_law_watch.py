"""The alarm: one outcome for each cited article, on made data; nothing here needs the network."""

from __future__ import annotations

import json
import runpy
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from maintenance import law_watch
from maintenance.coverage import Provision, Status, provisions, sources
from maintenance.law_watch import (
    NEVER,
    Article,
    Data,
    Finding,
    Outcome,
    Version,
    cited_articles,
    compare,
    read,
    read_by_hand,
    read_unknown,
    report,
)
from qualiopi_rules.core.words import Words
from qualiopi_rules.law import Citation, Collection
from qualiopi_rules.law.source import Source
from qualiopi_rules.strategies import days

DAY = Date(2026, 11, 23)
START, BEFORE, AFTER = Date(2021, 1, 1), Date(2025, 6, 1), Date(2027, 7, 1)
CITED = Source(id="a", title="Code du travail, art. A", identifier="A1", since=START)
NOTHING = Data("2.0", None, ())


def outcome(*versions: Version, cited: Source = CITED, day: Date = DAY) -> tuple[Outcome, Date | None, str | None]:
    finding = compare(cited, Data("2.0", None, (versions,)), day)
    assert finding.source is cited
    return finding.outcome, finding.on, finding.by


class TestOutcomes:
    def test_the_cited_version_is_in_force_and_has_no_end(self) -> None:
        assert outcome(Version("A0", BEFORE, START), Version("A1", START, NEVER)) == (Outcome.UP_TO_DATE, None, None)

    def test_another_version_is_in_force(self) -> None:
        versions = Version("A1", START, BEFORE), Version("A2", BEFORE, AFTER), Version("A3", AFTER, NEVER)
        assert outcome(*versions) == (Outcome.OTHER, BEFORE, "A2")
        assert outcome(*versions, day=BEFORE) == (Outcome.OTHER, BEFORE, "A2")
        assert outcome(*versions, day=AFTER) == (Outcome.OTHER, AFTER, "A3")

    def test_the_article_has_ended(self) -> None:
        assert outcome(Version("A1", START, BEFORE)) == (Outcome.ENDED, BEFORE, None)
        assert outcome(Version("A1", START, BEFORE), day=BEFORE) == (Outcome.ENDED, BEFORE, None)

    def test_the_article_has_ended_after_another_version(self) -> None:
        versions = Version("A1", START, BEFORE), Version("A2", BEFORE, AFTER)
        assert outcome(*versions, day=AFTER) == (Outcome.ENDED, BEFORE, None)

    def test_the_article_has_ended_and_comes_back_later(self) -> None:
        assert outcome(Version("A1", START, BEFORE), Version("A2", AFTER, NEVER)) == (Outcome.ENDED, BEFORE, None)

    def test_the_next_version_is_published(self) -> None:
        versions = Version("A1", START, AFTER), Version("A2", AFTER, NEVER)
        assert outcome(*versions) == (Outcome.WILL_CHANGE, AFTER, "A2")
        assert outcome(*versions, day=AFTER.subtract(days=1)) == (Outcome.WILL_CHANGE, AFTER, "A2")

    def test_the_end_is_published_and_nothing_follows(self) -> None:
        assert outcome(Version("A1", START, AFTER)) == (Outcome.WILL_CHANGE, AFTER, None)

    def test_the_version_that_will_replace_it_is_the_first_of_those_to_come(self) -> None:
        last = AFTER.add(years=1)
        versions = Version("A3", last, NEVER), Version("A2", AFTER, last), Version("A1", START, AFTER)
        assert outcome(*versions) == (Outcome.WILL_CHANGE, AFTER, "A2")

    def test_the_cited_version_is_not_in_the_data(self) -> None:
        assert outcome(Version("A2", START, NEVER)) == (Outcome.NOT_FOUND, None, None)
        assert compare(CITED, NOTHING, DAY).outcome is Outcome.NOT_FOUND

    def test_a_version_that_takes_effect_after_the_data_is_not_in_it_and_has_not_moved(self) -> None:
        """As L. 6323-6 since 30 June 2026, in data of March 2026: nothing is wrong, and nothing is checked."""
        found = compare(CITED, Data("2.0", START.subtract(days=1), ()), DAY)
        assert (found.outcome, found.on, found.moved) == (Outcome.SILENT, START.subtract(days=1), False)
        assert str(found) == "a (A1): in force after this data, which is silent since 2020-12-31"
        assert compare(CITED, Data("2.0", START, ()), DAY).outcome is Outcome.NOT_FOUND
        undated = attrs.evolve(CITED, since=None)
        assert compare(undated, Data("2.0", BEFORE, ()), DAY).outcome is Outcome.NOT_FOUND

    def test_an_article_of_another_code_is_not_covered(self) -> None:
        other = attrs.evolve(CITED, title="Code de procédure civile, art. 641")
        assert outcome(Version("A1", START, BEFORE), cited=other) == (Outcome.NOT_COVERED, None, None)

    def test_only_the_history_of_the_cited_article_counts(self) -> None:
        articles = [(Version("B1", BEFORE, NEVER),), (Version("A1", START, NEVER),)]
        assert compare(CITED, Data("2.0", None, tuple(articles)), DAY).outcome is Outcome.UP_TO_DATE

    def test_a_later_version_replaces_the_cited_one_even_when_that_one_is_left_without_an_end(self) -> None:
        """As R. 5221-22 in the data of 2026: its version of April 2021 has no end, that of May 2021 is in force."""
        versions = Version("A1", START, NEVER), Version("A2", BEFORE, NEVER)
        assert outcome(*versions) == (Outcome.OTHER, BEFORE, "A2")
        assert outcome(*versions, day=START) == (Outcome.WILL_CHANGE, BEFORE, "A2")

    def test_a_version_is_never_replaced_by_itself(self) -> None:
        """The cited version has no end, and the one that came after it has ended."""
        versions = Version("A1", START, NEVER), Version("A2", Date(2022, 1, 1), BEFORE)
        assert outcome(*versions) == (Outcome.ENDED, Date(2022, 1, 1), None)

    def test_of_two_versions_of_one_day_the_one_that_lasts_is_in_force(self) -> None:
        """As L. 1133-1: both versions start on 1 May 2008, one was moved elsewhere the same month."""
        versions = Version("A2", BEFORE, NEVER), Version("A3", BEFORE, AFTER), Version("A1", START, BEFORE)
        assert outcome(*versions) == (Outcome.OTHER, BEFORE, "A2")
        lasting = attrs.evolve(CITED, identifier="A2")
        assert outcome(*versions, cited=lasting) == (Outcome.UP_TO_DATE, None, None)

    def test_of_two_versions_of_the_same_days_the_order_of_the_data_does_not_choose(self) -> None:
        old, *twins = Version("A1", START, BEFORE), Version("A2", BEFORE, NEVER), Version("A3", BEFORE, NEVER)
        assert outcome(old, *twins) == outcome(old, *reversed(twins)) == (Outcome.OTHER, BEFORE, "A3")

    def test_a_version_replaced_before_it_took_effect_replaces_nothing(self) -> None:
        stillborn = Version("A2", AFTER, BEFORE)
        assert outcome(Version("A1", START, NEVER), stillborn) == (Outcome.UP_TO_DATE, None, None)
        assert outcome(Version("A1", START, AFTER), stillborn) == (Outcome.WILL_CHANGE, AFTER, None)

    def test_a_cited_version_replaced_before_it_took_effect_has_moved(self) -> None:
        cited = Version("A1", AFTER, BEFORE)
        assert outcome(cited, Version("A2", BEFORE, NEVER)) == (Outcome.OTHER, BEFORE, "A2")

    def test_a_cited_version_still_to_come_is_up_to_date(self) -> None:
        versions = Version("A0", START, AFTER), Version("A1", AFTER, NEVER)
        assert outcome(*versions) == (Outcome.UP_TO_DATE, None, None)

    def test_an_end_that_the_library_knows_is_no_alarm_and_another_end_is(self) -> None:
        versions = Version("A1", START, BEFORE), Version("A2", BEFORE, NEVER)
        known, wrong = (attrs.evolve(CITED, until=BEFORE.subtract(days=n)) for n in (1, 2))
        assert outcome(*versions, cited=known) == (Outcome.UP_TO_DATE, None, None)
        assert outcome(*versions, cited=wrong) == (Outcome.OTHER, BEFORE, "A2")


BOUNDS = st.lists(days(), min_size=1, max_size=5, unique=True).map(sorted)


def chain(name: str, bounds: list[Date]) -> Article:
    """An article whose versions follow each other without a gap; the last one has no end."""
    return tuple(
        Version(f"{name}{number}", since, end) for number, (since, end) in enumerate(pairwise([*bounds, NEVER]))
    )


FEW_DAYS = st.integers(2020, 2026).map(lambda year: Date(year, 1, 1))
"""Few, so that versions often start or end together, overlap, or end before they start."""


def histories(name: str) -> st.SearchStrategy[Article]:
    spans = st.lists(st.tuples(FEW_DAYS, FEW_DAYS | st.just(NEVER)), min_size=1, max_size=4)
    return spans.map(lambda found: tuple(Version(f"{name}{number}", *span) for number, span in enumerate(found)))


CODES = st.tuples(histories("A"), histories("B"))
SOURCES = st.builds(
    Source,
    id=st.just("a"),
    title=st.sampled_from(["Code du travail, art. A", "Code civil, art. 1"]),
    identifier=st.sampled_from(["A0", "A1", "A2", "A3"]),
    until=st.none() | FEW_DAYS.map(lambda day: day.subtract(days=1)),
)


@pytest.mark.property
class TestLaws:
    @given(bounds=BOUNDS, day=days(), data=st.data())
    def test_without_gaps_the_day_alone_decides(self, bounds: list[Date], day: Date, data: st.DataObject) -> None:
        versions = chain("A", bounds)
        cited = data.draw(st.sampled_from(versions))
        found = outcome(*versions, cited=attrs.evolve(CITED, identifier=cited.identifier), day=day)
        if cited is versions[-1]:
            assert found == (Outcome.UP_TO_DATE, None, None)
        elif day < cited.end:
            assert found == (Outcome.WILL_CHANGE, cited.end, versions[versions.index(cited) + 1].identifier)
        else:
            (current,) = [version for version in versions if version.since <= day < version.end]
            assert found == (Outcome.OTHER, current.since, current.identifier)

    @given(bounds=BOUNDS, day=days(), data=st.data())
    def test_a_known_end_is_never_an_alarm(self, bounds: list[Date], day: Date, data: st.DataObject) -> None:
        versions = chain("A", bounds)
        cited = data.draw(st.sampled_from(versions))
        known = attrs.evolve(CITED, identifier=cited.identifier, until=cited.end.subtract(days=1))
        assert outcome(*versions, cited=known, day=day) == (Outcome.UP_TO_DATE, None, None)

    @given(since=days(), day=days(), until=st.none() | days())
    def test_a_single_version_without_an_end_is_up_to_date(self, since: Date, day: Date, until: Date | None) -> None:
        cited = attrs.evolve(CITED, until=until)
        assert outcome(Version("A1", since, NEVER), cited=cited, day=day) == (Outcome.UP_TO_DATE, None, None)

    @given(code=CODES, cited=SOURCES, day=FEW_DAYS, data=st.data())
    def test_the_order_of_the_data_changes_nothing(
        self, code: tuple[Article, ...], cited: Source, day: Date, data: st.DataObject
    ) -> None:
        shuffled = [tuple(data.draw(st.permutations(article))) for article in data.draw(st.permutations(code))]
        assert compare(cited, Data("2.0", None, tuple(shuffled)), day) == compare(cited, Data("2.0", None, code), day)

    @given(code=CODES, cited=SOURCES, day=FEW_DAYS)
    def test_an_outcome_names_what_it_promises_and_only_that(
        self, code: tuple[Article, ...], cited: Source, day: Date
    ) -> None:
        versions = {version.identifier: version for version in code[0]}
        finding = compare(cited, Data("2.0", None, code), day)
        assert (finding.outcome is Outcome.NOT_COVERED) == cited.title.startswith("Code civil")
        if finding.outcome is not Outcome.NOT_COVERED:
            assert (finding.outcome is Outcome.NOT_FOUND) == (cited.identifier not in versions)
        by = versions[finding.by] if finding.by else None
        assert by is None or (by.identifier != cited.identifier and by.since < by.end)
        match finding:
            case Finding(outcome=Outcome.OTHER, on=Date() as on):
                assert by is not None
                assert by.since == on <= day < by.end
            case Finding(outcome=Outcome.WILL_CHANGE, on=Date() as on):
                assert day < on < NEVER
                assert by is None or on <= by.since
            case Finding(outcome=Outcome.ENDED, on=Date() as on):
                assert on <= day
                assert by is None
            case _:
                assert not finding.moved or finding.outcome is Outcome.NOT_FOUND
                assert (finding.on, by) == (None, None)


class TestReport:
    FINDINGS = (
        Finding(CITED, Outcome.UP_TO_DATE),
        Finding(CITED, Outcome.OTHER, BEFORE, "A2"),
        Finding(CITED, Outcome.ENDED, BEFORE),
        Finding(CITED, Outcome.WILL_CHANGE, AFTER, "A2"),
        Finding(CITED, Outcome.NOT_FOUND),
        Finding(CITED, Outcome.NOT_COVERED),
    )

    def test_it_names_the_data_its_date_and_every_finding(self) -> None:
        assert report(Data("2.0", Date(2026, 11, 14), ()), self.FINDINGS, DAY).splitlines() == [
            "Code du travail, legi-data 2.0 (last change of the code 2026-11-14, 9 days ago), looked at on 2026-11-23.",
            "What was published after this data, which is silent since 2026-11-14, is not seen.",
            "a (A1): up to date",
            "a (A1): other version in force since 2025-06-01, new id A2",
            "a (A1): ended on 2025-06-01",
            "a (A1): will change on 2027-07-01, new id A2",
            "a (A1): not found",
            "a (A1): not covered by this data",
            "4 of 6 moved.",
        ]

    def test_it_says_when_the_data_has_no_date(self) -> None:
        rendered = report(Data("2.0.0", None, ()), iter(self.FINDINGS), DAY)
        assert rendered.startswith("Code du travail, legi-data 2.0.0 (undated), looked at on 2026-11-23.\n")
        assert "\nWhat was published after this data, which names no day, is not seen.\n" in rendered
        assert rendered.endswith("\n4 of 6 moved.")


def provision(cited: Source) -> Provision:
    return Provision(
        id="p",
        part="cpf",
        status=Status.UNKNOWN,
        words=Words("p", "p"),
        citation=Citation(cited, "law", "second-hand"),
        rules=(),
        tests=(),
        note=None,
    )


class TestUnknown:
    READ = Data("2.0", BEFORE, (), {"A1": "Le texte.\n"})
    GUIDE = Source(id="guide", title="Guide de lecture")

    def test_what_the_map_marks_as_unknown_is_looked_for(self) -> None:
        unknown = law_watch.unknown_provisions()
        assert [each.id for each in unknown] == [each.id for each in provisions() if each.status is Status.UNKNOWN]
        assert "code-L6323-6-2026-06" in {each.id for each in unknown}

    def test_its_wording_is_there_or_it_is_said_since_when_the_data_is_silent(self) -> None:
        assert read_unknown(provision(CITED), self.READ) == "p (A1): can be read now\nLe texte."
        silent = "p (A1): not in this data, which is silent since 2025-06-01"
        assert read_unknown(provision(CITED), Data("2.0", BEFORE, ())) == silent
        assert read_unknown(provision(CITED), NOTHING) == "p (A1): not in this data, which names no day"
        elsewhere = "p (Guide de lecture): no article of the code du travail, not in this data"
        assert read_unknown(provision(self.GUIDE), self.READ) == elsewhere

    def test_it_ends_the_report(self) -> None:
        unknown = [provision(self.GUIDE), provision(CITED)]
        assert report(self.READ, [], DAY, unknown).splitlines()[2:] == [
            "0 of 0 moved.",
            "Unknown by the coverage map: 2, of which 1 can be read here.",
            "p (Guide de lecture): no article of the code du travail, not in this data",
            "p (A1): can be read now",
            "Le texte.",
        ]


def test_what_no_registry_carries_is_read_by_hand_the_oldest_first() -> None:
    """A version that had ended by then moves no more, and an article of the code is compared."""
    by_hand = read_by_hand()
    names = {source.id for source in by_hand}
    assert {"decret-2026-728", "audit-art-1", "guide-v9", "cpc-641"} <= names
    assert not any(source.title.startswith(law_watch.IN_DATA) for source in by_hand)
    assert "audit-art-1-2019" not in names
    other = attrs.evolve(CITED, id="b", title="Guide", identifier=None)
    rendered = report(NOTHING, [], DAY, (), {CITED: DAY.subtract(days=2), other: DAY.subtract(days=30)})
    assert rendered.splitlines()[-3:] == [
        "In no registry, to be read again by hand: 2.",
        "b (Guide): last verified on 2026-10-24, 30 days ago",
        "a (Code du travail, art. A (A1)): last verified on 2026-11-21, 2 days ago",
    ]


def test_what_is_watched_is_every_article_of_a_code_and_only_those_of_the_code_du_travail_are_covered() -> None:
    watched = cited_articles()
    assert {cited.id for cited in watched} == {
        name for name, each in sources().items() if each.collection is Collection.CODE
    }
    not_covered = {cited.id for cited in watched if compare(cited, NOTHING, DAY).outcome is Outcome.NOT_COVERED}
    assert not_covered == {"cpc-641", "cpc-642"}
    assert "LEGIARTI000038591641" in {cited.identifier for cited in watched if cited.id not in not_covered}


ENDLESS = 32_472_144_000_000  # 1 January 2999, in milliseconds since 1970, as the data has it
IN_2021 = 1_609_459_200_000  # 1 January 2021


def written(package: Path, *articles: list[dict[str, Any]], **about: str) -> Path:
    """A package as npm unpacks it: each article one section deeper than the one before."""
    tree: dict[str, Any] = {"type": "section", "data": {"title": "last"}}
    for versions in articles:
        tree = {
            "type": "section",
            "data": {"title": "a section"},
            "children": [{"type": "article", "data": {"num": "X", "articleVersions": versions}}, tree],
        }
    (package / "data").mkdir(parents=True)
    (package / "package.json").write_text(json.dumps({"name": "legi-data", "version": "2.0.0"}), "utf-8")
    code = {"type": "code", "data": {"title": "Code du travail", **about}, "children": [tree]}
    (package / "data" / "LEGITEXT000006072050.json").write_text(json.dumps(code), "utf-8")
    return package


def version(identifier: str, since: int = IN_2021, end: int = ENDLESS) -> dict[str, Any]:
    return {"id": identifier, "etat": "VIGUEUR", "dateDebut": since, "dateFin": end}


def cited_code(package: Path, first_end: int = ENDLESS) -> Path:
    """A package that has every cited article of the code du travail; the first one ends on the day given."""
    first, *others = [cited for cited in cited_articles() if not cited.id.startswith("cpc-")]
    return written(
        package,
        [version(str(first.identifier), end=first_end)],
        *([version(str(cited.identifier))] for cited in others),
        dateModif="2026-03-27",
    )


class TestReading:
    def test_articles_are_found_at_any_depth_with_their_versions_and_days(self, tmp_path: Path) -> None:
        a0, a1 = version("A0", -86_400_000, IN_2021), version("A1")
        package = written(tmp_path, [a0, a1], [version("B1", 0)], dateModif="2026-03-27")
        data = read(package)
        assert (data.release, data.day, data.wordings) == ("2.0.0", Date(2026, 3, 27), {})
        assert sorted(data.articles, key=len) == [
            (Version("B1", Date(1970, 1, 1), NEVER),),
            (Version("A0", Date(1969, 12, 31), START), Version("A1", START, NEVER)),
        ]

    def test_the_wording_of_the_version_in_force_is_read_where_the_data_has_it(self, tmp_path: Path) -> None:
        package = written(tmp_path, [version("A1")])
        file = package / "data" / "LEGITEXT000006072050.json"
        code = file.read_text("utf-8").replace('"num": "X"', '"num": "X", "id": "A1", "texte": "Le texte."')
        file.write_text(code, "utf-8")
        assert read(package).wordings == {"A1": "Le texte."}

    def test_the_date_of_the_data_may_be_missing(self, tmp_path: Path) -> None:
        assert read(written(tmp_path)) == Data("2.0.0", None, ())

    def test_data_laid_out_otherwise_is_an_error_and_no_silence(self, tmp_path: Path) -> None:
        with pytest.raises(KeyError, match="dateFin"):
            read(written(tmp_path, [{"id": "A1", "dateDebut": 0}]))


class TestMain:
    def test_it_ends_well_when_nothing_moved(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert law_watch.main([str(cited_code(tmp_path)), "2026-11-23"]) == 0
        rendered = capsys.readouterr().out
        assert "\nrnq-2019 (LEGIARTI000038591641): up to date\n" in rendered
        assert "\ncpc-641 (LEGIARTI000006411002): not covered by this data\n" in rendered
        assert f"\n0 of {len(cited_articles())} moved.\n" in rendered
        assert "\nUnknown by the coverage map: " in rendered

    def test_it_ends_with_an_error_when_something_moved(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        package = cited_code(tmp_path, first_end=IN_2021 + 86_400_000)
        monkeypatch.setattr(sys, "argv", ["law_watch", str(package), "2026-11-23"])
        with pytest.raises(SystemExit) as end:
            runpy.run_path(law_watch.__file__, run_name="__main__")
        assert end.value.code == 1
        assert "): ended on 2021-01-02\n" in capsys.readouterr().out

    def test_it_is_not_quiet_when_the_data_is_empty(self, tmp_path: Path) -> None:
        assert law_watch.main([str(written(tmp_path)), "2026-11-23"]) == 1
