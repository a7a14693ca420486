"""The form of what is said: sentences that claim something, or lists, slogans and shuffled words.

Form alone never earns a credit; it only takes evidence away from what is not a statement.
"""

import math
import re
from collections.abc import Sequence

from archpanel.agents.offline.order import (
    FUNCTION_WORDS,
    article_share,
    english_order,
    function_share,
)
from archpanel.agents.offline.segments import Segment, words

SALAD_BELOW = -0.06
"""Order score of shuffled English: 99 % of shuffled texts of 40 words are below, 1 % of prose."""

SALAD_WORDS = 24
"""Words from which the order score can be trusted; shorter texts are judged by their segments."""

FEW_ARTICLES = 0.02
"""Share of a text's words below which its speaker leaves articles out; 0.08 is usual."""

SALAD_BELOW_BARE = -0.14
"""Order score of shuffled English without articles: 80 % of such texts of 48 words are below, and
1 % of prose without them. At the bar for plain English it was 2.5 % of prose, and lost whole parts
of answers by people whose first language has no articles."""

LIST_SHARE = 0.12
"""Below this share of function words a long text is a list of terms, not speech."""

_EMPTY = frozenset(
    "important importance keyword keywords key keys crucial critical essential vital must topic "
    "topics "
    "concept concepts consideration considerations consider concern concerns factor factors best "
    "practice practices relevant good great useful needed necessary valuable thing things term "
    "terms "
    "buzzword buzzwords priority fundamental paramount central matter matters count counts help "
    "helps "
    "need needs use uses using used know think remember mention forget include includes including "
    "also too very really always never well like want make makes sure lot etc course example way "
    "ways "
    "big major main core aspect aspects element elements part parts point points area areas idea "
    "ideas "
    "issue issues something anything everything required add adds general overall".split()
)
_PREDICATE = (
    r"(?:keywords?|important|key|crucial|critical|essential|vital|a must|topics?|concepts?"
    r"|considerations?|concerns?|factors?|best practices?|relevant|good|great|useful|needed"
    r"|necessary"
    r"|valuable|things?|terms?|buzzwords?|priorit(?:y|ies)|fundamental|paramount|central|pillars?"
    r"|aspects?|elements?|must-haves?|musts?|words?|ideas?|popular|well known|standard|areas?)"
)
_SLOGAN = re.compile(
    rf"\b(?:is|are|['\u2019]s|['\u2019]re|be|remains?|becomes?|seems?)"
    r"(?: (?:a|an|the|one|another|such|very|really|also|quite|so|just|of|always|absolutely|most"
    r"|more"
    r"|pretty|truly|definitely|clearly|big|main|core|real|huge|relevant|important|key))*"
    rf" {_PREDICATE}(?: (?:here|too|as well|of course|indeed|to me|for me|for us|in this|for this"
    r"|in my \w+|these days|nowadays|today|now|always|everywhere|in general|in architecture))*\W*$"
    r"|\b(?:matters?|counts?|helps?|exists?|comes? to mind|comes? in|plays? a (?:\w+ )?role"
    r"|goes a long way|is (?:also )?(?:there|mentioned|included|in scope))"
    r"(?: (?:a lot|too|as well|here|of course|also|much|very much|always))*\W*$"
    r"|^\W*(?:also|then|plus|and)\b[^,]{2,40}, (?:of course|obviously|naturally|too|as well)\W*$",
    re.IGNORECASE,
)
_MENTION = re.compile(
    r"^\W*(?:and |also |then |so )*(?:there (?:is|are)|consider|think (?:about|of)|remember"
    r"|mention(?:ing)?|(?:do not|don['\u2019]t) forget|(?:we|you|I|one) (?:also |would |should "
    r"|must "
    r"|can |will |could |always )*(?:need|know|know about|mention|have|like|want|love|talk about"
    r"|speak of|consider|think of|think about|use|heard of|value|care about)|keywords?|topics?"
    r"|including|my (?:keywords?|topics?) (?:is|are)|(?:another|next|one|a) (?:\w+ ){0,3}(?:is|one"
    r"|here is|would be|comes))\b",
    re.IGNORECASE,
)
"""A topic named and nothing said about it, when little else is in the sentence."""

_HEADLESS = re.compile(
    r"^\W*(?:and |then |also )?([A-Za-z]{3,}(?:s|es))\b(?! (?:are|is|were|was|have|must)\b)"
)
_NOT_VERBS = frozenset(
    "this always its ours yes thus unless besides sometimes perhaps was has does towards across "
    "plus "
    "less process access address analysis business status class classes series news various "
    "previous "
    "users tenants customers teams people models tokens prompts agents services systems documents "
    "requests answers vectors embeddings".split()
)
_SELF = re.compile(
    r"\b(?:I|we|me|my|our|us|you|your|I['\u2019]\w+|we['\u2019]\w+|let['\u2019]s)\b", re.IGNORECASE
)
_CHUNK = re.compile(r"[,;.:!?\n|/\u2022]+|\band\b|\bor\b")


