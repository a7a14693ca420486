"""A record that was rewritten and sealed anew is found by the content it rests on."""

from collections.abc import Callable

import pytest
from finished import Json, finished, pack, parts, sealed_again

from archpanel.agents.provenance import differences
from archpanel.agents.verification import verify
from archpanel.domain import Persona
from archpanel.evals.small_pack import small_seats

SEATED = {persona.id: persona for persona in small_seats()}


def test_a_record_agrees_with_the_content_it_was_made_with() -> None:
    assert differences(finished(), pack(), SEATED) == ()


def call_the_role_otherwise(record: Json) -> None:
    record["role"]["name"] = "Another role"


def reword_an_item(record: Json) -> None:
    record["items"][0]["title"] = "A kinder question"


def soften_a_flag(record: Json) -> None:
    record["flags"][0]["flag"] = "Something harmless."


def milden_a_persona(record: Json) -> None:
    record["personas"][0]["role"] = "A friend of the candidate"


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (call_the_role_otherwise, "role/name"),
        (reword_an_item, "items/0"),
        (soften_a_flag, "flags/0"),
        (milden_a_persona, "personas/0"),
    ],
)
def test_rewritten_content_is_found_though_it_recomputes(
    change: Callable[[Json], None], place: str
) -> None:
    data = parts()
    change(data)
    record = finished().model_copy(update=changed_parts(data))
    assert any(found.startswith(place) for found in differences(record, pack(), SEATED))


def changed_parts(data: Json) -> Json:
    whole = type(finished()).model_validate({**data, "seal": {}})
    return {name: getattr(whole, name) for name in ("role", "items", "flags", "personas")}


def test_a_persona_that_is_not_installed_is_named() -> None:
    nobody: dict[str, Persona] = {}
    found = differences(finished(), pack(), nobody)
    assert [path.split(" ")[0] for path in found] == ["personas/0", "personas/1", "personas/2"]


def test_a_sealed_rewrite_passes_without_and_fails_with_the_content() -> None:
    data = parts()
    data["items"][0]["title"] = "A kinder question"
    record = verify(sealed_again(data))
    assert differences(record, pack(), SEATED) == (f"items/0 ({record.items[0].id})",)
