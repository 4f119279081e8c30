"""Certificates that several tests look at."""

from __future__ import annotations

import attrs

from qualiopi_rules import Certificate

WEBINAR = Certificate(number="83811594-1", categories=["BC"], first_issue="2023-02-02", valid_until="2026-02-01")
"""The certificate of the webinar of 1 March 2023."""

UNREAD = attrs.evolve(WEBINAR, valid_until="2026-02-02")
"""Its printed days fit no cycle."""

TWO_READINGS = attrs.evolve(WEBINAR, first_issue="2024-02-20", valid_until="2027-02-28")
"""Its printed days fit the cycle of 29 February and that of 1 March."""
