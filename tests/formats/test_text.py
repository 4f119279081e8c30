"""The report of a review, as a consultant reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import Answers, CertificationCycle, Dossier, InvalidInput, Review, review
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.formats.json import structure
from qualiopi_rules.formats.text import Section, report_sections, report_text
from tests.strategies import audit_days, dossiers

EXPECTED = Path(__file__).parent / "expected"

FRENCH = [
    "Calendrier du cycle",
    "Prochaines échéances",
    "Échéances suivantes",
    "Vie de la certification",
    "Prochain audit",
    "Indicateurs",
    "Constats",
    "Sources",
]
ENGLISH = [
    "Timeline of the cycle",
    "Next deadlines",
    "Later deadlines",
    "Life of the certification",
    "Next audit",
    "Indicators",
    "Findings",
    "Sources",
]
NEXT, AFTER, LIFE, AUDIT = ENGLISH[1:5]
INDICATORS, FINDINGS, SOURCES = ENGLISH[5:]


def reviewed(webinar: dict[str, Any], on: str = "2023-03-01", **changes: Any) -> Review:
    """The review of the webinar's dossier, changed, on one day."""
    return review(structure({**webinar, **changes}, Dossier), on=on)


def under(written: Review, title: str, locale: Locale = "fr") -> tuple[str, ...]:
    """The lines of one section."""
    (section,) = [section for section in report_sections(written, locale) if section.title == title]
    return section.lines


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_the_report_of_the_webinar_is_this_text(webinar: dict[str, Any], locale: Locale) -> None:
    expected = (EXPECTED / f"report-{locale}.txt").read_text("utf-8")
    assert report_text(reviewed(webinar), locale) == expected


def test_the_report_is_french_by_default(webinar: dict[str, Any]) -> None:
    written = reviewed(webinar)
    assert report_text(written) == report_text(written, "fr")
    assert report_sections(written) == report_sections(written, "fr")


@pytest.mark.parametrize(("locale", "titles"), [("fr", FRENCH), ("en", ENGLISH)])
def test_sections_come_in_order(webinar: dict[str, Any], locale: Locale, titles: list[str]) -> None:
    first, *others = report_sections(reviewed(webinar), locale)
    assert "83811594-1" in first.title
    assert [section.title for section in others] == [title for title in titles if title not in (FRENCH[3], LIFE)]


@pytest.mark.property
@given(dossiers(), audit_days(), st.sampled_from(["fr", "en"]))
def test_any_review_can_be_written(dossier: Dossier, day: Date, locale: Locale) -> None:
    """Sections keep their order and none is empty; each finding, indicator and source is there; the text has all."""
    written = review(dossier, on=day)
    first, *others = report_sections(written, locale)
    titles = FRENCH if locale == "fr" else ENGLISH
    assert [title for title in titles if title in [section.title for section in others]] == [
        section.title for section in others
    ]
    assert all(section.lines for section in [first, *others])
    left_out = {
        section for section, title in zip(ENGLISH, titles, strict=True) if title not in {s.title for s in others}
    }
    assert left_out <= {ENGLISH[0], AFTER, LIFE, AUDIT}
    assert (ENGLISH[0] in left_out) == (not written.timeline)
    assert (AUDIT in left_out) == (written.next_audit is None)
    assert dossier.certificate.number in first.title
    lines_of = {section.title: section.lines for section in others}
    by_title = {name: lines_of.get(title, ()) for name, title in zip(ENGLISH, titles, strict=True)}
    assert len(by_title[NEXT]) + len(by_title[AFTER]) == max(1, len(written.deadlines))
    assert len(by_title[NEXT]) <= 3
    assert len(by_title[AFTER]) == 0 or len(by_title[NEXT]) == 3
    assert len(by_title[FINDINGS]) == max(1, len(written.findings))
    numbers = [int(line[:2]) for line in by_title[INDICATORS] if line[:2].strip().isdigit() and line[2:4] == "  "]
    assert sorted(numbers) == [result.number for result in written.applicability.results]
    sources = [line for line in by_title[SOURCES] if not line.startswith("    https://www.legifrance.gouv.fr/")]
    assert len(sources) == len(written.citations)
    assert report_text(written, locale) == "\n".join(
        line for section in [first, *others] for line in (section.title, "-" * len(section.title), *section.lines, "")
    )


