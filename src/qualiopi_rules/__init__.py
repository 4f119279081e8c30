"""The rules of Qualiopi, the French quality certification of training providers.

Names are imported when they are first used: `import qualiopi_rules` by itself loads none of them.
"""

from __future__ import annotations

# Type checkers know the name; importing it from `typing` would cost more than all the rest of this file.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from qualiopi_rules.applicable import Applicability, applicability
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
    from qualiopi_rules.cycle import CertificationCycle, CycleStatus, Deadline, Milestone, Stage
    from qualiopi_rules.dossier import Dossier, Review, review
    from qualiopi_rules.editions import Category, Criterion, Indicator, Referential, referential
    from qualiopi_rules.errors import InvalidInput, InvalidValue, NotInForce, QualiopiError
    from qualiopi_rules.findings import Finding, Severity
    from qualiopi_rules.identifiers import NDA, SIREN, SIRET
    from qualiopi_rules.law.source import Basis, Citation, Source, Standing
    from qualiopi_rules.months import Window, bound, last_day
    from qualiopi_rules.policy import Policy, Removal
    from qualiopi_rules.printed import Printed, Reading, Shape, read_printed
    from qualiopi_rules.questionnaire import Answers
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
    "Conclusions",
    "Conductor",
    "Criterion",
    "CycleStatus",
    "Deadline",
    "Dossier",
    "Finding",
    "Indicator",
    "InvalidInput",
    "InvalidValue",
    "Investigation",
    "Milestone",
    "Mode",
    "NotInForce",
    "Phase",
    "Policy",
    "Preliminary",
    "Printed",
    "QualiopiError",
    "Reading",
    "Referential",
    "Removal",
    "Review",
    "Service",
    "Session",
    "Severity",
    "Shape",
    "Source",
    "Stage",
    "Standing",
    "Synthesis",
    "Window",
    "Words",
    "__version__",
    "applicability",
    "bound",
    "last_day",
    "read_printed",
    "referential",
    "review",
]

_ROOM_OF = {
    "Answers": "questionnaire",
    "Applicability": "applicable",
    "Basis": "law.source",
    "Bilan": "bilan",
    "Category": "editions",
    "Certificate": "certificate",
    "CertificationCycle": "cycle",
    "Citation": "law.source",
    "Conclusions": "bilan",
    "Conductor": "bilan",
    "Criterion": "editions",
    "CycleStatus": "cycle",
    "Deadline": "cycle",
    "Dossier": "dossier",
    "Finding": "findings",
    "Indicator": "editions",
    "InvalidInput": "errors",
    "InvalidValue": "errors",
    "Investigation": "bilan",
    "Milestone": "cycle",
    "Mode": "bilan",
    "NDA": "identifiers",
    "NotInForce": "errors",
    "Phase": "bilan",
    "Policy": "policy",
    "Preliminary": "bilan",
    "Printed": "printed",
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
    "Source": "law.source",
    "Stage": "cycle",
    "Standing": "law.source",
    "Synthesis": "bilan",
    "Window": "months",
    "Words": "wording",
    "applicability": "applicable",
    "bound": "months",
    "last_day": "months",
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
