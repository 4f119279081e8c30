"""The page in which the library runs in a browser: from a click to a report, without a request to anywhere else."""

from __future__ import annotations

import json
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page as Tab, expect

from maintenance.browser import build
from qualiopi_rules import Dossier, load, review
from qualiopi_rules.formats import write_calendar
from qualiopi_rules.report import review_report
from tests.browser.test_pages import violations, width
from tests.conftest import EXAMPLES

ROOT = Path(__file__).parents[2]
EXAMPLE = EXAMPLES / "certificate-83811594-1.json"
DAY = "2024-03-01"
POLICY = re.search('Content-Security-Policy" content="(.+?)"', (ROOT / "web" / "index.html").read_text("utf-8"))
LONG = 120_000  # milliseconds in which even a very busy machine has started Python

pytestmark = pytest.mark.skipif(
    shutil.which("npm") is None or shutil.which("node") is None, reason="npm and Node build the page"
)


class Files(SimpleHTTPRequestHandler):
    """A server of files as the documentation describes it: its policy holds for the worker too."""

    def end_headers(self) -> None:
        assert POLICY is not None
        self.send_header("Content-Security-Policy", POLICY[1])
        super().end_headers()

    def log_message(self, *said: Any) -> None:
        pass


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("page")
    build(out)
    return out


@pytest.fixture(scope="session")
def site(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module")
def visit(chromium: Browser, site: str) -> Iterator[Callable[..., Tab]]:
    """A way to open a page of the site; what the browser complains of, and a request to elsewhere, is a failure."""
    said: list[str] = []
    contexts = []

    def open_page(name: str = "", *, broken: str | None = None) -> Tab:
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
        contexts.append(context)
        if broken is not None:
            context.route(f"**/{broken}", lambda route: route.abort())
        tab = context.new_page()
        tab.set_default_timeout(LONG)
        if broken is None:
            tab.on("console", lambda message: said.append(f"console: {message.text}"))
        tab.on("pageerror", lambda error: said.append(f"error: {error}"))
        context.on("request", lambda request: said.append(f"{request.method} {request.url}"))
        tab.on("dialog", lambda dialog: dialog.accept())
        tab.goto(site + name)
        return tab

    yield open_page
    for context in contexts:
        context.close()
    local = (f"GET {site}", "GET data:", f"GET blob:{site}")
    assert [line for line in said if not line.startswith(local)] == []


@pytest.fixture(scope="module")
def one(visit: Callable[..., Tab]) -> Tab:
    """The page, which the tests share: Python starts once."""
    return visit()


@pytest.fixture
def page(one: Tab) -> Tab:
    """The shared page, in French and empty."""
    one.set_viewport_size({"width": 1280, "height": 900})
    one.emulate_media(color_scheme="light")
    if one.locator("html").get_attribute("lang") == "en":
        one.click("#language")
    one.click("#clear")
    one.fill("#on", DAY)
    one.select_option("#profile", "certifier")
    expect(one.locator("#map")).to_be_hidden(timeout=LONG)
    return one


def show_example(page: Tab) -> None:
    page.click("#example")
    expect(page.locator("#sections section").first).to_be_visible(timeout=LONG)


def expected() -> Any:
    return review(load(EXAMPLE.read_bytes(), Dossier), on=DAY)


def saved(page: Tab, button: str) -> bytes:
    with page.expect_download() as download:
        page.click(button)
    return Path(download.value.path()).read_bytes()


def answer(page: Tab, question: str, value: str) -> None:
    page.locator(f"input[name={question}][value={value}]").check()


def enter(page: Tab, field: str, text: str) -> None:
    """Type a text and leave the field."""
    page.fill(field, text)
    page.locator(field).blur()


def test_from_a_click_to_a_report(visit: Callable[..., Tab], capsys: pytest.CaptureFixture[str]) -> None:
    started = time.monotonic()
    tab = visit()
    tab.fill("#on", DAY)
    show_example(tab)
    first = time.monotonic() - started
    started = time.monotonic()
    answer(tab, "subcontracting", "yes")
    expect(tab.locator("#change")).to_contain_text("27", timeout=LONG)
    second = time.monotonic() - started
    with capsys.disabled():
        print(f"\nfrom nothing to a report: {first:.1f} s; an answer to a new report: {1000 * second:.0f} ms")  # noqa: T201
    assert second < first
    assert tab.locator("#verdict").inner_text() == review_report(expected()).verdict.text
    assert tab.context.cookies() == []
    assert tab.evaluate("localStorage.length + sessionStorage.length") == 0


def test_the_page_computes_without_a_network(page: Tab) -> None:
    show_example(page)
    page.context.set_offline(True)
    answer(page, "sole_practitioner", "no")
    expect(page.locator("#change")).to_have_text("Cette modification\u00a0: 18 → applicable.", timeout=LONG)
    page.context.set_offline(False)


def test_an_answer_changes_the_indicators(page: Tab) -> None:
    show_example(page)
    result = expected().applicability
    applicable = page.locator(".criterion button.applicable")
    expect(applicable).to_have_count(result.bounds.least)
    assert applicable.all_inner_texts() == [str(each.number) for each in result.results if each.applies == "applicable"]
    answer(page, "subcontracting", "yes")
    expect(page.locator("#change")).to_have_text("Cette modification\u00a0: 27 → applicable.", timeout=LONG)
    expect(page.locator("button.changed")).to_have_text(["27"])
    page.click("button.changed")
    expect(page.locator(".why:visible")).to_contain_text("sous-traitance")


def test_a_day_changes_the_timeline(page: Tab) -> None:
    show_example(page)
    key = page.locator(".key li").first
    expect(key).to_contain_text("du 2 février 2023 au 1er février 2026")
    page.fill("#first_issue", "2023-02-03")
    page.click("#use-expires")
    expect(key).to_contain_text("du 3 février 2023 au 2 février 2026", timeout=LONG)


def test_a_form_is_filled_in_from_nothing_with_the_keyboard(page: Tab) -> None:
    page.focus("#number")
    page.keyboard.type("123")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("#count")).to_be_visible(timeout=LONG)
    assert page.locator("input[name=category]:checked").get_attribute("value") == "BC"
    expect(page.locator("#verdict")).to_have_text(
        "Pour la revue complète, il reste à indiquer\u00a0: premier jour du cycle, dernier jour de validité."
    )
    page.fill("#first_issue", "2023-02-02")
    page.click("#use-expires")
    assert page.input_value("#valid_until") == "2026-02-01"
    expect(page.locator("#sections section").first).to_be_visible(timeout=LONG)
    page.focus("#answers input >> nth=2")
    page.keyboard.press("ArrowLeft")
    assert page.locator("#answers input:checked").first.get_attribute("value") == "no"


