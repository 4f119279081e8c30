from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Protocol

import duckdb
import pytest
import sqlalchemy
from hypothesis import given, settings
from sqlalchemy.dialects import postgresql, sqlite

from qualiopi_rules import Dossier, Review, review
from qualiopi_rules.formats import structure
from qualiopi_rules.strategies import reviews
from tests.frameworks.examples import example

Row = tuple[Any, ...]


class Kept(Protocol):
    def refresh(self, file: str, review: Review) -> None: ...

    def rows(self) -> list[Row]: ...


class InSqlite:
    def __init__(self) -> None:
        self.module = example("deadlines")
        self.engine = sqlalchemy.create_engine("sqlite://")
        self.module.deadlines.metadata.create_all(self.engine)

    def refresh(self, file: str, review: Review) -> None:
        with self.engine.begin() as connection:
            self.module.refresh(connection, file, review)

    def rows(self) -> list[Row]:
        with self.engine.connect() as connection:
            return sorted(tuple(row) for row in connection.execute(self.module.deadlines.select()))

    def close(self) -> None:
        self.engine.dispose()


class InDuckDB:
    def __init__(self) -> None:
        self.module = example("deadlines_duckdb")
        self.connection = duckdb.connect()
        self.connection.execute(self.module.TABLE)

    def refresh(self, file: str, review: Review) -> None:
        self.module.refresh(self.connection, file, review)

    def rows(self) -> list[Row]:
        return sorted(self.connection.execute("FROM deadlines").fetchall())

    def close(self) -> None:
        self.connection.close()


@pytest.fixture(params=[InSqlite, InDuckDB])
def kept(request: pytest.FixtureRequest) -> Iterator[Kept]:
    database = request.param()
    yield database
    database.close()


def wanted(file: str, review: Review) -> list[Row]:
    return sorted(
        (file, each.key, each.opens, each.day, each.kind.value, each.say("fr"), review.on) for each in review.deadlines
    )


def test_a_table_is_refreshed_by_key(kept: Kept, webinar: dict[str, Any]) -> None:
    dossier = structure(webinar, Dossier)
    before, after, last = (review(dossier, on=on) for on in ("2024-01-03", "2024-12-03", "2026-05-03"))
    other = review(dossier, on="2024-06-03")
    kept.refresh("a", before)
    kept.refresh("b", other)
    assert kept.rows() == wanted("a", before) + wanted("b", other)
    assert "surveillance-closes" in [row[1] for row in kept.rows()]
    kept.refresh("a", after)  # in which the surveillance is past
    assert kept.rows() == wanted("a", after) + wanted("b", other), (
        "the one that is past is gone, the others are of today"
    )
    kept.refresh("a", after)
    assert kept.rows() == wanted("a", after) + wanted("b", other)
    assert not last.deadlines
    kept.refresh("a", last)
    assert kept.rows() == wanted("b", other)


def test_a_day_that_is_corrected_stays_one_row(kept: Kept, webinar: dict[str, Any]) -> None:
    kept.refresh("a", review(structure(webinar, Dossier), on="2024-01-03"))
    webinar["certificate"] |= {"first_issue": "2023-02-03", "valid_until": "2026-02-02"}
    kept.refresh("a", review(structure(webinar, Dossier), on="2024-01-04"))
    assert [row[3] for row in kept.rows() if row[1] == "expires"] == [date(2026, 2, 2)]


@pytest.mark.property
@settings(max_examples=20)
@given(reviews())
def test_no_two_deadlines_of_a_review_have_one_key(found: Review) -> None:
    keys = [each.key for each in found.deadlines]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("dialect", [postgresql.dialect(), sqlite.dialect()])
def test_the_statement_is_the_same_for_postgresql(dialect: Any) -> None:
    """Executed here on SQLite, which quotes the name `key`; only how a value is put in its place differs."""
    text = str(example("deadlines").upsert(dialect.name).compile(dialect=dialect)).replace('"key"', "key")
    assert text.startswith("INSERT INTO deadlines (file, key, opens, day, kind, words, reviewed_on) VALUES ")
    assert text.endswith(
        "ON CONFLICT (file, key) DO UPDATE SET opens = excluded.opens, day = excluded.day, kind = excluded.kind, "
        "words = excluded.words, reviewed_on = excluded.reviewed_on"
    )
