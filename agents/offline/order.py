"""Tells sentences from word salad: function words, and which kind of word follows which.

A sentence encoder hardly sees the order of words, so shuffled key words look like a good answer to
it. A table of how often one word class follows another, counted over plain technical prose, sees
the difference from about a dozen words on, and does not care which topic they are about.
"""

import base64
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Self

import numpy as np
import numpy.typing as npt

from archpanel.agents.offline.segments import words

FUNCTION_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset(
        "the a an and or but so if then than as of to in on at by for with from into over per is "
        "are "
        "was were be been being it its this that these those there i we you they he she my our "
        "your "
        "their me us them not no do does did don't would could should will can may might must "
        "have has "
        "had which who what when where how why because while until before after about only just "
        "also "
        "more most one each every any some all both same other i'd we'd i'll we'll it's "
        "that's".split()
    ),
    "de": frozenset(
        "der die das den dem des ein eine einen einem einer und oder aber wenn dann als von zu im "
        "in an "
        "am auf mit für bei aus über pro ist sind war waren wird werden es ich wir sie er man "
        "mein unser "
        "ihr nicht kein keine würde könnte sollte kann muss hat haben hatte welche wer was wann "
        "wo wie "
        "warum weil während bis vor nach nur auch mehr jede jeder jedes damit dass sich zum "
        "zur".split()
    ),
    "fr": frozenset(
        "le la les l un une des et ou mais si alors que de du à au aux en dans sur par pour avec "
        "sans est "
        "sont était être il elle on nous vous je ils ce cette ces qui dont où ne pas se sa son "
        "ses leur "
        "plus chaque tout tous comme parce avant après même d n c j qu s".split()
    ),
    "es": frozenset(
        "el la los las un una unos y o pero si entonces que de del a al en por para con sin es "
        "son era "
        "ser se lo le yo nosotros ellos este esta estos como cuando donde porque antes después no "
        "más "
        "cada todo todos su sus mi nuestra nuestro ya también".split()
    ),
    "it": frozenset(
        "il lo la i gli le un una e o ma se allora che di del della dei in a al con per da su non "
        "è sono "
        "era essere si io noi loro questo questa come quando dove perché prima dopo più ogni "
        "tutto".split()
    ),
    "pt": frozenset(
        "o a os as um uma e ou mas se então que de do da dos das em no na por para com sem é são "
        "era ser "
        "eu nós eles este esta isso como quando onde porque antes depois não mais cada todo".split()
    ),
    "nl": frozenset(
        "de het een en of maar als dan van te in op aan bij voor met uit over per is zijn was "
        "waren wordt "
        "worden ik wij ze hij mijn onze hun niet geen zou kan moet heeft die dat wat wanneer waar "
        "hoe "
        "waarom omdat tot na alleen ook meer elke door".split()
    ),
}
_SUFFIXES = (
    "ing",
    "ed",
    "ly",
    "tion",
    "ment",
    "ity",
    "ness",
    "able",
    "al",
    "er",
    "ive",
    "ous",
    "s",
)
_NUMBER = re.compile(r"\d")
_SMOOTHING = 3.0


@dataclass(frozen=True)
class OrderModel:
    """How much likelier a word class is after another than by itself."""

    frequent: dict[str, int]
    """Words with a class of their own."""

    gain: npt.NDArray[np.float32]
    """Log ratio by (class before, class after); 0 is "no information"."""

    @classmethod
    def fit(cls, sentences: Sequence[str], frequent: int = 180) -> Self:
        """Count a corpus of plain sentences."""
        counts: dict[str, int] = {}
        tokens = [words(sentence) for sentence in sentences]
        for word in (word for sentence in tokens for word in sentence):
            counts[word] = counts.get(word, 0) + 1
        ranked = sorted(counts, key=lambda word: (-counts[word], word))[:frequent]
        known = {word: at for at, word in enumerate(ranked)}
        size = len(known) + len(_SUFFIXES) + 4
        pairs = np.zeros((size, size))
        for sentence in tokens:
            ids = _classes(sentence, known)
            np.add.at(pairs, (ids[:-1], ids[1:]), 1)
        return cls(known, _log_ratio(pairs).astype(np.float32))

    def score(self, text: str) -> float:
        """Return the mean log ratio over the text's word pairs; about 0.6 in prose, 0 in salad."""
        gains = self.gains(words(text))
        return float(gains.mean()) if len(gains) else 0.0

    def gains(self, tokens: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return the log ratio of each pair of neighbours."""
        ids = _classes(tokens, self.frequent)
        return self.gain[ids[:-1], ids[1:]]

    def to_json(self) -> str:
        """Return the model as text, a signed byte per pair."""
        codes = np.clip(np.rint(self.gain * 32), -127, 127).astype(np.int8)
        packed = base64.b64encode(codes.tobytes()).decode()
        return json.dumps({"words": list(self.frequent), "size": len(codes), "gain": packed})

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote."""
        stored = json.loads(text)
        codes = np.frombuffer(base64.b64decode(stored["gain"]), dtype=np.int8)
        gain = codes.reshape(stored["size"], stored["size"]).astype(np.float32) / 32
        return cls(
            {word: at for at, word in enumerate(stored["words"])}, np.asarray(gain, np.float32)
        )


@lru_cache(maxsize=1)
def english_order() -> OrderModel:
    """Return the shipped model."""
    source = files("archpanel.agents.offline").joinpath("calibration/order-en.json")
    return OrderModel.from_json(source.read_text(encoding="utf-8"))


def article_share(tokens: Sequence[str]) -> float:
    """Return the share of English words that are articles, 0 where there is no word."""
    return sum(token in ("a", "an", "the") for token in tokens) / max(len(tokens), 1)


def function_share(tokens: Sequence[str], language: str = "en") -> float:
    """Return the share of words that only hold a sentence together; 0.35 to 0.5 in speech."""
    known = FUNCTION_WORDS.get(language, FUNCTION_WORDS["en"])
    return sum(token in known for token in tokens) / max(len(tokens), 1)


def language_of(tokens: Sequence[str]) -> tuple[str, float]:
    """Return the language whose function words are the most, and their share."""
    shares = {language: function_share(tokens, language) for language in FUNCTION_WORDS}
    best = max(shares, key=lambda language: (shares[language], language == "en"))
    return best, shares[best]


def _classes(tokens: Sequence[str], frequent: dict[str, int]) -> npt.NDArray[np.intp]:
    return np.array([_class_of(token, frequent) for token in tokens], dtype=np.intp)


def _class_of(token: str, frequent: dict[str, int]) -> int:
    token = token.replace("\u2019", "'")
    if token in frequent:
        return frequent[token]
    base = len(frequent)
    if _NUMBER.search(token):
        return base
    for at, suffix in enumerate(_SUFFIXES):
        if token.endswith(suffix) and len(token) > len(suffix) + 2:
            return base + 1 + at
    return base + len(_SUFFIXES) + (1 if len(token) < 5 else 2 if len(token) < 8 else 3)


def _log_ratio(pairs: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    total = pairs.sum()
    expected = np.outer(pairs.sum(axis=1), pairs.sum(axis=0)) / max(total, 1.0)
    ratio = np.log((pairs + _SMOOTHING) / (expected + _SMOOTHING))
    return np.asarray(np.clip(ratio, -4, 4), dtype=np.float64)
