"""Where the server is found: its own address, the names it answers to, and what it says of both."""

import pytest
from starlette.testclient import TestClient

from archpanel.domain import BadRequest
from archpanel.settings import Settings
from archpanel.web.config import WebConfig, read_config
from archpanel.web.serving import reach_notes


def config(host: str, public_url: str = "") -> WebConfig:
    return read_config(Settings(public_url=public_url), host, 8765)


@pytest.mark.parametrize(
    ("host", "url", "known"),
    [
        ("127.0.0.1", "http://127.0.0.1:8765", "127.0.0.1"),
        ("localhost", "http://localhost:8765", "localhost"),
        ("::1", "http://[::1]:8765", "::1"),
        ("FD00::0001", "http://[fd00::1]:8765", "fd00::1"),
        ("192.168.0.10", "http://192.168.0.10:8765", "192.168.0.10"),
        ("Panel.example", "http://panel.example:8765", "panel.example"),
        ("0.0.0.0", "http://127.0.0.1:8765", "127.0.0.1"),
        ("::", "http://[::1]:8765", "::1"),
    ],
)
def test_links_are_made_of_an_address_that_a_browser_takes(host: str, url: str, known: str) -> None:
    made = config(host)
    assert made.public_url == url
    assert known in made.hosts


@pytest.mark.parametrize("host", ["", "a b", "http://x", "x:1", "x/y", "[::1", "-x", "\n"])
def test_a_host_that_cannot_be_is_named_with_what_can(host: str) -> None:
    with pytest.raises(BadRequest, match=r"--host .* 127\.0\.0\.1, ::1 or 0\.0\.0\.0"):
        config(host)


@pytest.mark.parametrize(
    "url",
    ["panel.example", "ftp://x", "https://x/y", "http://::1:8765", "http://[::1", "http://x:y"],
)
def test_a_public_address_that_cannot_be_is_named_with_one_that_can(url: str) -> None:
    with pytest.raises(BadRequest, match=r"https://panel\.example\.org"):
        config("127.0.0.1", url)


def test_a_public_address_in_any_form_is_known_as_browsers_send_it() -> None:
    assert "fd00::1" in config("::", "http://[FD00:0::1]:8765").hosts
    assert "panel.example.org" in config("0.0.0.0", "https://Panel.Example.org").hosts


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_who_listens_everywhere_is_told_what_is_missing(host: str) -> None:
    (note,) = reach_notes(host, config(host))
    assert "Set ARCHPANEL_PUBLIC_URL to the address that people use" in note
    (note,) = reach_notes(host, config(host, "http://192.168.0.10:8765"))
    assert "without https" in note
    assert reach_notes(host, config(host, "https://panel.example.org")) == ()


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_who_listens_to_this_machine_alone_is_told_nothing(host: str) -> None:
    assert reach_notes(host, config(host)) == ()


@pytest.mark.parametrize(
    "host", ["testserver", "testserver:80", "LOCALHOST", "127.0.0.1:9", "[::1]:9"]
)
def test_a_known_name_is_answered(served: TestClient, host: str) -> None:
    assert served.get("/enter", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "192.168.0.10:8765", "", "testserver@evil.example", "evil.example@testserver",
     "testserver:80:80", "[testserver]", "[::1", "::1", "testserver/x"],
)  # fmt: skip
def test_an_unknown_name_is_told_what_to_set_and_is_not_repeated(
    served: TestClient, host: str
) -> None:
    page = served.get("/enter", headers={"Host": host})
    assert page.status_code == 400
    assert "ARCHPANEL_PUBLIC_URL" in page.text
    assert page.headers["content-type"].startswith("text/html")
    assert "192.168" not in page.text
    assert "evil" not in page.text
    document = served.get("/api/v1/me", headers={"Host": host})
    assert document.status_code == 400
    assert document.headers["content-type"] == "application/problem+json"
    assert "ARCHPANEL_PUBLIC_URL" in document.json()["detail"]
