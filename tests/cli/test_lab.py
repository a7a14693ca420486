"""The persona lab on the command line: new, check, compare, whatif."""

import json
from pathlib import Path

import pytest
from finished import finished
from typer.testing import CliRunner

from archpanel.cli.app import app

RUN = CliRunner()


def run(*arguments: str) -> str:
    done = RUN.invoke(app, list(arguments))
    assert done.exit_code == 0, done.stderr
    return done.stdout


def refused(*arguments: str) -> str:
    done = RUN.invoke(app, list(arguments))
    assert done.exit_code != 0
    return done.stderr


@pytest.fixture
def record(tmp_path: Path) -> Path:
    file = tmp_path / "held.json"
    file.write_text(finished().model_dump_json(), encoding="utf-8")
    return file


def test_a_coach_makes_checks_and_compares_a_version(tmp_path: Path) -> None:
    made = run("personas", "new", "security_reviewer", "--from", "security_reviewer", "--in", "v2")
    file = tmp_path / made.strip()
    text = file.read_text(encoding="utf-8").replace("severity: strict", "severity: lenient")
    file.write_text(text, encoding="utf-8")
    run("personas", "check", str(file))
    both = ("--persona", "security_reviewer", "--persona", "v2/security_reviewer.yaml")
    told = run("compare", *both, "--bank", "5", "--out", "lab")
    assert "severity  strict" in told
    assert "Differs beyond chance" in told or "Nothing differs beyond chance" in told
    page = (tmp_path / "lab/report.html").read_text(encoding="utf-8")
    assert "security_reviewer v2" in page
    data = json.loads((tmp_path / "lab/report.json").read_text(encoding="utf-8"))
    assert data["sections"][0]["rows"][1] == ["severity", "strict", "lenient"]
    assert (tmp_path / "lab/report.md").is_file()


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    run("personas", "new", "patient_cto", "--from", "startup_cto")
    before = (tmp_path / "patient_cto.yaml").read_bytes()
    assert "is there already" in refused("personas", "new", "patient_cto", "--from", "ml_lead")
    assert (tmp_path / "patient_cto.yaml").read_bytes() == before


def test_finished_records_are_compared_as_they_are(record: Path) -> None:
    data = json.loads(run("compare", "--record", str(record), "--json"))
    about = dict(data["about"])
    assert about["Read by"] == "scripted"
    assert about["Material"].startswith("1 finished record: 1 interview, ")
    moves = next(s for s in data["sections"] if s["id"] == "moves")
    (first,) = [row for row in moves["rows"] if row[0] == "first_seat"]
    assert first[moves["columns"].index("down")]["value"] == 1


def test_a_coachs_ratings_come_from_a_file(record: Path, tmp_path: Path) -> None:
    rated = tmp_path / "coach.jsonl"
    rated.write_text('{"interview": "held", "levels": {"ai": 2.0}}\n', encoding="utf-8")
    data = json.loads(run("compare", "--record", str(record), "--coach", str(rated), "--json"))
    coach = next(s for s in data["sections"] if s["id"] == "coach")
    assert coach["rows"][0][coach["columns"].index("levels")]["value"] == 1
    rated.write_text('{"interview": "other", "levels": {}}\n', encoding="utf-8")
    told = refused("compare", "--record", str(record), "--coach", str(rated))
    assert "coach.jsonl:1" in told
    assert "held" in told


def write_transcript(file: Path, candidate: str = "Candidate") -> Path:
    asked = "How do you find out whether the retrieval of your assistant got worse?"
    said = "I measure recall at ten on three hundred logged questions before and after each change."
    file.write_text(f"Interviewer: {asked}\n{candidate}: {said}\n", encoding="utf-8")
    return file


def test_a_transcript_is_read_by_every_persona_that_is_named(tmp_path: Path) -> None:
    both = ("--persona", "startup_cto", "--persona", "security_reviewer")
    files = [write_transcript(tmp_path / f"{name}.txt") for name in ("monday", "friday")]
    given = [part for file in files for part in ("--transcript", str(file))]
    data = json.loads(run("compare", *given, *both, "--json"))
    about = dict(data["about"])
    assert about["Material"] == "2 transcripts: 2 interviews, 2 answers"
    sections = {s["id"]: s for s in data["sections"]}
    names = [row[0] for row in sections["severity"]["rows"]]
    assert {"startup_cto", "security_reviewer"} <= set(names)
    assert [row[0] for row in sections["verdicts"]["rows"]] == ["monday", "friday"]
    # Nobody of the panel asked, so nothing is said of what they ask.
    assert sections["questions"]["rows"] == []
    assert "No panel held an interview here" in sections["questions"]["lead"]
    assert any("transcript by the role's anchors alone" in limit for limit in data["limits"])


def test_a_transcript_names_its_candidate_or_is_refused(tmp_path: Path) -> None:
    file = write_transcript(tmp_path / "talk.txt", "Grace")
    seats = ("--seats", "startup_cto,security_reviewer")
    run("compare", "--transcript", str(file), "--candidate", "Grace", *seats)
    told = refused("compare", "--transcript", str(file), "--candidate", "Nobody", *seats)
    assert "Grace" in told
    twice = ("--transcript", str(file), "--transcript", str(file), "--candidate", "Grace")
    assert "talk was given twice" in refused("compare", *twice, *seats)


