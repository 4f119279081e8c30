"""Coverage-guided fuzzing of the readers: `python -m maintenance.fuzz SECONDS [READER...]`.

Each reader has a process of its own, one after the other. It begins with the examples of the documentation and the
corpus of the tests. An exception that is not ours is a fault; its input is kept under `.fuzz/found`, once for each
place that raises it, and the others are gone on with. libFuzzer, by atheris, looks for inputs that reach new branches.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

__all__ = ["READERS", "answer", "corpus", "main"]

_ROOT = Path(__file__).parents[1]
_CORPUS = _ROOT / "tests" / "hostile" / "corpus"
_KEPT = _ROOT / ".fuzz"
_SECONDS = 10  # that one input may take: the code that counts branches is slow
_MEGABYTES = 2_048
_LONGEST = 4_096
_DONE = re.compile(r"Done (\d+) runs")
_ON = "2024-01-01"


def _json(content: bytes) -> None:
    """The first byte chooses the type."""
    import qualiopi_rules
    from qualiopi_rules.audit import Application, IndicatorSheet, NonConformity
    from qualiopi_rules.bilan import Convention, Cpf, Documents, Provider

    types: tuple[Any, ...] = (
        *(qualiopi_rules.Dossier, qualiopi_rules.Certificate, qualiopi_rules.Bilan, qualiopi_rules.Event),
        *(qualiopi_rules.Answers, qualiopi_rules.Situation, qualiopi_rules.Profile, qualiopi_rules.Review),
        *(qualiopi_rules.Finding, qualiopi_rules.Deadline, qualiopi_rules.Session),
        *(Application, IndicatorSheet, NonConformity, Convention, Cpf, Documents, Provider),
    )
    read = qualiopi_rules.load(content[1:], types[content[0] % len(types)])
    if isinstance(read, qualiopi_rules.Dossier):
        qualiopi_rules.review(read, on=_ON)


def _dossier_toml(content: bytes) -> None:
    from qualiopi_rules.formats.dossier_files import dossier_of

    dossier_of(content, "a.toml", is_toml=True, french_days=content.startswith(b"#"))


def _text_file(read: Callable[[Path], object]) -> Callable[[bytes], None]:
    """What reads a file: it is written first, where that costs little."""

    def reader(content: bytes) -> None:
        path = Path(_FOLDER.name) / "a.toml"
        path.write_bytes(content)
        read(path)

    return reader


def _toml(content: bytes) -> None:
    """The first byte chooses the kind."""
    from qualiopi_rules.formats import read_edition, read_profile, read_values

    kinds: tuple[Callable[[Path], object], ...] = (read_profile, read_edition, read_values)
    _text_file(kinds[content[0] % len(kinds)])(content[1:])


def _csv(content: bytes) -> None:
    from qualiopi_rules.formats.csv_rows import Lines, LongLine, quoted_rows, table

    text, separator = content[1:].decode("utf-8", "surrogateescape"), ";,\t "[content[0] % 4]
    try:
        list(table(Lines(StringIO(text, newline=""), 500), separator))
        lines = Lines(StringIO(text, newline=""), 500)
        while taken := lines.take(3):
            list(quoted_rows(taken, lines, separator))
    except LongLine:
        pass


def _portfolio(content: bytes) -> None:
    """A file of certificates; the first byte chooses its format."""
    from qualiopi_rules.portfolio import plan_portfolio

    source = Path(_FOLDER.name) / f"a{('.csv', '.jsonl', '.csv')[content[0] % 3]}"
    source.write_bytes(content[1:])
    plan_portfolio(source, source.with_name("plan.csv"), on=_ON, rows=3, dates="french")


def _json_lines(content: bytes) -> None:
    from qualiopi_rules.formats import lines_of, review_lines

    list(review_lines(lines_of(BytesIO(content)), on=_ON))


def _public_list(content: bytes) -> None:
    from qualiopi_rules.formats import read_public_list

    _text_file(lambda path: list(read_public_list(path)))(content)


def _calendar(content: bytes) -> None:
    from qualiopi_rules.formats import write_calendar

    write_calendar([], previous=content)


def _command_line(content: bytes) -> None:
    from qualiopi_rules.cli.main import run

    tokens = content.decode("utf-8", "replace").split("\0" if b"\0" in content else None)
    # What writes files, or serves and does not end.
    if any(each.startswith(("/", "serve", "mcp")) or ".." in each or "out" in each for each in tokens):
        return
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        try:
            run(tokens)
        except SystemExit as end:
            if end.code not in (0, 1, 2):
                raise ValueError(end.code) from None


READERS: dict[str, Callable[[bytes], None]] = {
    "json": _json,
    "dossier-toml": _dossier_toml,
    "toml": _toml,
    "csv": _csv,
    "portfolio": _portfolio,
    "json-lines": _json_lines,
    "public-list": _public_list,
    "calendar": _calendar,
    "command-line": _command_line,
}
"""What reads some bytes, by name."""

_SEEDS: dict[str, tuple[str, ...]] = {
    "json": ("*.json",),
    "dossier-toml": ("*.toml",),
    "toml": ("*.toml",),
    "csv": ("*.csv",),
    "portfolio": ("cert*.csv", "*.jsonl"),
    "json-lines": ("*.jsonl",),
    "public-list": ("public-list.csv",),
}

_FOLDER = TemporaryDirectory(prefix="fuzz-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None)


def answer(reader: str, content: bytes) -> str:
    """Return what a reader says of some bytes: `read`, or the codes of what is wrong, as the corpus has them.

    Raises:
        Exception: the fault, when it is none of ours.
    """
    from qualiopi_rules import InvalidInput, QualiopiError

    try:
        READERS[reader](content)
    except InvalidInput as error:
        str(error)
        error.say("fr")
        return " ".join(sorted({fault.expected for fault in error.faults}))
    except QualiopiError as error:
        str(error)
        return type(error).__name__
    return "read"


def corpus() -> Iterator[tuple[str, Path, str]]:
    """Yield each input that the tests keep: its reader, its file, and the answer that it must get."""
    for file in sorted(_CORPUS.glob("*/*.bin")):
        yield file.parent.name, file, file.with_suffix(".txt").read_text("utf-8").strip()


def main(arguments: list[str]) -> int:
    """Fuzz each reader for its part of the seconds; return 1 when there is a fault."""
    seconds, *chosen = arguments
    names = chosen or list(READERS)
    total = 0
    for name in names:
        seeds = _KEPT / "seeds" / name
        seeds.mkdir(parents=True, exist_ok=True)
        for file in [each for pattern in _SEEDS.get(name, ()) for each in (_ROOT / "docs/examples").glob(pattern)]:
            (seeds / file.name).write_bytes(b"\0" + file.read_bytes())
        for file in (_CORPUS / name).glob("*.bin"):
            (seeds / file.name).write_bytes(file.read_bytes())
        options = [
            f"-max_total_time={int(seconds) // len(names)}",
            f"-timeout={_SECONDS}",
            f"-rss_limit_mb={_MEGABYTES}",
            f"-max_len={_LONGEST}",
            f"-artifact_prefix={_KEPT}/{name}-",
            "-print_final_stats=1",
        ]
        command = [sys.executable, "-m", "maintenance.fuzz", "--one", name, *options, str(seeds)]
        done = subprocess.run(
            command,
            cwd=_ROOT,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
            text=True,
            errors="replace",
        )
        runs = sum(map(int, _DONE.findall(done.stderr)))
        total += runs
        ended = "" if done.returncode == 0 else f", ended with {done.returncode}: {done.stderr[-600:]}"
        sys.stdout.write(f"{name}: {runs} inputs{ended}\n")
    found = sorted((_KEPT / "found").glob("*"))
    sys.stdout.write(f"{total} inputs, {len(found)} faults in {_KEPT / 'found'}\n")
    for file in found:
        sys.stdout.write(f"{file.name}\n")
    return 1 if found else 0


def _one(name: str, options: list[str]) -> None:
    from importlib import import_module

    atheris: Any = import_module("atheris")  # it is there for Linux alone

    with atheris.instrument_imports(include=["qualiopi_rules"]):
        for module in ("formats", "formats.json", "portfolio", "cli.main", "audit", "bilan", "dossier"):
            __import__(f"qualiopi_rules.{module}")
        for content in (b"{}", b"\0a;b"):
            _quietly(name, content)

    def one(content: bytes) -> None:
        if content:
            _quietly(name, content)

    os.chdir(_FOLDER.name)
    atheris.Setup([sys.argv[0], *options], one)
    atheris.Fuzz()


def _quietly(name: str, content: bytes) -> None:
    """Read some bytes; keep those that raise what is none of ours."""
    try:
        answer(name, content)
    except BaseException as fault:
        if isinstance(fault, KeyboardInterrupt):
            raise
        last = [each for each in traceback.extract_tb(fault.__traceback__) if "qualiopi_rules" in each.filename][-1:]
        where = "".join(f"{Path(each.filename).stem}-{each.lineno}" for each in last)
        folder = _KEPT / "found"
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{name}-{type(fault).__name__}-{where}"
        if not file.exists():
            file.write_bytes(content)
            file.with_suffix(".trace").write_text("".join(traceback.format_exception(fault))[-3_000:], "utf-8")


def keep(reader: str, content: bytes) -> None:
    """Keep an input in the corpus of the tests, with the answer that it gets now."""
    folder = _CORPUS / reader
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{sha256(content).hexdigest()[:12]}.bin"
    file.write_bytes(content)
    file.with_suffix(".txt").write_text(f"{answer(reader, content)}\n", "utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        _one(sys.argv[2], sys.argv[3:])
    else:
        sys.exit(main(sys.argv[1:]))
