"""The persona part: looking, editing by form and by YAML, versions, conflicts and hostile input."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from databases import on_both
from httpx2 import Response
from sqlalchemy import select, update
from starlette.testclient import TestClient

from archpanel.files import parse_yaml, to_yaml
from archpanel.personas import load_persona, persona_ids
from archpanel.rooms.accounts import Account
from archpanel.rooms.house import House, open_house
from archpanel.rooms.tables import PERSONAS
from archpanel.web.app import create_app
from archpanel.web.config import WebConfig
from archpanel.web.persona_form import form_of


@dataclass(frozen=True)
class Visit:
    """Somebody's browser."""

    client: TestClient
    account: Account

    def get(self, path: str) -> Response:
        return self.client.get(path)

    def post(self, path: str, fields: dict[str, object]) -> Response:
        csrf = re.search(r'name="csrf" value="([^"]+)"', self.get("/start").text)
        assert csrf
        return self.client.post(path, data={"csrf": csrf[1], **fields})


@pytest.fixture
def house() -> Iterator[House]:
    opened = open_house()
    opened.host.start()
    yield opened
    opened.close(5.0)


@pytest.fixture
def coach(house: House) -> Visit:
    return visit(house, house.accounts.open("coach", "Carla"))


def visit(house: House, account: Account) -> Visit:
    client = TestClient(create_app(house, WebConfig("http://testserver")), follow_redirects=False)
    client.cookies.set("archpanel", house.tokens.issue(account.id, "login"))
    return Visit(client, account)


def filled(**changes: object) -> dict[str, object]:
    """The fields of a form that begins from a shipped persona."""
    form = form_of(load_persona("startup_cto"), new=True)
    shares = {f"share.{name}": share for name, share in form.shares.items()}
    fields = {**form.text, **form.lines, **shares, "owns": form.owns, "rounds": form.rounds}
    return {**fields, "as": "form", "base": "0", "do": "save", "name": "Maya Okafor", **changes}


def text_of(**changes: object) -> str:
    data = load_persona("startup_cto").model_dump(mode="json")
    return to_yaml(data | {"id": "maya", "version": 1, "name": "Maya Okafor"} | changes)


def as_yaml(text: str, base: int = 0) -> dict[str, object]:
    return {"as": "yaml", "base": str(base), "do": "save", "text": text}


def shown(page: Response) -> str:
    """What stands in the text area of a page, as a browser reads it."""
    found = re.search(r'<textarea[^>]*name="text"[^>]*>\n(.*?)</textarea>', page.text, re.DOTALL)
    assert found
    return html.unescape(found[1])


def problems(page: Response) -> list[str]:
    block = re.search(r'id="problems".*?</div>', page.text, re.DOTALL)
    assert block
    return [html.unescape(re.sub("<.*?>", "", li)) for li in re.findall("<li>(.*?)</li>", block[0])]


@pytest.mark.parametrize("name", persona_ids())
def test_every_shipped_persona_is_shown_as_a_person(coach: Visit, name: str) -> None:
    persona = load_persona(name)
    told = html.unescape(coach.get(f"/personas/{name}").text)
    for words in (persona.role, persona.voice.strip(), *persona.probes, *persona.never_accepts,
                  *persona.lead_ins.twist):  # fmt: skip
        assert words in told
    assert told.count('class="bar"') == len(persona.concerns)
    assert coach.get(f"/personas/{name}/yaml").text.startswith("#")
    assert f"/personas/{name}" in coach.get("/personas").text


@on_both
def test_a_coach_writes_edits_and_compares(coach: Visit) -> None:
    saved = coach.post("/personas/new", filled())
    assert (saved.status_code, saved.headers["location"]) == (303, "/personas/maya_okafor")
    assert coach.post("/personas/new", filled()).headers["location"] == "/personas/maya_okafor"
    assert "Save as version 2" in coach.get("/personas/maya_okafor/edit").text
    again = coach.post("/personas/maya_okafor/edit", filled(base="1", severity="strict"))
    assert again.status_code == 303
    page = coach.get("/personas/maya_okafor").text
    assert "/personas/maya_okafor/diff?from=1&amp;to=2" in page
    assert "/start?seat=own%3Amaya_okafor" in page
    told = coach.get("/personas/maya_okafor/diff?from=1&to=2").text
    assert "<td>even</td><td>strict</td>" in told
    assert '<span class="plus">+severity: strict</span>' in told
    file = coach.get("/personas/maya_okafor/yaml?version=1")
    assert parse_yaml(file.text, "x")["severity"] == "even"
    assert file.headers["content-disposition"] == 'attachment; filename="maya_okafor.yaml"'
    assert coach.get("/personas/maya_okafor/diff?from=1&to=9").status_code == 404


