"""The report of a review, as a consultant reads it: the verdict first, and everything that the review found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import CertificationCycle, Dossier, InvalidInput, Review, review
from qualiopi_rules.core.messages import Locale, capital
from qualiopi_rules.dossier.state import FileStage
from qualiopi_rules.formats.json import structure
from qualiopi_rules.indicators.result import Applies
from qualiopi_rules.report import no_deadline, review_report
from qualiopi_rules.report.place import part_of
from qualiopi_rules.results.findings import Severity
from qualiopi_rules.view import Block, Document, Fold, Item, Items, Paragraph, Row, Sender, Table, Timeline, Tone
from tests.checks import plain
from tests.strategies import audit_days, dossiers

EXPECTED = Path(__file__).parent / "expected"

FRENCH = [
    "Constats bloquants",
    "Prochaines échéances",
    "Cycle de certification",
    "Prochain audit",
    "Audit blanc",
    "Indicateurs",
    "Points d’attention",
    "À confirmer",
    "Sources",
]
ENGLISH = [
    "Blocking findings",
    "Next deadlines",
    "Certification cycle",
    "Next audit",
    "Mock audit",
    "Indicators",
    "Points to look at",
    "To be confirmed",
    "Sources",
]
BLOCKING, NEXT, CYCLE, AUDIT, MOCK, INDICATORS, WARNINGS, OPEN, SOURCES = ENGLISH


def reviewed(webinar: dict[str, Any], on: str = "2023-03-01", **changes: Any) -> Review:
    """The review of the webinar's dossier, changed, on one day."""
    return review(structure({**webinar, **changes}, Dossier), on=on)


def under(written: Review, title: str, locale: Locale = "en", **options: Any) -> tuple[Block, ...]:
    """The blocks of one section; none where there is no such section."""
    sections = {section.title: section.blocks for section in review_report(written, locale, **options).sections}
    return sections.get(title, ())


def items(blocks: tuple[Block, ...]) -> list[Item]:
    return [item for block in blocks if isinstance(block, Items) for item in block.items]


def lines(blocks: tuple[Block, ...]) -> list[str]:
    """The texts of the paragraphs and lists, in order."""
    found: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            found.append(block.text)
        elif isinstance(block, Items):
            found += [item.text for item in block.items]
    return found


def rows(blocks: tuple[Block, ...]) -> Iterator[Row]:
    """The rows of the tables, those behind a heading too."""
    for block in blocks:
        if isinstance(block, Table):
            yield from (row for group in block.groups for row in group.rows)
        elif isinstance(block, Fold):
            yield from rows(block.blocks)


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_the_report_of_the_webinar_is_this_text(webinar: dict[str, Any], locale: Locale) -> None:
    expected = (EXPECTED / f"report-{locale}.txt").read_text("utf-8")
    assert plain(review_report(reviewed(webinar), locale).text(120)) == expected


def test_the_report_is_french_and_short_by_default(webinar: dict[str, Any]) -> None:
    written = reviewed(webinar)
    assert review_report(written) == review_report(written, "fr", detail=False, sender=None)
    assert review_report(written) != review_report(written, "fr", detail=True)


@pytest.mark.parametrize(("locale", "titles"), [("fr", FRENCH), ("en", ENGLISH)])
def test_sections_come_in_the_order_of_need(webinar: dict[str, Any], locale: Locale, titles: list[str]) -> None:
    sheet = {"indicator": 1, "on": "2024-03-01", "points": []}
    facts = {"surveillance_held": False, "bilans": [{"sessions": []}], "categories": ["AF"], "answers": {}}
    facts["audits"] = {"sheets": [sheet]}
    written = review_report(reviewed(webinar, "2024-12-03", **facts), locale)
    assert [section.title for section in written.sections] == titles


