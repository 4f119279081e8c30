"""A page as HTML: whole in one file, the same elements whatever the texts say, and each text word for word."""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from typing import Any
from unicodedata import category

import attrs
import pytest
from hypothesis import given

from qualiopi_rules.core.errors import MissingExtra
from qualiopi_rules.core.resources import content
from qualiopi_rules.view.blocks import Item, Items, Page, Paragraph, Tone
from qualiopi_rules.view.html import fragment_of, html_of
from qualiopi_rules.view.html_text import escaped
from tests.view.any_page import pages, texts_of
from tests.view.sample import LOGO, TABLE, sample

pytestmark = pytest.mark.extra

VOID = {"meta", "img"}
KNOWN = {
    *("html", "head", "meta", "title", "style", "body", "header", "main", "section", "div", "span", "img", "h1", "h2"),
    *("p", "ul", "ol", "li", "a", "table", "caption", "thead", "tbody", "tr", "th", "td", "details", "summary"),
    *("figure", "figcaption", "svg", "desc", "line", "rect", "circle", "g", "text"),
}


class Tree(HTMLParser):
    """The elements of a file with their attributes, in order, and its texts."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def shape(self) -> list[tuple[str, tuple[str, ...]]]:
        return [(tag, tuple(attributes)) for tag, attributes in self.elements]

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def bland(value: Any) -> Any:
    """The same page, each of its texts as long as before but of one letter; addresses and days stay."""
    if isinstance(value, Tone):
        return value
    if isinstance(value, str):
        return "x" * len(value)
    if isinstance(value, tuple):
        return tuple(map(bland, value))
    if attrs.has(type(value)):
        kept = {"url", "logo", "locale"}
        fields = [field.name for field in attrs.fields(type(value)) if field.name not in kept]
        return attrs.evolve(value, **{name: bland(getattr(value, name)) for name in fields})
    return value


def as_written(text: str) -> str:
    """A text, with a sign for each character that a file of text cannot hold, or that turns its line."""
    turns = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    kept = re.sub(r"\r(?!\n)", "\ufffd", text)
    return "".join(
        "\ufffd" if (category(c) in ("Cc", "Cs", "Cn") and c not in "\t\n\r") or c in turns else c for c in kept
    )


@pytest.mark.property
@given(pages())
def test_whatever_the_texts_say_the_elements_are_the_same_and_the_texts_are_there(page: Page) -> None:
    html = html_of(page)
    assert "<!--" not in html
    tree = Tree(html)
    assert tree.shape() == Tree(html_of(bland(page))).shape()
    assert {tag for tag, _ in tree.elements} <= KNOWN
    assert not any(name.startswith("on") for _, attributes in tree.elements for name in attributes)
    shown = {as_written(text) for text in texts_of(page) if text and not re.fullmatch(r"[0-9-]{10}", text)}
    assert [text for text in shown if text not in "\n".join(tree.texts)] == []


@pytest.mark.property
@given(pages())
def test_only_addresses_of_pages_and_of_mail_are_linked(page: Page) -> None:
    tree = Tree(html_of(page))
    assert all((link["href"] or "").lower().startswith(("http://", "https://", "mailto:")) for link in tree.all("a"))
    assert all((picture["src"] or "").startswith("data:image/") for picture in tree.all("img"))


@pytest.mark.property
@given(pages())
def test_a_fragment_is_one_element_that_any_file_can_hold(page: Page) -> None:
    html = fragment_of(page.blocks(), page.locale)
    html.encode("utf-8")
    tree = Tree(html)
    assert tree.elements[0] == ("div", {"class": "qualiopi-rules", "lang": page.locale})
    assert {"html", "body", "h1"} & {tag for tag, _ in tree.elements} == set()


def test_no_character_of_a_text_is_a_fault_of_the_file() -> None:
    page = attrs.evolve(sample("en"), title="a\x00b\x1b[31mc\ud800d\ufffee\r\n\tf")
    tree = Tree(html_of(page))
    assert "a\ufffdb\ufffd[31mc\ufffdd\ufffde\r\n\tf" in tree.texts
    html_of(page).encode("utf-8")


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_a_page_says_what_each_part_is(locale: Any) -> None:
    tree = Tree(html_of(sample(locale)))
    assert tree.all("html") == [{"lang": locale}]
    assert [tag for tag, _ in tree.elements if tag in {"header", "main", "h1"}] == ["header", "h1", "main"]
    headings = [attributes["id"] for attributes in tree.all("h2")]
    assert headings == [attributes["aria-labelledby"] for attributes in tree.all("section")]
    assert len(set(headings)) == len(headings)
    assert len(tree.all("caption")) == len(tree.all("table"))
    assert {attributes["scope"] for attributes in tree.all("th")} == {"col", "row", "rowgroup"}
    logo = {"fr": "logo de ", "en": "logo of "}[locale]
    assert tree.all("img") == [{"src": LOGO, "alt": f"{logo}Cabinet d’exemple & associés"}]
    assert [attributes["role"] for attributes in tree.all("svg")] == ["img"]


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_a_page_is_whole_in_itself(locale: Any) -> None:
    """Nothing is loaded from anywhere, and the policy of the page would refuse it."""
    html = html_of(sample(locale))
    assert html.startswith("<!doctype html>")
    tree = Tree(html)
    assert {"script", "link", "iframe", "object", "base", "form"} & {tag for tag, _ in tree.elements} == set()
    assert tree.all("meta")[1]["content"] == "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    assert [name for _, attributes in tree.elements for name in attributes if name == "style"] == []


@pytest.mark.parametrize("name", ["page", "screen", "fragment", "timeline"])
def test_a_style_loads_nothing_and_ends_no_element(name: str) -> None:
    css = content(f"view/{name}.css")
    assert not re.search(r"url\(|@import|@font-face|<", css)


def test_a_style_has_each_tone() -> None:
    for name in ("page", "fragment", "timeline"):
        assert {tone for tone in Tone if f".{tone}" not in content(f"view/{name}.css")} <= {Tone.PLAIN}


def test_a_cell_has_the_title_of_its_column_for_a_phone() -> None:
    tree = Tree(fragment_of([TABLE], "fr"))
    cells = [attributes["data-title"] for attributes in tree.all("td") if "data-title" in attributes]
    assert cells == ["Intitulé\u00a0: ", "Pourquoi\u00a0: "] * 3


def test_a_page_without_sender_and_facts_begins_with_its_title() -> None:
    page = attrs.evolve(sample("fr"), sender=None, about="", sections=())
    tree = Tree(html_of(page))
    body = [tag for tag, _ in tree.elements][[tag for tag, _ in tree.elements].index("body") :]
    assert body == ["body", "header", "h1", "main", "div", "p"]


def test_a_fragment_has_a_style_of_its_own() -> None:
    html = fragment_of([Paragraph("a < b", Tone.QUIET), Items((Item(text="c"),))], "en")
    assert html.startswith('<div class="qualiopi-rules" lang="en"><style>')
    assert '<p class="quiet">a &lt; b</p><ul class="items" role="list"><li class="plain">' in html
    rules = re.sub(r"/\*.*?\*/", "", content("view/fragment.css"), flags=re.DOTALL).split("}")
    selectors = [each.strip() for rule in rules if "{" in rule for each in rule.split("{")[0].split(",")]
    assert all(selector.startswith(".qualiopi-rules") for selector in selectors)


def test_without_markupsafe_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    escaped.cache_clear()
    monkeypatch.setitem(sys.modules, "markupsafe", None)
    with pytest.raises(MissingExtra, match=r"qualiopi-rules\[html\]"):
        html_of(sample("fr"))
    with pytest.raises(MissingExtra, match=r"qualiopi-rules\[html\]"):
        fragment_of([Paragraph("a")], "fr")
