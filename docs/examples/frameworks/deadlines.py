"""A table of the deadlines of every file, made and kept up to date in PostgreSQL or SQLite."""

from sqlalchemy import Column, Connection, Date, MetaData, String, Table
from sqlalchemy.dialects import postgresql, sqlite

from qualiopi_rules import Review

deadlines = Table(
    "deadlines",
    MetaData(),
    Column("file", String, primary_key=True),  # the identity of the file in the application
    Column("key", String, primary_key=True),  # stays when the day is corrected
    Column("opens", Date),
    Column("day", Date, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("words", String, nullable=False),
    Column("reviewed_on", Date, nullable=False),
)


def refresh(connection: Connection, file: str, review: Review) -> None:
    """Write the deadlines of a review over those of the one before, and take away what it no longer has."""
    rows = [
        {"file": file, "key": each.key, "opens": each.opens, "day": each.day, "kind": each.kind}
        | {"words": each.say("fr"), "reviewed_on": review.on}
        for each in review.deadlines
    ]
    if rows:
        connection.execute(upsert(connection.dialect.name), rows)
    kept = [row["key"] for row in rows]
    connection.execute(deadlines.delete().where(deadlines.c.file == file, deadlines.c.key.not_in(kept)))


def upsert(dialect: str):
    insert = {"postgresql": postgresql, "sqlite": sqlite}[dialect].insert(deadlines)
    renewed = {column.name: insert.excluded[column.name] for column in deadlines.c if not column.primary_key}
    return insert.on_conflict_do_update(index_elements=deadlines.primary_key, set_=renewed)