@pytest.mark.property
@given(dossiers(), audit_days(), st.sampled_from(["fr", "en"]), st.booleans())
def test_any_review_can_be_written(dossier: Dossier, day: Date, locale: Locale, detail: bool) -> None:
    """Every finding, deadline, day of the cycle, indicator and source is there once, and no section is empty."""
    written = review(dossier, on=day)
    report = review_report(written, locale, detail=detail)
    titles = FRENCH if locale == "fr" else ENGLISH
    names = [section.title for section in report.sections]
    assert [title for title in titles if title in names] == names
    assert all(section.blocks for section in report.sections)
    blocks = {title: under(written, shown, locale, detail=detail) for title, shown in zip(ENGLISH, titles, strict=True)}

    assert dossier.certificate.number in report.title
    of = {severity: [each for each in written.findings if each.severity is severity] for severity in Severity}
    assert len(items(blocks[BLOCKING])) == len(of[Severity.BLOCKING])
    assert len(items(blocks[WARNINGS])) == len(of[Severity.WARNING])
    open_texts = " ".join(item.text for item in items(blocks[OPEN]))
    assert all(found.code in open_texts for found in of[Severity.TO_CONFIRM])
    assert len(list(rows(blocks[NEXT]))) == len(written.deadlines)
    timelines = [block for block in blocks[CYCLE] if isinstance(block, Timeline)]
    assert [mark.day for each in timelines for mark in each.marks] == [each.day for each in written.timeline]
    assert (titles[3] in names) == (written.next_audit is not None)
    assert (titles[4] in names) == (written.mock_audit is not None)
    shown = {int(row.cells[0]) for row in rows(blocks[INDICATORS])}
    results = written.applicability.results
    assert shown == {each.number for each in results if detail or each.applies is not Applies.NO}
    assert len(items(blocks[SOURCES])) == len(written.citations)


class TestVerdict:
    """Until when, what is next and in how many days, how many blocking findings: one line."""

    @pytest.mark.parametrize(
        ("on", "changes", "verdict", "tone"),
        [
            (
                "2023-03-01",
                {},
                (
                    "Valide jusqu’au 1er février 2026 ; dernier jour pour l’audit de surveillance : "
                    "le 2 décembre 2024, dans 642 jours ; aucun constat bloquant."
                ),
                Tone.GOOD,
            ),
            (
                "2024-12-02",
                {},
                (
                    "Valide jusqu’au 1er février 2026 ; dernier jour pour l’audit de surveillance : aujourd’hui ; "
                    "aucun constat bloquant."
                ),
                Tone.GOOD,
            ),
            (
                "2024-12-03",
                {"surveillance_held": False},
                (
                    "1 constat bloquant (Audit de surveillance en retard) ; "
                    "dernier jour pour l’audit de surveillance : le 2 décembre 2024, en retard de 1 jour ; "
                    "valide jusqu’au 1er février 2026."
                ),
                Tone.BLOCKING,
            ),
            (
                "2026-02-02",
                {"surveillance_held": True},
                "1 constat bloquant (Certificat expiré) ; expiré, dernier jour de validité le 1er février 2026.",
                Tone.BLOCKING,
            ),
            (
                "2023-02-01",
                {},
                (
                    "Valide du 2 février 2023 au 1er février 2026 ; dernier jour pour l’audit de surveillance : "
                    "le 2 décembre 2024, dans 670 jours ; aucun constat bloquant."
                ),
                Tone.WARNING,
            ),
        ],
    )
    def test_by_the_day(
        self, webinar: dict[str, Any], on: str, changes: dict[str, Any], verdict: str, tone: Tone
    ) -> None:
        found = review_report(reviewed(webinar, on, **changes)).verdict
        assert (plain(found.text), found.tone) == (verdict, tone)

    @pytest.mark.parametrize(
        ("decided", "french", "english"),
        [
            ("suspended", "Suspendu, dernier jour de validité le 1er février 2026 ; ", "Suspended, last valid day"),
            ("withdrawn", "La certification a été retirée", "The certification was withdrawn"),
        ],
    )
    def test_by_what_became_of_it(self, webinar: dict[str, Any], decided: str, french: str, english: str) -> None:
        events = [
            {"on": "2022-12-05", "kind": "audit", "audit": "initial"},
            {"on": "2023-02-02", "kind": "decision", "decided": "granted"},
            {"on": "2024-09-02", "kind": "decision", "decided": decided},
        ]
        written = reviewed(webinar, "2024-10-01", events=events)
        found = {locale: review_report(written, locale).verdict for locale in ("fr", "en")}
        assert plain(found["fr"].text).startswith(french)
        assert found["en"].text.startswith(english)
        assert found["fr"].tone in (Tone.WARNING, Tone.BLOCKING)

    def test_without_a_cycle(self, webinar: dict[str, Any]) -> None:
        certificate = {**webinar["certificate"], "valid_until": "2026-02-02"}
        found = review_report(reviewed(webinar, certificate=certificate)).verdict
        assert (
            plain(found.text)
            == "1 constat bloquant (Dates du certificat incompatibles avec tout cycle) ; cycle non établi."
        )

    def test_a_day_that_is_past_without_a_blocking_finding_is_to_look_at(self, webinar: dict[str, Any]) -> None:
        written = reviewed(webinar)
        late = attrs.evolve(written.deadlines[0], days_left=-1)
        found = review_report(attrs.evolve(written, deadlines=(late,))).verdict
        assert (found.tone, "en retard de 1 jour" in found.text) == (Tone.WARNING, True)

    @pytest.mark.property
    @given(dossiers(), audit_days())
    def test_it_is_blocking_where_the_review_is(self, dossier: Dossier, day: Date) -> None:
        written = review(dossier, on=day)
        found = review_report(written).verdict
        assert (found.tone is Tone.BLOCKING) == written.blocking
        assert "\n" not in found.text
        good = written.state.stage is FileStage.CERTIFIED or written.status is not None
        assert found.tone is not Tone.GOOD or good


