"""What each kind of result is explained by: the facts that were given, the values and texts of the law, and its parts.

The codes and names are those of the format of an explanation: a reader of its JSON counts on them.
"""

from __future__ import annotations

import attrs
import pytest

from qualiopi_rules import (
    CertificationCycle,
    Dossier,
    Event,
    Review,
    applicability,
    compare,
    explain,
    read_printed,
    review,
)
from qualiopi_rules.audit import (
    AuditFacts,
    CheckedPoint,
    IndicatorSheet,
    NonConformity,
    Site,
    applicable_points,
    audit_duration,
    count_nonconformities,
    grade_sheet,
    plan_audit,
    select_sites,
)
from qualiopi_rules.bilan import document_retention
from qualiopi_rules.bilan.documents import Document
from qualiopi_rules.bilan.nature import bilan_nature
from qualiopi_rules.core.words import Words
from qualiopi_rules.cycle import Transfer, check_extension, check_surveillance
from qualiopi_rules.dossier import Explanation, Fact, file_state
from qualiopi_rules.rnq import guide_notes
from tests.audit.test_nonconformity import major, minor
from tests.checks import plain, profile_with, refused
from tests.dossier.test_review import OWN_TABLE

DAY = "2025-02-03"


@pytest.fixture
def reviewed(dossier: Dossier) -> Review:
    """A review with everything that it can have."""
    facts = AuditFacts(
        sites=[Site(name=name) for name in "ABCD"],
        nonconformities=[major(4, "2024-09-09", found_at="surveillance")],
        sheets=[IndicatorSheet(indicator=2, on="2024-09-02", decision="minor")],
    )
    events = (
        Event(on="2022-12-05", kind="audit", audit="initial", categories=["BC"]),
        Event(on="2023-02-02", kind="decision", decided="granted"),
        Event(on="2024-03-04", kind="accreditation-withdrawn"),
        Event(on="2024-04-08", kind="new-site", sites_before=1),
    )
    whole = attrs.evolve(
        dossier,
        audits=facts,
        categories=["BC", "AF"],
        transfer=Transfer(requested="2024-08-26"),
        surveillance_held="2024-09-02",
        events=events,
    )
    return review(whole, on="2024-09-03")


def given(tree: Explanation) -> tuple[str, str, dict[str, str]]:
    """What a conclusion is, what it is about, and what the caller gave."""
    return tree.code, tree.about, {fact.name: fact.value for fact in tree.facts}


def grounds(tree: Explanation) -> tuple[list[str], list[str]]:
    """The values and the texts that a conclusion itself rests on."""
    return [used.name for used in tree.values], [cited.source.id for cited in tree.citations]


def parts(tree: Explanation) -> list[tuple[str, str]]:
    return [(part.code, part.about) for part in tree.parts]


# --- A review


def test_a_review_is_made_of_all_that_it_says_in_the_order_of_the_file(reviewed: Review) -> None:
    tree = explain(reviewed)
    assert given(tree)[:2] == ("review", "83811594-1")
    assert grounds(tree) == ([], [])
    assert tree.conclusion.en == "Certificate 83811594-1, review on 3 September 2024"
    findings = [("finding", found.code) for found in reviewed.findings]
    assert len(findings) > 2
    assert parts(tree) == [
        ("printed", "one"),
        ("cycle", "2023-02-02"),
        ("applicability", "2019"),
        ("history", "certified"),
        ("decision", "granted"),
        ("extension", "AF"),
        ("transfer", ""),
        ("next-audit", "renewal"),
        ("mock-audit", ""),
        *findings,
    ]


def test_a_review_says_what_was_given_of_the_certificate(dossier: Dossier) -> None:
    certificate = attrs.evolve(dossier.certificate, printed_start="2023-05-02", cycle_number=None)
    told = {"first_issue": "2023-02-02", "valid_until": "2026-02-01"}
    for held, said in [(None, "unanswered"), (True, "yes"), (False, "no"), ("2024-09-02", "2024-09-02")]:
        asked = attrs.evolve(dossier, surveillance_held=held)
        assert given(explain(review(asked, on="2024-10-01")))[2] == told | {
            "cycle_number": "1",
            "surveillance_held": said,
        }
        again = explain(review(attrs.evolve(asked, certificate=certificate), on="2024-10-01"))
        assert given(again)[2] == told | {"printed_start": "2023-05-02", "surveillance_held": said}


def test_without_a_cycle_or_events_nothing_is_explained_of_them(dossier: Dossier) -> None:
    unread = attrs.evolve(dossier, certificate=attrs.evolve(dossier.certificate, valid_until="2026-02-02"))
    tree = explain(review(unread, on="2023-03-01"))
    assert parts(tree)[:2] == [("printed", "start-too-early"), ("applicability", "2019")]
    assert tree.parts[0].conclusion.en.startswith("the start date is too long before the cycle that ends on that day")
    assert not {"cycle", "history", "next-audit"} & {code for code, _ in parts(tree)}


