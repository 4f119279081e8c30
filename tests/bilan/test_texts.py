"""The data of the bilan, rule by rule: what each article says, from which day, and how it was verified."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from qualiopi_rules.bilan import (
    AccessOutcome,
    AnalysedSubject,
    BeneficiaryStatus,
    Bilan,
    Conclusions,
    EmploymentBody,
    Funding,
    MarketRiskCode,
    Mentions,
    Preliminary,
    ProviderKind,
    Synthesis,
)
from qualiopi_rules.core.resources import names, text
from qualiopi_rules.law import Basis, Provenance
from qualiopi_rules.law.dated import Value, dated, dated_from
from qualiopi_rules.law.source import citation
from qualiopi_rules.results import Severity
from qualiopi_rules.results.findings import catalogue
from tests.texts import (
    BLOCKING,
    DEDUCED,
    GUIDE,
    LAW,
    PRACTICE,
    SECOND_HAND,
    TO_CONFIRM,
    VERBATIM,
    WARNING,
    Cited,
    by_days,
    cited,
)

REFORM = "2019-01-01"
"""The law of 5 September 2018 and the décret 2018-1330 take effect: the oldest law of the bilan that is known."""
LIMITS = "2026-02-26"
"""The décrets 2026-126 and 2026-127 take effect: the cap, the five years and the accompanied hours of the CPF."""
V9_REQUIRED = "2024-03-08"
"""The first day an audit had to use version 9 of the guide."""
WEBINAR = "2023-03-01"
"""The day on which a certifier said in a webinar what it looks at."""
YEAR = 12
HOUR = 60
EURO = 100


def values(file: str, key: str) -> tuple[Value[Any], ...]:
    return dated(f"bilan/{file}", key).values


def the_only_value(file: str, key: str, *, since: str) -> tuple[Any, Cited]:
    """The one value that a rule has, from that day and without an end, and what it cites."""
    (value,) = values(file, key)
    assert (str(value.since), value.until) == (since, None)
    return value.value, cited(value.citation)


def what_is_read(file: str, key: str) -> Cited:
    """What a way of counting or of choosing rests on."""
    table = text(f"bilan/{file}")[key]
    assert table.keys() == {"citation"}
    return cited(citation(table))


class TestBilan:
    def test_at_most_twenty_four_hours(self) -> None:
        """L. 6313-4, last paragraph, since 2019."""
        assert the_only_value("bilan", "maximum", since=REFORM) == (24 * HOUR, ("code-L6313-4", LAW, VERBATIM))

    def test_thirteen_hours_at_least_are_a_draft_alone(self) -> None:
        """NOR TRSD2602696D of February 2026: reported, in no version of R. 6313-4, and so without a day in force."""
        draft = text("bilan/bilan")["draft_minimum"]
        assert draft["minutes"] == 13 * HOUR
        assert cited(citation(draft)) == ("draft-minimum", PRACTICE, SECOND_HAND)
        assert not {"since", "until", "values"} & draft.keys()
        assert "février 2026" in citation(draft).source.title

    def test_the_preliminary_phase_analyses_the_request_and_the_need_and_settles_format_and_terms(self) -> None:
        """R. 6313-4, 1°: a) two analyses, b) the format, c) the terms, defined together; no more than these."""
        lacking = Bilan(preliminary=Preliminary(**dict.fromkeys(fields(Preliminary), False)))
        assert contents(lacking, "BIL005", "preliminary") == [
            *("request_analysed", "need_analysed"),
            "format_chosen",
            "terms_agreed",
        ]

    def test_the_conclusions_share_results_list_means_and_plan_steps_with_a_follow_up_interview(self) -> None:
        """R. 6313-4, 3°: a) the results, b) the conditions and means, c) the steps, an interview being possible."""
        denied: dict[str, Any] = dict.fromkeys(fields(Conclusions) - {"synthesis"}, False)
        lacking = Bilan(conclusions=Conclusions(**denied))
        assert contents(lacking, "BIL005", "conclusions") == [
            "results_shared",
            "means_listed",
            *("steps_planned", "follow_up_offered"),
        ]

    def test_the_synthesis_has_skills_project_means_and_steps(self) -> None:
        """The webinar: four points, in this order."""
        synthesis = Synthesis(**dict.fromkeys(fields(Synthesis), False))
        lacking = Bilan(conclusions=Conclusions(synthesis_handed=True, synthesis=synthesis))
        assert contents(lacking, "BIL011") == ["skills_analysed", "project_defined", "means_stated", "steps_stated"]

    def test_each_content_is_listed_once(self) -> None:
        listed = text("bilan/bilan")["contents"]
        assert {part: len(names) for part, names in listed.items()} == {
            "preliminary": 4,
            "conclusions": 4,
            "synthesis": 4,
        }


def fields(cls: type[Any]) -> set[str]:
    return {field.name for field in attrs.fields(cls)}


def contents(bilan: Bilan, code: str, phase: str | None = None) -> list[str]:
    """The contents that a finding names, of a phase where it is about one."""
    (found,) = [each for each in bilan.check() if each.code == code and dict(each.params).get("phase") == phase]
    return str(dict(found.params)["contents"]).split(", ")


class TestConvention:
    """R. 6313-8, since 2019."""

    ARTICLE = ("code-R6313-8", LAW, VERBATIM)

    def test_the_plan_and_the_conge_de_reclassement_need_one(self) -> None:
        """First paragraph: two frames and no other."""
        frames, source = the_only_value("convention", "frames", since=REFORM)
        assert frames == (Funding.PLAN, Funding.CONGE_DE_RECLASSEMENT)
        assert source == self.ARTICLE

    def test_the_cpf_alone_is_left_out_by_its_own_article(self) -> None:
        """D. 6323-6 takes over R. 6313-4 to R. 6313-7, not R. 6313-8: concluded, and from its version of 2026 on."""
        assert the_only_value("convention", "left_out", since=LIMITS) == (
            (Funding.CPF,),
            ("code-D6323-6", LAW, DEDUCED),
        )

    def test_the_employee_has_ten_days(self) -> None:
        """Fourth paragraph; the day of the transmission is not counted, which article 641 says of all such days."""
        assert the_only_value("convention", "answer", since=REFORM) == (10, self.ARTICLE)
        assert what_is_read("convention", "day_count") == ("cpc-641", PRACTICE, DEDUCED)

    def test_it_states_eight_things_about_the_bilan_and_two_about_money(self) -> None:
        """1°: title, objective, content, means, duration, period, conduct, handover; 2°: price, payment."""
        mentions, source = the_only_value("convention", "mentions", since=REFORM)
        bilan, money = mentions[:8], mentions[8:]
        assert bilan == ("title", "objective", "content", "means", "duration", "period", "conduct", "handover")
        assert money == ("price", "payment")
        assert source == self.ARTICLE
        assert set(mentions) == fields(Mentions)


class TestDocuments:
    """R. 6313-7."""

    def test_kept_for_one_year_until_30_december_2023_as_others_report(self) -> None:
        first, _ = values("documents", "kept")
        assert (first.value, str(first.since), str(first.until)) == (1 * YEAR, REFORM, "2023-12-30")
        assert cited(first.citation) == ("code-R6313-7-2019", LAW, SECOND_HAND)

    def test_kept_for_three_years_since_31_december_2023(self) -> None:
        """Décret 2023-1350, article 4."""
        _, last = values("documents", "kept")
        assert (last.value, str(last.since), last.until) == (3 * YEAR, "2023-12-31", None)
        assert cited(last.citation) == ("code-R6313-7", LAW, VERBATIM)

    def test_that_a_bilan_has_the_period_of_its_last_day_is_deduced(self) -> None:
        assert what_is_read("documents", "rule_of_its_day") == ("code-R6313-7", LAW, DEDUCED)


class TestCpf:
    def test_at_most_1600_euros_of_rights(self) -> None:
        """D. 6323-1 A, 2°."""
        assert the_only_value("cpf", "cap", since=LIMITS) == (1600 * EURO, ("code-D6323-1-A", LAW, VERBATIM))

    def test_five_years_without_another_publicly_financed_bilan(self) -> None:
        """D. 6323-6, last paragraph; how the five years are counted it does not say."""
        assert the_only_value("cpf", "interval", since=LIMITS) == (5 * YEAR, ("code-D6323-6", LAW, VERBATIM))
        assert what_is_read("cpf", "interval_count") == ("code-D6323-6", LAW, DEDUCED)

    def test_the_public_funders(self) -> None:
        """L. 6316-1: the OPCO, the Caisse des dépôts that pays the CPF, France Travail; the State, regions, others."""
        funders, source = the_only_value("cpf", "public_funders", since="2024-01-01")
        assert sorted(funders) == sorted([Funding.OPCO, Funding.CPF, Funding.FRANCE_TRAVAIL, Funding.OTHER_PUBLIC])
        assert source == ("code-L6316-1", LAW, VERBATIM)

    def test_the_fonds_d_assurance_formation_beside_them(self) -> None:
        """D. 6323-6, last paragraph."""
        assert the_only_value("cpf", "insurance_funds", since=LIMITS) == (
            (Funding.FAF,),
            ("code-D6323-6", LAW, VERBATIM),
        )

    def test_only_accompanied_hours_are_funded(self) -> None:
        """D. 6323-6, third paragraph."""
        assert the_only_value("cpf", "hours", since=LIMITS) == (True, ("code-D6323-6", LAW, VERBATIM))

    def test_the_active_alone_can_request_it_says_a_certifier(self) -> None:
        assert the_only_value("cpf", "active", since=WEBINAR) == (True, ("webinar-2023", PRACTICE, VERBATIM))

    def test_the_platform_lists_a_provider_on_seven_conditions(self) -> None:
        """L. 6323-9-1: 1° two, 2° two, 3°, 4° and 5° one each, since 21 December 2022."""
        names, source = the_only_value("cpf", "listing", since="2022-12-21")
        assert names == (*("declared", "obligations"), *("eligible", "certified"), "dues", "documents", "terms")
        assert source == ("code-L6323-9-1", LAW, VERBATIM)

    def test_a_sanction_of_the_last_two_years_lets_the_listing_be_refused(self) -> None:
        """L. 6323-9-1, after the five conditions."""
        assert the_only_value("cpf", "sanctions", since="2022-12-21") == (
            2 * YEAR,
            ("code-L6323-9-1", LAW, VERBATIM),
        )

    def test_a_certifier_looks_at_phases_duration_and_price_of_an_offer(self) -> None:
        assert the_only_value("cpf", "vigilance", since=WEBINAR) == (
            ("phases", "duration", "price"),
            ("webinar-2023", PRACTICE, VERBATIM),
        )


class TestParticipation:
    """« R6323 »: 100 euros at first, another amount each 1 January, and 150 euros by the décret of 30 March 2026."""

    def test_each_amount_holds_until_the_end_of_its_year(self) -> None:
        assert [(each.value, str(each.since), str(each.until)) for each in values("cpf", "participation")] == [
            (100 * EURO, "2024-05-02", "2024-12-31"),
            (102 * EURO + 23, "2025-01-01", "2025-12-31"),
            (103 * EURO + 20, "2026-01-01", "2026-04-01"),
            (150 * EURO, "2026-04-02", "2026-12-31"),
        ]
        # Each says so itself: the amount of the next year may be unknown for a while.
        assert all("until" in table for table in text("bilan/cpf")["participation"]["values"])

    def test_only_the_wording_of_the_first_was_seen(self) -> None:
        assert [cited(each.citation) for each in values("cpf", "participation")] == [
            ("code-R6323", LAW, VERBATIM),
            ("participation-2025", LAW, SECOND_HAND),
            ("participation-2026", LAW, SECOND_HAND),
            ("decret-2026-234", LAW, SECOND_HAND),
        ]
        assert [each.citation.source.identifier for each in values("cpf", "participation")] == [
            *("LEGIARTI000049488983", None, None),
            "JORFTEXT000053742996",
        ]

    def test_four_kinds_of_holders_do_not_pay_it_and_that_the_decret_of_2026_left_it_so_is_deduced(self) -> None:
        """Job seekers, a top-up of employer, OPCO or agreement, points of the C2P, victims at 10 % or more."""
        exempt = ("job-seeker", "top-up", "prevention-points", "incapacity")
        for key, value in (("exemptions", exempt), ("incapacity", 10)):
            assert [(each.value, str(each.since), cited(each.citation)) for each in values("cpf", key)] == [
                (value, "2024-05-02", ("code-R6323", LAW, SECOND_HAND)),
                (value, "2026-04-02", ("decret-2026-234", LAW, DEDUCED)),
            ]

    def test_what_the_holder_still_pays_is_deduced(self) -> None:
        assert what_is_read("cpf", "remaining") == ("code-D6323-1-A", LAW, DEDUCED)


class TestProvider:
    def test_one_that_does_other_things_has_an_identified_organisation(self) -> None:
        """R. 6313-6."""
        assert the_only_value("provider", "organisation", since=REFORM) == (True, ("code-R6313-6", LAW, VERBATIM))

    def test_the_follow_up_after_six_months_is_an_example_of_the_guide(self) -> None:
        """Guide V9, indicators 2 and 30, required from 8 March 2024; it does not say from which day it counts."""
        assert the_only_value("provider", "follow_up", since=V9_REQUIRED) == (6, ("guide-v9", GUIDE, VERBATIM))
        assert what_is_read("provider", "follow_up_count") == ("guide-v9", GUIDE, DEDUCED)

    def test_it_is_no_employer_of_its_beneficiaries_and_has_declared_its_activity(self) -> None:
        """R. 6313-5; L. 6351-1."""
        assert the_only_value("provider", "external", since=REFORM) == (True, ("code-R6313-5", LAW, VERBATIM))
        assert the_only_value("provider", "declared", since=REFORM) == (True, ("code-L6351-1", LAW, VERBATIM))

    def test_it_is_of_three_kinds_and_shows_experience_in_place_of_a_diploma_says_a_certifier(self) -> None:
        said: Cited = ("webinar-2023", PRACTICE, VERBATIM)
        assert the_only_value("provider", "kinds", since=REFORM) == ((*ProviderKind,), said)
        assert the_only_value("provider", "experience", since=REFORM) == (True, said)
        assert the_only_value("provider", "diploma", since=REFORM) == (False, said)


class TestAccess:
    """The webinar: any active person, notably employees, job seekers and public agents."""

    @pytest.mark.parametrize(
        ("status", "outcome", "provenance"),
        [
            (BeneficiaryStatus.PRIVATE_EMPLOYEE, AccessOutcome.OPEN, VERBATIM),
            (BeneficiaryStatus.JOB_SEEKER, AccessOutcome.OPEN, VERBATIM),
            (BeneficiaryStatus.PUBLIC_AGENT, AccessOutcome.OWN_TEXTS, VERBATIM),
            (BeneficiaryStatus.SELF_EMPLOYED, AccessOutcome.OPEN, DEDUCED),  # active, and not in the list
            (BeneficiaryStatus.NOT_ACTIVE, AccessOutcome.NOT_OPEN, DEDUCED),
        ],
    )
    def test_the_answer_for_each_status(
        self, status: BeneficiaryStatus, outcome: AccessOutcome, provenance: Provenance
    ) -> None:
        assert the_only_value("access", status, since=REFORM) == (outcome, ("webinar-2023", PRACTICE, provenance))

    def test_every_status_is_stated_once_beside_the_bodies(self) -> None:
        assert list(text("bilan/access")) == [*BeneficiaryStatus, "bodies"]
        assert list(text("bilan/access")["bodies"]) == [*EmploymentBody]

    def test_a_job_seeker_asks_one_of_three_bodies(self) -> None:
        """Pôle emploi then; L. 6316-1 has France Travail since 1 January 2024."""
        through = {status: text("bilan/access")[status].get("through") for status in BeneficiaryStatus}
        assert through.pop(BeneficiaryStatus.JOB_SEEKER) == [*EmploymentBody]
        assert set(through.values()) == {None}
        bodies = text("bilan/access")["bodies"]
        assert {body: by_days(dated_from(body, bodies[body]["values"])) for body in EmploymentBody} == {
            "employment-service": [
                ("Pôle emploi", REFORM, "2023-12-31", ("webinar-2023", PRACTICE, VERBATIM)),
                ("France Travail", "2024-01-01", None, ("code-L6316-1", LAW, VERBATIM)),
            ],
            "apec": [("APEC", REFORM, None, ("webinar-2023", PRACTICE, VERBATIM))],
            "cap-emploi": [("Cap emploi", REFORM, None, ("webinar-2023", PRACTICE, VERBATIM))],
        }


class TestNatureAndMarket:
    LAW_OF_IT: Cited = ("code-L6313-4", LAW, VERBATIM)
    SAID: Cited = ("webinar-2023", PRACTICE, VERBATIM)

    def points(self, file: str, group: str) -> list[tuple[str, str, Cited]]:
        return [(each["id"], str(each["since"]), cited(citation(each))) for each in text(f"bilan/{file}")[group]]

    def test_four_things_are_analysed(self) -> None:
        """L. 6313-4, first paragraph."""
        assert self.points("nature", "analyses") == [(each, REFORM, self.LAW_OF_IT) for each in AnalysedSubject]

    def test_what_it_is_says_a_certifier_and_the_project_the_article_too(self) -> None:
        """Of the CPF since the webinar, of a bilan since the reform."""
        assert self.points("nature", "traits") == [
            ("individual", REFORM, self.SAID),
            ("cpf", WEBINAR, self.SAID),
            ("no-minimum", REFORM, self.SAID),
            ("project", REFORM, self.LAW_OF_IT),
            ("feasibility", REFORM, self.SAID),
        ]

    def test_a_training_and_a_vae_are_among_the_alternatives(self) -> None:
        """R. 6313-4, 2°, has alternatives and names none; the webinar names two, among others."""
        assert self.points("nature", "alternatives") == [("training", REFORM, self.SAID), ("vae", REFORM, self.SAID)]

    def test_the_market_was_opened_by_the_reform(self) -> None:
        assert the_only_value("market", "opening", since=REFORM) == (True, self.SAID)

    def test_five_risks(self) -> None:
        assert self.points("market", "risks") == [(each, WEBINAR, self.SAID) for each in MarketRiskCode]

    def test_the_guide_of_the_platform_was_not_seen(self) -> None:
        guide = text("bilan/market")["eligibility_guide"]
        assert (str(guide["since"]), cited(citation(guide))) == (
            WEBINAR,
            ("cpf-eligibility-guide", PRACTICE, SECOND_HAND),
        )


BILAN_TEXTS = sorted({name.removeprefix("bilan/") for name in names("bilan/*")} - {"findings", "messages"})


def test_no_other_rule_stands_in_the_texts() -> None:
    assert {name: set(text(f"bilan/{name}")) for name in BILAN_TEXTS} == {
        "access": {*BeneficiaryStatus, "bodies"},
        "bilan": {"maximum", "draft_minimum", "contents"},
        "convention": {"frames", "left_out", "answer", "day_count", "mentions"},
        "cpf": {
            *("cap", "interval", "public_funders", "insurance_funds", "interval_count", "hours", "active"),
            *("participation", "exemptions", "incapacity", "remaining", "listing", "sanctions", "vigilance"),
        },
        "documents": {"kept", "rule_of_its_day"},
        "market": {"opening", "eligibility_guide", "risks"},
        "nature": {"analyses", "traits", "alternatives"},
        "provider": {
            *("organisation", "external", "declared", "kinds", "experience", "diploma"),
            *("follow_up", "follow_up_count"),
        },
    }


FOUND: dict[tuple[str, Basis, str], dict[tuple[Severity, Provenance], str]] = {
    # Consent, duration, and who may have the documents; a bilan before the reform is not checked.
    ("code-L6313-4", LAW, REFORM): {
        (BLOCKING, VERBATIM): "BIL003 BIL009 BIL013 DOC006",
        (TO_CONFIRM, VERBATIM): "BIL010 BIL014 BIL021 DOC007 DOC009",
    },
    # Three phases, their contents, personal interviews, the conduct of the provider; their order is deduced.
    ("code-R6313-4", LAW, REFORM): {
        (BLOCKING, VERBATIM): "BIL001 BIL005 BIL015 BIL019",
        (TO_CONFIRM, VERBATIM): "BIL006",
        (WARNING, DEDUCED): "BIL002",
    },
    ("code-R6313-5", LAW, REFORM): {(BLOCKING, VERBATIM): "BIL017 PRV004", (TO_CONFIRM, VERBATIM): "BIL018"},
    ("code-L6351-1", LAW, REFORM): {(BLOCKING, VERBATIM): "PRV005"},
    ("code-R6313-6", LAW, REFORM): {(BLOCKING, VERBATIM): "PRV001", (TO_CONFIRM, VERBATIM): "PRV002"},
    # Destruction at the end; that what is kept longer than allowed breaks the rule, or was destroyed late, is deduced.
    ("code-R6313-7", LAW, REFORM): {
        (BLOCKING, VERBATIM): "DOC001",
        (BLOCKING, DEDUCED): "DOC002",
        (TO_CONFIRM, VERBATIM): "DOC003 DOC004 DOC008",
        (WARNING, DEDUCED): "DOC005",
    },
    # Writing, signatures, mentions; silence is a refusal; a late or an early signature is not in the article.
    ("code-R6313-8", LAW, REFORM): {
        (BLOCKING, VERBATIM): "CNV002 CNV004 CNV007 CNV010",
        (TO_CONFIRM, VERBATIM): "CNV001 CNV003 CNV005 CNV009 CNV011",
        (WARNING, VERBATIM): "CNV006",
        (WARNING, DEDUCED): "CNV008 CNV012",
    },
    ("code-D6323-1-A", LAW, LIMITS): {(BLOCKING, VERBATIM): "CPF001", (TO_CONFIRM, VERBATIM): "CPF002"},
    ("code-D6323-6", LAW, LIMITS): {(BLOCKING, VERBATIM): "CPF003 CPF005", (TO_CONFIRM, VERBATIM): "CPF004 CPF006"},
    # A sanction lets the Caisse des dépôts refuse, and need not lead to it.
    ("code-L6323-9-1", LAW, "2022-12-21"): {
        (BLOCKING, VERBATIM): "CPF009",
        (TO_CONFIRM, VERBATIM): "CPF010",
        (WARNING, VERBATIM): "CPF011",
    },
    # What a certifier says never blocks. Of a bilan it is said for any since the reform, of the CPF since the webinar.
    ("webinar-2023", PRACTICE, REFORM): {
        (WARNING, VERBATIM): "BIL007 BIL011 BIL016 BIL020",
        (WARNING, DEDUCED): "BIL022",  # that a bilan is for active people alone
        (TO_CONFIRM, VERBATIM): "BIL008 BIL012",
    },
    ("webinar-2023", PRACTICE, WEBINAR): {
        (WARNING, VERBATIM): "CPF007 CPF012",
        (WARNING, DEDUCED): "BIL023",
        (TO_CONFIRM, VERBATIM): "CPF008 CPF013",
    },
    ("draft-minimum", PRACTICE, REFORM): {(WARNING, SECOND_HAND): "BIL004"},
    ("guide-v9", GUIDE, V9_REQUIRED): {(WARNING, VERBATIM): "PRV003"},
}
"""What can be found, by the text it rests on and the first day: the codes of each severity and provenance."""


@pytest.mark.parametrize(("source", "basis", "since"), FOUND)
def test_what_can_be_found_by_a_text(source: str, basis: Basis, since: str) -> None:
    expected = FOUND[source, basis, since]
    by_this = [
        entry
        for entry in (catalogue()[code] for code in text("bilan/findings"))
        if (entry.citation.source.id, entry.citation.basis, str(entry.since)) == (source, basis, since)
    ]
    assert {(entry.severity, entry.citation.provenance) for entry in by_this} == set(expected)
    for (severity, provenance), codes in expected.items():
        found = [e.code for e in by_this if (e.severity, e.citation.provenance) == (severity, provenance)]
        assert found == codes.split()


def test_every_code_is_stated_once() -> None:
    stated = [code for by_severity in FOUND.values() for codes in by_severity.values() for code in codes.split()]
    assert sorted(stated) == sorted(text("bilan/findings"))


def test_a_code_can_be_found_from_a_day_and_without_an_end() -> None:
    for entry in text("bilan/findings").values():
        assert entry.keys() == {"severity", "citation", "since", "title", "message", "meaning"}
