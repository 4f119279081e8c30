"""The kinds of audits."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["AuditKind"]


class AuditKind(StrEnum):
    """The kind of an audit: why it is held."""

    INITIAL = "initial"
    SURVEILLANCE = "surveillance"
    RENEWAL = "renewal"
    EXTENSION = "extension"  # to categories that the certificate does not cover yet
    COMPLEMENTARY = "complementary"  # to verify corrections, between two others