def test_the_next_three_things_to_do_are_apart_from_those_after_them(webinar: dict[str, Any]) -> None:
    written = reviewed(webinar)
    table, later = under(written, FRENCH[1], "fr")
    assert isinstance(table, Table)
    assert isinstance(later, Fold)
    first, second, third = rows((table,))
    assert [plain(cell) for cell in first.cells] == [
        "Dernier jour pour l’audit de surveillance (audit possible dès le 2 avril 2024)",
        "2 décembre 2024",
        "dans 642 jours",
        "légal",
    ]
    assert [row.cells[3] for row in (second, third)] == ["conseillé", "conseillé"]
    assert later.heading == "Échéances suivantes (1)"
    (last,) = rows((later,))
    assert last.cells[0] == "Dernier jour de validité"


def test_in_detail_a_deadline_has_its_source(webinar: dict[str, Any]) -> None:
    first, *_ = rows(under(reviewed(webinar), NEXT, detail=True))
    assert first.cells[3] == "legal (Arrêté du 6 juin 2019, art. 2 (version initiale))"


def test_a_deadline_of_a_part_of_the_dossier_names_the_part(webinar: dict[str, Any]) -> None:
    found = {"indicator": 4, "grade": "major", "notified": "2024-06-10", "plan_sent": "2024-06-17"}
    corrected, checked, surveillance, *_ = rows(
        under(reviewed(webinar, "2024-09-09", audits={"nonconformities": [found]}), NEXT)
    )
    assert corrected.cells[:3] == (
        "Last day to correct the major non-conformity (indicator 4) [Audits (audits.nonconformities[0])]",
        "10 September 2024",
        "in 1 day",
    )
    assert checked.cells[0].startswith("Last day for the certifier to verify the correction")
    assert surveillance.cells[1] == "2 December 2024"


@pytest.mark.parametrize(
    ("on", "left", "tone"),
    [
        ("2024-11-30", ("dans 2 jours", "in 2 days"), Tone.PLAIN),
        ("2024-12-01", ("dans 1 jour", "in 1 day"), Tone.PLAIN),
        ("2024-12-02", ("aujourd’hui", "today"), Tone.PLAIN),
        ("2024-12-03", ("en retard de 1 jour", "1 day ago"), Tone.WARNING),
        ("2024-12-04", ("en retard de 2 jours", "2 days ago"), Tone.WARNING),
    ],
)
def test_a_deadline_is_ahead_today_or_past(webinar: dict[str, Any], on: str, left: tuple[str, str], tone: Tone) -> None:
    written = reviewed(webinar, on, surveillance_held=False)
    french, english = (next(rows(under(written, titles[1], locale))) for titles, locale in _both())
    assert (french.cells[2], english.cells[2]) == left
    assert french.tone is english.tone is tone


