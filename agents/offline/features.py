"""What is measured between one piece of an answer and one key point of its question.

Everything is relative: to the wrong versions of the same point, to the other points, to the
question itself. A cosine by itself says little (E5's lie between 0.75 and 0.95).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from archpanel.agents.offline.company import as_whole, companies, in_company
from archpanel.agents.offline.cues import Cues, either, read_cues
from archpanel.agents.offline.encoder import Vectors
from archpanel.agents.offline.form import content, is_slogan
from archpanel.agents.offline.order import article_share, english_order, function_share
from archpanel.agents.offline.segments import Segment, cut, words
from archpanel.agents.offline.vectors import VectorStore, off_centre
from archpanel.agents.offline.weights import Weights
from archpanel.domain import Item

Matrix = npt.NDArray[np.float32]

NAMES = (
    "said",  # mean of the two nearest right versions: one lucky phrase is not enough
    "margin",  # nearest right version minus nearest wrong one
    "lead",  # nearest right version minus the nearest phrase of another point
    "denied_wrong",  # nearest wrong version of the opposite polarity
    "stance",  # learned: how dismissive or naive the piece sounds, whatever its topic
    "flag",  # nearest red flag minus nearest right version
    "shared",  # share of the piece's own words that occur in the right versions
    "echo",  # nearest sentence of question, scene and probes minus nearest right version
    "rejected",  # waves something off, which the nearest right version does not
    "refused",  # does not do what the nearest right version does
    "polarity",  # if refused: nearer to a denied wrong version than to a denied right one
    "hearsay",
    "question",
    "slogan",
    "order",  # order of word classes
)
AT = {name: at for at, name in enumerate(NAMES)}

LONGEST_PAIR = 44
"""Words that two neighbours may have together to be looked at as one thought."""

PLAIN_ARTICLES = 0.06
"""Share of articles that 95 % of answers in full English have: the golden set, the ladders, and the
bank's examples, 613 in all. Where articles were left out, 98 % are below 0.03."""

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


def bag(text: str) -> frozenset[str]:
    """Return the same with their letters in order of the alphabet, so that none hides by a slip."""
    return frozenset("".join(sorted(word)) for word in stems(text))


@dataclass(frozen=True)
class Phrases:
    """Ways of saying one thing."""

    vectors: Matrix
    refused: npt.NDArray[np.bool_]
    rejected: npt.NDArray[np.bool_]
    stems: tuple[frozenset[str], ...]
    texts: tuple[str, ...]


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
    asked_words: frozenset[str]
    point_trigrams: frozenset[tuple[str, ...]]
    point_words: tuple[frozenset[str], ...]
    """The telling words of each key point; see `bag`."""


@dataclass(frozen=True)
class Piece:
    """One piece of an answer made ready for reading."""

    segment: Segment
    vector: Matrix
    """Without what all sentences of the field share; see `centred`."""

    cues: Cues
    stems: frozenset[str]


@dataclass(frozen=True)
class Sentence:
    """All pieces that were encoded together."""

    segment: Segment
    vector: Matrix
    """As for a piece."""

    raw: Matrix
    """As the encoder gave it."""

    cues: Cues
    pieces: tuple[int, ...]
    """Which of the pieces it holds."""


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
        and not (_turns(one.cues) or _turns(two.cues))
    ]
    return [*pieces, *pairs]


def _turns(cues: Cues) -> bool:
    """Tell whether a piece turns something around, so that joining would blur what."""
    return cues.refused or cues.rejected or cues.reported


def _join(one: Piece, two: Piece) -> Piece:
    first, second = one.segment, two.segment
    return Piece(
        stretch([first, second]),
        _mean(one.vector, two.vector, first.words, second.words),
        either(one.cues, two.cues),
        one.stems | two.stems,
    )


def stretch(segments: Sequence[Segment]) -> Segment:
    """Return neighbours as one piece, from the first to the last."""
    first, text = segments[0], " ".join(segment.text for segment in segments)
    return Segment(first.start, segments[-1].end, text, first.sentence, first.paragraph, first.form)


def heard_as(segments: Sequence[Segment]) -> tuple[list[str], list[str]]:
    """Return the texts by which segments are encoded: each in company, and each company."""
    groups = [[spoken_core(segments[at].text) for at in some] for some in companies(segments)]
    parts = [in_company(group, at) for group in groups for at in range(len(group))]
    return parts, [as_whole(group) for group in groups]


def cues_of(segments: Sequence[Segment]) -> list[Cues]:
    """Return what the wording of each segment, without its fillers, tells about its stance."""
    return [read_cues(spoken_core(segment.text)) for segment in segments]


def pieces_of(
    segments: Sequence[Segment], cues: Sequence[Cues], vectors: Vectors, weights: Weights
) -> list[Piece]:
    """Return segments made ready; `vectors` are those of their texts in company."""
    rows = zip(segments, centred(vectors, weights), cues, strict=True)
    return [Piece(segment, row, cue, stems(segment.text)) for segment, row, cue in rows]


def sentences_of(pieces: Sequence[Piece], vectors: Vectors, weights: Weights) -> list[Sentence]:
    """Return the companies of pieces made ready; `vectors` are those of the wholes."""
    segments = [piece.segment for piece in pieces]
    rows = zip(companies(segments), centred(vectors, weights), vectors, strict=True)
    return [
        Sentence(
            stretch([segments[at] for at in own]),
            moved,
            raw,
            reduce(either, [pieces[at].cues for at in own]),
            tuple(own),
        )
        for own, moved, raw in rows
    ]


