"""A key is sent to the address that it belongs with, and to no other."""

from pathlib import Path

import pytest

from archpanel.agents.llm.endpoint import OPENAI
from archpanel.opening import read_ways

NEAR = "http://127.0.0.1:8000/v1"
FAR = "https://llm.example.org/v1"


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be in a folder of one's own, with nothing set."""
    for name in ("ARCHPANEL_API_KEY", "OPENAI_API_KEY", "ARCHPANEL_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path / ".env"


@pytest.mark.parametrize("name", ["OPENAI_API_KEY", "ARCHPANEL_API_KEY"])
@pytest.mark.parametrize("address", [NEAR, FAR, "https://api.openai.com.example.org/v1"])
def test_a_folders_address_gets_no_key_of_the_environment(
    told: Path, monkeypatch: pytest.MonkeyPatch, name: str, address: str
) -> None:
    monkeypatch.setenv(name, "key-of-mine")
    told.write_text(f"ARCHPANEL_MODEL=m\nARCHPANEL_BASE_URL={address}\n")
    ways = read_ways(address)
    assert ways.key == ""
    assert ".env" in ways.keyless
    assert "ARCHPANEL_BASE_URL" in ways.keyless
    assert "key-of-mine" not in ways.keyless


@pytest.mark.parametrize("address", ["", OPENAI, "https://eu.api.openai.com/v1"])
def test_openais_own_address_gets_it(
    told: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "key-of-mine")
    told.write_text(f"ARCHPANEL_BASE_URL={address}\n")
    assert (read_ways(address).key, read_ways(address).keyless) == ("key-of-mine", "")


def test_an_address_of_the_environment_gets_it(told: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "key-of-mine")
    monkeypatch.setenv("ARCHPANEL_BASE_URL", FAR)
    told.write_text(f"ARCHPANEL_BASE_URL={FAR}\n")
    assert read_ways(FAR).key == "key-of-mine"


def test_an_address_that_was_typed_gets_it(told: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "key-of-mine")
    told.write_text(f"ARCHPANEL_BASE_URL={NEAR}\n")
    assert read_ways(FAR).key == "key-of-mine"


def test_a_key_beside_the_address_in_one_file_goes_there(
    told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "key-of-mine")
    told.write_text(f"ARCHPANEL_API_KEY=key-of-the-folder\nARCHPANEL_BASE_URL={FAR}\n")
    assert read_ways(FAR).key == "key-of-the-folder"
