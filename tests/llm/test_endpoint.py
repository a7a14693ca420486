"""Where a key and a candidate's answers may be sent."""

import math
from pathlib import Path
from typing import Any

import pytest

from archpanel.agents.llm import Endpoint, checked
from archpanel.agents.llm.endpoint import better_url
from archpanel.agents.llm.faults import out_of_reach, too_slow
from archpanel.domain import BadRequest

USER = "me:secret"
"""Put together below: no file of ours holds an address with a password."""


@pytest.mark.parametrize(
    "url",
    [
        "https://api.openai.com/v1",
        "https://llm.example.org",
        "https://llm.example.org:8443/deep/v1/",
        "https://8.8.8.8/v1",
        "http://localhost:11434/v1",
        "http://LOCALHOST:11434/v1",
        "http://models.localhost/v1",
        "http://127.0.0.1:8000/v1",
        "http://127.9.9.9/v1",
        "http://[::1]:8000/v1",
        "http://10.1.2.3/v1",
        "http://172.31.0.1/v1",
        "http://192.168.1.20:1234/v1",
        "http://ollama:11434/v1",
        "http://llm_gateway./v1",
        "http://[fd12::1]/v1",
    ],
)
def test_servers_by_tls_or_of_ones_own_are_fine(url: str) -> None:
    assert checked(url) == url


@pytest.mark.parametrize(
    ("url", "hint"),
    [
        ("", "neither https"),
        ("llm.example.org/v1", "neither https"),
        ("localhost:11434", "neither https"),
        ("ftp://llm.example.org", "neither https"),
        ("file:///etc/passwd", "neither https"),
        ("https:///v1", "names no host"),
        ("https://", "names no host"),
        ("https://llm.example.org:port/v1", "cannot be read"),
        ("https://llm.example.org:99999/v1", "cannot be read"),
        ("https://[::1/v1", "cannot be read"),
        ("https://llm.example.org/v1 ", "unusual character"),
        ("https://llm.example\t.org/v1", "unusual character"),
        ("https://llm.example.org\\@evil.example/v1", "unusual character"),
        ("https://ёxample.org/v1", "unusual character"),
        (f"https://{USER}@llm.example.org/v1", "user or password"),
        ("https://secret@llm.example.org/v1", "user or password"),
        ("https://@llm.example.org/v1", "user or password"),
        ("https://llm.example.org/v1?key=secret", "query or fragment"),
        ("https://llm.example.org/v1?", "query or fragment"),
        ("https://llm.example.org/v1#secret", "query or fragment"),
        ("http://169.254.169.254/latest", "link-local"),
        ("https://169.254.0.1/v1", "link-local"),
        ("http://[::ffff:169.254.169.254]/v1", "link-local"),
        ("http://[fe80::1]/v1", "link-local"),
        ("http://[fe80::1%25eth0]/v1", "link-local"),
        ("http://[fd00:ec2::254]/v1", "link-local"),
        ("http://metadata.google.internal/v1", "link-local"),
        ("https://METADATA.google.internal./v1", "link-local"),
        ("http://metadata/v1", "link-local"),
        ("http://instance-data/latest", "link-local"),
        ("http://2852039166/v1", "unusual spelling"),
        ("https://0xa9fea9fe/v1", "unusual spelling"),
        ("http://0x7f.0.0.1/v1", "unusual spelling"),
        ("http://127.1/v1", "unusual spelling"),
        ("http://llm.example.org/v1", "in clear"),
        ("http://8.8.8.8/v1", "in clear"),
        ("http://172.32.0.1/v1", "in clear"),
        ("http://localhost.example.org/v1", "in clear"),
        ("http://[2001:db8::1]/v1", "in clear"),
    ],
)
def test_other_addresses_are_refused_in_one_line_without_their_secrets(url: str, hint: str) -> None:
    with pytest.raises(BadRequest, match=hint) as raised:
        checked(url)
    assert "secret" not in str(raised.value)
    assert "\n" not in str(raised.value)
    if url:
        with pytest.raises(BadRequest, match=hint):
            Endpoint(url)


