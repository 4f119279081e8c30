"""The contents of the three phases and of the synthesis: article R. 6313-4, and what a certifier expects beside."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given, strategies as st

from qualiopi_rules import Bilan
from qualiopi_rules.bilan import (
    Investigation,
    Synthesis,
)
from tests.bilan.checks import check
from tests.strategies import answer


class TestContents:
    """What each phase must allow, and what a certifier expects beside."""

    @pytest.mark.parametrize(
        ("part", "content", "denied", "unknown"),
        [
            *(("preliminary", name, "BIL005", "BIL006") for name in ("request_analysed", "need_analysed")),
            *(("preliminary", name, "BIL005", "BIL006") for name in ("format_chosen", "terms_agreed")),
            ("preliminary", "voluntary", "BIL007", "BIL008"),
            *(("conclusions", name, "BIL005", "BIL006") for name in ("results_shared", "means_listed")),
            *(("conclusions", name, "BIL005", "BIL006") for name in ("steps_planned", "follow_up_offered")),
            ("conclusions", "synthesis_handed", "BIL009", "BIL010"),
        ],
    )
    def test_each_content_is_missing_when_denied_and_to_confirm_when_not_provided(
        self, good: Bilan, part: str, content: str, denied: str, unknown: str
    ) -> None:
        for provided, code in ((False, denied), (None, unknown)):
            changed = attrs.evolve(getattr(good, part), **{content: provided})
            (found,) = attrs.evolve(good, **{part: changed}).check()
            assert (found.code, dict(found.params)["contents"]) == (code, content)

    @pytest.mark.parametrize("content", [field.name for field in attrs.fields(Synthesis)])
    def test_the_synthesis_has_four_contents(self, good: Bilan, content: str) -> None:
        for provided, code in ((False, "BIL011"), (None, "BIL012")):
            synthesis = attrs.evolve(good.conclusions.synthesis, **{content: provided})
            changed = attrs.evolve(good.conclusions, synthesis=synthesis)
            assert check(good, conclusions=changed) == {code}

    def test_the_contents_of_a_synthesis_that_was_not_handed_over_are_not_checked(self, good: Bilan) -> None:
        for provided, code in ((False, "BIL009"), (None, "BIL010")):
            changed = attrs.evolve(good.conclusions, synthesis_handed=provided, synthesis=Synthesis())
            assert check(good, conclusions=changed) == {code}

    def test_contents_of_one_phase_are_one_finding(self, good: Bilan) -> None:
        (found,) = attrs.evolve(
            good, conclusions=attrs.evolve(good.conclusions, means_listed=False, steps_planned=False)
        ).check()
        assert found.params == (("phase", "conclusions"), ("contents", "means_listed, steps_planned"))
        assert found.message("fr") == (
            "dans la phase de conclusions, il manque\u00a0: "
            "recensement des conditions et moyens, étapes du projet prévues"
        )

    @pytest.mark.parametrize(
        ("built", "checked", "alternatives", "code"),
        [
            (True, True, False, None),
            (False, False, True, None),
            (None, None, True, None),
            (True, False, False, "BIL005"),
            (False, None, False, "BIL005"),
            (True, None, False, "BIL006"),
            (True, False, None, "BIL006"),
            (None, None, None, "BIL006"),
        ],
    )
    def test_an_investigation_builds_and_checks_a_project_or_works_out_alternatives(
        self, good: Bilan, built: bool | None, checked: bool | None, alternatives: bool | None, code: str | None
    ) -> None:
        investigation = Investigation(
            project_built=built, relevance_checked=checked, alternatives_worked_out=alternatives
        )
        assert check(good, investigation=investigation) == ({code} if code else set())

    @pytest.mark.property
    @given(answers=st.lists(answer(), min_size=3, max_size=3))
    def test_an_investigation_is_complete_exactly_when_every_completion_of_the_answers_is(
        self, answers: list[bool | None]
    ) -> None:
        completions = [
            (built and checked) or alternatives
            for built in ([answers[0]] if answers[0] is not None else [True, False])
            for checked in ([answers[1]] if answers[1] is not None else [True, False])
            for alternatives in ([answers[2]] if answers[2] is not None else [True, False])
        ]
        expected = completions[0] if len(set(completions)) == 1 else None
        investigation = Investigation(
            project_built=answers[0], relevance_checked=answers[1], alternatives_worked_out=answers[2]
        )
        assert investigation.complete is expected