def _both() -> tuple[tuple[list[str], Locale], tuple[list[str], Locale]]:
    return (FRENCH, "fr"), (ENGLISH, "en")


def test_after_the_last_day_nothing_is_ahead(webinar: dict[str, Any]) -> None:
    written = reviewed(webinar, "2026-02-02", surveillance_held=True)
    assert lines(under(written, FRENCH[1], "fr")) == ["Aucune échéance à venir dans ce cycle."]
    assert lines(under(written, NEXT)) == [no_deadline(written, "en")] == ["No upcoming deadline in this cycle."]
    assert lines(under(written, FRENCH[2], "fr"))[0] == "État\u00a0: expiré."


def test_the_next_audit_is_written_with_its_scope_its_place_its_sites_and_its_length(webinar: dict[str, Any]) -> None:
    found = lines(under(reviewed(webinar), AUDIT))
    assert found[:4] == [
        "Surveillance audit, if it were held on 2 April 2024: 13 indicators to be audited.",
        "To be audited: 1, 4, 5, 6, 10, 11, 17, 19, 21, 22, 26, 31 and 32.",
        "May be left out: 2, 9, 12, 23, 24, 25 and 30.",
        "It also checks that the certificate is displayed.",
    ]
    assert found[4].startswith("Remote.")
    assert found[5].startswith("Duration: unknown, no table provided")
    whole = reviewed(
        webinar,
        "2025-03-03",
        surveillance_held=True,
        answers={},
        audits={"sites": [{"name": name} for name in "ABCD"], "turnover_cents": 10_000_000},
    )
    renewal = lines(under(whole, AUDIT))
    assert whole.next_audit is not None
    assert whole.next_audit.sample is not None
    assert renewal[0] == "Renewal audit, if it were held on 3 March 2025: 19 indicators to be audited."
    assert renewal[2] == "Undetermined: 18, 27 and 31."
    assert renewal[-2:] == [whole.next_audit.sample.say("en"), whole.next_audit.duration.say("en")]
    assert under(reviewed(webinar, "2026-02-02"), AUDIT) == ()


def test_the_display_is_written_of_a_plan_that_verifies_it(webinar: dict[str, Any]) -> None:
    written = reviewed(webinar)
    assert written.next_audit is not None
    plan = attrs.evolve(written.next_audit.plan, display=False)
    without = attrs.evolve(written, next_audit=attrs.evolve(written.next_audit, plan=plan))
    line = "It also checks that the certificate is displayed."
    assert set(lines(under(written, AUDIT))) - set(lines(under(without, AUDIT))) == {line}


def test_a_mock_audit_has_a_section_of_its_own(webinar: dict[str, Any]) -> None:
    assert under(reviewed(webinar), MOCK) == ()
    sheet = {"indicator": 1, "on": "2024-03-01", "points": []}
    written = reviewed(webinar, "2024-03-01", audits={"sheets": [sheet]})
    assert written.mock_audit is not None
    assert lines(under(written, MOCK))[0] == written.mock_audit.say("en")


def test_the_outcomes_of_the_certification_are_written(webinar: dict[str, Any]) -> None:
    """The outcome of the events, or else of the non-conformities, the extension, the missed audit, and the transfer."""
    facts: dict[str, Any] = {
        "categories": ["AF", "BC"],
        "surveillance_held": False,
        "transfer": {"requested": "2025-01-06", "suspended": True},
        "audits": {
            "nonconformities": [
                {"indicator": 4, "grade": "major", "notified": "2024-12-09", "found_at": "surveillance"},
            ]
        },
    }
    *_, decision, extension, missed, transfer = lines(under(reviewed(webinar, "2025-01-06", **facts), CYCLE))
    assert decision == (
        "No decision yet (surveillance audit). "
        "The major non-conformity (indicator 4) is to be corrected by 9 March 2025."
    )
    assert extension == "Extension: not possible, the certificate is suspended."
    assert missed.startswith("The surveillance audit has been missed since 3 December 2024;")
    assert transfer == "Transfer: not possible (the certificate is suspended)."
    events = [
        {"on": "2022-12-05", "kind": "audit", "audit": "initial"},
        {"on": "2023-02-02", "kind": "decision", "decided": "granted"},
    ]
    by_events = lines(under(reviewed(webinar, "2025-01-06", events=events, **facts), CYCLE))
    assert by_events[0].startswith("The certification is suspended. No decision yet")  # as the transfer has it
    assert by_events[-3:] == [extension, missed, transfer]
    running = lines(under(reviewed(webinar, "2023-03-01", events=events), CYCLE))
    assert running[0] == "Status: in force."
    assert running[-1] == "The provider is certified."


