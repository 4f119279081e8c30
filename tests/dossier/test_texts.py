"""The data of the dossier: what can be found in it, how severe it is, from which day, and what it rests on."""

from __future__ import annotations

from tests.texts import BLOCKING, DEDUCED, LAW, SECOND_HAND, VERBATIM, WARNING, found_by


def test_what_can_be_found() -> None:
    assert found_by("dossier") == {
        # L. 6313-1: a bilan is an action of 2°, and a category that is to be audited is on the certificate.
        (("code-L6313-1", LAW, DEDUCED), "2019-06-09"): {WARNING: "DOS001 DOS002"},
        # The arrêté: an event that no rule gives an effect to; what follows a renewal after the end is reported.
        (("arrete-2019-06-06", LAW, DEDUCED), "2019-06-09"): {WARNING: "HIS001"},
        (("arrete-2019-06-06", LAW, SECOND_HAND), "2019-06-09"): {WARNING: "HIS004"},
        # Article 8: an application within three months of a refusal.
        (("audit-art-8-2019", LAW, VERBATIM), "2019-06-09"): {BLOCKING: "HIS002"},
        # Article 5, since its version of 2023: no decision before a major one is corrected and verified.
        (("audit-art-5", LAW, VERBATIM), "2023-09-01"): {BLOCKING: "HIS003"},
    }
