"""The bilan de compétences: sessions, convention, documents, CPF, and the provider's organisation."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from qualiopi_rules.bilan.beneficiary import (
        AccessOutcome as AccessOutcome,
        BeneficiaryStatus as BeneficiaryStatus,
        BilanAccess as BilanAccess,
        EmploymentBody as EmploymentBody,
        bilan_access as bilan_access,
    )
    from qualiopi_rules.bilan.bilan import Bilan as Bilan, Service as Service
    from qualiopi_rules.bilan.contents import (
        Conclusions as Conclusions,
        Investigation as Investigation,
        Preliminary as Preliminary,
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
    from qualiopi_rules.bilan.cpf import Cpf as Cpf
    from qualiopi_rules.bilan.cpf_conditions import (
        CpfCondition as CpfCondition,
        CpfConditionCode as CpfConditionCode,
        CpfOutcome as CpfOutcome,
    )
    from qualiopi_rules.bilan.cpf_platform import CpfListing as CpfListing, CpfOffer as CpfOffer
    from qualiopi_rules.bilan.cpf_request import (
        CpfRequest as CpfRequest,
        EarlierBilan as EarlierBilan,
        FirstCpfRequest as FirstCpfRequest,
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
    from qualiopi_rules.bilan.market import (
        MarketRisk as MarketRisk,
        MarketRiskCode as MarketRiskCode,
        cpf_eligibility_guide as cpf_eligibility_guide,
        market_opening as market_opening,
        market_risks as market_risks,
    )
    from qualiopi_rules.bilan.nature import (
        AnalysedSubject as AnalysedSubject,
        BilanNature as BilanNature,
        BilanTrait as BilanTrait,
        InvestigationAlternative as InvestigationAlternative,
        NaturePoint as NaturePoint,
        bilan_nature as bilan_nature,
    )
    from qualiopi_rules.bilan.participation import (
        AmountStatus as AmountStatus,
        CpfParticipation as CpfParticipation,
        cpf_participation as cpf_participation,
    )
    from qualiopi_rules.bilan.provider import FollowUp as FollowUp, Provider as Provider, follow_up_day as follow_up_day
    from qualiopi_rules.bilan.provider_conditions import (
        ProviderCondition as ProviderCondition,
        ProviderConditionCode as ProviderConditionCode,
        ProviderKind as ProviderKind,
        diploma_required as diploma_required,
    )
    from qualiopi_rules.bilan.remaining_price import (
        CpfHolder as CpfHolder,
        RemainingPrice as RemainingPrice,
        RemainingReason as RemainingReason,
        RemainingReasonCode as RemainingReasonCode,
        remaining_to_pay as remaining_to_pay,
    )
    from qualiopi_rules.bilan.sessions import Conductor as Conductor, Mode as Mode, Phase as Phase, Session as Session
else:
    from qualiopi_rules.core.exports import exports

    __all__, __getattr__, __dir__ = exports(
        __name__,
        {
            "beneficiary": "AccessOutcome BeneficiaryStatus BilanAccess EmploymentBody bilan_access",
            "bilan": "Bilan Service",
            "contents": "Conclusions Investigation Preliminary Synthesis",
            "convention": "AnswerStatus Convention ConventionNeed EmployeeAnswer Mentions NeedReason convention_need",
            "cpf": "Cpf",
            "cpf_conditions": "CpfCondition CpfConditionCode CpfOutcome",
            "cpf_platform": "CpfListing CpfOffer",
            "cpf_request": "CpfRequest EarlierBilan FirstCpfRequest first_cpf_request",
            "documents": (
                "Disclosure Document DocumentKind Documents Recipient Retention RetentionReason document_retention"
            ),
            "funding": "Funding",
            "market": "MarketRisk MarketRiskCode cpf_eligibility_guide market_opening market_risks",
            "nature": "AnalysedSubject BilanNature BilanTrait InvestigationAlternative NaturePoint bilan_nature",
            "participation": "AmountStatus CpfParticipation cpf_participation",
            "provider": "FollowUp Provider follow_up_day",
            "provider_conditions": "ProviderCondition ProviderConditionCode ProviderKind diploma_required",
            "remaining_price": "CpfHolder RemainingPrice RemainingReason RemainingReasonCode remaining_to_pay",
            "sessions": "Conductor Mode Phase Session",
        },
    )