@pytest.mark.parametrize(
    ("model", "url", "name"),
    [
        ("any", "", "max_completion_tokens"),
        ("llama3.1", "http://ollama:11434/v1", "max_tokens"),
        ("openai/gpt-oss-20b", "http://ollama:11434/v1", "max_tokens"),
        ("openai/o4-mini", "https://gateway.example.org/v1", "max_completion_tokens"),
        ("o3", "https://gateway.example.org/v1", "max_completion_tokens"),
        ("gpt-5-mini", "https://gateway.example.org/v1", "max_completion_tokens"),
        ("gpt-4o", "https://gateway.example.org/v1", "max_tokens"),
    ],
)
def test_the_longest_answer_is_called_what_the_model_expects(
    model: str, url: str, name: str
) -> None:
    assert Endpoint(url).tokens_name_for(model) == name


def test_a_setting_says_what_the_longest_answer_is_called() -> None:
    told = Endpoint("https://gateway.example.org/v1", tokens_name="max_completion_tokens")
    assert told.tokens_name_for("a-deployment") == "max_completion_tokens"
    with pytest.raises(BadRequest, match="ARCHPANEL_MAX_TOKENS_NAME is 'tokens'"):
        Endpoint(tokens_name="tokens")


def test_authorities_come_as_a_pem_file(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    with pytest.raises(BadRequest, match=r"ARCHPANEL_CA_FILE or .* names .*No such file"):
        Endpoint(ca_file=str(file))
    file.write_text("nothing", encoding="utf-8")
    with pytest.raises(BadRequest, match="it holds no certificate"):
        Endpoint(ca_file=str(file))
    assert Endpoint("http://localhost:1/v1", ca_file=str(file)).ca_file  # not needed there


def test_an_empty_address_is_openais_own() -> None:
    assert Endpoint().url == "https://api.openai.com/v1"
    assert Endpoint().is_openai
    assert Endpoint("https://eu.api.openai.com/v1/").is_openai
    assert Endpoint("https://eu.api.openai.com/v1/").url == "https://eu.api.openai.com/v1"
    assert not Endpoint("https://api.openai.com.example.org/v1").is_openai
    assert not Endpoint("http://localhost:1234/v1").is_openai


@pytest.mark.parametrize("key", ["secret\n", "sec ret", "sécret", "secret\r\nX-Other: 1"])
def test_a_key_that_no_header_can_hold_is_refused_unseen(key: str) -> None:
    with pytest.raises(BadRequest, match="copy it anew") as raised:
        Endpoint(key=key)
    assert key not in str(raised.value)


def test_the_key_is_not_shown() -> None:
    assert "secret" not in repr(Endpoint(key="secret"))


@pytest.mark.parametrize(
    "wrong", [{"read": 0}, {"connect": -1}, {"deadline": math.inf}, {"keepalive": math.nan}]
)
def test_times_are_finite_and_above_zero(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadRequest, match=f"{next(iter(wrong))}=.* is no time"):
        Endpoint(**wrong)


def test_a_call_has_an_attempt() -> None:
    with pytest.raises(BadRequest, match="attempts=0"):
        Endpoint(attempts=0)


@pytest.mark.parametrize(
    ("given", "better"),
    [
        ("http://localhost:8000", "http://localhost:8000/v1"),
        ("http://localhost:8000/", "http://localhost:8000/v1"),
        ("http://localhost:8000/v1/chat/completions", "http://localhost:8000/v1"),
        ("https://host.example/openai/v1/models", "https://host.example/openai/v1"),
        ("http://localhost:8000/v1/", ""),
        ("https://host.example/v1beta/openai", ""),
    ],
)
def test_an_address_that_knows_no_chat_is_put_right(given: str, better: str) -> None:
    assert better_url(given) == better


def test_tls_on_a_server_of_ones_own_is_doubted() -> None:
    for fault in (too_slow, out_of_reach):
        near = str(fault(Endpoint("https://192.168.1.20:8000/v1")).error)
        assert near.endswith("Perhaps it speaks plain http: http://192.168.1.20:8000/v1")
        assert "plain http" not in str(fault(Endpoint("https://host.example/v1")).error)
