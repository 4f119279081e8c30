"""The pages in French: their typography, the words of the theme around them, and the line that names a sister page."""

from __future__ import annotations

import gettext
from pathlib import Path
from typing import Any

import sphinx
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from qualiopi_rules.core.messages import fill

__all__ = ["is_french", "setup"]

CATALOGUE = Path(sphinx.__file__).parent / "locale"
OF_THE_THEME = {
    "Back to top": "Haut de la page",
    "Home": "Accueil",
    "Last updated on %(last_updated)s": "Construit le %(last_updated)s",
    "Made with ": "Fait avec ",
    "Next": "Page suivante",
    "On this page": "Sur cette page",
    "Previous": "Page précédente",
    "Search": "Rechercher",
    "Skip to content": "Aller au contenu",
    "View this page": "Voir la source de cette page",
}
"""Words of the theme, which has no catalogue of its own."""


def is_french(page: str) -> bool:
    """Whether a page is one of those in French."""
    return page.startswith(("fr/", "notebooks/"))


class Sister(nodes.Admonition, nodes.TextElement):
    """The line that names the page in the other language; it says nothing of what its page is about."""


SISTERS = {"En français": "fr", "In English": "en"}


def set_apart(_app: Sphinx, doctree: nodes.document) -> None:
    """Take the line that names a sister out of the paragraphs, of which a description of the page is made."""
    first = next(doctree.findall(nodes.paragraph), None)
    if first is not None and (language := SISTERS.get(first.astext())):
        first.replace_self(Sister("", "", *first.children, language=language))


def open_sister(translator: HTML5Translator, node: Sister) -> None:
    """Begin the line."""
    translator.body.append(f'<p lang="{node["language"]}">')


def close_sister(translator: HTML5Translator, _node: Sister) -> None:
    """End the line."""
    translator.body.append("</p>\n")


def typeset(app: Sphinx, doctree: nodes.document) -> None:
    """Put the spaces in that a line is not broken at; the pages are written with plain ones, as the package's texts."""
    if is_french(app.env.docname):
        for node in list(doctree.findall(nodes.Text)):
            if not any(isinstance(each, nodes.literal | nodes.literal_block | nodes.raw) for each in ancestors(node)):
                node.parent.replace(node, nodes.Text(fill(str(node), "fr", {})))


def ancestors(node: nodes.Node) -> list[nodes.Node]:
    """The nodes that a node stands in."""
    found: list[nodes.Node] = []
    while node.parent is not None:
        node = node.parent
        found.append(node)
    return found


def speak(_app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    """Give a page in French its language, and the words of the theme in it."""
    if is_french(page):
        sphinx_words = gettext.translation("sphinx", CATALOGUE, ["fr"])
        context["language"] = "fr"
        context["_"] = context["gettext"] = lambda said: OF_THE_THEME.get(said) or sphinx_words.gettext(said)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register all of it."""
    app.add_node(Sister, html=(open_sister, close_sister))
    app.connect("doctree-read", set_apart)
    app.connect("doctree-read", typeset)
    app.connect("html-page-context", speak)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
