"""The certificate and its three-year cycle: printed days, surveillance, renewal, extension, transfer."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from qualiopi_rules.cycle.certificate import Certificate as Certificate, CertificateState as CertificateState
    from qualiopi_rules.cycle.cycle import (
        CertificationCycle as CertificationCycle,
        CycleStatus as CycleStatus,
        Held as Held,
        Stage as Stage,
    )
    from qualiopi_rules.cycle.extension import (
        Extension as Extension,
        ExtensionStep as ExtensionStep,
        check_extension as check_extension,
    )
    from qualiopi_rules.cycle.identifiers import NDA as NDA, SIREN as SIREN, SIRET as SIRET
    from qualiopi_rules.cycle.missed_surveillance import (
        MissedSurveillance as MissedSurveillance,
        check_surveillance as check_surveillance,
    )
    from qualiopi_rules.cycle.one_certificate import check_one_certificate as check_one_certificate
    from qualiopi_rules.cycle.printed import (
        PrintedDays as PrintedDays,
        PrintedOutcome as PrintedOutcome,
        Reading as Reading,
        Shape as Shape,
        read_printed as read_printed,
    )
    from qualiopi_rules.cycle.transfer import (
        Transfer as Transfer,
        TransferBar as TransferBar,
        TransferCheck as TransferCheck,
    )
else:
    from qualiopi_rules.core.exports import exports

    __all__, __getattr__, __dir__ = exports(
        __name__,
        {
            "certificate": "Certificate CertificateState",
            "cycle": "CertificationCycle CycleStatus Held Stage",
            "extension": "Extension ExtensionStep check_extension",
            "identifiers": "NDA SIREN SIRET",
            "missed_surveillance": "MissedSurveillance check_surveillance",
            "one_certificate": "check_one_certificate",
            "printed": "PrintedDays PrintedOutcome Reading Shape read_printed",
            "transfer": "Transfer TransferBar TransferCheck",
        },
    )
