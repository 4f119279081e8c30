"""The data of the dossier: what can be found in it, how severe it is, from which day, and what it rests on."""

from __future__ import annotations

from qualiopi_rules.core.resources import text
from tests.texts import (
    BLOCKING,
    DEDUCED,
    LAW,
    PRACTICE,
    SECOND_HAND,
    TO_CONFIRM,
    VERBATIM,
    WARNING,
    found_by,
    rule,
)


def test_what_can_be_found() -> None:
    assert found_by("dossier") == {
        # L. 6313-1: a bilan is an action of 2°, and a category that is to be audited is on the certificate.
        (("code-L6313-1", LAW, DEDUCED), "2019-06-09"): {WARNING: "DOS001 DOS002"},
        # The arrêté: what a dossier says in two ways; an event that no rule gives an effect to, or before its time.
        (("arrete-2019-06-06", LAW, DEDUCED), "2019-06-09"): {
            BLOCKING: "DOS003 DOS007 HIS005 HIS006",
            WARNING: "DOS004 DOS005 DOS006 DOS008 DOS009 HIS001 HIS008",
        },
        # The annex, II-2-c: a renewal audit before the last year.
        (("decret-2019-565", LAW, DEDUCED), "2019-06-09"): {WARNING: "HIS007"},
        # What certifiers do: a decision that could answer two audits, a transfer with a major one open, a new site.
        (("certifier-practice", PRACTICE, SECOND_HAND), "2019-06-09"): {
            WARNING: "HIS010",
            TO_CONFIRM: "HIS009 HIS011",
        },
        # What follows a renewal after the end is reported.
        (("arrete-2019-06-06", LAW, SECOND_HAND), "2019-06-09"): {WARNING: "HIS004"},
        # Article 8: an application within three months of a refusal.
        (("audit-art-8-2019", LAW, VERBATIM), "2019-06-09"): {BLOCKING: "HIS002"},
        # Article 5, since its version of 2023: no decision before a major one is corrected and verified.
        (("audit-art-5", LAW, VERBATIM), "2023-09-01"): {BLOCKING: "HIS003"},
    }


def test_a_certificate_outlives_the_accreditation_of_its_certifier_by_six_months() -> None:
    assert text("dossier/dossier").keys() == {"accreditation_withdrawn"}
    assert rule("dossier/dossier", "accreditation_withdrawn") == [
        (6, "2019-06-09", None, ("certifier-practice", PRACTICE, SECOND_HAND))
    ]