def test_the_next_three_things_to_do_are_apart_from_those_after_them(webinar: dict[str, Any]) -> None:
    written = reviewed(webinar)
    first, second, third = under(written, "Prochaines échéances")
    (last,) = under(written, "Échéances suivantes")
    assert first.startswith("Dernier jour pour l'audit de surveillance : le 2 décembre 2024, dans 642 jours (légal ;")
    assert first.endswith(" Possible à partir du 2 avril 2024.")
    assert second.startswith(
        "Dernier jour utile de l'audit de renouvellement pour pouvoir lever une non-conformité majeure : "
        "le 1er octobre 2025, dans 945 jours (conseillé ; Arrêté du 6 juin 2019, art. 5)."
    )
    assert third.startswith("Fin de la période conseillée pour l'audit de renouvellement : le 1er novembre 2025")
    assert "(conseillé ; Webinaire" in third
    assert last.startswith("Dernier jour de validité : ")
    assert "Possible" not in last


def test_a_deadline_of_a_part_of_the_dossier_names_the_part(webinar: dict[str, Any]) -> None:
    found = {"indicator": 4, "grade": "major", "notified": "2024-06-10", "plan_sent": "2024-06-17"}
    written = reviewed(webinar, "2024-09-09", audits={"nonconformities": [found]})
    corrected, checked, surveillance = under(written, NEXT, "en")
    assert corrected == (
        "Last day to correct the major non-conformity (indicator 4): 10 September 2024, in 1 day "
        "(legal; Arrêté du 6 juin 2019, art. 5). [audits.nonconformities[0]]"
    )
    assert checked.startswith("Last day for the certifier to verify the correction of the major non-conformity")
    assert surveillance.startswith("Last day for the surveillance audit: 2 December 2024")
    assert len(under(written, AFTER, "en")) == 3


def test_the_next_audit_is_written_with_its_scope_its_place_its_sites_and_its_length(webinar: dict[str, Any]) -> None:
    lines = under(reviewed(webinar), AUDIT, "en")
    assert lines[0] == "Surveillance audit, if it were held on 2 April 2024: 13 indicators to be audited."
    assert lines[1] == "To be audited: 1, 4, 5, 6, 10, 11, 17, 19, 21, 22, 26, 31 and 32."
    assert lines[2] == "May be left out: 2, 9, 12, 23, 24, 25 and 30."
    assert lines[3] == "It also checks that the certificate is displayed."
    assert lines[4].startswith("Remote.")
    assert (
        lines[5] == "Duration: unknown, no table provided; the library does not include the general table of article 4."
    )
    whole = reviewed(
        webinar,
        "2025-03-03",
        surveillance_held=True,
        answers={},
        audits={"sites": [{"name": name} for name in "ABCD"], "turnover_cents": 10_000_000},
    )
    renewal = under(whole, AUDIT, "en")
    assert whole.next_audit is not None
    assert whole.next_audit.sample is not None
    assert renewal[0] == "Renewal audit, if it were held on 3 March 2025: 19 indicators to be audited."
    assert renewal[2] == "Undetermined: 18, 27 and 31."
    assert renewal[-2:] == (whole.next_audit.sample.say("en"), whole.next_audit.duration.say("en"))
    assert [
        section.title for section in report_sections(reviewed(webinar, "2026-02-02")) if section.title == FRENCH[4]
    ] == []


def test_the_display_is_written_of_a_plan_that_verifies_it(webinar: dict[str, Any]) -> None:
    written = reviewed(webinar)
    assert written.next_audit is not None
    plan = attrs.evolve(written.next_audit.plan, display=False)
    without = attrs.evolve(written, next_audit=attrs.evolve(written.next_audit, plan=plan))
    line = "It also checks that the certificate is displayed."
    assert [line for line in under(written, AUDIT, "en") if line not in under(without, AUDIT, "en")] == [line]


def test_the_outcomes_of_the_certification_are_written(webinar: dict[str, Any]) -> None:
    """The outcome of the events, or else of the non-conformities, the extension, the missed audit, and the transfer."""
    assert LIFE not in [section.title for section in report_sections(reviewed(webinar), "en")]
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
    decision, *others = under(reviewed(webinar, "2025-01-06", **facts), LIFE, "en")
    assert decision == (
        "No decision yet (surveillance audit). "
        "The major non-conformity (indicator 4) is to be corrected by 9 March 2025."
    )
    assert others == [
        "Extension: not possible, the certificate is suspended.",
        (
            "The surveillance audit has been missed since 3 December 2024; "
            "certifiers suspend, then withdraw the certification."
        ),
        "Transfer: not possible (the certificate is suspended).",
    ]
    events = [
        {"on": "2022-12-05", "kind": "audit", "audit": "initial"},
        {"on": "2023-02-02", "kind": "decision", "decided": "granted"},
    ]
    by_events, *same = under(reviewed(webinar, "2025-01-06", events=events, **facts), LIFE, "en")
    assert by_events.startswith("The certification is suspended. No decision yet")  # as the transfer has it
    assert same == others


