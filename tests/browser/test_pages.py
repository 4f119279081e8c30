"""What a reader's browser makes of a report: on a desk, on a phone, in the dark, with a keyboard and on paper."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest
from playwright.sync_api import Browser, Page as Tab
from pypdf import PdfReader

from qualiopi_rules import Dossier, load, review
from qualiopi_rules.report.page import review_report
from qualiopi_rules.view.blocks import Page, Sender
from qualiopi_rules.view.html import fragment_of, html_of
from qualiopi_rules.view.pdf import pdf_of
from tests.conftest import EXAMPLES
from tests.view.sample import LOGO, sample

WEBINAR = load((EXAMPLES / "certificate-83811594-1.json").read_text("utf-8"), Dossier)
Opener = Callable[..., Tab]

WIDTHS = (1280, 360)
NOT_OF_A_PART = ["document-title", "html-has-lang", "landmark-one-main", "page-has-heading-one", "region"]
"""Rules about whole pages, which a fragment in somebody's notebook is not."""


def webinar(locale: Any, **options: Any) -> Page:
    """The report of the webinar's dossier."""
    sender = Sender(name="Cabinet d’exemple & associés", logo=LOGO)
    return review_report(review(WEBINAR, on="2023-03-01"), locale, sender=sender, **options)


def late(locale: Any) -> Page:
    """The same dossier two years later, in detail."""
    return review_report(review(WEBINAR, on="2025-03-01"), locale, detail=True)


PAGES = {"webinar": webinar, "late": late, "sample": sample}


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest, locale: str) -> Page:
    return PAGES[request.param](locale)


@pytest.fixture(params=["fr", "en"])
def locale(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def violations(tab: Tab, axe: str, without: list[str] | None = None) -> list[str]:
    """What axe-core finds in a page, its folds open."""
    tab.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    tab.evaluate(axe)
    rules = {rule: {"enabled": False} for rule in without or []}
    found = tab.evaluate("rules => axe.run(document, {rules})", rules)
    assert len(found["passes"]) > 10
    return [f"{each['id']}: {node['html']}" for each in found["violations"] for node in each["nodes"]]


def width(tab: Tab) -> int:
    return int(tab.evaluate("document.documentElement.scrollWidth"))


@pytest.mark.parametrize("size", WIDTHS)
def test_a_page_is_accessible_on_any_screen(opened: Opener, axe: str, page: Page, scheme: str, size: int) -> None:
    assert violations(opened(html_of(page), width=size, scheme=scheme), axe) == []


@pytest.mark.parametrize("size", [*WIDTHS, 320, 700])
def test_no_page_scrolls_sideways(opened: Opener, page: Page, size: int) -> None:
    tab = opened(html_of(page), width=size)
    tab.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert width(tab) <= size


def test_the_verdict_is_on_the_first_screen_of_a_phone(opened: Opener, page: Page) -> None:
    box = opened(html_of(page), width=360).locator(".verdict").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 800


def test_the_dark_is_dark_and_paper_is_not(opened: Opener, page: Page) -> None:
    tab = opened(html_of(page), scheme="dark")
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    assert tab.evaluate(paper) == "rgb(21, 26, 32)"
    tab.emulate_media(media="print", color_scheme="dark")
    assert tab.evaluate(paper) == "rgb(255, 255, 255)"


def test_a_table_stays_a_table_to_a_screen_reader_on_a_phone(opened: Opener) -> None:
    tab = opened(html_of(sample("fr")), width=360)
    assert tab.get_by_role("table", name="Indicateurs applicables").count() == 1
    assert tab.get_by_role("rowheader").count() == 5
    assert tab.get_by_role("cell", name="pour tous").count() == 2
    assert tab.get_by_role("columnheader", name="Intitulé").count() == 1
    assert tab.get_by_role("img", name="Cycle du 2 février 2023").count() == 1


def test_the_keyboard_reaches_and_opens_what_is_folded(opened: Opener) -> None:
    tab = opened(html_of(sample("fr")))
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert not tab.get_by_text("Rien de plus.").is_visible()
    tab.keyboard.press("Enter")
    assert tab.get_by_text("Rien de plus.").is_visible()
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.href") == "https://www.legifrance.gouv.fr/"


def printed(tab: Tab) -> list[str]:
    """The texts of the pages that a browser prints."""
    written = tab.pdf(prefer_css_page_size=True)
    return [page.extract_text() for page in PdfReader(io.BytesIO(written)).pages]


def test_the_webinar_is_printed_on_three_pages_at_most(opened: Opener, locale: str, scheme: str) -> None:
    pages = printed(opened(html_of(webinar(locale)), scheme=scheme))
    assert len(pages) <= 3
    assert all(f"{number} / {len(pages)}" in text for number, text in enumerate(pages, 1))
    assert len(PdfReader(io.BytesIO(pdf_of(webinar(locale)))).pages) <= 3


def test_what_is_folded_is_printed_open(opened: Opener) -> None:
    assert "Rien de plus." in "".join(printed(opened(html_of(sample("fr")))))


@pytest.mark.parametrize("paper", ["#ffffff", "#111111"])
def test_a_fragment_is_readable_in_a_notebook_of_any_colour(opened: Opener, axe: str, locale: Any, paper: str) -> None:
    ink = "#1b1b1b" if paper == "#ffffff" else "#eeeeee"
    for page in (webinar(locale), late(locale)):
        html = fragment_of(page.blocks(), locale)
        tab = opened(f"<!doctype html><body style='background:{paper};color:{ink};font-family:sans-serif'>{html}")
        assert violations(tab, axe, NOT_OF_A_PART) == []
        assert width(tab) <= 1280


def test_a_hostile_text_is_only_a_text(opened: Opener) -> None:
    attack = "</title></style></svg><script>document.title='x'</script><img src=x onerror=alert(1)>"
    page = attrs.evolve(sample("fr"), title=attack, about=attack, sender=Sender(name=attack))
    tab = opened(html_of(page))
    assert tab.title() == attack
    assert tab.locator("script, img").count() == 0
    assert tab.locator("h1").inner_text() == attack


def test_the_policy_of_a_page_refuses_a_program(chromium: Browser, tmp_path: Path) -> None:
    """Were a text ever not escaped, nothing would run."""
    file = tmp_path / "page.html"
    file.write_text(html_of(sample("fr")).replace("</h1>", "</h1><script>document.title = 'x'</script>"), "utf-8")
    tab = chromium.new_page()
    tab.goto(file.as_uri())
    assert tab.locator("script").count() == 1
    assert tab.title() == "Certificat 83811594-1"
    tab.close()
