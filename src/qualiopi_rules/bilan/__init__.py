"""The bilan de compétences: sessions, convention, documents, CPF, and the provider's organisation."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from qualiopi_rules.bilan.bilan import (
        Bilan as Bilan,
        Conclusions as Conclusions,
        Conductor as Conductor,
        Investigation as Investigation,
        Mode as Mode,
        Phase as Phase,
        Preliminary as Preliminary,
        Service as Service,
        Session as Session,
        Synthesis as Synthesis,
    )
    from qualiopi_rules.bilan.convention import (
        AnswerStatus as AnswerStatus,
        Convention as Convention,
        ConventionNeed as ConventionNeed,
        EmployeeAnswer as EmployeeAnswer,
        Mentions as Mentions,
        NeedReason as NeedReason,
        convention_need as convention_need,
    )
    from qualiopi_rules.bilan.cpf import (
        AmountStatus as AmountStatus,
        Cpf as Cpf,
        CpfCondition as CpfCondition,
        CpfConditionCode as CpfConditionCode,
        CpfListing as CpfListing,
        CpfOffer as CpfOffer,
        CpfOutcome as CpfOutcome,
        CpfParticipation as CpfParticipation,
        CpfRequest as CpfRequest,
        EarlierBilan as EarlierBilan,
        FirstCpfRequest as FirstCpfRequest,
        cpf_participation as cpf_participation,
        first_cpf_request as first_cpf_request,
    )
    from qualiopi_rules.bilan.documents import (
        Disclosure as Disclosure,
        Document as Document,
        DocumentKind as DocumentKind,
        Documents as Documents,
        Recipient as Recipient,
        Retention as Retention,
        RetentionReason as RetentionReason,
        document_retention as document_retention,
    )
    from qualiopi_rules.bilan.funding import Funding as Funding
    from qualiopi_rules.bilan.provider import FollowUp as FollowUp, Provider as Provider, follow_up_day as follow_up_day
else:
    from qualiopi_rules.core.exports import exports

    __all__, __getattr__, __dir__ = exports(
        __name__,
        {
            "bilan": "Bilan Conclusions Conductor Investigation Mode Phase Preliminary Service Session Synthesis",
            "convention": "AnswerStatus Convention ConventionNeed EmployeeAnswer Mentions NeedReason convention_need",
            "cpf": (
                "AmountStatus Cpf CpfCondition CpfConditionCode CpfListing CpfOffer CpfOutcome "
                "CpfParticipation CpfRequest EarlierBilan FirstCpfRequest cpf_participation "
                "first_cpf_request"
            ),
            "documents": (
                "Disclosure Document DocumentKind Documents Recipient Retention RetentionReason document_retention"
            ),
            "funding": "Funding",
            "provider": "FollowUp Provider follow_up_day",
        },
    )
