"""The sites of an audit: how many, by exact arithmetic, and which, by a draw that anybody can make again."""

from __future__ import annotations

import pytest

from qualiopi_rules import (
    InvalidInput,
    Site,
    select_sites,
)


class TestWhatIsRefused:
    def test_added_names_are_not_judged_against_sites_that_do_not_hold(self) -> None:
        with pytest.raises(InvalidInput) as caught:
            select_sites([Site(name="A"), Site(name="A")], "initial", seed="1", also={"A": "asked for", "B": ""})
        assert [fault.path for fault in caught.value.faults] == ["sites[1].name", "also[B]"]