# --- A cycle, and what applies in it


def test_a_cycle_rests_on_its_first_day_and_on_the_convention_for_months() -> None:
    tree = explain(CertificationCycle("2023-02-02"))
    assert given(tree) == ("cycle", "2023-02-02", {"starts": "2023-02-02"})
    assert grounds(tree) == ([], ["cpc-641"])
    assert tree.conclusion.en.startswith("Cycle from 2 February 2023 to 1 February 2026; ")
    latest = dict(zip(parts(tree), tree.parts, strict=True))["milestone", "renewal-closes"]
    assert (latest.facts, grounds(latest)) == ((), (["cycle.validity", "cycle.renewal_closes"], []))
    assert latest.conclusion.en == "2025-11-01  end of the recommended period for the renewal audit (recommended)"


def test_what_applies_rests_on_the_day_the_categories_and_the_profile(dossier: Dossier) -> None:
    applied = applicability(["BC", "AF"], dossier.answers, on="2024-09-16")
    tree = explain(applied)
    facts = {"on": "2024-09-16", "categories": "AF, BC", "profile": "certifier"}
    assert given(tree) == ("applicability", "2019", facts)
    assert grounds(tree) == ([], ["rnq-2019"])
    assert tree.conclusion.en == (
        "Referential 2019, 32 indicators, audit on 16 September 2024, categories: AF and BC. "
        "from 22 to 27 indicators apply, depending on the questions not answered."
    )
    assert parts(tree) == [("profile", "certifier"), *(("indicator", str(number)) for number in range(1, 33))]


def test_a_profile_says_what_the_certifier_chose_and_then_what_of_it_is_not_established() -> None:
    law, certifier = (explain(applicability(["BC"], on=DAY, profile=name)).parts[0] for name in ("law", "certifier"))
    assert (given(law), grounds(law)) == (("profile", "law", {}), ([], []))
    assert law.conclusion.en == "The texts alone: an indicator is excluded only by its own wording."
    assert given(certifier) == ("profile", "certifier", {})
    assert grounds(certifier)[0] == []
    assert set(grounds(certifier)[1]) == {"webinar-2023", "rnq-2019", "certifier-practice"}
    own = profile_with(words=Words("le sien", "its own"), uncertain=Words("rien de sûr", "nothing sure"))
    assert explain(applicability(["BC"], on=DAY, profile=own)).parts[0].conclusion == Words(
        "le sien rien de sûr", "its own nothing sure"
    )


def test_an_indicator_is_made_of_its_reasons_and_of_what_is_adapted(dossier: Dossier) -> None:
    tree = explain(applicability(["BC"], dossier.answers, on=DAY)[30])
    assert given(tree) == ("indicator", "30", {})
    assert grounds(tree) == ([], [])
    assert tree.conclusion.en == "30 Feedback from stakeholders: applicable"
    assert parts(tree) == [
        ("reason", "in-column"),
        ("adaptation", "teaching_team"),
        ("adaptation", "companies_direct"),
    ]
    reason, team, companies = tree.parts
    assert (reason.facts, grounds(reason)) == ((), ([], ["rnq-2019"]))
    assert reason.conclusion.en == "The annex applies it to category BC."
    assert (given(team)[2], grounds(team)) == ({"teaching_team": "no"}, ([], ["audit-grid-2025"]))
    assert given(companies)[2] == {"companies_direct": "no"}


def test_a_question_that_decides_without_an_answer_is_said_not_to_have_one() -> None:
    (reason,) = explain(applicability(["BC"], on=DAY)[27]).parts
    assert given(reason) == ("reason", "condition-unanswered", {"subcontracting": "unanswered"})


def test_where_no_answer_decides_on_an_adaptation_none_is_missing() -> None:
    """From how many trainers on a lead teacher is required, the awaited arrêté has not set yet."""
    *_, trainers = explain(applicability(["BC"], on="2026-11-05")[19]).parts
    assert given(trainers) == ("adaptation", "trainers", {})
    assert trainers.conclusion.en.startswith("a lead teacher for each training is required above a number of trainers")


def test_an_edition_is_compared_by_what_changed_in_each_indicator() -> None:
    tree = explain(compare("2019", "2026", ["BC"]))
    assert given(tree) == ("comparison", "2019-2026", {})
    assert tree.conclusion.en == "From edition 2019 to edition 2026, categories: BC"
    assert parts(tree) == [("change", str(number)) for number in (1, 2, 12, 19, 27, 30, 31, 32)]
    assert grounds(tree.parts[0]) == ([], ["decret-2026-728"])
    assert tree.parts[-1].conclusion.en.startswith("32  Continuous improvement and risk analysis (in substance)")


