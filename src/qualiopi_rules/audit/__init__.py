"""The audit: application, plan, sites, duration, place, conformity sheets, non-conformities and the decision."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from qualiopi_rules.audit.application import (
        Application as Application,
        new_application_from as new_application_from,
    )
    from qualiopi_rules.audit.decision import (
        AuditDecision as AuditDecision,
        DecisionOutcome as DecisionOutcome,
        DecisionReason as DecisionReason,
        DecisionReasonCode as DecisionReasonCode,
        decide as decide,
    )
    from qualiopi_rules.audit.documents import (
        ApplicationDocument as ApplicationDocument,
        application_documents as application_documents,
    )
    from qualiopi_rules.audit.duration import (
        Duration as Duration,
        DurationOutcome as DurationOutcome,
        DurationPart as DurationPart,
        PartCode as PartCode,
        audit_duration as audit_duration,
    )
    from qualiopi_rules.audit.facts import AuditFacts as AuditFacts
    from qualiopi_rules.audit.mock_audit_outcome import (
        MockOutcome as MockOutcome,
        OutcomeChange as OutcomeChange,
        OutcomeChangeCode as OutcomeChangeCode,
    )
    from qualiopi_rules.audit.mock_audit_outside import (
        OutsideAnswers as OutsideAnswers,
        OutsideCheck as OutsideCheck,
        OutsideCode as OutsideCode,
        OutsideWeight as OutsideWeight,
    )
    from qualiopi_rules.audit.mock_audit_readiness import (
        CriterionReadiness as CriterionReadiness,
        IndicatorReadiness as IndicatorReadiness,
        MissingEvidence as MissingEvidence,
        Readiness as Readiness,
    )
    from qualiopi_rules.audit.mock_audit_rule import (
        CarriedOver as CarriedOver,
        MockAudit as MockAudit,
        mock_audit as mock_audit,
    )
    from qualiopi_rules.audit.nonconformity import (
        NonConformity as NonConformity,
        NonConformityGrade as NonConformityGrade,
        NonConformityState as NonConformityState,
        NonConformityStatus as NonConformityStatus,
    )
    from qualiopi_rules.audit.nonconformity_checks import check_nonconformities as check_nonconformities
    from qualiopi_rules.audit.nonconformity_count import (
        NonConformityCount as NonConformityCount,
        count_nonconformities as count_nonconformities,
    )
    from qualiopi_rules.audit.place import (
        AuditPlace as AuditPlace,
        PlaceReason as PlaceReason,
        VenueFacts as VenueFacts,
        Where as Where,
    )
    from qualiopi_rules.audit.plan import AuditPlan as AuditPlan, plan_audit as plan_audit
    from qualiopi_rules.audit.points import ApplicablePoints as ApplicablePoints, applicable_points as applicable_points
    from qualiopi_rules.audit.scope import (
        CategoryFocus as CategoryFocus,
        Focus as Focus,
        PlannedIndicator as PlannedIndicator,
        PlanReason as PlanReason,
        PlanReasonCode as PlanReasonCode,
    )
    from qualiopi_rules.audit.sheet import (
        CheckedPoint as CheckedPoint,
        Evidence as Evidence,
        GradeReason as GradeReason,
        IndicatorSheet as IndicatorSheet,
        PointAnswer as PointAnswer,
        SheetDecision as SheetDecision,
        SheetGrade as SheetGrade,
        grade_sheet as grade_sheet,
    )
    from qualiopi_rules.audit.shortened import Shortened as Shortened
    from qualiopi_rules.audit.sites import (
        ChosenSite as ChosenSite,
        Site as Site,
        SiteReason as SiteReason,
        SiteSample as SiteSample,
        SiteSelection as SiteSelection,
        select_sites as select_sites,
        sites_to_audit as sites_to_audit,
    )
else:
    from qualiopi_rules.core.exports import exports

    __all__, __getattr__, __dir__ = exports(
        __name__,
        {
            "application": "Application new_application_from",
            "decision": "AuditDecision DecisionOutcome DecisionReason DecisionReasonCode decide",
            "documents": "ApplicationDocument application_documents",
            "duration": "Duration DurationOutcome DurationPart PartCode audit_duration",
            "facts": "AuditFacts",
            "mock_audit_outcome": "MockOutcome OutcomeChange OutcomeChangeCode",
            "mock_audit_outside": "OutsideAnswers OutsideCheck OutsideCode OutsideWeight",
            "mock_audit_readiness": "CriterionReadiness IndicatorReadiness MissingEvidence Readiness",
            "mock_audit_rule": "CarriedOver MockAudit mock_audit",
            "nonconformity": "NonConformity NonConformityGrade NonConformityState NonConformityStatus",
            "nonconformity_checks": "check_nonconformities",
            "nonconformity_count": "NonConformityCount count_nonconformities",
            "place": "AuditPlace PlaceReason VenueFacts Where",
            "plan": "AuditPlan plan_audit",
            "points": "ApplicablePoints applicable_points",
            "scope": "CategoryFocus Focus PlanReason PlanReasonCode PlannedIndicator",
            "sheet": (
                "CheckedPoint Evidence GradeReason IndicatorSheet PointAnswer SheetDecision SheetGrade grade_sheet"
            ),
            "shortened": "Shortened",
            "sites": "ChosenSite Site SiteReason SiteSample SiteSelection select_sites sites_to_audit",
        },
    )
