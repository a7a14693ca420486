"""What is measured between one piece of an answer and one key point of its question.

Everything is relative: to the wrong versions of the same point, to the other points, to the
question itself. A cosine by itself says little (E5's lie between 0.75 and 0.95).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from archpanel.agents.offline.cues import Cues, either, read_cues
from archpanel.agents.offline.encoder import Vectors
from archpanel.agents.offline.form import content, is_slogan
from archpanel.agents.offline.order import english_order, function_share
from archpanel.agents.offline.segments import Segment, cut, words
from archpanel.agents.offline.vectors import VectorStore
from archpanel.agents.offline.weights import Weights
from archpanel.domain import Item

Matrix = npt.NDArray[np.float32]

NAMES = (
    "said",  # nearest way of saying it
    "said_top2",  # mean of the two nearest: one lucky phrase is not enough
    "wrong",  # nearest wrong version
    "margin",  # said minus wrong
    "lead",  # said minus the nearest phrase of another point
    "lean",  # position between the mean wrong and the mean right version
    "same_way",  # nearest right version with the same polarity
    "other_way",  # nearest right version with the opposite polarity
    "wrong_same_way",  # nearest wrong version with the same polarity
    "wrong_other_way",  # nearest wrong version with the opposite polarity
    "stance",  # learned: how dismissive the piece sounds, whatever its topic
    "stance_over",  # the same, compared with the right versions of this point
    "flag",  # nearest red flag minus said
    "recall",  # share of a phrase's own words that occur, question words left out
    "precision",  # share of the piece's own words that occur in the phrases
    "echo",  # nearest sentence of question, scene and probes minus said
    "rejected",  # waves something off, which the nearest right version does not
    "refused_alone",  # its main verb is negated, that of the nearest right version is not
    "refused_wrong",  # its main verb is negated, that of the nearest wrong version is not
    "hearsay",
    "question",
    "slogan",
    "substance",  # content words, up to 8
    "order",  # order of word classes
    "polarity",  # for a negated main verb: nearer to a denied wrong than to a denied right version
)

LONGEST_PAIR = 44
"""Words that two neighbours may have together to be looked at as one thought."""

_STEM = re.compile(r"(?:ations?|ings?|ies|ied|ers?|ed|es|ly|s|e)$")
_FILLERS = re.compile(
    r"\b(?:um+|uh+|er+m?|you know|I mean|sort of|kind of|basically|actually|honestly|so,? yeah"
    r"|well|okay"
    r"|ok|right|like|I think|I guess|I suppose|I believe|in my opinion|maybe|perhaps|probably"
    r"|it might be that|I['\u2019]m not (?:completely |entirely |really )?sure,? but|I would say"
    r"|clearly"
    r"|of course|obviously|as I said|without question)\b,?\s*(?=\S)|^(?:so|and|but|then|also"
    r"|plus),?\s+",
    re.IGNORECASE,
)


def spoken_core(text: str) -> str:
    """Return a piece without fillers and hedges: they must neither cost nor earn anything."""
    core = re.sub(r"\s+", " ", _FILLERS.sub("", _FILLERS.sub("", text))).strip(" ,;")
    return core if len(core) >= 0.4 * len(text) else text


def stem(word: str) -> str:
    """Return a crude stem: enough to match "tagging" with "tag"."""
    short = _STEM.sub("", word)
    short = short if len(short) >= 3 else word
    return short[:-1] if len(short) > 3 and short[-1] == short[-2] else short


def stems(text: str) -> frozenset[str]:
    """Return the stems of the words that carry a meaning."""
    return frozenset(stem(word) for word in content(text))


@dataclass(frozen=True)
class Phrases:
    """Ways of saying one thing."""

    vectors: Matrix
    refused: npt.NDArray[np.bool_]
    rejected: npt.NDArray[np.bool_]
    stems: tuple[frozenset[str], ...]


@dataclass(frozen=True)
class ItemView:
    """An item made ready for reading."""

    said: tuple[Phrases, ...]
    """Per key point, the point itself last."""

    wrong: tuple[Phrases, ...]
    flags: tuple[Phrases, ...]
    asked: Matrix
    """Sentences of question, scene, clarification, probes and challenges."""

    asked_trigrams: frozenset[tuple[str, ...]]
    point_trigrams: frozenset[tuple[str, ...]]
    stance: Matrix
    """Per key point, the mean stance of its right versions."""


@dataclass(frozen=True)
class Piece:
    """One piece of an answer made ready for reading."""

    segment: Segment
    vector: Matrix
    cues: Cues
    stems: frozenset[str]


def with_joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces and, after them, each pair of neighbours that may be one thought.

    The encoder takes the mean over tokens, so the vector of two clauses is nearly the mean of
    theirs: a second look at a longer stretch costs no encoding.
    """
    pairs = [
        _join(one, two)
        for one, two in pairwise(pieces)
        if one.segment.paragraph == two.segment.paragraph
        and "code" not in (one.segment.form, two.segment.form)
        and one.segment.words + two.segment.words <= LONGEST_PAIR
    ]
    return [*pieces, *pairs]


