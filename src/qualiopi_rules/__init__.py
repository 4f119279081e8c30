"""The rules of Qualiopi, the French quality certification of training providers.

What a first hour needs is here; the rest is offered by its package, as `from qualiopi_rules.audit import decide`.
A name is loaded when it is first used: `import qualiopi_rules` by itself loads no dependency.
"""

from __future__ import annotations

# Type checkers know the name; importing it from `typing` would cost more than all the rest of this file.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from qualiopi_rules.bilan.bilan import Bilan as Bilan
    from qualiopi_rules.bilan.sessions import Phase as Phase, Session as Session
    from qualiopi_rules.core.errors import (
        InvalidInput as InvalidInput,
        InvalidValue as InvalidValue,
        MissingExtra as MissingExtra,
        NotInForce as NotInForce,
        QualiopiError as QualiopiError,
    )
    from qualiopi_rules.core.messages import Locale as Locale
    from qualiopi_rules.cycle.certificate import Certificate as Certificate
    from qualiopi_rules.cycle.cycle import CertificationCycle as CertificationCycle
    from qualiopi_rules.cycle.printed import read_printed as read_printed
    from qualiopi_rules.dossier.dossier import Dossier as Dossier
    from qualiopi_rules.dossier.event import Event as Event
    from qualiopi_rules.dossier.explainers import explain as explain
    from qualiopi_rules.dossier.many import review_many as review_many
    from qualiopi_rules.dossier.reviewer import Review as Review, review as review
    from qualiopi_rules.formats.json import dump as dump, load as load
    from qualiopi_rules.indicators.answers import Answers as Answers, Situation as Situation
    from qualiopi_rules.indicators.rule import applicability as applicability
    from qualiopi_rules.law.months import Window as Window
    from qualiopi_rules.profile.profile import Profile as Profile
    from qualiopi_rules.results.deadlines import Deadline as Deadline
    from qualiopi_rules.results.findings import Finding as Finding
    from qualiopi_rules.rnq.category import Category as Category
    from qualiopi_rules.rnq.comparison import compare as compare
    from qualiopi_rules.rnq.edition import referential as referential

    __version__: str
else:
    from qualiopi_rules.core.exports import exports

    __all__, _load, __dir__ = exports(
        __name__,
        {
            "bilan.bilan": "Bilan",
            "bilan.sessions": "Phase Session",
            "core.errors": "InvalidInput InvalidValue MissingExtra NotInForce QualiopiError",
            "core.messages": "Locale",
            "cycle.certificate": "Certificate",
            "cycle.cycle": "CertificationCycle",
            "cycle.printed": "read_printed",
            "dossier.dossier": "Dossier",
            "dossier.event": "Event",
            "dossier.explainers": "explain",
            "dossier.many": "review_many",
            "dossier.reviewer": "Review review",
            "formats.json": "dump load",
            "indicators.answers": "Answers Situation",
            "indicators.rule": "applicability",
            "law.months": "Window",
            "profile.profile": "Profile",
            "results.deadlines": "Deadline",
            "results.findings": "Finding",
            "rnq.category": "Category",
            "rnq.comparison": "compare",
            "rnq.edition": "referential",
        },
    )
    __all__.append("__version__")
    __all__.sort()

    def __getattr__(name):
        if name != "__version__":
            return _load(name)
        from importlib.metadata import version

        return globals().setdefault(name, version("qualiopi-rules"))
