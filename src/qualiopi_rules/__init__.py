"""The rules of Qualiopi, the French quality certification of training providers.

Names are imported when they are first used: `import qualiopi_rules` by itself loads none of them.
"""

from __future__ import annotations

# Type checkers know the name; importing it from `typing` would cost more than all the rest of this file.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from qualiopi_rules.applicable import applicability
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
    from qualiopi_rules.cycle import CertificationCycle, CycleStatus, Deadline, Milestone, Stage
    from qualiopi_rules.documents import Disclosure, Document, Documents, kept_until
    from qualiopi_rules.dossier import Dossier, Review, review
    from qualiopi_rules.editions import Category, Criterion, Indicator, Referential, referential
    from qualiopi_rules.errors import InvalidInput, InvalidValue, NotInForce, QualiopiError
    from qualiopi_rules.explanation import Explanation, explain
    from qualiopi_rules.findings import Finding, Severity
    from qualiopi_rules.funding import Funding
    from qualiopi_rules.guide_notes import notes
    from qualiopi_rules.guides import Guide, GuideInUse
    from qualiopi_rules.identifiers import NDA, SIREN, SIRET
    from qualiopi_rules.law.source import Basis, Citation, Source, Standing
    from qualiopi_rules.months import Window, bound, last_day
    from qualiopi_rules.policy import Policy, Removal
    from qualiopi_rules.printed import Printed, Reading, Shape, read_printed
    from qualiopi_rules.provider import Provider, follow_up
    from qualiopi_rules.questionnaire import Answers, Situation
    from qualiopi_rules.verdicts import Applicability, Texts
    from qualiopi_rules.wording import Words

    __version__: str

__all__ = [
    "NDA",
    "SIREN",
    "SIRET",
    "Answers",
    "Applicability",
    "Basis",
    "Bilan",
    "Category",
    "Certificate",
    "CertificationCycle",
    "Citation",
    "Comparison",
    "Conclusions",
    "Conductor",
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
    "EarlierBilan",
    "Explanation",
    "Finding",
    "Funding",
    "Guide",
    "GuideInUse",
    "Indicator",
    "InvalidInput",
    "InvalidValue",
    "Investigation",
    "Mentions",
    "Milestone",
    "Mode",
    "NotInForce",
    "Phase",
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
    "Situation",
    "Source",
    "Stage",
    "Standing",
    "Synthesis",
    "Texts",
    "Window",
    "Words",
    "__version__",
    "applicability",
    "bound",
    "compare",
    "convention_need",
    "explain",
    "first_request",
    "follow_up",
    "kept_until",
    "last_day",
    "notes",
    "participation",
    "read_printed",
    "referential",
    "review",
]

_ROOM_OF = {
    "Answers": "questionnaire",
    "Applicability": "verdicts",
    "Basis": "law.source",
    "Bilan": "bilan",
    "Category": "editions",
    "Certificate": "certificate",
    "CertificationCycle": "cycle",
    "Citation": "law.source",
    "Comparison": "comparison",
    "Conclusions": "bilan",
    "Conductor": "bilan",
    "Convention": "convention",
    "Cpf": "cpf",
    "CpfListing": "cpf",
    "CpfOffer": "cpf",
    "CpfRequest": "cpf",
    "Criterion": "editions",
    "CycleStatus": "cycle",
    "Deadline": "cycle",
    "Disclosure": "documents",
    "Document": "documents",
    "Documents": "documents",
    "Dossier": "dossier",
    "EarlierBilan": "cpf",
    "Explanation": "explanation",
    "Finding": "findings",
    "Funding": "funding",
    "Guide": "guides",
    "GuideInUse": "guides",
    "Indicator": "editions",
    "InvalidInput": "errors",
    "InvalidValue": "errors",
    "Investigation": "bilan",
    "Mentions": "convention",
    "Milestone": "cycle",
    "Mode": "bilan",
    "NDA": "identifiers",
    "NotInForce": "errors",
    "Phase": "bilan",
    "Policy": "policy",
    "Preliminary": "bilan",
    "Printed": "printed",
    "Provider": "provider",
    "QualiopiError": "errors",
    "Reading": "printed",
    "Referential": "editions",
    "Removal": "policy",
    "Review": "dossier",
    "SIREN": "identifiers",
    "SIRET": "identifiers",
    "Service": "bilan",
    "Session": "bilan",
    "Severity": "findings",
    "Shape": "printed",
    "Situation": "questionnaire",
    "Source": "law.source",
    "Stage": "cycle",
    "Standing": "law.source",
    "Synthesis": "bilan",
    "Texts": "verdicts",
    "Window": "months",
    "Words": "wording",
    "applicability": "applicable",
    "bound": "months",
    "compare": "comparison",
    "convention_need": "convention",
    "explain": "explanation",
    "first_request": "cpf",
    "follow_up": "provider",
    "kept_until": "documents",
    "last_day": "months",
    "notes": "guide_notes",
    "participation": "cpf",
    "read_printed": "printed",
    "referential": "editions",
    "review": "dossier",
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