def _join(one: Piece, two: Piece) -> Piece:
    first, second = one.segment, two.segment
    both = Segment(
        first.start,
        second.end,
        f"{first.text} {second.text}",
        first.sentence,
        first.paragraph,
        first.form,
    )
    mean = one.vector * first.words + two.vector * second.words
    return Piece(
        both,
        np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32),
        either(one.cues, two.cues),
        one.stems | two.stems,
    )


def phrases_of(item: Item) -> list[str]:
    """Return every text of an item that is ever encoded."""
    texts = [t for point in item.key_points for t in (*point.said_as, point.point, *point.wrong)]
    texts += [text for flag in item.red_flags for text in (*flag.said_as, flag.flag)]
    return [*texts, *asked_sentences(item)]


def asked_sentences(item: Item) -> list[str]:
    """Return what the panel itself says about an item; repeating it earns nothing."""
    texts = [item.text, item.context, item.clarify]
    sentences = [segment.text for text in texts for segment in cut(text)]
    return [
        *sentences,
        *(point.probe for point in item.key_points),
        *(flag.challenge for flag in item.red_flags),
    ]


def view_of(item: Item, store: VectorStore, weights: Weights) -> ItemView:
    """Make an item ready; encodes only phrases that the store does not know."""
    store.get(phrases_of(item), keep_as=item.id)
    asked = asked_sentences(item)
    demoted = stems(" ".join(asked))

    def phrases(texts: Sequence[str]) -> Phrases:
        cues = [read_cues(spoken_core(text)) for text in texts]
        return Phrases(
            centred(store.get(texts), weights),
            np.array([cue.refused for cue in cues], dtype=bool),
            np.array([cue.rejected for cue in cues], dtype=bool),
            tuple(stems(text) - demoted or stems(text) for text in texts),
        )

    said = tuple(phrases((*point.said_as, point.point)) for point in item.key_points)
    return ItemView(
        said=said,
        wrong=tuple(phrases(point.wrong) for point in item.key_points),
        flags=tuple(phrases((*flag.said_as, flag.flag)) for flag in item.red_flags),
        asked=centred(store.get(asked), weights),
        asked_trigrams=frozenset(t for text in asked for t in trigrams(text)),
        point_trigrams=frozenset(t for point in item.key_points for t in trigrams(point.point)),
        stance=np.array([(weights.stance_of(s.vectors)).mean() for s in said], dtype=np.float32),
    )


def centred(vectors: Vectors, weights: Weights) -> Matrix:
    """Return vectors without what all sentences of the field share, of length 1."""
    moved = vectors - weights.centre
    return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9))


def trigrams(text: str) -> list[tuple[str, ...]]:
    """Return all runs of three words."""
    tokens = words(text)
    return [tuple(tokens[at : at + 3]) for at in range(len(tokens) - 2)]


def measure(pieces: Sequence[Piece], view: ItemView, weights: Weights) -> Matrix:
    """Return features by piece, key point and name."""
    vectors = np.vstack([piece.vector for piece in pieces])
    said = _nearest(vectors, view.said)
    flags = _nearest(vectors, view.flags).max(axis=1)
    asked = (vectors @ view.asked.T).max(axis=1) if len(view.asked) else np.zeros(len(vectors))
    stance = weights.stance_of(vectors)
    table = np.zeros((len(pieces), len(view.said), len(NAMES)), dtype=np.float32)
    for k in range(len(view.said)):
        others = np.delete(said, k, axis=1)
        table[:, k, :10] = _likeness(vectors, pieces, view, k)
        table[:, k, -1] = _polarity(table[:, k, :10], pieces)
        table[:, k, 4] = said[:, k] - others.max(axis=1)
        table[:, k, 10] = stance
        table[:, k, 11] = stance - view.stance[k]
        table[:, k, 12] = flags - said[:, k]
        table[:, k, 15] = asked - said[:, k]
        table[:, k, 13:15] = [_overlap(piece, view.said[k]) for piece in pieces]
        table[:, k, 16:-1] = _wording(vectors, pieces, view, k)
    return table


