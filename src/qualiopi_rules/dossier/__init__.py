"""The whole file of a provider: its events, its review, and the explanation of every result."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from qualiopi_rules.dossier.dossier import Dossier as Dossier
    from qualiopi_rules.dossier.event import (
        CertifierDecision as CertifierDecision,
        Event as Event,
        EventKind as EventKind,
    )
    from qualiopi_rules.dossier.explainers import explain as explain
    from qualiopi_rules.dossier.explanation import (
        Explanation as Explanation,
        ExplanationDocument as ExplanationDocument,
        Fact as Fact,
    )
    from qualiopi_rules.dossier.history import file_state as file_state
    from qualiopi_rules.dossier.many import RefusedDossier as RefusedDossier, review_many as review_many
    from qualiopi_rules.dossier.next_audit import NextAudit as NextAudit
    from qualiopi_rules.dossier.reviewer import Review as Review, review as review
    from qualiopi_rules.dossier.state import FileStage as FileStage, FileState as FileState
else:
    from qualiopi_rules.core.exports import exports

    __all__, __getattr__, __dir__ = exports(
        __name__,
        {
            "dossier": "Dossier",
            "event": "CertifierDecision Event EventKind",
            "explainers": "explain",
            "explanation": "Explanation ExplanationDocument Fact",
            "history": "file_state",
            "many": "RefusedDossier review_many",
            "next_audit": "NextAudit",
            "reviewer": "Review review",
            "state": "FileStage FileState",
        },
    )
