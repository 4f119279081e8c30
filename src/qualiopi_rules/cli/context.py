"""What a person chose for a whole run, and the way in and out: days, dossiers, profiles, the screen, files, errors."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import attrs

from qualiopi_rules.cli.console import Color, console_of, say
from qualiopi_rules.cli.parameters import STANDARD
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, QualiopiError
from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.core.problems import problem_of
from qualiopi_rules.core.safe_text import harmless, json_for, one_line
from qualiopi_rules.formats.atomic import write_file
from qualiopi_rules.formats.written_values import iso_day
from qualiopi_rules.profile.profile import Profile, built_in_profiles

if TYPE_CHECKING:
    from qualiopi_rules.dossier.dossier import Dossier
    from qualiopi_rules.view.document import Document

__all__ = ["DEFAULTS", "Context"]


@attrs.frozen(kw_only=True)
class Context:
    """What a person chose for a whole run.

    Attributes:
        locale: the language of everything that is written.
        dates: how days may be written in options and dossiers.
        color: when there is colour.
        quiet: whether only errors are written.
    """

    locale: Locale = "fr"
    dates: Literal["iso", "french"] = "iso"
    color: Color = "auto"
    quiet: bool = False

    # --- In

    def day(self, value: str | None) -> str:
        """Return a day as the rules take it; today in Paris where none was given."""
        if value is not None:
            return iso_day(value) if self.dates == "french" else value
        # The only clock of the project.
        import pendulum

        return pendulum.now("Europe/Paris").date().isoformat()

    def dossier(self, path: Path) -> Dossier:
        """Read a dossier from a file, or from the standard input.

        Raises:
            InvalidInput: when it cannot be read, or with every fault of the dossier.
        """
        # What reads and writes dossiers loads all that they hold: a command that has none does not pay for it.
        from qualiopi_rules.formats.dossier_files import dossier_of, read_dossier

        french = self.dates == "french"
        if str(path) != STANDARD:
            return read_dossier(path, french_days=french)
        content = sys.stdin.buffer.read()
        # Of the two, only JSON begins with a brace.
        is_toml = not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"["))
        return dossier_of(content, STANDARD, is_toml=is_toml, french_days=french)

    def profile(self, name: str) -> Profile | str:
        """Return the profile of a TOML file, or a name as it is."""
        # A name that is no profile of ours and no file is refused by the rule itself, which lists the names.
        if name in built_in_profiles() or Path(name).suffix != ".toml":
            return name
        from qualiopi_rules.formats.toml import read_profile

        return read_profile(name)

    # --- Out

    def show(self, document: Document) -> None:
        """Show a document on the screen."""
        if not self.quiet:
            document.print(console_of(self.color))

    def write(self, text: str) -> None:
        """Write a text for another program to the standard output."""
        if not self.quiet:
            console_of("never").out(harmless(text), highlight=False)

    def dump(self, value: object, *, expanded: bool = True) -> None:
        """Write an object as JSON to the standard output, each source where it is cited unless it is said otherwise."""
        from qualiopi_rules.formats.json import dump

        self.write(json_for(sys.stdout.encoding or "utf-8", dump(value, indent=2, expanded=expanded)))

    def save(self, path: Path, content: bytes) -> None:
        """Write a file whole, and say so; or write to the standard output.

        Raises:
            InvalidInput: when it cannot be written.
        """
        if str(path) == STANDARD:
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
            return
        write_file(path, content)
        self.note(message("written.file", self.locale, path=str(path)))

    def new_file(self, path: Path, suffixes: tuple[str, ...], *, force: bool) -> str:
        """Return the suffix of a file to be written, the first one for the standard output.

        Raises:
            InvalidInput: when it is none of some, or when the file is there and is not to be replaced.
        """
        if str(path) == STANDARD:
            return suffixes[0]
        suffix = path.suffix.lower()
        if suffix not in suffixes:
            raise InvalidInput.of(InvalidValue("", str(path), "table-file", choices=", ".join(suffixes)))
        if path.exists() and not force:
            raise InvalidInput.of(InvalidValue("", str(path), "new-file"))
        return suffix

    def note(self, text: str) -> None:
        """Write a line beside the results."""
        if not self.quiet:
            say(one_line(text))

    def refuse(self, error: QualiopiError) -> None:
        """Write an error."""
        say(error.say(self.locale))

    def read(self, path: Path) -> bytes:
        """Read a file.

        Raises:
            InvalidInput: when it cannot be read.
        """
        try:
            return path.read_bytes()
        except (OSError, ValueError) as problem:
            raise InvalidInput.of(InvalidValue("", str(path), "readable", problem=problem_of(problem))) from None


DEFAULTS = Context()
"""What is chosen where a person chooses nothing."""
