"""Many processes open the rooms of a new database at once."""

import subprocess
import sys
from pathlib import Path

import pytest
from postgres_server import PostgresServer

PROCESSES = 20

OPEN = """
import os, sys
from archpanel.rooms.accounts import Accounts
from archpanel.rooms.tables import open_rooms
from archpanel.sessions import open_database

def open_them():
    Accounts(open_rooms(open_database(sys.argv[1]))).keeper()
    os._exit(0)

children = [os.fork() or open_them() for _ in range(int(sys.argv[2]))]
print(sum(os.waitpid(child, 0)[1] == 0 for child in children))
"""
"""Forks: to import everything twenty times would take longer than all the rest."""


@pytest.fixture
def new_database(database_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """A database without any table."""
    if database_url.startswith("sqlite"):
        return str(tmp_path / "new.sqlite")
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return server.create()


def test_twenty_processes_make_the_tables_once(new_database: str) -> None:
    command = [sys.executable, "-c", OPEN, new_database, str(PROCESSES)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.strip() == str(PROCESSES), done.stderr
