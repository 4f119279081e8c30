"""Why a result is what it is: a tree from the conclusion down to the values, the sources and the facts given.

The tree holds codes and values; it becomes text, Markdown or JSON at the edge. The format of its JSON is versioned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import attrs

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import locale_of
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.safe_text import one_line
from qualiopi_rules.core.words import Words, words
from qualiopi_rules.law.dated import UsedValue
from qualiopi_rules.law.source import Citation
from qualiopi_rules.law.working_days import MOVED_END
from qualiopi_rules.rnq.question import every_question
from qualiopi_rules.view.markdown import markdown_link, markdown_text
from qualiopi_rules.view.shown import Shown

__all__ = ["Explanation", "ExplanationDocument", "Fact"]

FORMAT = "qualiopi-rules/explanation"
VERSION = 2  # 2: the facts have a `name` each


@attrs.frozen
class Fact(converters.Checked):
    """Something that the caller gave and that decides.

    Attributes:
        name: the name of the question or field, as `subcontracting`.
        value: what was given: `yes`, `no`, `unanswered`, an ISO day or a text.
    """

    name: str = attrs.field(converter=converters.code)
    value: str = attrs.field(converter=converters.code)

    def say(self, locale: Locale = "fr") -> str:
        """Render in words: a question has its own, a field its name."""
        question = _question(self.name)
        known = self.value in ("yes", "no", "unanswered")
        value = words(f"word.{self.value}").say(locale) if known else self.value
        return words("explanation.fact").say(
            locale, name=self.name if question is None else question.say(locale), value=value
        )


@attrs.frozen(kw_only=True)
class Explanation(converters.Checked, Shown):
    """One conclusion and what it rests on.

    Attributes:
        code: the kind of conclusion, as `review`, `milestone`, `indicator`, `reason`, `plan`, `decision` or `finding`.
        about: what it is about within its kind, as `27` or `surveillance-closes`; empty for the whole.
        conclusion: the conclusion in words.
        values: the values of the law that decide, with the days on which they hold.
        facts: what the caller gave that decides.
        citations: the texts that it rests on, those of its values and of its parts left aside; for a finding, the text
            of the check, even where its value comes from the same: the check may be less sure than the value.
        parts: the conclusions that it is made of, or that led to it.
    """

    code: str = attrs.field(converter=converters.code)
    about: str = attrs.field(default="", converter=converters.code)
    conclusion: Words
    values: tuple[UsedValue, ...] = ()
    facts: tuple[Fact, ...] = ()
    citations: tuple[Citation, ...] = ()
    parts: tuple[Explanation, ...] = ()

    def _summary(self) -> Mapping[str, object]:
        return {"code": self.code, "about": self.about, "conclusion": self.conclusion.fr}

    def document(self) -> ExplanationDocument:
        """Give the tree with the name and version of its format, for `qualiopi_rules.dump`."""
        return ExplanationDocument(explanation=self)

    def text(self, locale: Locale = "fr") -> str:
        """Write the tree as indented text.

        Raises:
            InvalidInput: when the locale is neither `fr` nor `en`.
        """
        lines = self._lines(locale_of(locale), _plain, one_line)
        return "\n".join(f"{'  ' * depth}{line}" for depth, line in lines)

    def __str__(self) -> str:
        """The text in French."""
        return self.text()

    def markdown(self, locale: Locale = "fr") -> str:
        """Write the tree as a Markdown list, its sources linked.

        Raises:
            InvalidInput: when the locale is neither `fr` nor `en`.
        """
        lines = self._lines(locale_of(locale), _linked, markdown_text)
        return "\n".join(f"{'  ' * depth}- {line}" for depth, line in lines)

    def _lines(
        self, locale: Locale, cite: Callable[[Citation], str], written: Callable[[str], str], depth: int = 0
    ) -> Iterator[tuple[int, str]]:
        yield depth, written(self.conclusion.say(locale))
        yield from ((depth + 1, line) for line in self._grounds(locale, cite, written))
        for part in self.parts:
            yield from part._lines(locale, cite, written, depth + 1)

    def _grounds(
        self, locale: Locale, cite: Callable[[Citation], str], written: Callable[[str], str] = str
    ) -> Iterator[str]:
        """Render what the conclusion itself rests on: values, facts and texts.

        Args:
            locale: the language.
            cite: how a source is written, in a form that its medium takes as it is.
            written: how any other text is written there.
        """
        for value in self.values:
            yield _value(value, locale, cite, written)
        for fact in self.facts:
            yield written(fact.say(locale))
        for cited in self.citations:
            yield words("explanation.source").say(
                locale, source=cite(cited), basis=cited.basis, provenance=cited.provenance
            )


def _format(value: str) -> str:
    return converters.exactly(FORMAT, value)


def _version(value: int) -> int:
    return converters.exactly(VERSION, value)


@attrs.frozen(kw_only=True)
class ExplanationDocument(converters.Checked):
    """An explanation as it is kept or sent: with the name and the version of its format.

    The version goes up when a reader of the one before could misread it.

    Attributes:
        format: always `qualiopi-rules/explanation`.
        version: the version of the format.
        explanation: the tree.

    Raises:
        InvalidInput: when the format or the version is another one.
    """

    format: str = attrs.field(default=FORMAT, converter=_format)
    version: int = attrs.field(default=VERSION, converter=_version)
    explanation: Explanation


def _plain(cited: Citation) -> str:
    return one_line(str(cited.source))


def _linked(cited: Citation) -> str:
    title = cited.source.title
    return markdown_link(title, cited.source.url) or markdown_text(title)


def _value(value: UsedValue, locale: Locale, cite: Callable[[Citation], str], written: Callable[[str], str]) -> str:
    frame = "value" if value.until is None else "value-until"
    until = {} if value.until is None else {"until": value.until.isoformat()}
    return words(f"explanation.{'moved-end' if value.name == MOVED_END else frame}").say(
        locale,
        name=written(value.name),
        value=written(str(value.value)),
        since=value.since.isoformat(),
        source=cite(value.citation),
        basis=value.citation.basis,
        provenance=value.citation.provenance,
        **until,
    )


def _question(name: str) -> Words | None:
    found = every_question().get(name)
    return None if found is None else found.words
