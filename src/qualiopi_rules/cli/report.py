"""`qualiopi-rules report DOSSIER`: the review of a dossier as a page to send or to print."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from qualiopi_rules.cli.context import DEFAULTS, Context
from qualiopi_rules.cli.dossiers import reviewed_with
from qualiopi_rules.cli.parameters import REVIEWED, STANDARD, TO_LOOK_AT, Day, FileName, ProfileName, Switch, Text
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, MissingField
from qualiopi_rules.dossier.reviewer import Review
from qualiopi_rules.formats.atomic import same_file
from qualiopi_rules.formats.json import dump
from qualiopi_rules.profile.profile import DEFAULT_PROFILE
from qualiopi_rules.report.page import review_report
from qualiopi_rules.view.blocks import Sender
from qualiopi_rules.view.document import Document

__all__ = ["report"]

Format = Literal["text", "html", "pdf", "md", "json"]

_BY_SUFFIX: dict[str, Format] = {
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".md": "md",
    ".json": "json",
    ".txt": "text",
}
_PICTURES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml"}


def report(  # noqa: PLR0913 (each is an option of the command)
    dossier: Path,
    /,
    *,
    out: FileName | None = None,
    format: Annotated[Format | None, Parameter(name="--format")] = None,
    on: Day = None,
    profile: ProfileName = DEFAULT_PROFILE,
    sheets: FileName | None = None,
    detail: Switch = False,
    sender: Text | None = None,
    logo: FileName | None = None,
    context: Context = DEFAULTS,
) -> int:
    """Write the report of a review.

    Args:
        dossier: the file of the dossier.
        out: the file to write; None for the screen.
        format: the format; None for that of the name of the file.
        on: the day of the review.
        profile: the profile of a certifier.
        sheets: sheets that were filled in, for the mock audit.
        detail: whether everything is said.
        sender: who sends it.
        logo: the sender's logo.
        context: what was chosen for the run.
    """
    chosen = format or ("text" if out is None else _format_of(out))
    if out is not None and STANDARD not in (str(dossier), str(out)) and same_file(dossier, out):
        raise InvalidInput.of(InvalidValue("out", str(out), "other-file"))
    if logo is not None and sender is None:
        raise InvalidInput.of(MissingField("--sender", None, "present"))
    sent_by = None if sender is None else Sender(name=sender, logo=_logo(logo, context))
    reviewed = reviewed_with(sheets, context.dossier(dossier), context.day(on), context.profile(profile), context)
    document = review_report(reviewed, context.locale, detail=detail, sender=sent_by)
    if out is None and chosen == "text":
        context.show(document)
    elif out is not None or not context.quiet:
        context.save(Path(STANDARD) if out is None else out, _written(reviewed, document, chosen))
    return TO_LOOK_AT if reviewed.blocking else REVIEWED


def _format_of(out: Path) -> Format:
    """The format that the name of a file says."""
    if str(out) == STANDARD:
        return "text"
    if out.suffix.lower() not in _BY_SUFFIX:
        raise InvalidInput.of(InvalidValue("out", str(out), "table-file", choices=", ".join(_BY_SUFFIX)))
    return _BY_SUFFIX[out.suffix.lower()]


def _logo(path: Path | None, context: Context) -> str | None:
    """A picture as an address that holds it."""
    if path is None:
        return None
    if path.suffix.lower() not in _PICTURES:
        raise InvalidInput.of(InvalidValue("logo", str(path), "table-file", choices=", ".join(_PICTURES)))
    return f"data:{_PICTURES[path.suffix.lower()]};base64,{b64encode(context.read(path)).decode()}"


def _written(reviewed: Review, document: Document, chosen: Format) -> bytes:
    if chosen == "pdf":
        return document.pdf()
    writers: dict[Format, Callable[[], str]] = {
        "text": document.text,
        "html": document.html,
        "md": document.markdown,
        "json": lambda: f"{dump(reviewed, indent=2, expanded=True)}\n",
    }
    return writers[chosen]().encode()
