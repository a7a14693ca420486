"""On which databases a test of pages or API runs."""

import pytest

on_both = pytest.mark.usefixtures("either_database")
"""On SQLite and on PostgreSQL: tests that reach the database in other ways than those of `rooms`,
and for each noun one that goes all the way. The others run on SQLite alone; on both they would
take a minute of processor time more, and what they ask of the database `tests/rooms` asks of both.
"""