def test_a_form_in_which_nothing_changed_is_no_new_version(house: House, coach: Visit) -> None:
    coach.post("/personas/new", filled())
    assert coach.post("/personas/maya_okafor/edit", filled(base="1")).status_code == 303
    assert len(house.personas.versions(coach.account.id, "maya_okafor")) == 1


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(coach: Visit) -> None:
    sent = {
        "background": "too short", "share.agentic-patterns": "lots", "probes": "one probe only",
        "lead_ins.close": "Great answer, last one.\nBefore you go, {name}.", "voice": "V" * 801,
    }  # fmt: skip
    page = coach.post("/personas/new", filled(**sent))
    assert page.status_code == 422
    told = problems(page)
    assert "Background: should have at least 40 characters." in told
    assert any(line.startswith("Concerns: Agentic patterns: the share") for line in told)
    assert "What they probe: should have at least 3 lines; there are 1." in told
    assert 'href="#f-background"' in page.text
    assert (
        'id="f-background" name="background" rows="4" aria-describedby="h-background ' in page.text
    )
    for typed in (
        "too short",
        'value="lots"',
        "one probe only",
        "Before you go, {name}.",
        "V" * 801,
    ):
        assert typed in page.text
    mended = {
        **sent, "background": "b" * 40, "voice": "v" * 40,
        "probes": "what it costs\n\nwho pays it\nfor what",
        "share.agentic-patterns": "15",
    }  # fmt: skip
    page = coach.post("/personas/new", filled(**mended))
    assert problems(page) == ["Concerns: the shares add up to 99%, not to 100%."]
    assert ">99%</output>" in page.text
    page = coach.post("/personas/new", filled(**mended | {"share.agentic-patterns": "16"}))
    assert [line.partition(": ")[2][:15] for line in problems(page)] == [
        "line 1: praises", "line 2: is text",
    ]  # fmt: skip


def test_form_and_yaml_are_two_ways_of_editing_one_thing(coach: Visit) -> None:
    text = shown(coach.post("/personas/new", filled(do="yaml", background="short")))
    assert parse_yaml(text, "x")["background"] == "short"
    page = coach.post("/personas/new", as_yaml(text) | {"do": "form"})
    assert page.status_code == 422
    assert problems(page) == ["The text: background: String should have at least 40 characters."]
    assert shown(page) == text
    form = coach.post("/personas/new", as_yaml(text_of(severity="strict")) | {"do": "form"})
    assert 'name="name" value="Maya Okafor"' in form.text
    assert "<option selected>strict</option>" in form.text
    comment = f"# mine\n{text_of()}"
    assert coach.post("/personas/new", as_yaml(comment)).headers["location"] == "/personas/maya"
    assert coach.get("/personas/maya/yaml").text == comment


@on_both
def test_who_edited_an_outdated_version_sees_both(house: House, coach: Visit) -> None:
    coach.post("/personas/new", filled())
    address = "/personas/maya_okafor/edit"
    coach.post(address, filled(base="1", severity="strict"))
    page = coach.post(address, filled(base="1", severity="lenient", role="Head of <b>all</b>"))
    assert page.status_code == 409
    assert "<td>strict</td><td>lenient</td>" in page.text
    assert "severity: strict" in page.text
    mine = parse_yaml(shown(page), "x")
    assert (mine["severity"], mine["role"]) == ("lenient", "Head of <b>all</b>")
    assert "<b>" not in page.text
    assert len(house.personas.versions(coach.account.id, "maya_okafor")) == 2
    assert coach.post(address, as_yaml(shown(page), 2)).status_code == 303
    assert house.personas.find(coach.account.id, "maya_okafor").persona.severity == "lenient"