def test_without_a_cycle_the_report_says_why_and_has_no_timeline(webinar: dict[str, Any]) -> None:
    certificate = {**webinar["certificate"], "valid_until": "2026-02-02"}
    written = reviewed(webinar, certificate=certificate)
    assert written.cycle is None
    assert [plain(line) for line in lines(under(written, FRENCH[2], "fr"))] == [
        (
            "Aucun calendrier : la date de début est trop éloignée du cycle qui finit ce jour-là : une décision de "
            "renouvellement se prend dans la dernière année du cycle précédent."
        )
    ]
    (found,) = items(under(written, FRENCH[0], "fr"))
    assert (found.label, found.tone) == ("CYC001 · bloquant", Tone.BLOCKING)
    assert plain(found.text) == "Dates du certificat incompatibles avec tout cycle"
    assert plain(found.notes[2]) == "Où : Certificat (certificate)"


@pytest.mark.parametrize(("locale", "known"), [("fr", "Échéances inconnues"), ("en", "Deadlines unknown")])
def test_without_a_cycle_the_readings_are_written_and_no_deadline_is_denied(
    webinar: dict[str, Any], locale: Locale, known: str
) -> None:
    webinar["certificate"] |= {"first_issue": "2024-02-20", "valid_until": "2027-02-28"}
    del webinar["certificate"]["cycle_number"]
    written = review_report(reviewed(webinar, "2025-01-01"), locale).text()
    assert written.count("2027") >= 2
    assert known in written
    assert ("Lecture possible" if locale == "fr" else "Possible reading") in written


def test_a_certificate_with_two_readings_of_one_cycle_shows_both() -> None:
    """Each reading has its line."""
    cycle = CertificationCycle.starting("2023-02-02")
    certificate = {
        "number": "1",
        "categories": ["BC"],
        "first_issue": "2023-02-02",
        "printed_start": "2024-05-10",
        "valid_until": cycle.expires.isoformat(),
    }
    written = review(structure({"certificate": certificate, "categories": ["BC"]}, Dossier), on="2024-06-01")
    assert [line for line in lines(under(written, CYCLE)) if line.startswith("Certificate issued")] == [
        f"{capital(reading.say('en'))}." for reading in written.printed.readings
    ]
    assert written.printed.readings[0].shape == "re-issued"