# --- The state of a file, and what is decided


def test_a_file_is_explained_by_its_decision_its_deadlines_and_its_findings(reviewed: Review) -> None:
    tree = explain(reviewed.state)
    assert given(tree) == ("history", "certified", {"on": "2024-09-03"})
    assert grounds(tree) == ([], [])
    assert tree.conclusion.en == "The provider is certified."
    assert parts(tree) == [("decision", "granted"), ("milestone", "transfer-due"), ("finding", "HIS011")]
    nothing = explain(file_state([], on=DAY))
    assert (given(nothing), parts(nothing)) == (("history", "nothing", {"on": DAY}), [])


def test_a_decision_is_explained_by_its_reasons_and_by_the_conclusion_of_the_report(dossier: Dossier) -> None:
    found = attrs.evolve(dossier, audits=AuditFacts(nonconformities=[major(4, "2024-09-09", found_at="initial")]))
    decided = review(found, on="2024-09-16").decision
    assert decided is not None
    tree = explain(decided)
    assert given(tree) == ("decision", "waiting", {"on": "2024-09-16"})
    assert grounds(tree) == ([], [])
    assert parts(tree) == [("decision-reason", "to-correct"), ("report-outcome", "unfavourable")]
    assert tree.conclusion == Words(decided.say("fr"), decided.say("en"))
    alone = explain(attrs.evolve(decided, report_outcome=None))
    assert parts(alone) == [("decision-reason", "to-correct")]


def test_what_becomes_of_the_certificate_rests_on_its_texts(reviewed: Review) -> None:
    extension, transfer = explain(reviewed.extension), explain(reviewed.transfer)
    assert (given(extension), parts(extension)) == (("extension", "AF", {}), [])
    assert grounds(extension) == ([], ["arrete-2019-06-06", "webinar-2023"])
    assert given(transfer) == ("transfer", "", {})
    assert grounds(transfer) == ([], ["arrete-2019-06-06"])
    assert parts(transfer) == [("milestone", "transfer-sent"), ("finding", "TRF004")]
    several = check_extension(reviewed.dossier.certificate, ["VAE", "BC", "AF"], on=DAY)
    assert explain(several).about == "AF, VAE"
    missed = explain(check_surveillance(CertificationCycle("2023-02-02"), on=DAY, surveillance_held=False))
    assert (given(missed), grounds(missed), parts(missed)) == (("missed", "", {}), ([], ["certifier-practice"]), [])


# --- The next audit


def test_the_next_audit_is_its_plan_its_sites_and_its_duration(reviewed: Review) -> None:
    assert reviewed.next_audit is not None
    tree = explain(reviewed.next_audit)
    assert given(tree) == ("next-audit", "renewal", {"on": "2025-02-02", "categories": "BC"})
    assert grounds(tree) == ([], [])
    planned = [("planned", str(number)) for number in range(1, 33)]
    assert parts(tree) == [("place", "rule"), *planned, ("sites", "renewal"), ("duration", "no-table")]
    place, first, *_, sites, duration = tree.parts
    assert grounds(place) == (["audit.place_renewal"], [])
    assert place.conclusion.en == "On site. That is the rule for this audit."
    assert set(grounds(first)[1]) == {"arrete-2019-06-06", "rnq-2019"}
    assert first.conclusion.en == "Indicator 1: to be audited. The audit covers every applicable indicator."
    assert grounds(sites) == (["audit.sites_renewal"], ["audit-art-6-2019"])
    assert sites.conclusion.en == "Sites audited: 2 of 4, plus the central function."
    assert (grounds(duration), parts(duration)) == (([], ["arrete-2019-06-06"]), [])
    several = explain(plan_audit("initial", applicability(["BC", "AF"], on=DAY)))
    assert given(several) == ("plan", "initial", {"on": DAY, "categories": "AF, BC"})
    plan = explain(reviewed.next_audit.plan)
    assert given(plan) == ("plan", "renewal", {"on": "2025-02-02", "categories": "BC"})
    assert parts(plan) == [("place", "rule"), *planned]
    whole = explain(attrs.evolve(reviewed.next_audit, sample=None))
    assert parts(whole) == [("place", "rule"), *planned, ("duration", "no-table")]


def test_a_duration_is_explained_by_its_parts() -> None:
    lasts = audit_duration("surveillance", ["BC"], on=DAY, profile=profile_with(durations=OWN_TABLE), sampled_sites=2)
    tree = explain(lasts)
    assert tree.about == lasts.outcome
    assert [part.conclusion for part in tree.parts] == [Words(each.say("fr"), each.say("en")) for each in lasts.parts]
    assert len(tree.parts) == 2


