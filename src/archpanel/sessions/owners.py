"""Whose rows may be written: those of anybody, until whoever knows the accounts says otherwise."""

from collections.abc import Callable

from sqlalchemy import Connection

Hold = Callable[[Connection, str], None]
"""Takes the id of an owner, in the step that writes something of theirs and before it locks any
other row; keeps them from being erased until it ends, and raises where they are gone."""


def anybody(connection: Connection, owner: str) -> None:
    """Hold nobody: the command line has no accounts."""
