"""The coverage map has every pair once, and agrees with the proof that knows nothing of it."""

from dataclasses import replace

import pytest
from half_way import PACK, half_way, kept

from archpanel.cli.programme_matrix import matrix
from archpanel.programme.coverage_map import CoverageMap, coverage_map
from archpanel.programme.proof import prove
from archpanel.programme.variants import Variant, meetings


def pairs(found: CoverageMap) -> set[frozenset[Variant]]:
    return {frozenset(cell) for cell in found.cells}


def test_every_pair_that_can_meet_has_one_cell() -> None:
    found = coverage_map(half_way())
    possible = meetings(kept().space, 2)
    assert pairs(found) == {frozenset(meeting) for meeting in possible}
    assert len(found.cells) == len(possible) == 245


@pytest.mark.parametrize("many", [0, 1, 6, 12])
def test_what_it_says_of_pairs_is_what_the_proof_says(many: int) -> None:
    standing = half_way(many)
    found = coverage_map(standing)
    assert found.total("held") == standing.proof.pairs_held
    assert found.total("held") + found.total("planned") == standing.promised.pairs_held
    assert sum(kind.possible for kind in found.kinds) == standing.proof.pairs_possible
    for pair, places in prove(kept().space, [p.sitting for p in kept().sessions]).witnesses.items():
        one, other = pair
        cell = found.cells.get((one, other)) or found.cells[other, one]
        assert sorted(cell.held + cell.planned) == list(places)
        assert all(place <= many for place in cell.held)


def test_a_pair_that_no_session_holds_is_open_and_not_planned() -> None:
    standing = half_way(0)
    short = replace(standing, kept=replace(standing.kept, sessions=standing.kept.sessions[:3]))
    found = coverage_map(short)
    missing = {frozenset(pair) for pair in short.promised.missing}
    assert missing
    assert {frozenset(at) for at, cell in found.cells.items() if cell.state == "open"} == missing


@pytest.mark.parametrize("width", [48, 60, 80])
def test_the_map_keeps_the_width_of_a_terminal(width: int) -> None:
    assert max(map(len, matrix(coverage_map(half_way()), PACK, width))) <= width


def test_the_map_fits_a_terminal_of_80_columns_and_tells_what_its_letters_mean() -> None:
    found = coverage_map(half_way())
    lines = matrix(found, PACK)
    drawn = lines[: 1 + len(found.rows)]
    assert max(map(len, drawn)) <= 80
    shown = "".join(line[31:] for line in drawn[1:])
    assert sum(map(shown.count, "123456789")) == found.total("held")
    assert shown.count("·") == found.total("planned")
    assert "x" not in shown
    assert any("a Start-up, b Enterprise" in line for line in lines)
