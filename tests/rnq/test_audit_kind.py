"""The kinds of audits, by the codes that dossiers and profiles write."""

from __future__ import annotations

from qualiopi_rules.rnq import AuditKind


def test_an_audit_opens_a_certification_follows_renews_extends_or_completes_it() -> None:
    assert [str(kind) for kind in AuditKind] == ["initial", "surveillance", "renewal", "extension", "complementary"]
