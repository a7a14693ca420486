"""Labelled sentences and answers for the embedded reader, made from the bank alone.

The bank labels itself: `said_as` is right, `wrong` is wrong, an example meets what it lists. The
rest is derived by templates: rejections, slogans, shuffled words, the panel's own sentences.
Questions are held out by the digest of their id, so that new questions never change the split.
"""

import hashlib
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from archpanel.agents.offline.features import asked_sentences
from archpanel.agents.offline.form import content
from archpanel.agents.offline.segments import cut
from archpanel.domain import BankQuestion, Example, Item, KeyPoint

HELD_OUT_ONE_IN = 5

NEGATIONS = (
    "I wouldn't {x}",
    "I would never {x}",
    "There is no need to {x}",
    "I see no point in trying to {x}",
    "It would be a waste of time to {x}",
    "We never {x} and nobody misses it",
    "People say you should {x}, but I would not bother",
    "I'd skip the part where you {x}",
    "You don't have to {x}",
)
DENIALS = (
    "It is not true that {p}",
    "I do not agree that {p}",
    "Some say {p}, which I find overkill",
    "The textbooks say {p}",
    "I doubt that {p}",
    "I never understood why people say: {p}",
)
SLOGANS = (
    "{t} is a keyword.",
    "{t} is important.",
    "Then there is {t}.",
    "We need {t}.",
    "{t} matters a lot.",
    "I know about {t}.",
    "{t} is best practice.",
    "Also {t}, of course.",
)
FLUFF = (
    "It depends on many factors and there are always several perspectives to keep in mind.",
    "I would align with all stakeholders and make sure that everybody is on the same page.",
    "A good architect weighs the trade-offs carefully and finds the right balance.",
    "We would follow best practices and choose the right tool for the job.",
    "I have done this many times in large programmes and it always worked out well.",
    "Communication is key, so I would talk to the team early and often.",
    "In summary, the approach that I described is the approach that I would take.",
    "That is a great question and I am happy to walk you through my thinking.",
    "Quality and cost are both important and must be considered from the beginning.",
    "I would document everything and keep an eye on the risks.",
)
_LEAD = re.compile(
    r"^(?:I['\u2019]d|I would|We['\u2019]d|We would|I['\u2019]ll|We['\u2019]ll|I want to|I)\s+",
    re.IGNORECASE,
)
_NON_NATIVE = ((r"\b[Tt]he ", ""), (r"\b[Aa]n? ", ""), (r"\bthere are\b", "there is"))


@dataclass(frozen=True)
class Sentence:
    """One labelled sentence."""

    text: str
    point: str
    """Id of the key point that it makes; empty when it makes none."""

    source: str
    without: str = ""
    """A phrase of the item that must not be used to read it, since it is that phrase."""


def load_bank(folder: Path) -> list[BankQuestion]:
    """Read all questions below a folder, in the order of their paths."""
    return [
        BankQuestion.model_validate(yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader))
        for file in sorted(folder.glob("*/*.yaml"))
    ]


def is_held_out(item: Item) -> bool:
    """Tell whether a question is kept away from training."""
    return hashlib.sha256(item.id.encode()).digest()[0] % HELD_OUT_ONE_IN == 0


def examples(item: Item) -> dict[str, Example]:
    """Return the example answers by level."""
    return {name: getattr(item.examples, name) for name in ("weak", "adequate", "strong")}


def sentences(item: Item, seed: int = 7) -> Iterator[Sentence]:
    """Return all labelled sentences of one item; the same seed gives the same sentences."""
    dice = random.Random(f"{seed}:{item.id}")
    for point in item.key_points:
        yield from _of_point(point, dice)
    for flag in item.red_flags:
        for phrase in flag.said_as:
            yield Sentence(phrase, "", "flag", phrase)
        turned = dice.choice(flag.said_as)
        yield Sentence(negated(turned, dice), "", "negated", turned)
    pieces = [segment.text for segment in cut(item.examples.strong.text) if segment.form != "code"]
    for piece in dice.sample(pieces, min(4, len(pieces))):
        yield Sentence(negated(piece, dice), "", "negated")
    for text in asked_sentences(item):
        yield Sentence(text, "", "asked", text)
    for text in dice.sample(FLUFF, 3):
        yield Sentence(text, "", "fluff")


def _of_point(point: KeyPoint, dice: random.Random) -> Iterator[Sentence]:
    for phrase in point.said_as:
        yield Sentence(phrase, point.id, "said", phrase)
    for phrase in point.wrong:
        yield Sentence(phrase, "", "wrong", phrase)
    for phrase in dice.sample(point.said_as, 2):
        yield Sentence(negated(phrase, dice), "", "negated", phrase)
    plain = dice.choice(point.said_as)
    yield Sentence(_non_native(plain), point.id, "non-native", plain)
    yield Sentence(shuffled(dice.choice(point.said_as), dice), "", "shuffled")
    yield Sentence(shuffled(point.point, dice), "", "shuffled")
    for template in dice.sample(SLOGANS, 2):
        yield Sentence(template.format(t=topic(point.point, dice)), "", "slogan")


ATTACKS = (
    "wrong",
    "negated",
    "shuffled",
    "list",
    "slogans",
    "points",
    "question",
    "probes",
    "fluff",
)
"""Answers made of one question's own words that must earn next to nothing."""


def attack(name: str, item: Item, seed: int = 11) -> str:
    """Return one attack on an item."""
    dice = random.Random(f"{seed}:{name}:{item.id}")
    said = [point.said_as[0] for point in item.key_points]
    sentences: dict[str, list[str]] = {
        "wrong": [point.wrong[0] for point in item.key_points],
        "negated": [negated(phrase, dice) for phrase in said],
        "shuffled": [shuffled(" ".join(said), dice)],
        "list": [", ".join(topic(point.point, dice) for point in item.key_points)],
        "slogans": [dice.choice(SLOGANS).format(t=topic(p.point, dice)) for p in item.key_points],
        "points": [point.point for point in item.key_points],
        "question": [item.context, item.text],
        "probes": [point.probe for point in item.key_points],
        "fluff": dice.sample(FLUFF, 6),
    }
    return " ".join(text if text.endswith((".", "?")) else f"{text}." for text in sentences[name])


def negated(phrase: str, dice: random.Random) -> str:
    """Return a phrase turned into its rejection."""
    core, found = _LEAD.subn("", phrase)
    if found and "not" not in phrase and "n't" not in phrase and "never" not in phrase:
        return dice.choice(NEGATIONS).format(x=core[0].lower() + core[1:].rstrip("."))
    lower = phrase if phrase.startswith(("I ", "I'")) else phrase[0].lower() + phrase[1:]
    return dice.choice(DENIALS).format(p=lower.rstrip("."))


def shuffled(phrase: str, dice: random.Random) -> str:
    """Return the words of a phrase in random order."""
    tokens = re.findall(r"\S+", phrase.rstrip("."))
    dice.shuffle(tokens)
    return " ".join(tokens)


def topic(point: str, dice: random.Random) -> str:
    """Return two or three neighbouring content words of a point."""
    terms: Sequence[str] = content(point)
    start = dice.randrange(max(1, len(terms) - 2))
    return " ".join(terms[start : start + dice.choice((2, 3))]).capitalize()


def _non_native(phrase: str) -> str:
    for pattern, plain in _NON_NATIVE:
        phrase = re.sub(pattern, plain, phrase)
    return phrase
