"""The rules of Qualiopi, the French quality certification of training providers.

Names are imported when they are first used: `import qualiopi_rules` by itself loads none of them.
"""

from __future__ import annotations

# Type checkers know the name; importing it from `typing` would cost more than all the rest of this file.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from qualiopi_rules.applicable import applicability
    from qualiopi_rules.audit.application import Application, Piece, new_application_from, pieces
    from qualiopi_rules.audit.duration import Duration, DurationRow, DurationTable, audit_duration
    from qualiopi_rules.audit.facts import AuditFacts
    from qualiopi_rules.audit.kinds import AuditKind
    from qualiopi_rules.audit.place import AuditPlace, VenueFacts
    from qualiopi_rules.audit.plan import AuditPlan, plan_audit
    from qualiopi_rules.audit.points import ConformityPoint, asked_points
    from qualiopi_rules.audit.sheet import CheckedPoint, Evidence, IndicatorSheet, SheetGrade, grade
    from qualiopi_rules.audit.sites import Site, SiteSample, SiteSelection, select_sites, sites_to_audit
    from qualiopi_rules.bilan import (
        Bilan,
        Conclusions,
        Conductor,
        Investigation,
        Mode,
        Phase,
        Preliminary,
        Service,
        Session,
        Synthesis,
    )
    from qualiopi_rules.certificate import Certificate
    from qualiopi_rules.comparison import Comparison, compare
    from qualiopi_rules.convention import Convention, Mentions, convention_need
    from qualiopi_rules.cpf import Cpf, CpfListing, CpfOffer, CpfRequest, EarlierBilan, first_request, participation
    from qualiopi_rules.cycle import CertificationCycle, CycleStatus, Stage
    from qualiopi_rules.decision import AuditDecision, Withdrawal, decide
    from qualiopi_rules.documents import Disclosure, Document, Documents, kept_until
    from qualiopi_rules.dossier import Dossier
    from qualiopi_rules.editions import Category, Criterion, Indicator, Referential, referential
    from qualiopi_rules.errors import InvalidInput, InvalidValue, NotInForce, QualiopiError
    from qualiopi_rules.explanation import Explanation, explain
    from qualiopi_rules.findings import Finding, Severity
    from qualiopi_rules.funding import Funding
    from qualiopi_rules.guide_notes import notes
    from qualiopi_rules.guides import Guide, GuideInUse
    from qualiopi_rules.identifiers import NDA, SIREN, SIRET
    from qualiopi_rules.law.source import Basis, Citation, Source, Standing
    from qualiopi_rules.life import (
        Extension,
        MissedSurveillance,
        Transfer,
        TransferCheck,
        extension,
        missed_surveillance,
        one_certificate_each,
    )
    from qualiopi_rules.milestones import Deadline, Milestone
    from qualiopi_rules.months import Window, bound, last_day
    from qualiopi_rules.nonconformity import NonConformity, NonConformityStatus, Tally, check_nonconformities, tally
    from qualiopi_rules.policy import Policy, Removal
    from qualiopi_rules.printed import Printed, Reading, Shape, read_printed
    from qualiopi_rules.provider import Provider, follow_up
    from qualiopi_rules.questionnaire import Answers, Situation
    from qualiopi_rules.replay import Event, FileState, history
    from qualiopi_rules.reviewing import NextAudit, Review, review
    from qualiopi_rules.verdicts import Applicability, Texts
    from qualiopi_rules.wording import Words

    __version__: str

__all__ = [
    "NDA",
    "SIREN",
    "SIRET",
    "Answers",
    "Applicability",
    "Application",
    "AuditDecision",
    "AuditFacts",
    "AuditKind",
    "AuditPlace",
    "AuditPlan",
    "Basis",
    "Bilan",
    "Category",
    "Certificate",
    "CertificationCycle",
    "CheckedPoint",
    "Citation",
    "Comparison",
    "Conclusions",
    "Conductor",
    "ConformityPoint",
    "Convention",
    "Cpf",
    "CpfListing",
    "CpfOffer",
    "CpfRequest",
    "Criterion",
    "CycleStatus",
    "Deadline",
    "Disclosure",
    "Document",
    "Documents",
    "Dossier",
    "Duration",
    "DurationRow",
    "DurationTable",
    "EarlierBilan",
    "Event",
    "Evidence",
    "Explanation",
    "Extension",
    "FileState",
    "Finding",
    "Funding",
    "Guide",
    "GuideInUse",
    "Indicator",
    "IndicatorSheet",
    "InvalidInput",
    "InvalidValue",
    "Investigation",
    "Mentions",
    "Milestone",
    "MissedSurveillance",
    "Mode",
    "NextAudit",
    "NonConformity",
    "NonConformityStatus",
    "NotInForce",
    "Phase",
    "Piece",
    "Policy",
    "Preliminary",
    "Printed",
    "Provider",
    "QualiopiError",
    "Reading",
    "Referential",
    "Removal",
    "Review",
    "Service",
    "Session",
    "Severity",
    "Shape",
    "SheetGrade",
    "Site",
    "SiteSample",
    "SiteSelection",
    "Situation",
    "Source",
    "Stage",
    "Standing",
    "Synthesis",
    "Tally",
    "Texts",
    "Transfer",
    "TransferCheck",
    "VenueFacts",
    "Window",
    "Withdrawal",
    "Words",
    "__version__",
    "applicability",
    "asked_points",
    "audit_duration",
    "bound",
    "check_nonconformities",
    "compare",
    "convention_need",
    "decide",
    "explain",
    "extension",
    "first_request",
    "follow_up",
    "grade",
    "history",
    "kept_until",
    "last_day",
    "missed_surveillance",
    "new_application_from",
    "notes",
    "one_certificate_each",
    "participation",
    "pieces",
    "plan_audit",
    "read_printed",
    "referential",
    "review",
    "select_sites",
    "sites_to_audit",
    "tally",
]

