"""The articles that shorten an audit."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Shortened"]


class Shortened(StrEnum):
    """The article by which an audit is shortened."""

    ARTICLE_10 = "article-10"
    ARTICLE_10_BIS = "article-10-bis"