def test_personas_are_for_the_coach_who_wrote_them(house: House, coach: Visit) -> None:
    coach.post("/personas/new", filled())
    stranger = visit(house, house.accounts.open("coach", "Bea"))
    candidate = visit(house, house.accounts.open("candidate", "Ada", coach.account.id))
    assert "Maya" not in stranger.get("/personas").text
    for path in ("", "/edit", "/diff?from=1&to=1", "/yaml"):
        assert stranger.get(f"/personas/maya_okafor{path}").status_code == 404
    assert stranger.post("/personas/maya_okafor/edit", filled(base="1")).status_code == 404
    assert stranger.get("/personas/new?from=maya_okafor").status_code == 404
    for path in ("/personas", "/personas/startup_cto", "/personas/new", "/personas/maya_okafor"):
        assert candidate.get(path).status_code == 404
    assert coach.client.post("/personas/new", data=filled()).status_code == 403
    assert coach.client.get("/personas/startup_cto/edit").status_code == 404


SEATED = {
    "world": "startup", "view": "developer-plus", "level": "senior", "turns": "2",
    "rounds": ["system-design"],
}  # fmt: skip


def test_an_own_persona_sits_on_the_panel_of_its_coach_and_stays_as_it_was(
    house: House, coach: Visit
) -> None:
    coach.post("/personas/new", filled())
    seats = ["own:maya_okafor", "enterprise_architect"]
    page = coach.get("/start?seat=own%3Amaya_okafor").text
    assert 'value="own:maya_okafor" checked' in page
    opened = coach.post("/start", {**SEATED, "seats": seats})
    assert opened.status_code == 303
    coach.post("/personas/maya_okafor/edit", filled(base="1", severity="strict"))
    session = opened.headers["location"].rpartition("/")[2]
    kept = {p.id: p.severity for p in house.sessions.find(session).personas}
    assert kept["maya_okafor"] == "even"
    candidate = visit(house, house.accounts.open("candidate", "Ada", coach.account.id))
    assert "Maya Okafor" in candidate.get("/start").text
    assert candidate.post("/start", {**SEATED, "seats": seats}).status_code == 303
    stranger = visit(house, house.accounts.open("coach", "Bea"))
    assert stranger.post("/start", {**SEATED, "seats": seats}).status_code == 404


@on_both
def test_one_of_another_version_takes_no_page_away_and_is_saved_anew(
    house: House, coach: Visit
) -> None:
    coach.post("/personas/new", filled())
    coach.post("/personas/new", filled(name="Nora Lind"))
    with house.personas._database.begin() as connection:
        kept = connection.scalars(select(PERSONAS.c.text).where(PERSONAS.c.id == "maya_okafor"))
        changed = update(PERSONAS).where(PERSONAS.c.id == "maya_okafor")
        connection.execute(changed.values(text=f"# mine\n{kept.one()}mood: stern\n"))
    candidate = visit(house, house.accounts.open("candidate", "Ada", coach.account.id))
    for who in (coach, candidate):
        page = who.get("/start").text
        assert "Nora Lind" in page
        assert "own:maya_okafor" not in page
    listed = coach.get("/personas").text
    assert '<a href="/personas/maya_okafor/edit">maya_okafor, version 1</a>' in listed
    assert "save it anew" in coach.get("/personas/maya_okafor").text
    assert coach.get("/personas/maya_okafor/yaml").text.startswith("# mine")
    editor = coach.get("/personas/maya_okafor/edit")
    assert [told.partition(". ")[0] for told in problems(editor)] == [
        "The text: unknown key 'mood'"
    ]
    text = shown(editor)
    refused = coach.post("/personas/maya_okafor/edit", as_yaml(text, 1))
    assert refused.status_code == 422
    mended = as_yaml(text.replace("mood: stern\n", ""), 1)
    assert coach.post("/personas/maya_okafor/edit", mended).status_code == 303
    assert "own:maya_okafor" in candidate.get("/start").text
    assert house.personas.find(coach.account.id, "maya_okafor").text.startswith("# mine")