@pytest.mark.parametrize(
    ("on", "french", "english"),
    [
        ("2024-11-30", "le 2 décembre 2024, dans 2 jours (", "2 December 2024, in 2 days ("),
        ("2024-12-01", "le 2 décembre 2024, dans 1 jour (", "2 December 2024, in 1 day ("),
        ("2024-12-02", "aujourd'hui, 2 décembre 2024 (", "today, 2 December 2024 ("),
        ("2024-12-03", "le 2 décembre 2024, dépassé de 1 jour (", "2 December 2024, 1 day ago ("),
        ("2024-12-04", "le 2 décembre 2024, dépassé de 2 jours (", "2 December 2024, 2 days ago ("),
    ],
)
def test_a_deadline_is_ahead_today_or_past(webinar: dict[str, Any], on: str, french: str, english: str) -> None:
    written = reviewed(webinar, on, surveillance_held=False)
    for locale, title, before, expected in (
        ("fr", FRENCH[1], "Dernier jour pour l'audit de surveillance : ", french),
        ("en", NEXT, "Last day for the surveillance audit: ", english),
    ):
        line = under(written, title, locale)[0]  # type: ignore[arg-type]
        assert line.startswith(before + expected)


def test_an_overdue_audit_is_the_state_and_a_finding(webinar: dict[str, Any]) -> None:
    written = reviewed(webinar, "2024-12-03", surveillance_held=False)
    assert report_sections(written, "fr")[0].lines[0] == "État : audit de surveillance en retard."
    assert report_sections(written, "en")[0].lines[0] == "Status: surveillance audit overdue."
    assert under(written, "Constats") == (
        (
            "CYC004 (bloquant) surveillance_held, Audit de surveillance en retard : "
            "l'audit de surveillance devait avoir lieu au plus tard le 2 décembre 2024 "
            "[Arrêté du 6 juin 2019, art. 2 (version initiale)]"
        ),
    )


def test_after_the_last_day_nothing_is_ahead(webinar: dict[str, Any]) -> None:
    written = reviewed(webinar, "2026-02-02", surveillance_held=True)
    assert report_sections(written, "fr")[0].lines[0] == "État : expiré."
    assert under(written, FRENCH[1]) == ("Aucune échéance à venir dans ce cycle.",)
    assert under(written, NEXT, "en") == ("No upcoming deadline in this cycle.",)
    assert "Échéances suivantes" not in [section.title for section in report_sections(written)]


def test_without_a_cycle_the_report_says_why_and_has_no_timeline(webinar: dict[str, Any]) -> None:
    certificate = {**webinar["certificate"], "valid_until": "2026-02-02"}
    written = reviewed(webinar, certificate=certificate)
    assert written.cycle is None
    first, *others = report_sections(written, "fr")
    assert first.lines == (
        (
            "Aucun calendrier : la date de début est trop éloignée du cycle qui finit ce jour-là : une décision de "
            "renouvellement se prend dans la dernière année du cycle précédent."
        ),
    )
    assert [section.title for section in others] == [FRENCH[1], "Indicateurs", "Constats", "Sources"]
    finding, hint = under(written, "Constats")
    assert "finirait le 1er février 2026" in hint
    assert finding.startswith("CYC001 (bloquant) certificate, Dates du certificat incompatibles avec tout cycle : ")


def test_a_certificate_with_two_readings_of_one_cycle_shows_both() -> None:
    """Each reading has its line, and none is written where there is no cycle."""
    cycle = CertificationCycle.starting("2023-02-02")
    dossier = structure(
        {
            "certificate": {
                "number": "1",
                "categories": ["BC"],
                "first_issue": "2023-02-02",
                "printed_start": "2024-05-10",
                "valid_until": cycle.expires.isoformat(),
            },
            "categories": ["BC"],
        },
        Dossier,
    )
    written = review(dossier, on="2024-06-01")
    assert [
        line for line in report_sections(written, "en")[0].lines if line.startswith("Dates on the certificate")
    ] == [f"Dates on the certificate: {reading.say('en')}." for reading in written.printed.readings]
    assert written.printed.readings[0].shape == "re-issued"