def test_a_fault_stands_beside_its_field(page: Tab) -> None:
    show_example(page)
    enter(page, "#nda", "123")
    expect(page.locator("#nda-fault")).to_be_visible(timeout=LONG)
    assert page.get_attribute("#nda", "aria-invalid") == "true"
    assert "nda-fault" in str(page.get_attribute("#nda", "aria-describedby"))
    assert page.locator("#save-report").is_disabled()
    expect(page.locator("#verdict")).to_contain_text("À corriger\u00a0: numéro de déclaration")
    enter(page, "#nda", "")
    expect(page.locator("#nda-fault")).to_have_count(0, timeout=LONG)


def test_what_is_saved_is_what_the_library_writes(page: Tab) -> None:
    show_example(page)
    assert saved(page, "#save-report").decode() == review_report(expected()).html()
    assert saved(page, "#save-calendar") == write_calendar(expected())
    assert load(saved(page, "#save-dossier"), Dossier) == load(EXAMPLE.read_bytes(), Dossier)


def test_a_dossier_is_opened_and_kept_whole(page: Tab) -> None:
    whole = EXAMPLES / "file.json"
    page.set_input_files("#open", whole)
    expect(page.locator("#notice")).to_contain_text("historique", timeout=LONG)
    expect(page.locator("#sections section").first).to_be_visible(timeout=LONG)
    assert load(saved(page, "#save-dossier"), Dossier) == load(whole.read_bytes(), Dossier)