def _mean(one: Matrix, two: Matrix, words_of_one: int, words_of_two: int) -> Matrix:
    mean = one * words_of_one + two * words_of_two
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)


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
            tuple(texts),
        )

    # Where there are references only, the point's own words say no more than they do.
    said = tuple(
        phrases((*point.said_as, point.point) if point.wrong else point.said_as)
        for point in item.key_points
    )
    return ItemView(
        said=said,
        wrong=tuple(phrases(point.wrong) for point in item.key_points),
        flags=tuple(phrases((*flag.said_as, flag.flag)) for flag in item.red_flags),
        asked=centred(store.get(asked), weights),
        asked_trigrams=frozenset(t for text in asked for t in trigrams(text)),
        asked_words=bag(" ".join(asked)),
        point_trigrams=frozenset(t for point in item.key_points for t in trigrams(point.point)),
        point_words=tuple(bag(point.point) for point in item.key_points),
    )


def centred(vectors: Vectors, weights: Weights) -> Matrix:
    """Return vectors without what all sentences of the field share, of length 1."""
    return off_centre(vectors, weights.centre)


def trigrams(text: str) -> list[tuple[str, ...]]:
    """Return all runs of three words."""
    tokens = words(text)
    return [tuple(tokens[at : at + 3]) for at in range(len(tokens) - 2)]


def measure(pieces: Sequence[Piece], view: ItemView, weights: Weights) -> Matrix:
    """Return features by piece, key point and name."""
    vectors = np.vstack([piece.vector for piece in pieces])
    said = nearest(vectors, view.said)
    flags = nearest(vectors, view.flags).max(axis=1)
    asked = (vectors @ view.asked.T).max(axis=1)
    common = _wording(pieces)
    table = np.zeros((len(pieces), len(view.said), len(NAMES)), dtype=np.float32)
    for k, right in enumerate(view.said):
        near = said[:, k]
        others = np.delete(said, k, axis=1).max(axis=1)
        by_name = {
            **_likeness(vectors, pieces, right, view.wrong[k]),
            **common,
            "lead": near - others,
            "stance": weights.stance_of(vectors),
            "flag": flags - near,
            "shared": np.array([_shared(piece, right) for piece in pieces]),
            "echo": asked - near,
        }
        table[:, k] = np.stack([by_name[name] for name in NAMES], axis=1)
    return table


def bareness(segments: Sequence[Segment]) -> float:
    """Return how far an answer leaves articles out: 0 in full English, 1 where it has none.

    Of a whole answer: one segment says little, and code has none anyway.
    """
    prose = [segment.text for segment in segments if segment.form != "code"]
    tokens = [word for text in prose for word in words(text)]
    return max(1 - article_share(tokens) / PLAIN_ARTICLES, 0.0) if tokens else 0.0


def nearest(vectors: Matrix, groups: Sequence[Phrases]) -> Matrix:
    """Return the likeness of each piece to the nearest phrase of each group."""
    return np.stack([(vectors @ group.vectors.T).max(axis=1) for group in groups], axis=1)


def _top_two(sims: Matrix) -> Matrix:
    return np.asarray(np.sort(sims, axis=1)[:, -2:].mean(axis=1), dtype=np.float32)


def _likeness(
    vectors: Matrix, pieces: Sequence[Piece], right: Phrases, wrong: Phrases
) -> dict[str, Matrix]:
    said, bad = vectors @ right.vectors.T, vectors @ wrong.vectors.T
    closest = said.argmax(axis=1)
    refused = np.array([piece.cues.refused for piece in pieces])
    rejected = np.array([piece.cues.rejected for piece in pieces])
    same, other = _by_polarity(said, right.refused, refused)
    wrong_same, wrong_other = _by_polarity(bad, wrong.refused, refused)
    polarity = np.maximum(same, wrong_other) - np.maximum(other, wrong_same)
    return {
        "said": _top_two(said),
        "margin": said.max(axis=1) - bad.max(axis=1),
        "denied_wrong": wrong_other,
        "rejected": rejected & ~right.rejected[closest],
        "refused": refused & ~right.refused[closest],
        "polarity": np.where(refused, polarity, 0),
    }


def _by_polarity(
    sims: Matrix, phrase: npt.NDArray[np.bool_], piece: npt.NDArray[np.bool_]
) -> tuple[Matrix, Matrix]:
    """Return the nearest phrase of the same and of the opposite polarity, 0 where there is none."""
    same = phrase[None, :] == piece[:, None]
    return (
        np.where(same, sims, 0).max(axis=1, initial=0),
        np.where(~same, sims, 0).max(axis=1, initial=0),
    )


def _shared(piece: Piece, phrases: Phrases) -> float:
    everything = frozenset().union(*phrases.stems)
    return len(piece.stems & everything) / max(len(piece.stems), 4)


def _wording(pieces: Sequence[Piece]) -> dict[str, Matrix]:
    rows = [
        (
            piece.cues.reported and not piece.cues.endorsed,
            piece.cues.question,
            is_slogan(piece.segment.text),
            _order(piece.segment),
        )
        for piece in pieces
    ]
    columns = np.array(rows, dtype=np.float32).T
    return dict(zip(("hearsay", "question", "slogan", "order"), columns, strict=True))


def _order(segment: Segment) -> float:
    tokens = words(segment.text)
    if segment.form == "code" or len(tokens) < 6 or function_share(tokens) < 0.1:
        return 0.2
    return float(np.clip(english_order().score(segment.text), -0.6, 0.8))