def flag_table(pieces: Sequence[Piece], view: ItemView, weights: Weights) -> Matrix:
    """Return, by piece and red flag: likeness, lead over the key points, stance, polarity."""
    vectors = np.vstack([piece.vector for piece in pieces])
    best_said = _nearest(vectors, view.said).max(axis=1)
    best_wrong = _nearest(vectors, view.wrong).max(axis=1)
    stance = weights.stance_of(vectors)
    table = np.zeros((len(pieces), len(view.flags), 8), dtype=np.float32)
    for f, flag in enumerate(view.flags):
        sims = vectors @ flag.vectors.T
        near = sims.max(axis=1)
        refused = np.array([piece.cues.refused for piece in pieces])
        table[:, f, 0] = near
        table[:, f, 1] = _top2(sims)
        table[:, f, 2] = near - best_said
        table[:, f, 3] = near - best_wrong
        table[:, f, 4] = stance
        table[:, f, 5] = refused & ~flag.refused[sims.argmax(axis=1)]
        table[:, f, 6] = [_overlap(piece, flag)[0] for piece in pieces]
        table[:, f, 7] = [piece.cues.reported or piece.cues.question for piece in pieces]
    return table


def _nearest(vectors: Matrix, groups: Sequence[Phrases]) -> Matrix:
    columns = [(vectors @ group.vectors.T).max(axis=1) for group in groups]
    return np.stack(columns, axis=1) if columns else np.full((len(vectors), 1), -1, np.float32)


def _top2(sims: Matrix) -> Matrix:
    return np.asarray(np.sort(sims, axis=1)[:, -2:].mean(axis=1), dtype=np.float32)


def _likeness(vectors: Matrix, pieces: Sequence[Piece], view: ItemView, k: int) -> Matrix:
    right, wrong = view.said[k], view.wrong[k]
    said, bad = vectors @ right.vectors.T, vectors @ wrong.vectors.T
    refused = np.array([piece.cues.refused for piece in pieces])
    axis = right.vectors.mean(axis=0) - wrong.vectors.mean(axis=0)
    middle = (right.vectors.mean(axis=0) + wrong.vectors.mean(axis=0)) / 2
    lean = (vectors - middle) @ axis / max(float(np.linalg.norm(axis)), 1e-6)
    near, far = said.max(axis=1), bad.max(axis=1)
    columns = [near, _top2(said), far, near - far, near * 0, lean]
    columns += [*_by_polarity(said, right.refused, refused)]
    columns += [*_by_polarity(bad, wrong.refused, refused)]
    return np.stack(columns, axis=1)


def _by_polarity(
    sims: Matrix, phrase: npt.NDArray[np.bool_], piece: npt.NDArray[np.bool_]
) -> tuple[Matrix, Matrix]:
    """Return the nearest phrase of the same and of the opposite polarity, 0 where there is none."""
    same = phrase[None, :] == piece[:, None]
    return (
        np.where(same, sims, 0).max(axis=1, initial=0),
        np.where(~same, sims, 0).max(axis=1, initial=0),
    )


def _polarity(likeness: Matrix, pieces: Sequence[Piece]) -> Matrix:
    """Denying a wrong version speaks for the point, denying a right one against it."""
    refused = np.array([piece.cues.refused for piece in pieces])
    same, other, wrong_same, wrong_other = likeness[:, 6:10].T
    speaks_for = np.maximum(same, wrong_other)
    against = np.maximum(other, wrong_same)
    return np.where(refused, speaks_for - against, 0).astype(np.float32)


def _overlap(piece: Piece, phrases: Phrases) -> tuple[float, float]:
    recall = max(len(piece.stems & own) / max(len(own), 4) for own in phrases.stems)
    everything = frozenset().union(*phrases.stems)
    return recall, len(piece.stems & everything) / max(len(piece.stems), 4)


def _wording(vectors: Matrix, pieces: Sequence[Piece], view: ItemView, k: int) -> Matrix:
    right, wrong = view.said[k], view.wrong[k]
    nearest = (vectors @ right.vectors.T).argmax(axis=1)
    near = right.refused[nearest]
    far = wrong.refused[(vectors @ wrong.vectors.T).argmax(axis=1)]
    rows = [
        (
            piece.cues.rejected and not right.rejected[nearest[at]],
            piece.cues.refused and not near[at],
            piece.cues.refused and not far[at],
            piece.cues.reported and not piece.cues.endorsed,
            piece.cues.question,
            is_slogan(piece.segment.text),
            min(len(content(piece.segment.text)), 8) / 8,
            _order(piece.segment),
        )
        for at, piece in enumerate(pieces)
    ]
    return np.array(rows, dtype=np.float32)


def _order(segment: Segment) -> float:
    tokens = words(segment.text)
    if segment.form == "code" or len(tokens) < 6 or function_share(tokens) < 0.1:
        return 0.2
    return float(np.clip(english_order().score(segment.text), -0.6, 0.8))