class TestFindings:
    def test_blocking_ones_stand_first_and_the_others_after_the_indicators(
        self, webinar: dict[str, Any], good_bilan: dict[str, Any]
    ) -> None:
        bilan = {**good_bilan, "consent": False, "service": "coaching", "provider_is_employer": None}
        written = reviewed(webinar, bilans=[good_bilan, bilan], categories=["BC", "AF"])
        (blocking,) = items(under(written, BLOCKING))
        assert (blocking.label, blocking.text) == ("BIL013 · blocking", "No consent")
        assert blocking.notes == (
            "Without: the beneficiary's consent",
            blocking.notes[1],
            "Where: Bilan B-001 (bilans[1])",
            "Source: Code du travail, art. L. 6313-4",
        )
        assert [item.label for item in items(under(written, WARNINGS))] == ["DOS001 · warning", "BIL020 · warning"]
        assert {item.tone for item in items(under(written, OPEN))} == {Tone.NOTICE}

    def test_a_finding_inside_a_bilan_names_its_reference_where_it_has_one(
        self, webinar: dict[str, Any], good_bilan: dict[str, Any]
    ) -> None:
        cpf = {"request": {"requested_on": "2026-03-16", "active": False}}
        bilans = [{**good_bilan, "reference": name, "consent": None, "cpf": cpf} for name in ("2023/7", None)]
        written = reviewed(webinar, "2026-03-20", bilans=bilans, categories=["AF"])
        bilan = [item for item in items(under(written, OPEN)) if item.label.startswith("Bilan")]
        assert [item.label for item in bilan] == ["Bilan 2023/7", "Bilan no. 2"]
        places = {note for item in items(under(written, WARNINGS)) for note in item.notes}
        assert {"Where: Bilan 2023/7 (bilans[0].cpf.request)", "Where: Bilan no. 2 (bilans[1].cpf.request)"} <= places

    def test_what_is_to_be_confirmed_is_a_line_for_each_bilan_with_its_fields(self, webinar: dict[str, Any]) -> None:
        """Not a line for each of the many things that nobody wrote down about it."""
        bilan = {"reference": "A-12", "sessions": [{"day": "2023-03-01", "phase": "preliminary", "minutes": 120}]}
        written = reviewed(webinar, bilans=[bilan, {**bilan, "reference": "A-13"}])
        unknown = [each for each in written.findings if each.severity is Severity.TO_CONFIRM]
        assert len(unknown) > 6
        first, second = items(under(written, OPEN))
        assert (first.label, second.label) == ("Bilan A-12", "Bilan A-13")
        assert first.text == second.text
        assert all(each.code in first.text for each in unknown)
        (fields,) = first.notes
        assert fields.startswith("Where to answer: bilans[0]")

    def test_every_part_of_a_dossier_has_a_name(self, webinar: dict[str, Any]) -> None:
        written = reviewed(webinar)
        for field in attrs.fields(Dossier):
            for locale in ("fr", "en"):
                assert part_of(written, field.name, locale) != field.name
        (found,) = items(under(reviewed(webinar, "2025-03-01"), FRENCH[7], "fr"))
        assert found.label == "Cycle"

    def test_a_question_without_an_answer_names_its_field_and_its_indicators(self, webinar: dict[str, Any]) -> None:
        found = items(under(reviewed(webinar, answers={}), OPEN))
        by_field = {item.notes[0].removeprefix("Where to answer: "): item.text for item in found}
        assert by_field["answers.subcontracting"] == (
            "Whether the provider uses sub-contracting or portage salarial. Indicator concerned: 27."
        )
        assert set(by_field) == {"answers.subcontracting", "answers.sole_practitioner", "answers.complaints"}

    def test_a_question_that_decides_several_indicators_names_them_all(self, webinar: dict[str, Any]) -> None:
        dossier = structure({**webinar, "answers": {}}, Dossier)
        found = items(under(review(dossier, on="2023-03-01", profile="certifier-22"), OPEN))
        assert [item.text.rpartition(". ")[2] for item in found if "sole practitioner" in item.text] == [
            "Indicators concerned: 18 and 22."
        ]


class TestIndicators:
    def test_they_are_a_table_by_criterion_with_the_others_on_one_line(self, webinar: dict[str, Any]) -> None:
        blocks = under(reviewed(webinar), FRENCH[5], "fr")
        (table,) = (block for block in blocks if isinstance(block, Table))
        assert [plain(group.title)[:11] for group in table.groups] == [f"Critère {number} :" for number in range(1, 8)]
        assert [plain(group.folded) for group in table.groups][3] == (
            "Non applicables : 18 (retiré par le profil) et 20."
        )
        row = next(row for row in rows(blocks) if row.cells[0] == "4")
        assert row.cells[1:] == (
            "Analyse du besoin",
            "oui",
            "prévu pour BC",
            "le lien avec l’entreprise n’est pas à montrer",
        )

    def test_the_uncertain_removals_stand_where_the_count_is(self, webinar: dict[str, Any]) -> None:
        count, uncertain, profile, *_ = under(reviewed(webinar), INDICATORS)
        assert count == Paragraph("20 indicators apply")
        assert isinstance(uncertain, Paragraph)
        assert uncertain.text.startswith(
            "Without being established, the profile “certifier” removes: 18 (practice, deduced)."
        )
        assert uncertain.tone is Tone.WARNING
        assert isinstance(profile, Paragraph)
        by_law = review(structure(webinar, Dossier), on="2023-03-01", profile="law")
        assert not any("established" in line for line in lines(under(by_law, INDICATORS)))

    def test_open_ones_are_to_be_confirmed_with_the_field_that_answers(self, webinar: dict[str, Any]) -> None:
        found = {row.cells[0]: row for row in rows(under(reviewed(webinar, answers={}), INDICATORS))}
        assert found["27"].cells[2:4] == ("to be confirmed", "answer missing")
        assert found["27"].tone is Tone.WARNING

    def test_in_detail_each_has_its_reasons(self, webinar: dict[str, Any]) -> None:
        written = reviewed(webinar)
        found = {row.cells[0]: row for row in rows(under(written, INDICATORS, detail=True))}
        assert found["18"].cells[3] == written.applicability[18].reasons[0].say("en")
        assert found["18"].tone is Tone.QUIET
        assert len(found) == 32


