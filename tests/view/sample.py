"""A page with every kind of block: the certificate of the webinar, and a few made lines."""

from __future__ import annotations

from pendulum import Date

from qualiopi_rules.core.messages import Locale
from qualiopi_rules.view.blocks import (
    Bar,
    Column,
    Fold,
    Group,
    Item,
    Items,
    Mark,
    Page,
    Paragraph,
    Row,
    Section,
    Sender,
    Table,
    Timeline,
    Tone,
)

LOGO = (
    "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%2060%2040'%3E"
    "%3Crect%20width='60'%20height='40'%20fill='%231d5c96'/%3E%3C/svg%3E"
)

CYCLE = Timeline(
    title="Cycle du 2 février 2023 au 1er février 2026",
    description="La surveillance est possible du 2 avril au 2 décembre 2024.",
    bars=(
        Bar(starts=Date(2023, 2, 2), ends=Date(2026, 2, 1), text="cycle"),
        Bar(starts=Date(2024, 4, 2), ends=Date(2024, 12, 2), text="surveillance", tone=Tone.NOTICE),
        Bar(starts=Date(2025, 8, 1), ends=Date(2025, 11, 1), text="renouvellement conseillé", tone=Tone.QUIET),
    ),
    marks=(
        Mark(day=Date(2024, 12, 2), text="dernier jour de la surveillance", label="légal", tone=Tone.WARNING),
        Mark(day=Date(2026, 2, 1), text="dernier jour de validité", tone=Tone.BLOCKING),
    ),
    day=Date(2023, 3, 1),
    day_text="jour de la revue",
)

TABLE = Table(
    caption="Indicateurs applicables",
    columns=(
        Column(title="N°", number=True),
        Column(title="Intitulé", wide=True),
        Column(title="Pourquoi"),
    ),
    groups=(
        Group(
            "Critère 1", (Row(("1", "Information du public", "pour tous")), Row(("2", "Résultats", ""), Tone.WARNING))
        ),
        Group(
            "Critère 2", (Row(("4", "Analyse du besoin", "pour tous"), Tone.QUIET),), folded="3, 7 : non applicables"
        ),
    ),
)


def sample(locale: Locale) -> Page:
    """The page, under either language."""
    finding = Item(text="La convention n’est pas signée.", label="Bloquant", tone=Tone.BLOCKING, notes=("bilan 1",))
    source = Item(text="Code du travail, art. L. 6316-1", url="https://www.legifrance.gouv.fr/")
    return Page(
        title="Certificat 83811594-1",
        verdict=Paragraph("Certificat valable jusqu’au 1er février 2026.", Tone.GOOD),
        about="Revue au 1er mars 2023",
        locale=locale,
        sender=Sender(name="Cabinet d’exemple & associés", logo=LOGO),
        sections=(
            Section("Ce qui bloque", (Items((finding, Item(text="À lire.", tone=Tone.NOTICE))),)),
            Section("Calendrier", (Paragraph("Cycle ordinaire.", Tone.QUIET), CYCLE)),
            Section("Indicateurs", (TABLE, Fold("Détail", (Paragraph("Rien de plus."),)))),
            Section("Sources", (Items((source, Item(text="Guide", url="javascript:alert(1)"))),)),
        ),
    )
