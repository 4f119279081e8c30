"""Strategies of Hypothesis for the classes of the library: objects that hold, for the tests of who uses them.

Where Hypothesis is installed, `st.from_type(Certificate)` finds them by itself; the functions here narrow them.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from qualiopi_rules.strategies.audit import (
        applications as applications,
        audit_facts as audit_facts,
        indicator_numbers as indicator_numbers,
        nonconformities as nonconformities,
        outside_answers as outside_answers,
        site_lists as site_lists,
        sites as sites,
        venues as venues,
    )
    from qualiopi_rules.strategies.basics import (
        categories as categories,
        citations as citations,
        sources as sources,
        texts as texts,
        three_answers as three_answers,
        windows as windows,
        words as words,
    )
    from qualiopi_rules.strategies.bilan import (
        bilans as bilans,
        conclusions as conclusions,
        conventions as conventions,
        disclosures as disclosures,
        document_sets as document_sets,
        documents as documents,
        investigations as investigations,
        mentions as mentions,
        preliminaries as preliminaries,
        providers as providers,
        sessions as sessions,
        syntheses as syntheses,
    )
    from qualiopi_rules.strategies.cpf import (
        cpf_holders as cpf_holders,
        cpf_listings as cpf_listings,
        cpf_offers as cpf_offers,
        cpf_requests as cpf_requests,
        cpfs as cpfs,
        earlier_bilans as earlier_bilans,
    )
    from qualiopi_rules.strategies.cycle import (
        certificates as certificates,
        cycles as cycles,
        ndas as ndas,
        sirens as sirens,
        sirets as sirets,
        transfers as transfers,
    )
    from qualiopi_rules.strategies.dossier import dossiers as dossiers, events as events, histories as histories
    from qualiopi_rules.strategies.durations import (
        duration_rows as duration_rows,
        duration_tables as duration_tables,
        own_duration_tables as own_duration_tables,
    )
    from qualiopi_rules.strategies.indicators import answers as answers, situations as situations
    from qualiopi_rules.strategies.law_days import (
        audit_days as audit_days,
        bilan_days as bilan_days,
        day_or_answer as day_or_answer,
        days as days,
        decision_days as decision_days,
        file_days as file_days,
    )
    from qualiopi_rules.strategies.points import conformity_points as conformity_points, own_points as own_points
    from qualiopi_rules.strategies.profile import (
        evidence_changes as evidence_changes,
        outcome_scales as outcome_scales,
        own_questions as own_questions,
        profiles as profiles,
        questions as questions,
        removals as removals,
        renewal_advices as renewal_advices,
        suspension_delays as suspension_delays,
        thresholds as thresholds,
    )
    from qualiopi_rules.strategies.results import (
        applicabilities as applicabilities,
        deadlines as deadlines,
        explanations as explanations,
        findings as findings,
        referentials as referentials,
        reviews as reviews,
    )
    from qualiopi_rules.strategies.sheet import (
        checked_points as checked_points,
        evidence as evidence,
        indicator_sheets as indicator_sheets,
    )
else:
    from qualiopi_rules.core.exports import exports

    __all__, __getattr__, __dir__ = exports(
        __name__,
        {
            "audit": (
                "applications audit_facts indicator_numbers nonconformities outside_answers site_lists sites venues"
            ),
            "basics": "categories citations sources texts three_answers windows words",
            "bilan": (
                "bilans conclusions conventions disclosures document_sets documents investigations mentions "
                "preliminaries providers sessions syntheses"
            ),
            "cpf": "cpf_holders cpf_listings cpf_offers cpf_requests cpfs earlier_bilans",
            "cycle": "certificates cycles ndas sirens sirets transfers",
            "dossier": "dossiers events histories",
            "durations": "duration_rows duration_tables own_duration_tables",
            "indicators": "answers situations",
            "law_days": "audit_days bilan_days day_or_answer days decision_days file_days",
            "points": "conformity_points own_points",
            "profile": (
                "evidence_changes outcome_scales own_questions profiles questions removals renewal_advices "
                "suspension_delays thresholds"
            ),
            "results": "applicabilities deadlines explanations findings referentials reviews",
            "sheet": "checked_points evidence indicator_sheets",
        },
    )
