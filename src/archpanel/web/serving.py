"""Run the server: one process, one port, and a clean end."""

import logging
import sys
from contextlib import suppress

import uvicorn
from fastapi import FastAPI
from uvicorn.config import STARTUP_FAILURE

from archpanel.domain import escaped
from archpanel.rooms.house import House, open_house
from archpanel.settings import read_settings
from archpanel.web.app import create_app
from archpanel.web.config import WebConfig, is_everywhere, read_config
from archpanel.web.waiting import Server, raise_files

DRAIN = 3
"""Seconds that open streams are given when the server is stopped."""


def serve(host: str, port: int, *, new_link: bool) -> None:
    """Serve the house of this user until a signal ends it.

    Args:
        host: address to listen on; IPv6 with or without brackets.
        port: of TCP.
        new_link: print a link by which the keeper of the house sets another password.

    Raises:
        BadRequest: a setting that cannot be used, or a database that cannot be opened.
    """
    host, settings = host.strip("[]"), read_settings()
    config = read_config(settings, host, port)
    house = open_house()
    _tell(house, config, new_link)
    for note in reach_notes(host, config):
        sys.stderr.write(f"{note}\n")
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    _run(create_app(house, config), host, port)


def _run(app: FastAPI, host: str, port: int) -> None:
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        access_log=False,  # an address may hold a token
        server_header=False,
        timeout_graceful_shutdown=DRAIN,
        proxy_headers=False,
        log_level="warning",
    )
    server = Server(config)
    raise_files()
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(STARTUP_FAILURE)


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


def reach_notes(host: str, config: WebConfig) -> tuple[str, ...]:
    """Return what is missing for others to come in, and who could read along, each in a line.

    Args:
        host: address that the server listens on.
        config: how it is reached.
    """
    if config.of_this_machine_alone:
        return (_CLOSED,) if is_everywhere(host) else ()
    return () if config.secure else (_READABLE,)


_CLOSED = (
    "Note: it listens on every address of this machine, and is known as localhost alone: others "
    "are refused, and links lead nowhere for them. Set ARCHPANEL_PUBLIC_URL to the address that "
    "people use, such as http://192.168.0.10:8765, and start again."
)
_READABLE = "Note: without https, whoever is on the way can read answers and links."
