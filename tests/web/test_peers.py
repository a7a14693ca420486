"""Behind a reverse proxy: who is counted for what, and who is kept out by whom."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from databases import on_both
from houses import house_in
from starlette.testclient import TestClient

from archpanel.rooms.house import House
from archpanel.rooms.limits import ENTER, LOGIN, ONE_NAME
from archpanel.web.app import create_app
from archpanel.web.config import WebConfig
from archpanel.web.peers import nearest

PROXY, INNER = "10.0.0.1", "10.0.0.2"
TRUSTED = {PROXY, INNER, "fd00::1"}
ADA, BOB = "198.51.100.7", "203.0.113.9"
PASSWORD = "a sentence to keep in mind"
WRONG = "another sentence than that"


pytestmark = pytest.mark.usefixtures("still")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = house_in(tmp_path)
    carla = opened.accounts.open("coach", "Carla")
    opened.accounts.enrol(carla.id, "Carla", PASSWORD)
    yield opened
    opened.close(5.0)


def reached_from(house: House, peer: str = PROXY) -> TestClient:
    """Return a way to the house over connections of one peer."""
    config = WebConfig("http://testserver", trusted_proxies=frozenset(TRUSTED))
    return TestClient(create_app(house, config), follow_redirects=False, client=(peer, 50_000))


def enter(client: TestClient, told: str, name: str = "Carla", password: str = WRONG) -> int:
    """Try to enter; return the status of the reply."""
    data = {"name": name, "password": password}
    return client.post("/enter", data=data, headers={"X-Forwarded-For": told}).status_code


def knock(client: TestClient, told: str) -> int:
    """Open a link that leads nowhere; no password is hashed for that."""
    return client.get("/setup/guessed", headers={"X-Forwarded-For": told}).status_code


KNOCKS = [404] * ENTER.tries + [429]
"""What comes back until there is no more try."""


@pytest.mark.parametrize(
    ("peer", "status"), [(PROXY, 200), (f"::ffff:{PROXY}", 200), (BOB, 303), ("unknown", 303)]
)
def test_a_trusted_proxy_alone_says_which_coach_it_let_in(
    house: House, peer: str, status: int
) -> None:
    config = WebConfig("http://testserver", "X-User", frozenset(TRUSTED))
    client = TestClient(create_app(house, config), follow_redirects=False, client=(peer, 50_000))
    for told in ("", PROXY, f"{BOB}, {PROXY}"):
        headers = {"X-User": "Carla", "X-Forwarded-For": told}
        assert client.get("/", headers=headers).status_code == status


@pytest.mark.parametrize(
    ("peer", "told", "found"),
    [
        (PROXY, [ADA], ADA),
        (PROXY, [f"{BOB}, {ADA}"], ADA),
        (PROXY, [BOB, ADA], ADA),
        (PROXY, [f"{PROXY}, {INNER}, {ADA}"], ADA),
        (PROXY, [f"{ADA}, {INNER}"], ADA),
        (PROXY, [f"{BOB},{ADA} , {INNER},{PROXY}"], ADA),
        (PROXY, [f"{ADA}:50123"], ADA),
        (PROXY, ["[2001:db8::7]:443"], "2001:db8::7"),
        (PROXY, ["2001:DB8:0::7"], "2001:db8::7"),
        (PROXY, ["fe80::7%eth0"], "fe80::7"),
        (PROXY, [f"::ffff:{ADA}"], ADA),
        (f"::ffff:{PROXY}", [ADA], ADA),
        ("fd00:0::1", [ADA], ADA),
        (PROXY, [], PROXY),
        (PROXY, [""], PROXY),
        (PROXY, ["unknown"], PROXY),
        (PROXY, [f"{ADA}, _hidden"], PROXY),
        (PROXY, [f"{ADA}, 999.1.1.1"], PROXY),
        (PROXY, [f"{ADA}, {INNER}, "], PROXY),
        (PROXY, [f"garbage, {INNER}"], INNER),
        (PROXY, [f"{INNER}, {PROXY}"], INNER),
        (BOB, [ADA], BOB),
        (BOB, [f"{ADA}, {PROXY}"], BOB),
        ("?", [ADA], "?"),
    ],
)
def test_who_asks_is_whom_the_nearest_trusted_proxy_heard(
    peer: str, told: list[str], found: str
) -> None:
    assert nearest(peer, told, TRUSTED) == found


@on_both
def test_visitors_behind_one_proxy_have_limits_of_their_own(house: House) -> None:
    client = reached_from(house)
    for _ in range(LOGIN.tries):
        house.gate.check(LOGIN, BOB)
    assert enter(client, BOB, "Nobody") == 429
    assert enter(client, ADA) == 401
    assert enter(client, ADA, password=PASSWORD) == 303
    another = reached_from(house)  # in the browser of before, the coach is known
    assert enter(another, BOB, password=PASSWORD) == 429, "another's success forgives nobody"


def test_invitations_behind_one_proxy_are_opened_by_as_many_as_come(house: House) -> None:
    client = reached_from(house)
    for n in range(ENTER.tries):
        ada = house.accounts.open("candidate", "Ada", "carla")
        path = f"/join/{house.tokens.issue(ada.id, 'invite')}"
        headers = {"X-Forwarded-For": f"198.51.100.{n}"}
        assert client.get(path, headers=headers).status_code == 200
        assert client.post(path, headers=headers).status_code == 303


@pytest.mark.parametrize(
    "forged", ["{n}.1.1.1, ", "2001:db8:{n}::1, ", "127.0.0.1, 10.0.0.1, ", "garbage{n}, ", ", "]
)
def test_what_a_visitor_writes_into_the_header_gives_no_more_tries(
    house: House, forged: str
) -> None:
    client = reached_from(house)
    assert [knock(client, forged.format(n=n) + BOB) for n in range(ENTER.tries + 1)] == KNOCKS
    assert knock(client, ADA) == 404


def test_nobody_but_a_trusted_proxy_says_who_asks(house: House) -> None:
    client = reached_from(house, BOB)
    assert [knock(client, f"198.51.100.{n}") for n in range(ENTER.tries + 1)] == KNOCKS


def test_a_household_with_many_addresses_has_the_tries_of_one(house: House) -> None:
    client = reached_from(house)
    assert [knock(client, f"2001:db8:0:1::{n}") for n in range(ENTER.tries + 1)] == KNOCKS
    assert knock(client, "2001:db8:0:2::1") == 404, "the neighbours have tries of their own"


def test_a_stranger_at_one_address_keeps_no_coach_out(house: House) -> None:
    client = reached_from(house)
    assert [enter(client, BOB) for _ in range(LOGIN.tries + 2)] == [401] * LOGIN.tries + [429] * 2
    assert enter(client, ADA, password=PASSWORD) == 303


@on_both
def test_a_line_forms_at_a_name_however_it_is_written_and_wherever_tries_come_from(
    house: House,
) -> None:
    client = reached_from(house)
    written = (" Carla", "\u200bCarla ", "Carla\t", "   Carla")
    for _ in range(ONE_NAME.tries - len(written) + 1):
        house.gate.count(ONE_NAME, "Carla")
    for n, name in enumerate(written):
        assert enter(client, f"198.51.100.{n}", name) == 401
    assert enter(client, ADA, "Carla ", PASSWORD) == 429
    assert enter(client, ADA, "Dana") == 401
