"""How settings reach the models, and what is loaded meanwhile."""

import subprocess
import sys
from pathlib import Path

import pytest

from archpanel.domain import BadFile, BadRequest
from archpanel.opening import ModelWishes, Wishes, choose_models, make_brief
from archpanel.opening.doors import read_ways
from archpanel.settings import read_settings


def test_patience_stretches_the_silence_too(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (read_ways().deadline, read_ways().read) == (60, 30)
    monkeypatch.setenv("ARCHPANEL_PATIENCE", "600")
    assert (read_ways().deadline, read_ways().read) == (300, 150)


def test_authorities_and_the_name_of_the_limit_come_from_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    assert (read_ways().ca_file, read_ways().tokens_name) == ("", "")
    monkeypatch.setenv("SSL_CERT_FILE", "ca.pem")
    monkeypatch.setenv("ARCHPANEL_MAX_TOKENS_NAME", "max_completion_tokens")
    assert (read_ways().ca_file, read_ways().tokens_name) == ("ca.pem", "max_completion_tokens")
    monkeypatch.setenv("ARCHPANEL_MAX_TOKENS_NAME", "tokens")
    with pytest.raises(BadRequest, match="ARCHPANEL_MAX_TOKENS_NAME"):
        read_settings()


def test_the_way_to_models_is_loaded_beside_the_opening_of_a_session() -> None:
    told = (
        "import sys, threading; from archpanel.opening.doors import warm_up\n"
        "before = 'archpanel.agents.llm.wire' in sys.modules; warm_up()\n"
        "[t.join() for t in threading.enumerate() if t.name == 'warm-up']\n"
        "print(before, 'archpanel.agents.llm.wire' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("TEMPERATURE", "warm", r"is 'warm'; it takes a number from 0 to 2, or none"),
        ("BUDGET_TOKENS", "0", r"is '0'; it takes a whole number above 0; unset it for no limit"),
    ],
)
def test_a_number_that_is_none_is_shown_with_what_would_do(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(f"ARCHPANEL_{name}", value)
    with pytest.raises(BadRequest, match=f"ARCHPANEL_{name} {told}"):
        read_settings()


def test_a_price_that_is_none_is_named_with_its_model_and_setting(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "prices.yaml"
    file.write_text("small:\n  input: much\n  output: 1\n", encoding="utf-8")
    monkeypatch.setenv("ARCHPANEL_PRICES", str(file))
    with pytest.raises(BadRequest, match=r"ARCHPANEL_PRICES .*small: input: 'much' is no price"):
        read_ways()


def test_an_option_that_needs_a_model_is_the_only_one_named() -> None:
    with pytest.raises(BadRequest, match=r"^--base-url needs --model NAME .*an empty name is none"):
        choose_models(ModelWishes(base_url="http://localhost:1/v1"), ("a",))


def test_an_empty_paper_is_named_with_its_option(tmp_path: Path) -> None:
    file = tmp_path / "jd.md"
    file.write_text("", encoding="utf-8")
    with pytest.raises(BadFile, match=r"is empty\. It was given as --jd\."):
        make_brief(
            Wishes("startup", "", (), "startup_cto", 3, "", False, "", "ai-architect", 0, jd=file)
        )