@pytest.mark.parametrize("seat", ["/etc/passwd", "x.yaml", "own:", "own:<script>", "../a.yml"])
def test_a_seat_is_never_a_file_of_the_server(coach: Visit, seat: str) -> None:
    refused = coach.post("/start", {**SEATED, "seats": [seat]})
    assert refused.status_code in (404, 422)
    assert seat not in refused.text
    assert coach.post("/start", {**SEATED, "seats": [*persona_ids()][:6]}).status_code == 422


HOSTILE = {
    "an alias bomb": "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]",
    "a key twice": "id: maya\nid: maya2",
    "5,000 brackets": "[" * 5000,
    "5,000 braces": "{a: " * 5000,
    "a huge whole number": text_of().replace("version: 1", f"version: {'9' * 5000}"),
    "a huge number": text_of().replace("0.16", "1e999999"),
    "a merge key": "<<: {id: x}",
    "a tag": "id: !!python/object/apply:os.system [ls]",
    "two documents": "id: a\n---\nid: b",
    "a NUL": "id: maya\0",
    "text from right to left": text_of(name="Maya \u202erofakO"),
    "a space of no width": text_of(name="Ma\u200bya Okafor"),
    "a script as a key": f"{text_of()}\n<script>alert(1)</script>: 1",
    "a script as a competency": text_of(concerns={"<script>alert(1)</script>": 0.5, "x": 0.5}),
    "a script as severity": text_of(severity="<script>alert(1)</script>"),
    "a date that is none": text_of(version="2024-13-45"),
    "a list": "- a",
    "nothing": "",
    "over 64 KB": f"{text_of()}\n#{'x' * 70_000}",
    "the end of a text area": "</textarea><script>alert(1)</script>",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_yaml_is_refused_in_one_line_each(coach: Visit, text: str) -> None:
    page = coach.post("/personas/new", as_yaml(text))
    assert page.status_code == 422
    told = problems(page)
    assert told
    assert all(line.startswith("The text: ") and len(line) < 420 for line in told)
    assert "<script>alert" not in page.text
    assert shown(page) == text
    assert coach.get("/personas").text.count("Shipped, version") == len(persona_ids())


@pytest.mark.parametrize(
    "name",
    ["{{7*7}}", "{% raw %}x", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>',
     "=HYPERLINK(1)", "+1+cmd|' /C calc'!A0", "{x.__class__}", "%(a)s %s"],
)  # fmt: skip
def test_a_hostile_name_is_shown_as_it_was_typed_and_does_nothing(coach: Visit, name: str) -> None:
    saved = coach.post("/personas/new", filled(name=name, background=f"{name} " * 20))
    assert saved.status_code == 303
    address = saved.headers["location"]
    for path in (address, f"{address}/edit", "/personas", "/start", f"{address}/diff"):
        page = coach.get(path)
        assert page.status_code == 200
        assert html.escape(name, quote=False) in page.text.replace("&#34;", '"').replace(
            "&#39;", "'"
        )
        assert "49" not in re.findall(r"<h1.*?</h1>", page.text, re.DOTALL)[0]
        assert "<script>alert" not in page.text
        assert "<img" not in page.text


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", "Ma\u200bya Okafor"), ("role", "\u202eCTO of it"), ("voice", "a\0" * 30),
     ("share.token-economy", "9" * 5000), ("share.token-economy", "NaN"), ("severity", "cruel"),
     ("share.<script>alert(1)</script>", "5"), ("owns", "<script>alert(1)</script>"),
     ("lead_ins.open", "{{7*7}} is what I ask\nso do I ask\nthat as well"),
     ("difficulty", "x"), ("base", "9" * 400), ("rounds", "<script>alert(1)</script>")],
)  # fmt: skip
def test_a_hostile_form_is_told_so_and_comes_back(coach: Visit, field: str, value: str) -> None:
    page = coach.post("/personas/new", filled(**{field: value}))
    if field == "base":
        assert page.status_code == 303
        return
    assert page.status_code == 422
    assert problems(page)
    assert "<script>alert" not in page.text


def test_more_than_any_persona_can_have_is_refused(coach: Visit) -> None:
    refused = coach.post("/personas/new", filled(voice="x" * 300_000))
    assert refused.status_code == 422
    assert len(refused.text) < 5_000
