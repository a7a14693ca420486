"""One reader for all tests of this folder, and two questions of our own."""

from pathlib import Path

import pytest
import yaml

from archpanel.agents.offline.reader import Reader
from archpanel.domain import BankQuestion

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def items() -> dict[str, BankQuestion]:
    stored = yaml.safe_load((HERE / "items.yaml").read_text(encoding="utf-8"))
    return {item["id"]: BankQuestion.model_validate(item) for item in stored}


@pytest.fixture(scope="session")
def reader(items: dict[str, BankQuestion]) -> Reader:
    opened = Reader.open()
    for item in items.values():
        opened.prepare(item)
    return opened
