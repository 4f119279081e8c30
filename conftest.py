"""Every example of the README and of the documentation is executed, in a copy of `docs/examples`.

Python blocks run as code or as a session with `>>>`; what a session or a `console` block shows must be what comes out,
but for the spaces that a line is not broken at, which a page shows as plain ones.
A JSON, TOML or plain block with a `:caption:` is written under that name, for the examples after it to use.
Pages share nothing with each other; the blocks of one page run in order.
"""

from __future__ import annotations

import doctest
import io
import os
import re
import shlex
import shutil
import sys
import warnings
from collections.abc import Iterable
from contextlib import ExitStack, chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from sybil import Document, Example, Region, Sybil
from sybil.evaluators.doctest import DocTestEvaluator
from sybil.parsers.abstract.doctest import DocTestStringParser
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser, SkipParser
from sybil.parsers.myst.lexers import DirectiveLexer

collect_ignore = ["docs/_build", "docs/findings", "docs/reference/modules"]  # made by the build

ROOT = Path(__file__).parent
COMMAND = re.compile(r"\$ (?:\.venv/bin/)?(qualiopi-rules .*|echo \$\?)\n")
IDENTIFIER = re.compile(r"^\|.*(?:LEGI|JORF)[A-Z]+[0-9]{12}.*$", re.MULTILINE)


class PlainSpaces(doctest.OutputChecker):
    """Compare what a session writes; a page has plain spaces where a line must not be broken."""

    def check_output(self, want: str, got: str, optionflags: int) -> bool:
        return super().check_output(want, got.replace("\u00a0", " "), optionflags)


class PythonParser(PythonCodeBlockParser):
    def __init__(self) -> None:
        super().__init__()
        evaluator = DocTestEvaluator()
        evaluator.runner = doctest.DocTestRunner(PlainSpaces(), verbose=False, optionflags=doctest.ELLIPSIS)
        self.doctest_parser = DocTestStringParser(evaluator)


class ConsoleBlockParser(CodeBlockParser):
    """Run the `qualiopi-rules` commands of a `console` block and compare what they write, errors included.

    A line `...` stands for any number of lines.
    `$ echo $?` shows the exit code of the command before it.
    """

    language = "console"

    def evaluate(self, example: Example) -> str | None:
        before, *parts = COMMAND.split(example.parsed)
        if before:
            return f"not a command that is run here: {before.splitlines()[0]}"
        code = 0
        for command, shown in zip(parts[::2], parts[1::2], strict=True):
            written = f"{code}\n"
            if command != "echo $?":
                code, written = run(shlex.split(command))
                written = written.replace("\u00a0", " ")
            wanted = "".join(r"(?:.*\n)*" if line == "..." else f"{re.escape(line)}\n" for line in shown.splitlines())
            if not re.fullmatch(wanted, written):
                return f"$ {command}\nshown:\n{shown}\nwritten, exit code {code}:\n{written}"
        return None


def run(arguments: list[str]) -> tuple[int, str]:
    """Run the command line in this process, in no one's language; give its exit code and what it wrote."""
    from qualiopi_rules.cli.main import main as command_line

    kept = {name: value for name, value in os.environ.items() if not name.startswith("QUALIOPI_RULES_")}
    with (
        patch.object(sys, "argv", arguments),
        patch.dict(os.environ, {**kept, "LC_ALL": "C"}, clear=True),
        redirect_stdout(io.StringIO()) as written,
        redirect_stderr(written),
        warnings.catch_warnings(),
    ):
        # Cyclopts warns of every command that is read from `sys.argv` under pytest.
        warnings.filterwarnings("ignore", message="Cyclopts application invoked")
        try:
            command_line()
        except SystemExit as end:
            return int(end.code or 0), written.getvalue()
    raise AssertionError  # main always ends the process


def files(document: Document) -> Iterable[Region]:
    """Write each JSON, TOML or plain block that has a caption."""
    for region in DirectiveLexer("code-block", "json|text|toml")(document):
        name, source = region.lexemes["options"].get("caption"), region.lexemes["source"]
        if name is not None:
            yield Region(region.start, region.end, (name, source), write)


def write(example: Example) -> None:
    name, source = example.parsed
    Path(name).write_text(source, "utf-8")


def identifiers(document: Document) -> Iterable[Region]:
    """Look each Légifrance identifier of a table up among the sources of the library."""
    for row in IDENTIFIER.finditer(document.text):
        yield Region(row.start(), row.end(), row.group(), known)


def known(example: Example) -> str | None:
    from maintenance.coverage import sources

    cited = {source.identifier for source in sources().values()}
    unknown = set(re.findall(r"(?:LEGI|JORF)[A-Z]+[0-9]{12}", example.parsed)) - cited
    return f"not among the sources: {', '.join(sorted(unknown))}" if unknown else None


def enter(namespace: dict[str, Any]) -> None:
    """Put a page in a directory of its own, which holds the example files where the repository has them."""
    namespace["_open"] = still_open = ExitStack()
    directory = still_open.enter_context(TemporaryDirectory())
    shutil.copytree(ROOT / "docs" / "examples", Path(directory, "docs", "examples"))
    still_open.enter_context(chdir(directory))


def leave(namespace: dict[str, Any]) -> None:
    namespace.pop("_open").close()


pytest_collect_file = Sybil(
    parsers=[
        PythonParser(),
        ConsoleBlockParser(),
        files,
        identifiers,
        SkipParser(),
    ],
    patterns=["*.md"],
    excludes=["*/how-to/spark.md"],  # the tests of Spark run it
    setup=enter,
    teardown=leave,
).pytest()