def test_a_sheet_is_explained_by_what_is_found_in_it() -> None:
    tree = explain(grade_sheet(IndicatorSheet(indicator=2, on="2024-06-03")))
    assert given(tree) == ("grade", "2", {})
    assert grounds(tree) == ([], ["rnq-2019"])
    assert parts(tree) == [("finding", "SHT002")]
    assert tree.conclusion.en == "Indicator 2: no point applies, there is nothing to assess."


# --- What has no explanation of its own


def test_points_to_be_checked_are_counted_and_each_explained() -> None:
    tree = explain(applicable_points(2, ["BC"], on=DAY))
    assert given(tree) == ("applicable-points", "", {})
    assert tree.conclusion.en == "3 points to be checked, 0 undetermined points"
    assert parts(tree) == [("conformity-point", each) for each in ("2.1", "2.2", "2.3")]


def test_open_non_conformities_are_counted_by_their_grade() -> None:
    tree = explain(
        count_nonconformities([major(4, "2025-01-20"), minor(1, "2025-01-20"), minor(2, "2025-01-20")], on=DAY)
    )
    assert given(tree) == ("non-conformity-count", "", {"on": DAY})
    assert tree.conclusion.en == "On 3 February 2025, 1 major non-conformity and 2 minor ones to be lifted"
    assert parts(tree) == [("non-conformity-status", "")] * 3
    assert grounds(tree.parts[0]) == (["audit.major_implementation", "audit.major_check"], [])


def test_what_a_result_holds_is_explained_with_it() -> None:
    (reading,) = read_printed("2024-02-02", "2027-02-01").readings
    assert parts(explain(reading)) == [("cycle", "2024-02-02")]


def test_a_selection_of_sites_says_what_its_sample_says() -> None:
    tree = explain(select_sites([Site(name="Siège", central=True), Site(name="Nord")], "initial", seed="1"))
    assert given(tree) == ("site-selection", "", {})
    assert parts(tree) == [("sites", "initial"), ("chosen-site", "central"), ("chosen-site", "drawn")]
    assert tree.conclusion == tree.parts[0].conclusion
    assert grounds(tree) == ([], ["audit-art-6-2019"])


def test_what_a_bilan_is_and_what_the_guide_says_have_words_of_their_own() -> None:
    nature, notes = explain(bilan_nature(on=DAY)), explain(guide_notes(2))
    assert given(nature) == ("bilan-nature", "", {"on": DAY})
    assert grounds(nature) == (["bilan.maximum"], [])
    assert nature.conclusion.en == "What a bilan de compétences is on 3 February 2025"
    assert given(notes) == ("indicator-notes", "2", {})
    assert notes.conclusion.en == "What the guide says about indicator 2"
    assert {code for code, _ in parts(notes)} == {"note", "new-entrant", "subcontractor", "category-point"}


def test_the_day_for_which_it_was_asked_is_a_fact() -> None:
    tree = explain(document_retention(Document(kind="synthesis", disclosures=[]), "2025-01-06"))
    assert given(tree) == ("retention", "not-provided", {"ended": "2025-01-06"})
    assert set(grounds(tree)[1]) == {"code-R6313-7", "cpc-641"}


@pytest.mark.parametrize(
    "value",
    [
        Words("oui", "yes"),
        "2023-02-02",
        CheckedPoint(point="2.1"),
        NonConformity(indicator=4, grade="major", notified=DAY),
        None,
    ],
)
def test_what_was_given_is_no_result(value: object) -> None:
    with refused("result: .*a result that the library can explain"):
        explain(value)


# --- The words of what was given


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        ("yes", "oui", "yes"),
        ("no", "non", "no"),
        ("unanswered", "sans réponse", "not answered"),
        ("2024-09-02", "2024-09-02", "2024-09-02"),
    ],
)
def test_an_answer_is_said_in_words_and_anything_else_as_it_was_given(value: str, french: str, english: str) -> None:
    fact = Fact("surveillance_held", value)
    assert plain(fact.say("fr")) == f"fourni : surveillance_held : {french}"
    assert fact.say("en") == f"provided: surveillance_held: {english}"


def test_an_explanation_is_text_or_a_list_of_markdown_one_line_for_each_conclusion_and_ground() -> None:
    tree = explain(CertificationCycle("2023-02-02")).parts[0]
    assert str(tree) == tree.text("fr")
    text, markdown = tree.text("en").splitlines(), tree.markdown("en").splitlines()
    assert text[0] == "2023-02-02  start of the cycle (legal)"
    assert [line[: line.index("c")] for line in text[1:]] == ["  "]
    assert markdown[0] == "- 2023-02-02 start of the cycle (legal)"
    assert [line[: line.index("c")] for line in markdown[1:]] == ["  - "]
