"""The sessions of the project. `nox` alone runs what a change must pass."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import nox

PYPROJECT = nox.project.load_toml("pyproject.toml")
EXAMPLE = "docs/examples/certificate-83811594-1.json"


def found(version: str) -> bool:
    """Whether that Python is on the machine and really starts: a version manager leaves commands that do not."""
    command = shutil.which(f"python{version}")
    if command is None:
        return False
    return subprocess.run([command, "--version"], capture_output=True, check=False).returncode == 0


# The classifiers say which Pythons are supported; those that are not found are left out, on CI too.
PYTHONS = [version for version in nox.project.python_versions(PYPROJECT) if found(version)]
OLDEST = PYTHONS[0]

nox.needs_version = ">=2025.2.9"
nox.options.sessions = ["lint", "typing", "core", "tests", "spark", "service", "browser", "coverage", "docs", "build"]

# Everything that an extra brings; the tests of what needs it are of the sessions that install it.
EXTRAS = ".[cli,columns,django,fast,fastapi,holidays,html,ical,ids,mcp,pdf,portfolio,serve,strategies]"
OF_EXTRAS = [
    *("tests/columns", "tests/frameworks", "tests/portfolio", "tests/spark"),
    *("tests/cli", "tests/cycle/test_identifiers.py", "tests/cycle/test_transfer.py"),
    *("tests/formats/test_calendar.py", "tests/formats/test_public_list.py", "tests/hostile"),
    *("tests/view/test_terminal.py", "tests/view/test_shown.py"),
    *("tests/view/test_html.py", "tests/view/test_timeline_svg.py", "tests/view/test_pdf.py"),
    *("tests/service", "tests/strategies", "tests/formats/test_json.py", "tests/formats/test_written_values.py"),
    *("tests/dossier/test_file_nonconformities.py", "tests/maintenance/test_interface.py"),
    *("tests/profile/test_public_holidays.py", "tests/dossier/test_working_days.py"),
]

SHARED_OUT = ("--numprocesses=auto",)  # among as many processes as there are cores


def group(name: str) -> tuple[str, ...]:
    return nox.project.dependency_groups(PYPROJECT, name)


@nox.session(python=OLDEST)
def lint(session: nox.Session) -> None:
    """Ruff: rules and format."""
    session.install(*group("lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session(python=OLDEST)
def typing(session: nox.Session) -> None:
    """Mypy strict and pyright."""
    session.install(EXTRAS, *group("typing"))
    session.run("mypy")
    session.run("pyright")


@nox.session(python=OLDEST)
def core(session: nox.Session) -> None:
    """The tests of everything but the extras, where no extra is installed."""
    session.install(".", *group("tests"))
    left_out = [f"--ignore={path}" for path in OF_EXTRAS]
    options = ("-m", "not extra", "--hypothesis-profile=brief", *SHARED_OUT)
    session.run("pytest", "tests", *options, *left_out, *session.posargs)


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """The tests and every example of the docs, on every Python found; warnings are errors."""
    session.install(EXTRAS, *group("tests"), *group("frames"), *group("frameworks"), *group("schemas"))
    session.run("coverage", "run", "-m", "pytest", "tests", *SHARED_OUT, *session.posargs)
    # The examples of a page run in order, in one process.
    session.run("coverage", "run", "-m", "pytest", "docs", "README.md", *session.posargs)


@nox.session(python=OLDEST)
def lowest(session: nox.Session) -> None:
    """The tests on the lowest versions that `pyproject.toml` accepts. Not among the usual ones: some ten minutes."""
    session.install("uv")
    wanted = [EXTRAS, *group("tests"), *group("frames"), *group("frameworks"), *group("schemas")]
    # Of what is not named in `pyproject.toml`, the newest: only its own bounds are tried.
    session.run("uv", "pip", "install", "--python", session.virtualenv.location, "--resolution=lowest-direct", *wanted)
    session.run("pytest", "tests", "--hypothesis-profile=quick", *SHARED_OUT, *session.posargs)


@nox.session(python=OLDEST)
def everywhere(session: nox.Session) -> None:
    """Whether all examples have one answer: hash seeds, locales, time zones, options, threads, processes, every Python
    and the lowest dependencies. Not among the usual ones: some ten minutes.
    """
    session.install("uv", ".")
    tmp, pythons = Path(session.create_tmp()), []
    free_threaded = [f"{version}t" for version in PYTHONS if found(f"{version}t")]
    for version, resolution in [*((each, "highest") for each in (*PYTHONS, *free_threaded)), (OLDEST, "lowest-direct")]:
        place = tmp / f"{version}-{resolution}"
        session.run("uv", "venv", "--quiet", "--clear", "--python", f"python{version}", str(place))
        options = ("--quiet", "--python", str(place), f"--resolution={resolution}")
        session.run("uv", "pip", "install", *options, ".[fast]")
        pythons.append(str(place / "bin" / "python"))
    session.run("python", "-m", "maintenance.everywhere", *pythons, *session.posargs)


@nox.session(python=OLDEST)
def spark(session: nox.Session) -> None:
    """The tests of the columns in Spark, which needs Java."""
    session.install(".[columns]", *group("tests"), *group("frames"), *group("spark"))
    options = "addopts=-ra --strict-config --strict-markers"  # those of all the tests leave these out
    session.run("coverage", "run", "-m", "pytest", "-o", options, "tests/spark", *session.posargs)


@nox.session(python=OLDEST)
def service(session: nox.Session) -> None:
    """The HTTP service against its own OpenAPI document, with requests that schemathesis makes from it."""
    session.install(".[serve]", *group("tests"), *group("service"))
    options = "addopts=-ra --strict-config --strict-markers"  # those of all the tests leave it out
    session.run("pytest", "-o", options, "tests/service/test_schemathesis.py", *session.posargs)


@nox.session(python=OLDEST)
def browser(session: nox.Session) -> None:
    """The pages in Chromium, and what axe-core finds in them; says so and stops where a program is missing."""
    if missing := [command for command in ("chromium", "npm", "node") if shutil.which(command) is None]:
        session.skip(f"not on this machine: {', '.join(missing)}")
    session.install(EXTRAS, *group("tests"), *group("browser"))
    tmp = session.create_tmp()
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund")
    session.run("npm", "install", *quiet, "--prefix", tmp, "axe-core@4", external=True, silent=True)
    options = "addopts=-ra --strict-config --strict-markers"  # those of all the tests leave these out
    axe = str(Path(tmp) / "node_modules" / "axe-core" / "axe.min.js")
    session.run("pytest", "-o", options, "tests/browser", *session.posargs, env={"AXE": axe})


@nox.session(python=OLDEST)
def page(session: nox.Session) -> None:
    """Build the page in which the library runs in a browser into `build/page`; needs npm and Node. Not usual."""
    session.install(".[html]")
    session.run("python", "-m", "maintenance.browser", *(session.posargs or ["build/page"]))


@nox.session(python=OLDEST)
def coverage(session: nox.Session) -> None:
    """Branch coverage of the runs of `tests` and `spark`: 100 %."""
    session.install("coverage[toml]")
    session.run("coverage", "combine")
    session.run("coverage", "report")


@nox.session(python=OLDEST)
def property(session: nox.Session) -> None:  # noqa: A001
    """The property tests, at length: 300 examples a law, 2 000 histories of a file. Not among the usual sessions."""
    # Hypothesis also draws what stands in the code, unless the code is installed.
    session.install("-e", EXTRAS, *group("tests"), *group("frames"), *group("frameworks"), *group("schemas"))
    session.run("pytest", "-m", "property", "--hypothesis-profile=property", *session.posargs)


@nox.session(python=OLDEST)
def mutation(session: nox.Session) -> None:
    """Whether the tests notice each small change in the rules: hours, goes on where it was stopped. Not usual.

    `nox -s mutation -- cycle bilan` tries some packages, `-- --every 10` a sample.
    """
    session.install(EXTRAS, *group("tests"), *group("frames"))
    session.run("python", "-m", "maintenance.mutation", "rules", *session.posargs)


@nox.session(python=OLDEST, name="mutation-fields")
def mutation_fields(session: nox.Session) -> None:
    """Whether the tests notice each small change in fields, defaults and names: see `mutation`. Not usual: hours."""
    session.install(EXTRAS, *group("tests"), *group("frames"))
    session.run("python", "-m", "maintenance.mutation", "fields", *session.posargs)


@nox.session(python=OLDEST, name="mutation-data")
def mutation_data(session: nox.Session) -> None:
    """Whether the tests notice each small change of a datum of the texts: see `mutation`. Not among the usual ones."""
    session.install(EXTRAS, *group("tests"), *group("frames"))
    session.run("python", "-m", "maintenance.mutation", "data", *session.posargs)


@nox.session(python=OLDEST)
def fuzz(session: nox.Session) -> None:
    """Look for inputs that a reader does not answer, by the branches that they reach; `-- 600` says for how long.

    `nox -s fuzz -- 600 json csv` tries some readers. Not among the usual sessions; atheris has wheels for Linux.
    """
    session.install(EXTRAS, *group("tests"), *group("fuzz"))
    session.run("python", "-m", "maintenance.fuzz", *(session.posargs or ["600"]))


@nox.session(python=OLDEST)
def failures(session: nox.Session) -> None:
    """Kill a hundred runs at random moments, fill small disks, write to one place from two runs. Not usual: minutes."""
    session.install(EXTRAS, *group("tests"), *group("frames"))
    env = {"QUALIOPI_RULES_KILLS": "12"}  # of each of the nine outputs
    session.run("pytest", "-s", "tests/hostile/test_failures.py", *session.posargs, env=env)


@nox.session(python=OLDEST)
def docs(session: nox.Session) -> None:
    """The documentation, warnings as errors."""
    session.install(EXTRAS, *group("docs"))
    session.run("sphinx-build", "-W", "-n", "--keep-going", "-b", "html", "docs", "docs/_build/html")


@nox.session(python=OLDEST)
def links(session: nox.Session) -> None:
    """Whether what the documentation links to is still there. Not among the usual sessions: it needs the network."""
    session.install(EXTRAS, *group("docs"))
    session.run("sphinx-build", "-n", "--keep-going", "-q", "-b", "linkcheck", "docs", "docs/_build/links")


@nox.session(python=OLDEST)
def build(session: nox.Session) -> None:
    """Build twice, to the same bytes; install the wheel in new environments and run the main job from it."""
    session.install("build", "uv")
    tmp = Path(session.create_tmp())
    first, second = (built(session, tmp / name) for name in ("dist", "again"))
    if [each.read_bytes() for each in first] != [each.read_bytes() for each in second]:
        session.error("Two builds of the same files differ.")
    wheel = next(each for each in first if each.suffix == ".whl")
    fresh = tmp / "fresh"
    session.run("python", "-m", "venv", "--clear", str(fresh))
    session.run(str(fresh / "bin" / "pip"), "install", "--quiet", f"{wheel}[cli]", external=True)
    job = ("qualiopi-rules", "review", EXAMPLE, "--on", "2023-03-01")
    session.run(str(fresh / "bin" / job[0]), *job[1:], external=True)
    session.run("uvx", "--quiet", "--isolated", "--from", f"{wheel.resolve()}[cli]", *job, silent=True)


def built(session: nox.Session, out: Path) -> list[Path]:
    """Return the sdist and the wheel, built into a folder that held nothing else."""
    shutil.rmtree(out, ignore_errors=True)
    session.run("python", "-m", "build", "--outdir", str(out), silent=True)
    return sorted(out.iterdir())


@nox.session(python=OLDEST)
def release(session: nox.Session) -> None:
    """Build what is published into `dist`, with the list of what it stands on; `-- 1.2.3` says which version it is."""
    version = PYPROJECT["project"]["version"]
    if session.posargs not in ([], [version]):
        session.error(f"pyproject.toml says version {version}.")
    session.install("build", "cyclonedx-bom")
    sdist, wheel = sorted(built(session, Path("dist")), key=lambda each: each.suffix)
    stands_on = Path(session.create_tmp()) / "all"
    session.run("python", "-m", "venv", "--clear", "--without-pip", str(stands_on))
    python = str(stands_on / "bin" / "python")
    session.run("python", "-m", "pip", "--python", python, "install", "--quiet", f"{wheel}[all]")
    out = f"dist/qualiopi_rules-{version}.cdx.json"
    session.run("cyclonedx-py", "environment", python, "--output-reproducible", "--output-file", out)
    session.log("built %s, %s and %s", sdist.name, wheel.name, Path(out).name)


@nox.session(python=OLDEST)
def bench(session: nox.Session) -> None:
    """How fast the rules run; `-- --record` keeps it for the documentation, `-- quick` compares with what was kept."""
    session.install(".[ids,portfolio]", *group("bench"))
    session.run("python", "-m", "benchmarks", *session.posargs)


@nox.session(name="bench-spark", python=OLDEST)
def bench_spark(session: nox.Session) -> None:
    """Ten million rows in Spark, each compared with polars; needs Java."""
    session.install(".[columns]", *group("bench"), *group("spark"))
    session.run("python", "-m", "benchmarks", "spark", *session.posargs)


@nox.session(name="law-watch", python=OLDEST)
def law_watch(session: nox.Session) -> None:
    """Compare the cited articles of the code du travail with the published data; fails when one moved."""
    session.install(".")
    tmp = session.create_tmp()
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund")
    session.run("npm", "install", *quiet, "--prefix", tmp, "@socialgouv/legi-data@latest", external=True, silent=True)
    package = Path(tmp) / "node_modules" / "@socialgouv" / "legi-data"
    session.run("python", "-m", "maintenance.law_watch", str(package), f"{datetime.now(UTC):%Y-%m-%d}")
