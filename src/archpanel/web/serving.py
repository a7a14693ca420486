"""Run the server: one process, one port, and a clean end."""

import logging
import sys
from urllib.parse import urlsplit

import uvicorn

from archpanel.domain import escaped
from archpanel.rooms.house import House, open_house
from archpanel.settings import read_settings
from archpanel.web.app import create_app
from archpanel.web.config import WebConfig, read_config

DRAIN = 3
"""Seconds that open streams are given when the server is stopped."""


def serve(host: str, port: int, *, new_link: bool) -> None:
    """Serve the house of this user until a signal ends it.

    Args:
        host: address to listen on.
        port: of TCP.
        new_link: print a link by which the keeper of the house sets another password.

    Raises:
        BadRequest: a setting that cannot be used, or a database that cannot be opened.
    """
    config = read_config(read_settings(), f"http://{host}:{port}")
    house = open_house()
    _tell(house, config, new_link)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    uvicorn.run(
        create_app(house, config),
        host=host,
        port=port,
        access_log=False,  # an address may hold a token
        server_header=False,
        timeout_graceful_shutdown=DRAIN,
        proxy_headers=False,
        log_level="warning",
    )


def _tell(house: House, config: WebConfig, new_link: bool) -> None:
    """Print where the house is, and how its keeper comes in for the first time."""
    say = sys.stderr.write
    say(f"archpanel serves {escaped(config.public_url)} (Ctrl+C ends it)\n")
    if new_link or house.accounts.is_empty():
        keeper = house.accounts.keeper()
        house.tokens.revoke(keeper.id, "setup")
        token = house.tokens.issue(keeper.id, "setup")
        say("Open this link once, within a day, and choose the coach's name and password:\n")
        say(f"  {escaped(config.public_url)}/setup/{token}\n")
    if not config.secure and (urlsplit(config.public_url).hostname or "") not in (
        "localhost",
        "127.0.0.1",
        "::1",
    ):
        say("Note: without https, whoever is on the way can read answers and links.\n")