_ROOM_OF = {
    "Answers": "questionnaire",
    "Applicability": "verdicts",
    "Application": "audit.application",
    "AuditDecision": "decision",
    "AuditFacts": "audit.facts",
    "AuditKind": "audit.kinds",
    "AuditPlace": "audit.place",
    "AuditPlan": "audit.plan",
    "Basis": "law.source",
    "Bilan": "bilan",
    "Category": "editions",
    "Certificate": "certificate",
    "CertificationCycle": "cycle",
    "CheckedPoint": "audit.sheet",
    "Citation": "law.source",
    "Comparison": "comparison",
    "Conclusions": "bilan",
    "Conductor": "bilan",
    "ConformityPoint": "audit.points",
    "Convention": "convention",
    "Cpf": "cpf",
    "CpfListing": "cpf",
    "CpfOffer": "cpf",
    "CpfRequest": "cpf",
    "Criterion": "editions",
    "CycleStatus": "cycle",
    "Deadline": "milestones",
    "Disclosure": "documents",
    "Document": "documents",
    "Documents": "documents",
    "Dossier": "dossier",
    "Duration": "audit.duration",
    "DurationRow": "audit.duration",
    "DurationTable": "audit.duration",
    "EarlierBilan": "cpf",
    "Event": "replay",
    "Evidence": "audit.sheet",
    "Explanation": "explanation",
    "Extension": "life",
    "FileState": "replay",
    "Finding": "findings",
    "Funding": "funding",
    "Guide": "guides",
    "GuideInUse": "guides",
    "Indicator": "editions",
    "IndicatorSheet": "audit.sheet",
    "InvalidInput": "errors",
    "InvalidValue": "errors",
    "Investigation": "bilan",
    "Mentions": "convention",
    "Milestone": "milestones",
    "MissedSurveillance": "life",
    "Mode": "bilan",
    "NDA": "identifiers",
    "NextAudit": "reviewing",
    "NonConformity": "nonconformity",
    "NonConformityStatus": "nonconformity",
    "NotInForce": "errors",
    "Phase": "bilan",
    "Piece": "audit.application",
    "Policy": "policy",
    "Preliminary": "bilan",
    "Printed": "printed",
    "Provider": "provider",
    "QualiopiError": "errors",
    "Reading": "printed",
    "Referential": "editions",
    "Removal": "policy",
    "Review": "reviewing",
    "SIREN": "identifiers",
    "SIRET": "identifiers",
    "Service": "bilan",
    "Session": "bilan",
    "Severity": "findings",
    "Shape": "printed",
    "SheetGrade": "audit.sheet",
    "Site": "audit.sites",
    "SiteSample": "audit.sites",
    "SiteSelection": "audit.sites",
    "Situation": "questionnaire",
    "Source": "law.source",
    "Stage": "cycle",
    "Standing": "law.source",
    "Synthesis": "bilan",
    "Tally": "nonconformity",
    "Texts": "verdicts",
    "Transfer": "life",
    "TransferCheck": "life",
    "VenueFacts": "audit.place",
    "Window": "months",
    "Withdrawal": "decision",
    "Words": "wording",
    "applicability": "applicable",
    "asked_points": "audit.points",
    "audit_duration": "audit.duration",
    "bound": "months",
    "check_nonconformities": "nonconformity",
    "compare": "comparison",
    "convention_need": "convention",
    "decide": "decision",
    "explain": "explanation",
    "extension": "life",
    "first_request": "cpf",
    "follow_up": "provider",
    "grade": "audit.sheet",
    "history": "replay",
    "kept_until": "documents",
    "last_day": "months",
    "missed_surveillance": "life",
    "new_application_from": "audit.application",
    "notes": "guide_notes",
    "one_certificate_each": "life",
    "participation": "cpf",
    "pieces": "audit.application",
    "plan_audit": "audit.plan",
    "read_printed": "printed",
    "referential": "editions",
    "review": "reviewing",
    "select_sites": "audit.sites",
    "sites_to_audit": "audit.sites",
    "tally": "nonconformity",
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name == "__version__":
        value: Any = import_module("importlib.metadata").version("qualiopi-rules")
    elif name in _ROOM_OF:
        value = getattr(import_module(f"qualiopi_rules.{_ROOM_OF[name]}"), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