def test_a_scripted_candidate_shows_what_each_persona_asks(tmp_path: Path) -> None:
    script = tmp_path / "eve.txt"
    script.write_text("I would measure first, on a fixed test set.\n" * 4, encoding="utf-8")
    seats = ("--seats", "startup_cto,security_reviewer,enterprise_architect")
    data = json.loads(run("compare", "--answers", str(script), "--turns", "4", *seats, "--json"))
    assert dict(data["about"])["Material"].startswith("1 scripted candidate: 1 interview, ")
    sections = {s["id"]: s for s in data["sections"]}
    asked = sections["questions"]
    column = asked["columns"].index("questions")
    assert sum(row[column]["value"] for row in asked["rows"]) == 4
    assert {row[0] for row in sections["question-mix"]["rows"]} == {
        "startup_cto", "security_reviewer", "enterprise_architect",
    }  # fmt: skip
    assert any("scripted candidate passes" in line for line in data["limits"])


def test_two_panels_hold_a_scripted_interview_each_and_one_is_read_by_both(tmp_path: Path) -> None:
    script = tmp_path / "eve.txt"
    script.write_text("I would measure first, on a fixed test set.\n" * 3, encoding="utf-8")
    two = ("--seats", "startup_cto,ml_lead", "--seats", "platform_lead,ml_lead")
    data = json.loads(run("compare", "--answers", str(script), "--turns", "3", *two, "--json"))
    verdicts = next(s for s in data["sections"] if s["id"] == "verdicts")
    assert [row[0] for row in verdicts["rows"]] == ["eve", "eve, held by platform_lead, ml_lead"]
    assert "-" not in verdicts["rows"][0]


@pytest.mark.parametrize("option", ["--transcript", "--answers"])
def test_a_file_that_is_not_there_is_named(option: str) -> None:
    told = refused("compare", option, "nowhere.txt", "--seats", "startup_cto,ml_lead")
    assert "nowhere.txt" in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "--bank 24"),
        (("--answers", "a.txt", "--candidates", "3"), "one after the other"),
        (("--bank", "5", "--persona", "startup_ceo"), "startup_cto"),
        (("--bank", "5", "--seats", "startup_cto,startup_cto"), "two seats"),
    ],
)
def test_what_cannot_be_compared_is_told_with_what_can(
    arguments: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("One answer.\n", encoding="utf-8")
    assert told in refused("compare", *arguments)


def test_whatif_shows_both_verdicts_and_what_it_takes_for_granted(record: Path) -> None:
    told = run("whatif", str(record), "--bar", "ai=5")
    assert "would be another one" in told or "would stay" in told
    assert "ai bar" in told
    assert "This takes for granted" in told
    assert "Why" in told, "a verdict that stays is explained, too"
    data = json.loads(run("whatif", str(record), "--without", "third_seat", "--json"))
    assert data["before"] == finished().verdict.model_dump(mode="json")
    assert data["change"]["without"] == ["third_seat"]
    assert data["assumptions"]


def test_another_panels_ballot_is_taken_from_a_kept_record(tmp_path: Path) -> None:
    both = ("--seats", "startup_cto,ml_lead", "--seats", "platform_lead,ml_lead")
    run("compare", "--bank", "1", *both, "--out", "lab", "--keep-records")
    one, two = (f"lab/records/{panel}/bank-01.json" for panel in
                ("startup_cto-ml_lead", "platform_lead-ml_lead"))  # fmt: skip
    run("verify", one)
    swapped = ("--instead", f"startup_cto={two}:platform_lead")
    data = json.loads(run("whatif", one, *swapped, "--json"))
    assert data["after"] == json.loads((tmp_path / two).read_text(encoding="utf-8"))["verdict"]
    assert "--out" in refused("compare", "--bank", "1", "--keep-records")
    firm = json.loads(run("whatif", one, "--profile", "retail-bank", "--json"))
    bars = {axis["axis"]: axis["bar"] for axis in firm["after"]["axes"]}
    assert bars == {"ai": 3.7, "architecture": 3.9}, "principal, in an enterprise"
    told = " ".join(run("whatif", one, "--profile", "retail-bank", "--out", "w.json").split())
    assert "It is decided as retail-bank would: Retail bank under supervision." in told
    assert "This takes for granted:" in told
    assert (tmp_path / "w.json").exists()
    startup = json.loads(run("whatif", one, "--profile", "seed-startup", "--json"))["assumptions"]
    other = [line for line in (*firm["assumptions"], *startup) if "sees the role as" in line]
    assert len(other) == 1, "one of the two firms sees it as the interview was held"
    typed = run("whatif", one, "--profile", "retail-bank", "--level", "senior", "--json")
    assert {axis["bar"] for axis in json.loads(typed)["after"]["axes"]} == {2.9, 3.1}
    assert "Did you mean 'retail-bank'" in refused("whatif", one, "--profile", "retail-bnk")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "Say what is to be otherwise"),
        (("--without", "nobody"), "first_seat"),
        (("--bar", "ai"), "ai=3.2"),
        (("--weight", "alpha=much"), "llm-evaluation=3"),
        (("--instead", "first_seat"), "SEAT=RECORD:OTHER"),
    ],
)
def test_whatif_refuses_with_the_form_that_it_takes(
    arguments: tuple[str, ...], told: str, record: Path
) -> None:
    assert told in refused("whatif", str(record), *arguments)


def test_whatif_believes_no_altered_record(record: Path) -> None:
    data = json.loads(record.read_text(encoding="utf-8"))
    was = data["verdict"]["decision"]
    data["verdict"]["decision"] = "hold" if was != "hold" else "hire"
    record.write_text(json.dumps(data), encoding="utf-8")
    assert "verdict" in refused("whatif", str(record), "--without", "third_seat")
