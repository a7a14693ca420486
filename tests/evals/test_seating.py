import pytest

from archpanel.domain import BadRequest, Maker
from archpanel.evals.harness.seating import SeatedEngine
from archpanel.evals.panel_runs import CORE_SEATS
from archpanel.packs import load_pack
from archpanel.personas import load_persona, seat_panel
from archpanel.testing import ScriptedEngine


class Named(ScriptedEngine):
    def __init__(self, model: str) -> None:
        super().__init__()
        self.model = model
        self.clarified = 0

    @property
    def maker(self) -> Maker:
        return Maker(engine="scripted", version="1", model=self.model)

    async def clarify(self, seat: object, question: object, item: object) -> str:
        self.clarified += 1
        return self.model


async def test_each_seat_is_asked_by_its_own_engine() -> None:
    engines = {seat: Named(f"model-of-{seat}") for seat in CORE_SEATS}
    panel, item = SeatedEngine(engines), load_pack("ai-architect").questions[0]
    for seat in seat_panel(CORE_SEATS):
        assert await panel.clarify(seat, None, item) == f"model-of-{seat.id}"  # type: ignore[arg-type]
    assert all(engine.clarified == 1 for engine in engines.values())


async def test_a_seat_without_a_model_is_named() -> None:
    panel = SeatedEngine({"startup_cto": Named("m")})
    with pytest.raises(BadRequest, match=r"seats 'security_reviewer'.*--seats"):
        await panel.clarify(load_persona("security_reviewer"), None, None)  # type: ignore[arg-type]


def test_it_goes_by_the_one_model_or_by_all() -> None:
    one = SeatedEngine({"a": Named("m"), "b": Named("m")})
    assert one.maker == Named("m").maker
    both = SeatedEngine({"b": Named("n"), "a": Named("m")})
    assert both.maker.model == "a=m,b=n"
