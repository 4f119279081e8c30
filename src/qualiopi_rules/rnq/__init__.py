"""The référentiel national qualité: categories, criteria, indicators, editions, and the ministry's guide to them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from qualiopi_rules.rnq.audit_kind import AuditKind as AuditKind
    from qualiopi_rules.rnq.category import Category as Category
    from qualiopi_rules.rnq.comparison import (
        ChangedIndicator as ChangedIndicator,
        Comparison as Comparison,
        compare as compare,
    )
    from qualiopi_rules.rnq.edition import (
        ByNature as ByNature,
        Change as Change,
        Criterion as Criterion,
        Grading as Grading,
        Indicator as Indicator,
        Referential as Referential,
        editions as editions,
        referential as referential,
    )
    from qualiopi_rules.rnq.guide import (
        ExpectedGuide as ExpectedGuide,
        Guide as Guide,
        GuideInUse as GuideInUse,
        guides as guides,
    )
    from qualiopi_rules.rnq.notes import (
        CategoryPoint as CategoryPoint,
        GuideCondition as GuideCondition,
        IndicatorNotes as IndicatorNotes,
        NewEntrant as NewEntrant,
        NewEntrantEffect as NewEntrantEffect,
        Note as Note,
        Subcontractor as Subcontractor,
        SubcontractorEffect as SubcontractorEffect,
        WithoutContract as WithoutContract,
        guide_notes as guide_notes,
        without_contract as without_contract,
    )
    from qualiopi_rules.rnq.precisions import category_precisions as category_precisions
    from qualiopi_rules.rnq.question import (
        AnswerKind as AnswerKind,
        Question as Question,
        find_question as find_question,
        questions as questions,
    )
    from qualiopi_rules.rnq.validation import answers_validation as answers_validation
else:
    from qualiopi_rules.core.exports import exports

    __all__, __getattr__, __dir__ = exports(
        __name__,
        {
            "audit_kind": "AuditKind",
            "category": "Category",
            "comparison": "ChangedIndicator Comparison compare",
            "edition": "ByNature Change Criterion Grading Indicator Referential editions referential",
            "guide": "ExpectedGuide Guide GuideInUse guides",
            "notes": (
                "CategoryPoint GuideCondition IndicatorNotes NewEntrant NewEntrantEffect Note Subcontractor "
                "SubcontractorEffect WithoutContract guide_notes without_contract"
            ),
            "precisions": "category_precisions",
            "question": "AnswerKind Question find_question questions",
            "validation": "answers_validation",
        },
    )
