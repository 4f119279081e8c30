"""What Hypothesis runs when it is imported: from then on `st.from_type` knows the classes of the library.

Nothing of the library but this is loaded before the strategy of one of its classes is looked for. Hypothesis has no
public way to register a class that is not loaded yet; where the one that it has for numpy is gone, all are registered
at once, which costs the import of the library.
"""

from __future__ import annotations

from typing import Any

from qualiopi_rules.core.exports import module_of

__all__ = ["TYPES", "register", "register_at_once", "strategy_of"]

TYPES: dict[str, dict[str, str]] = {
    "audit.application": {"Application": "applications"},
    "audit.facts": {"AuditFacts": "audit_facts"},
    "audit.mock_audit_outside": {"OutsideAnswers": "outside_answers"},
    "audit.nonconformity": {"NonConformity": "nonconformities"},
    "audit.place": {"VenueFacts": "venues"},
    "audit.sheet": {"CheckedPoint": "checked_points", "Evidence": "evidence", "IndicatorSheet": "indicator_sheets"},
    "audit.sites": {"Site": "sites"},
    "bilan.bilan": {"Bilan": "bilans"},
    "bilan.contents": {
        "Conclusions": "conclusions",
        "Investigation": "investigations",
        "Preliminary": "preliminaries",
        "Synthesis": "syntheses",
    },
    "bilan.convention": {"Convention": "conventions", "Mentions": "mentions"},
    "bilan.cpf": {"Cpf": "cpfs"},
    "bilan.cpf_platform": {"CpfListing": "cpf_listings", "CpfOffer": "cpf_offers"},
    "bilan.cpf_request": {"CpfRequest": "cpf_requests", "EarlierBilan": "earlier_bilans"},
    "bilan.documents": {"Disclosure": "disclosures", "Document": "documents", "Documents": "document_sets"},
    "bilan.provider": {"Provider": "providers"},
    "bilan.remaining_price": {"CpfHolder": "cpf_holders"},
    "bilan.sessions": {"Session": "sessions"},
    "core.words": {"Words": "words"},
    "cycle.certificate": {"Certificate": "certificates"},
    "cycle.cycle": {"CertificationCycle": "cycles"},
    "cycle.identifiers": {"NDA": "ndas", "SIREN": "sirens", "SIRET": "sirets"},
    "cycle.transfer": {"Transfer": "transfers"},
    "dossier.dossier": {"Dossier": "dossiers"},
    "dossier.event": {"Event": "events"},
    "dossier.explanation": {"Explanation": "explanations"},
    "dossier.reviewer": {"Review": "reviews"},
    "indicators.answers": {"Answers": "answers", "Situation": "situations"},
    "indicators.result": {"Applicability": "applicabilities"},
    "law.months": {"Window": "windows"},
    "law.source": {"Citation": "citations", "Source": "sources"},
    "profile.delays": {"RenewalAdvice": "renewal_advices", "SuspensionDelay": "suspension_delays"},
    "profile.durations": {"DurationRow": "duration_rows", "DurationTable": "duration_tables"},
    "profile.outcomes": {"OutcomeScale": "outcome_scales"},
    "profile.points": {"ConformityPoint": "conformity_points"},
    "profile.profile": {"Profile": "profiles"},
    "profile.removal": {"EvidenceChange": "evidence_changes", "Removal": "removals"},
    "profile.thresholds": {"Threshold": "thresholds"},
    "results.deadlines": {"Deadline": "deadlines"},
    "results.findings": {"Finding": "findings"},
    "rnq.edition": {"Referential": "referentials"},
    "rnq.question": {"Question": "questions"},
}
"""For each module of the library, the strategies of its classes by name; its enumerations need none."""


def register() -> None:
    """Let Hypothesis ask for the strategy of a class when it is looked for; the entry point `hypothesis` runs it."""
    try:
        from hypothesis.strategies._internal.types import _global_extra_lookup as by_library
    except ImportError:
        register_at_once()
    else:
        by_library["qualiopi_rules"] = strategy_of


def register_at_once() -> None:
    """Load every class and register it."""
    from hypothesis.strategies import register_type_strategy

    for module, strategies in TYPES.items():
        for name in strategies:
            register_type_strategy(getattr(module_of("qualiopi_rules", module), name), strategy_of)


def strategy_of(thing: Any) -> Any:
    """Return the strategy of a class of the library; None for anything else, which is then resolved as usual."""
    package, _, module = str(getattr(thing, "__module__", "")).partition(".")
    name = TYPES.get(module, {}).get(getattr(thing, "__name__", "")) if package == "qualiopi_rules" else None
    return None if name is None else getattr(module_of("qualiopi_rules", "strategies"), name)()