def test_each_source_is_written_with_its_basis_and_its_address(webinar: dict[str, Any]) -> None:
    found = items(under(reviewed(webinar), FRENCH[8], "fr"))
    assert plain(found[0].text) == "Code du travail, art. R. 6316-2 (LEGIARTI000038624064) ; loi, texte consulté"
    assert found[0].url == "https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000038624064"
    assert found[-1].text.endswith("; pratique, de seconde main")
    assert found[-1].url is None


def test_the_top_says_of_whom_it_is_and_who_sends_it(webinar: dict[str, Any]) -> None:
    certificate = {**webinar["certificate"], "holder": "Atelier ; exemple"}
    sender = Sender(name="Conseil Exemple")
    written = review_report(reviewed(webinar, certificate=certificate), sender=sender)
    assert plain(written.title) == "Atelier ; exemple, certificat 83811594-1 : revue au 1er mars 2023"
    assert plain(written.about) == "BC · référentiel 2019 · profil « certifier »"
    assert written.sender is sender
    assert written.text().startswith("Conseil Exemple\n")


def test_the_blocking_finding_is_on_the_first_screen(webinar: dict[str, Any], good_bilan: dict[str, Any]) -> None:
    written = review_report(reviewed(webinar, bilans=[{**good_bilan, "consent": False}]))
    assert isinstance(written, Document)
    for text in (written.text(80), written.markdown()):
        (line,) = (number for number, line in enumerate(text.splitlines(), 1) if "BIL013" in line)
        assert line <= 12


def test_every_argument_that_does_not_hold_is_refused(webinar: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as caught:
        review_report(reviewed(webinar), "de")  # type: ignore[arg-type]
    assert [fault.path for fault in caught.value.faults] == ["locale"]
    with pytest.raises(InvalidInput) as caught:
        review_report("review", detail="yes", sender="Conseil")  # type: ignore[arg-type]
    assert [fault.path for fault in caught.value.faults] == ["review", "detail", "sender"]
    with pytest.raises(InvalidInput):
        no_deadline(reviewed(webinar), "de")  # type: ignore[arg-type]


def test_a_review_of_a_later_day_says_when_its_texts_were_last_verified(webinar: dict[str, Any]) -> None:
    """A note above the sources, from the day after: a library that nobody has brought up to date says so itself."""
    known, later = (under(reviewed(webinar, on), SOURCES) for on in ("2026-08-20", "2026-08-21"))
    assert [block for block in known if isinstance(block, Paragraph)] == []
    (note,) = (block for block in later if isinstance(block, Paragraph))
    assert note.tone is Tone.NOTICE
    assert note.text == (
        "One of these texts was last verified on 20 August 2026: what may have changed since is not known to this "
        "version of qualiopi-rules."
    )
    assert later[0] is note
    said = lines(under(reviewed(webinar, "2026-08-21"), "Sources", "fr"))[0]
    assert plain(said).startswith("L’un de ces textes a été vérifié le 20 août 2026 pour la dernière fois : ")
    assert reviewed(webinar, "2026-08-21").blocking == reviewed(webinar, "2026-08-20").blocking
