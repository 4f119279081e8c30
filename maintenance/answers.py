"""What the library answers to all examples of the documentation, as one digest a file: everywhere the same.

`python -m maintenance.answers` prints them, and a way of running can be named: `crlf` reads the examples with the line
ends of Windows, `threads` lets sixteen threads ask first at once, `fork` and `spawn` ask in another process,
`interpreter` in another interpreter of this one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qualiopi_rules import Dossier

__all__ = ["REFUSED", "WAYS", "answers", "main"]

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
DAYS = ("2023-03-01", "2024-11-30", "2026-11-27")
DOSSIERS = ("certificate-83811594-1.json", "file.json")
THREADS = 16
REFUSED = 3
"""The exit code where a way of running is not to be had."""


def answers(line_end: bytes = b"\n") -> Iterator[str]:
    """Yield, for each example and day, the digest of all that is written of it: JSON, reports, reasons, calendar.

    Args:
        line_end: how the lines of the examples end.
    """
    # Imported here: the first use is what the threads do at once.
    from qualiopi_rules import dump, explain, review
    from qualiopi_rules.formats.calendar import write_calendar
    from qualiopi_rules.formats.toml import read_profile
    from qualiopi_rules.report import review_report

    with TemporaryDirectory() as folder:
        files = _written(Path(folder), line_end)
        profile = read_profile(files.pop("profile.toml"))
        dossiers = {name: _read(file) for name, file in files.items()}
    for name, dossier in dossiers.items():
        if isinstance(dossier, str):
            yield f"{sha256(dossier.encode()).hexdigest()} {name} refused"
            continue
        for day in DAYS:
            written = sha256()
            for reviewed in (review(dossier, on=day), review(dossier, on=day, profile=profile)):
                parts = [dump(reviewed), dump(reviewed, indent=2, expanded=True)]
                for locale in ("fr", "en"):
                    report, reasons = review_report(reviewed, locale, detail=True), explain(reviewed)
                    parts += [report.text(), report.text(60), report.markdown()]
                    parts += [reasons.text(locale), reasons.markdown(locale)]
                    parts.append(write_calendar(reviewed, locale=locale, whole=True).decode())
                for part in parts:
                    written.update(part.encode("utf-8") + b"\0")
            yield f"{written.hexdigest()} {name} {day}"


def _read(file: Path) -> Dossier | str:
    """A dossier, or why it is refused."""
    from qualiopi_rules import InvalidInput
    from qualiopi_rules.formats.dossier_files import read_dossier

    try:
        return read_dossier(file)
    except InvalidInput as refused:
        return f"{refused.say('fr')}\n{refused.say('en')}"


def _written(folder: Path, line_end: bytes) -> dict[str, Path]:
    """Write the examples with some line ends, each line of `dossiers.jsonl` as a file of its own."""
    contents = {name: (EXAMPLES / name).read_bytes() for name in ("profile.toml", *DOSSIERS)}
    lines = (EXAMPLES / "dossiers.jsonl").read_bytes().splitlines(keepends=True)
    contents |= {f"dossiers-{number}.json": line for number, line in enumerate(lines, start=1)}
    files = {name: folder / name for name in contents}
    for name, content in contents.items():
        files[name].write_bytes(content.replace(b"\n", line_end))
    return files


def _all(line_end: bytes = b"\n") -> str:
    return "\n".join(answers(line_end))


def _threads() -> str:
    start = Barrier(THREADS)

    def ask(_: int) -> str:
        start.wait()
        return _all()

    with ThreadPoolExecutor(THREADS) as pool:
        (found,) = set(pool.map(ask, range(THREADS)))
    return found


def _process(method: str) -> Callable[[], str]:
    def ask() -> str:
        from multiprocessing import get_context

        if method == "fork":
            _all()  # what this process knows already goes with it
        with get_context(method).Pool(1) as pool:
            (found,) = pool.map(_asked, range(1))
        return found

    return ask


def _asked(_: int) -> str:
    return _all()


def _interpreter() -> str:
    """Ask in another interpreter of this process, with a lock of its own."""
    import os

    try:
        interpreters = import_module("_interpreters")
    except ImportError:
        raise NotImplementedError("Python has no module of interpreters before Python 3.13") from None
    reading, writing = os.pipe()
    other = interpreters.create()
    code = (
        f"import os, sys\nsys.path[:] = {sys.path!r}\n"
        f"from maintenance.answers import _all\nos.write({writing}, _all().encode())\n"
    )
    failed = interpreters.exec(other, code)
    if failed is not None:
        raise NotImplementedError(failed.formatted)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        return pipe.read().decode()


WAYS: dict[str, Callable[[], str]] = {
    "plain": _all,
    "crlf": lambda: _all(b"\r\n"),
    "threads": _threads,
    "fork": _process("fork"),
    "spawn": _process("spawn"),
    "interpreter": _interpreter,
}
"""How the library is asked."""


def main(arguments: list[str]) -> int:
    """Print the digests; 3 where the way of running is not to be had."""
    (way,) = arguments or ["plain"]
    try:
        found = WAYS[way]()
    except NotImplementedError as refused:
        sys.stderr.write(f"{refused}\n")
        return REFUSED
    sys.stdout.write(f"{found}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
