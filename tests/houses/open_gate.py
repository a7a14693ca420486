"""A house without rate limits, for tests that knock often."""

from dataclasses import replace
from pathlib import Path

from houses import house_in

from archpanel.rooms.house import House
from archpanel.rooms.limits import Gate, Limit
from archpanel.rooms.logins import Logins


class OpenGate(Gate):
    """Lets everything through."""

    def count(self, limit: Limit, who: str) -> int:
        """Count nothing."""
        return 0


def open_house_in(folder: Path) -> House:
    """Return a house with an open gate."""
    house = house_in(folder)
    database = house.sessions._database
    gate = OpenGate(database)
    return replace(house, gate=gate, logins=Logins(database, gate))
