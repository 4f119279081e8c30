"""The same table in DuckDB, which reads Parquet and CSV beside it."""

from duckdb import DuckDBPyConnection

from qualiopi_rules import Review

TABLE = """
CREATE TABLE IF NOT EXISTS deadlines (
    file TEXT, key TEXT, opens DATE, day DATE NOT NULL, kind TEXT NOT NULL, words TEXT NOT NULL,
    reviewed_on DATE NOT NULL, PRIMARY KEY (file, key))
"""
UPSERT = """
INSERT INTO deadlines VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (file, key) DO UPDATE SET opens = excluded.opens, day = excluded.day, kind = excluded.kind,
    words = excluded.words, reviewed_on = excluded.reviewed_on
"""
GONE = "DELETE FROM deadlines WHERE file = ? AND NOT list_contains(?, key)"


def refresh(connection: DuckDBPyConnection, file: str, review: Review) -> None:
    """Write the deadlines of a review over those of the one before, and take away what it no longer has."""
    found = review.deadlines
    rows = [[file, each.key, each.opens, each.day, each.kind, each.say("fr"), review.on] for each in found]
    if rows:
        connection.executemany(UPSERT, rows)
    connection.execute(GONE, [file, [each.key for each in found]])