def content(text: str) -> list[str]:
    """Return the words that carry a meaning of their own."""
    skip = FUNCTION_WORDS["en"] | _EMPTY
    return [word for word in words(text) if word not in skip]


def is_slogan(text: str) -> bool:
    """Tell whether a piece only names its topic: "Least privilege is a keyword."."""
    own = len(content(text))
    return (own <= 5 and bool(_SLOGAN.search(text))) or (own <= 3 and bool(_MENTION.search(text)))


def is_salad(text: str) -> bool:
    """Tell whether a text is shuffled words or a list of terms."""
    tokens = words(text)
    if len(tokens) < SALAD_WORDS:
        return False
    if function_share(tokens) < LIST_SHARE:
        return True
    gains = english_order().gains(tokens)
    doubt = 0.9 / math.sqrt(len(gains))  # the mean of few pairs scatters
    return float(gains.mean()) < _salad_bar(tokens) - max(0.0, doubt - 0.15)


def _salad_bar(tokens: Sequence[str]) -> float:
    return SALAD_BELOW if article_share(tokens) >= FEW_ARTICLES else SALAD_BELOW_BARE


def unsaid(segments: Sequence[Segment], language: str) -> frozenset[int]:
    """Return the pieces whose form claims nothing, judged together with their neighbours."""
    speech = [at for at, segment in enumerate(segments) if segment.form != "code"]
    found: set[int] = {at for at in speech if is_slogan(segments[at].text)}
    if _mostly(found, speech):
        found |= {at for at in speech if len(content(segments[at].text)) <= 3}
    found |= _rubric_lines(segments, speech)
    found |= _bare_terms(segments, speech)
    if language == "en":
        found |= _salad(segments, speech)
    return frozenset(found)


def _mostly(some: set[int], among: Sequence[int], share: float = 0.5) -> bool:
    return len(some) >= 2 and len(some) >= share * len(among)


def _salad(segments: Sequence[Segment], speech: Sequence[int]) -> set[int]:
    """Windows of three neighbours, so that one shuffled part does not hide in a good answer."""
    found: set[int] = set()
    for at in range(len(speech)):
        window = _window(segments, speech, at)
        if is_salad(" ".join(segments[i].text for i in window)):
            found |= set(window)
    return set(speech) if _mostly(found, speech) else found


def _window(segments: Sequence[Segment], speech: Sequence[int], at: int) -> list[int]:
    window: list[int] = []
    count = 0
    for i in speech[at:]:
        window.append(i)
        count += segments[i].words
        if count >= 2 * SALAD_WORDS:
            break
    return window


def _bare_terms(segments: Sequence[Segment], speech: Sequence[int]) -> set[int]:
    """Terms in a row: most chunks between commas and full stops have no word that links them."""
    listed: set[int] = set()
    for at in speech:
        chunks = [words(chunk) for chunk in _CHUNK.split(segments[at].text)]
        chunks = [chunk for chunk in chunks if chunk]
        bare = [chunk for chunk in chunks if len(chunk) <= 4 and not _links(chunk)]
        if len(chunks) >= 4 and len(bare) >= 0.7 * len(chunks):
            listed.add(at)
    total = sum(segments[at].words for at in speech)
    found = listed if 2 * sum(segments[at].words for at in listed) >= total else set()
    alone = {
        at for at in speech if segments[at].words <= 4 and not _links(words(segments[at].text))
    }
    return found | (alone if len(alone) >= 4 and _mostly(alone, speech, 0.7) else set())


def _links(tokens: Sequence[str]) -> bool:
    return any(token in FUNCTION_WORDS["en"] or any(c.isdigit() for c in token) for token in tokens)


def _rubric_lines(segments: Sequence[Segment], speech: Sequence[int]) -> set[int]:
    """A scorecard read aloud: most sentences begin with a third-person verb and have no speaker."""
    first: dict[int, int] = {}
    for at in speech:
        first.setdefault(segments[at].sentence, at)
    heads = {s for s, at in first.items() if _is_headless(segments[at].text)}
    if len(heads) < 3 or len(heads) < 0.6 * len(first):
        return set()
    return {at for at in speech if segments[at].sentence in heads}


def _is_headless(text: str) -> bool:
    match = _HEADLESS.match(text)
    if match is None or match.group(1).lower() in _NOT_VERBS:
        return False
    return _SELF.search(text) is None