def test_indicators_are_written_by_outcome_with_their_number(webinar: dict[str, Any]) -> None:
    lines = under(reviewed(webinar, answers={}), "Indicateurs")
    heads = [line for line in lines if line and line.endswith(")") and line[0] in "AIN" and " : " not in line]
    assert heads == ["Applicables (19)", "Indéterminés (3)", "Non applicables (10)"]
    assert lines[1] == "de 19 à 22 indicateurs applicables, selon les questions sans réponse"
    start = lines.index("Indéterminés (3)")
    assert [line[:2] for line in lines[start + 1 : start + 4]] == ["18", "27", "31"]
    assert all("indéterminé." in line for line in lines[start + 1 : start + 4])
    english = under(reviewed(webinar, answers={}), "Indicators", "en")
    assert "Undetermined (3)" in english
    assert english[1] == "from 19 to 22 indicators apply, depending on the questions not answered"


def test_an_outcome_without_indicators_has_no_head(webinar: dict[str, Any]) -> None:
    lines = under(reviewed(webinar, answers=Answers(**webinar["answers"])), "Indicateurs")
    assert not any(line.startswith("Indéterminés") for line in lines)


def test_findings_are_written_blocking_ones_first(webinar: dict[str, Any], good_bilan: dict[str, Any]) -> None:
    bilan = {**good_bilan, "consent": False, "service": "coaching", "provider_is_employer": None}
    lines = under(reviewed(webinar, bilans=[good_bilan, bilan], categories=["BC", "AF"]), "Findings", "en")
    assert [line.split(" ", 1)[0] for line in lines] == ["BIL013", "DOS001", "BIL020", "BIL018"]
    assert lines[0] == (
        "BIL013 (blocking) bilans[1] (B-001), No consent: without: consent [Code du travail, art. L. 6313-4]"
    )
    assert [line.split("(")[1].split(")")[0] for line in lines] == ["blocking", "warning", "warning", "to confirm"]


def test_a_finding_inside_a_bilan_names_its_reference_where_it_has_one(
    webinar: dict[str, Any], good_bilan: dict[str, Any]
) -> None:
    cpf = {"request": {"requested_on": "2026-03-16", "active": False}}
    bilans = [{**good_bilan, "reference": name, "consent": None, "cpf": cpf} for name in ("2023/7", None)]
    lines = under(reviewed(webinar, "2026-03-20", bilans=bilans, categories=["AF"]), "Findings", "en")
    places = {line.split(") ", 1)[1].split(", ")[0] for line in lines}
    assert {"bilans[0] (2023/7)", "bilans[0].cpf.request (2023/7)", "bilans[1]", "bilans[1].cpf.request"} <= places
    assert "categories" in places


def test_each_source_is_written_with_its_basis_and_its_address(webinar: dict[str, Any]) -> None:
    lines = under(reviewed(webinar), "Sources")
    assert lines[:2] == (
        "Code du travail, art. R. 6316-2 (LEGIARTI000038624064) ; loi, texte consulté",
        "    https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000038624064",
    )
    assert lines[-1].endswith("; pratique, de seconde main")
    assert len(set(lines)) == len(lines)


@pytest.mark.parametrize("write", [report_text, report_sections])
def test_an_unknown_language_is_refused(webinar: dict[str, Any], write: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        write(reviewed(webinar), "de")
    assert [fault.path for fault in caught.value.faults] == ["locale"]


def test_a_section_is_a_title_and_lines() -> None:
    assert Section("a", ("b",)) == Section(title="a", lines=("b",))


@pytest.mark.parametrize(("locale", "known"), [("fr", "Échéances inconnues"), ("en", "Deadlines unknown")])
def test_without_a_cycle_the_readings_are_written_and_no_deadline_is_denied(
    webinar: dict[str, Any], locale: Locale, known: str
) -> None:
    webinar["certificate"] |= {"first_issue": "2024-02-20", "valid_until": "2027-02-28"}
    del webinar["certificate"]["cycle_number"]
    written = report_text(review(structure(webinar, Dossier), on="2025-01-01"), locale)
    assert written.count("2027") >= 2
    assert known in written
    assert ("Lecture possible" if locale == "fr" else "Possible reading") in written
