"""Before the first question it is known whether the models can be asked."""

import json
from typing import Any

import pytest
from hostile import HostileServer, completion, hang_up, raw, refusal
from interviews import brief

from archpanel.domain import BadRequest, Brief, ModelChoice, PanelError
from archpanel.opening import check_models, doors
from archpanel.opening import hang_up as close

GREEN = completion('{"colour": "green"}')
LIST = raw(json.dumps({"data": [{"id": "gpt-5-mini"}, {"id": "gpt-5"}]}).encode())
HTML = raw(b"<html>Welcome</html>", kind="text/html")


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARCHPANEL_PATIENCE", "4")
    monkeypatch.setattr(doors, "_BOARD", [])


def asks(url: str, model: str = "gpt-5-mnii", **more: Any) -> Brief:
    return brief(engine="llm", models=ModelChoice(model=model, base_url=url, **more))


async def checked(*behaviours: Any, **more: Any) -> tuple[tuple[str, ...], HostileServer]:
    async with HostileServer(list(behaviours)) as server:
        try:
            return await check_models(asks(server.url, **more)), server
        finally:
            await close()


@pytest.mark.parametrize(
    ("behaviours", "told"),
    [
        ((refusal(401), LIST), r"wants a key \(401\).* set ARCHPANEL_API_KEY"),
        ((refusal(403), LIST), r"does not let this key use model 'gpt-5-mnii' \(403\)"),
        ((refusal(404), LIST), r"knows no model 'gpt-5-mnii'.* Nearest: gpt-5-mini, gpt-5\."),
        ((refusal(400), LIST), r"refused the request for model 'gpt-5-mnii' \(400\)"),
        ((refusal(400, param="temperature"), LIST), "set ARCHPANEL_TEMPERATURE=none"),
        ((HTML, refusal(404)), "something other than a chat completion"),
    ],
)
async def test_what_refuses_for_good_stops_with_its_remedy(behaviours: Any, told: str) -> None:
    with pytest.raises(BadRequest, match=rf"{told}.*Nothing was started\.$"):
        await checked(*behaviours)


@pytest.mark.parametrize("behaviour", [hang_up, refusal(503)])
async def test_what_may_be_over_in_a_while_stops_as_well(behaviour: Any) -> None:
    with pytest.raises(PanelError, match=r"Nothing was started\.$") as raised:
        await checked(behaviour)
    assert not isinstance(raised.value, BadRequest)


async def test_each_model_is_asked_once_and_shortly() -> None:
    seats = {"second_seat": "b"}
    told, server = await checked(GREEN, model="a", by_seat=seats, fallback="b")
    assert told == ()
    assert sorted(asked.body["model"] for asked in server.asked) == ["a", "b"]
    assert all(len(json.dumps(asked.body)) < 1000 for asked in server.asked)


async def test_a_server_that_stumbles_once_is_asked_again() -> None:
    told, server = await checked(refusal(500, {"retry-after-ms": "1"}), GREEN, model="a")
    assert (told, len(server.asked)) == ((), 2)


async def test_where_another_model_stands_in_it_is_said_and_nothing_stops() -> None:
    told, _ = await checked(refusal(404), GREEN, LIST, fallback="gpt-5-mnii-2")
    assert len(told) == 1
    assert "404" in told[0]


async def test_a_form_that_is_none_is_told() -> None:
    (told,), _ = await checked(completion("Green!"), model="a")
    assert "the reply is no JSON" in told
    thinks, _ = await checked(completion("", finish="length"), model="a")
    assert thinks == ()


async def test_a_brief_without_models_asks_nobody() -> None:
    assert await check_models(brief()) == ()
