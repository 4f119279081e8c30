"""Who sends a page is checked; the rest of a page is made of values that were."""

from __future__ import annotations

from typing import Any

import pytest

from qualiopi_rules.view.blocks import Paragraph, Sender, Tone
from tests.checks import refused
from tests.view.sample import LOGO, sample

PIXEL = "data:image/png;base64,iVBORw0KGgo="


@pytest.mark.parametrize(
    "logo",
    [None, PIXEL, LOGO, "data:image/svg+xml;charset=utf-8,%3Csvg/%3E", "data:image/svg+xml;charset=utf-8;base64,AA=="],
)
def test_a_logo_is_a_whole_picture_in_an_address(logo: str | None) -> None:
    assert Sender(name="Exemple", logo=logo).logo == logo


@pytest.mark.parametrize(
    "logo",
    [
        *("", "logo.png", "https://example.org/logo.png", "//example.org/logo.png", "file:///logo.png"),
        *("data:text/html,<script>", "data:text/html;base64,AA==", "data:image/png", "data:image/png;base64,"),
        *("javascript:alert(1)", f" {PIXEL}", f"{PIXEL}\n", 'data:image/png,"onerror=', "data:image/svg+xml,<svg>"),
        *(7, b"data:image/png;base64,AA==", "data:image/é;base64,AA=="),
    ],
)
def test_what_is_no_picture_of_its_own_is_refused(logo: Any) -> None:
    with refused("logo: .* expected a whole picture in an address"):
        Sender(name="Exemple", logo=logo)


@pytest.mark.parametrize("name", ["", " ", "a\nb", None, 7])
def test_a_sender_has_a_name_on_one_line(name: Any) -> None:
    with refused("name: "):
        Sender(name=name)


def test_all_that_is_wrong_is_said_together() -> None:
    with refused(r"name: .*\n.*logo: "):
        Sender(name="", logo="logo.png")


def test_the_blocks_of_a_page_come_in_order() -> None:
    page = sample("fr")
    assert list(page.blocks()) == [block for section in page.sections for block in section.blocks]
    assert list(page.blocks())[1] == Paragraph("Cycle ordinaire.", Tone.QUIET)


@pytest.mark.parametrize("locale", ["de", "FR", "", 3, None])
def test_a_page_is_in_a_language_that_is_known(locale: Any) -> None:
    with refused("locale: "):
        sample(locale)
