"""Strategies of bilans de compétences, what is written about them, and their provider."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pendulum import Date

from qualiopi_rules.bilan.beneficiary import BeneficiaryStatus
from qualiopi_rules.bilan.bilan import Bilan, Service
from qualiopi_rules.bilan.contents import Conclusions, Investigation, Preliminary, Synthesis
from qualiopi_rules.bilan.convention import Convention, Mentions
from qualiopi_rules.bilan.documents import Disclosure, Document, DocumentKind, Documents, Recipient
from qualiopi_rules.bilan.provider import Provider
from qualiopi_rules.bilan.provider_conditions import ProviderKind
from qualiopi_rules.bilan.sessions import Conductor, Mode, Phase, Session
from qualiopi_rules.strategies.basics import answered, texts, three_answers
from qualiopi_rules.strategies.cpf import cpfs, optional_fundings
from qualiopi_rules.strategies.law_days import bilan_days, day_or_answer, days_after

__all__ = [
    "bilans",
    "conclusions",
    "conventions",
    "disclosures",
    "document_sets",
    "documents",
    "investigations",
    "mentions",
    "preliminaries",
    "providers",
    "sessions",
    "syntheses",
]


def sessions(
    *, held: SearchStrategy[Date] | None = None, phase: SearchStrategy[Phase] | None = None
) -> SearchStrategy[Session]:
    """Sessions of a bilan.

    Args:
        held: the strategy of the day; any on which the law of the bilan is known by default.
        phase: the strategy of the phase; any by default.
    """
    return st.builds(
        Session,
        bilan_days() if held is None else held,
        st.sampled_from(Phase) if phase is None else phase,
        st.integers(1, 600),
        st.sampled_from(Mode),
        st.sampled_from(Conductor),
    )


def preliminaries() -> SearchStrategy[Preliminary]:
    """What is known of the preliminary phase."""
    return answered(Preliminary)


def investigations() -> SearchStrategy[Investigation]:
    """What is known of the phase of investigation."""
    return answered(Investigation)


def syntheses() -> SearchStrategy[Synthesis]:
    """What is known of the document of synthesis."""
    return answered(Synthesis)


def conclusions() -> SearchStrategy[Conclusions]:
    """What is known of the phase of conclusions."""
    return answered(Conclusions, synthesis=syntheses())


def mentions() -> SearchStrategy[Mentions]:
    """What a convention states."""
    return answered(Mentions)


def conventions() -> SearchStrategy[Convention]:
    """Conventions; an employee who signed may have done so before the draft was sent."""
    return st.builds(
        _convention,
        st.none() | bilan_days(),
        st.none() | st.integers(-5, 30),
        employee_signed=three_answers(),
        fundings=optional_fundings(),
        written=three_answers(),
        employer_signed=three_answers(),
        provider_signed=three_answers(),
        mentions=mentions(),
    )


def _convention(sent: Date | None, later: int | None, **others: Any) -> Convention:
    """One that the employee signed so many days after it was sent, where both are known."""
    if sent is not None and later is not None:
        others["employee_signed"] = days_after(sent, later)
    return Convention(transmitted_on=sent, **others)


def disclosures() -> SearchStrategy[Disclosure]:
    """Disclosures of a document, agreed to or not."""
    return st.builds(Disclosure, to=st.sampled_from(Recipient), agreed=three_answers())


def documents() -> SearchStrategy[Document]:
    """Documents that a bilan leaves, kept or destroyed."""
    return st.builds(
        Document,
        kind=st.sampled_from(DocumentKind),
        disclosures=st.none() | st.lists(disclosures(), max_size=3),
        follow_up_agreement=three_answers(),
        destroyed=day_or_answer(),
    )


def document_sets() -> SearchStrategy[Documents]:
    """All the documents of a bilan, ended or not."""
    return st.builds(Documents, ended=st.none() | bilan_days(), documents=st.lists(documents(), max_size=3))


def bilans(*, sessions: SearchStrategy[list[Session]] | None = None) -> SearchStrategy[Bilan]:
    """Bilans de compétences, each fact provided or not.

    Args:
        sessions: the strategy of the list of sessions; any six at most by default.
    """
    return st.builds(
        Bilan,
        reference=st.none() | texts(),
        sessions=_session_lists() if sessions is None else sessions,
        consent=three_answers(),
        provider_is_employer=three_answers(),
        service=st.none() | st.sampled_from(Service),
        beneficiary=st.none() | st.sampled_from(BeneficiaryStatus),
        preliminary=preliminaries(),
        investigation=investigations(),
        conclusions=conclusions(),
        convention=st.none() | conventions(),
        documents=st.none() | document_sets(),
        cpf=st.none() | cpfs(),
    )


def _session_lists() -> SearchStrategy[list[Session]]:
    return st.lists(sessions(), max_size=6)


def providers() -> SearchStrategy[Provider]:
    """How providers are organised for bilans."""
    return answered(Provider, kind=st.none() | st.sampled_from(ProviderKind))