def test_a_dossier_in_toml_may_have_french_days(page: Tab) -> None:
    certificate = 'number = "1"\ncategories = ["BC"]\nfirst_issue = "02/02/2023"\nvalid_until = "01/02/2026"\n'
    content = f'categories = ["BC"]\nsurveillance_held = "03/04/2024"\n[certificate]\n{certificate}'
    page.set_input_files("#open", {"name": "d.toml", "mimeType": "text/plain", "buffer": content.encode()})
    expect(page.locator("#first_issue")).to_have_value("2023-02-02", timeout=LONG)
    expect(page.locator("#held")).to_have_value("2024-04-03")


def test_a_file_that_is_no_dossier_is_refused_in_words(page: Tab) -> None:
    page.set_input_files("#open", {"name": "d.json", "mimeType": "text/plain", "buffer": b'{"certificate": 1}'})
    expect(page.locator("#notice.wrong")).to_contain_text("certificate\u00a0:", timeout=LONG)
    expect(page.locator("#map")).to_be_hidden()


def test_a_hostile_text_is_only_a_text(page: Tab) -> None:
    show_example(page)
    page.fill("#holder", "<img src=x onerror=alert(1)>")
    expect(page.locator("#about")).to_contain_text("<img", timeout=LONG)
    assert page.locator("#result img").count() == 0


def test_the_page_changes_its_language_and_keeps_what_was_entered(page: Tab) -> None:
    show_example(page)
    page.click("#language")
    expect(page.locator("#verdict")).to_contain_text("Valid until", timeout=LONG)
    assert page.locator("h1").inner_text() == "Review of a Qualiopi dossier"
    assert page.input_value("#number") == "83811594-1"
    assert page.locator("input[name=subcontracting]:checked").get_attribute("value") == "no"
    assert "lang=en" in page.url


@pytest.mark.parametrize("size", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_page_is_accessible(page: Tab, axe: str, lang: str, scheme: Any, size: int) -> None:
    if lang == "en":
        page.click("#language")
    page.set_viewport_size({"width": size, "height": 800})
    page.emulate_media(color_scheme=scheme)
    show_example(page)
    enter(page, "#nda", "123")
    expect(page.locator("#nda-fault")).to_be_visible(timeout=LONG)
    assert violations(page, axe) == []
    enter(page, "#nda", "")
    expect(page.locator("#sections section").first).to_be_visible(timeout=LONG)
    page.locator(".criterion button").first.click()
    assert violations(page, axe) == []


@pytest.mark.parametrize("size", [1280, 700, 360, 320])
def test_the_page_does_not_scroll_sideways(page: Tab, size: int) -> None:
    page.set_viewport_size({"width": size, "height": 800})
    assert width(page) <= size
    show_example(page)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert width(page) <= size


def test_on_a_phone_what_changed_stays_in_sight(page: Tab) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    show_example(page)
    answer(page, "subcontracting", "yes")
    bar = page.locator("#see")
    expect(bar).to_contain_text("27 → applicable", timeout=LONG)
    expect(bar).to_be_in_viewport()
    bar.click()
    expect(page.locator("#verdict")).to_be_in_viewport()
    expect(bar).to_be_hidden()


@pytest.mark.parametrize("file", ["packages.zip", "worker.js"])
def test_what_cannot_start_is_said(visit: Callable[..., Tab], file: str) -> None:
    tab = visit(broken=file)
    expect(tab.locator("#verdict")).to_contain_text("n’a pas pu démarrer", timeout=LONG)


def test_the_example_of_the_documentation(visit: Callable[..., Tab], folder: Path) -> None:
    """A tool of one's own, as the page of the documentation writes it."""
    text = (ROOT / "docs" / "how-to" / "in-the-browser.md").read_text("utf-8")
    script = re.search(r"```js\n(.+?)```", text, re.DOTALL)
    assert script is not None
    (folder / "tool.js").write_text(script[1], "utf-8")
    html = '<!doctype html><link rel="icon" href="data:,"><pre></pre><script type="module" src="tool.js"></script>'
    (folder / "tool.html").write_text(html, "utf-8")
    shown = visit("tool.html").locator("pre")
    expect(shown).to_contain_text("]", timeout=LONG)
    verdict, deadline, applicable, faults = json.loads(shown.inner_text())
    reviewed = review(load(EXAMPLE.read_bytes(), Dossier), on="2023-03-01")
    assert verdict == review_report(reviewed).verdict.text
    assert deadline == reviewed.deadlines[0].day.isoformat()
    assert applicable == 20
    assert faults == ["certificate", "categories"]
