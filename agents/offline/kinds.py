"""What an answer is before its contents are weighed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archpanel.agents.offline.order import FUNCTION_WORDS, language_of
from archpanel.agents.offline.segments import Segment, cut, words
from archpanel.domain import AnswerKind

OTHER_LANGUAGE_SHARE = 0.16
"""Share of function words of a language from which a text is taken to be in it."""

_LEAD = (
    r"(?:(?:um+|uh+|er+|hm+|well|so|ok(?:ay)?|sorry|honestly|to be honest|sure|no|yes|hmm)[,. ]*)*"
)


def _whole(*patterns: str) -> re.Pattern[str]:
    tail = r"[\s.,!…]*(?:please|sorry|thanks?|thank you)?[\s.!…]*"
    return re.compile(rf"\W*{_LEAD}(?:{'|'.join(patterns)}){tail}", re.IGNORECASE)


_PASSED = _whole(
    r"(?:I(?:['\u2019]d| would|['\u2019]ll| will)? (?:like to |rather |have to |want to "
    r"|prefer to )?)?(?:pass|skip)"
    r"(?: on)?(?: (?:this|that|it|the question|this one|that one|here|for now))*",
    r"(?:let['\u2019]s|can we|could we|can I|may I|could I|let me) (?:pass|skip"
    r"|move on)[^.!?]{0,40}\??",
    r"(?:next(?: question| one)?|move on|no (?:answer|response)|n/?a|none|nothing(?: to (?:say"
    r"|add))?|-+|\.+)",
    r"(?:weiter|überspringen|nächste frage|passe|je passe|paso)",
)
_DONT_KNOW = re.compile(
    r"\b(?:I|we)(?: (?:really|honestly|just|simply|frankly))? (?:do(?:n['\u2019]t| not)"
    r"|would(?:n['\u2019]t| not)"
    r"|have(?:n['\u2019]t| not)|can(?:['\u2019]t|not)|could(?:n['\u2019]t| not))(?: (?:really"
    r"|honestly|actually|even|"
    r"currently|yet))? (?:know|have (?:an?|any|the|much) (?:answer|idea|clue|experience|knowledge"
    r"|opinion)"
    r"|say|tell|answer|remember|recall|worked|done|used|come across|thought about|dealt)"
    r"|\b(?:I (?:have )?|I['\u2019]ve )?(?:no|not the (?:slightest|faintest)|not a) (?:idea|clue)\b"
    r"|\bI['\u2019]?(?: a)?m (?:really |honestly )?(?:not (?:sure|certain|familiar|aware)|unsure"
    r"|clueless|lost"
    r"|stumped|blank(?:ing)?)\b|\b(?:never|not) (?:heard of|worked (?:with|on)|used|done) (?:this"
    r"|that|it|them)"
    r"|\b(?:beats me|dunno|idk|drawing a blank|you(?:['\u2019]ve| have) got me)\b|\bI (?:would"
    r"|['\u2019]d) have to (?:look"
    r"|guess|google)\b|\bout of my depth\b|\bnot my (?:area|field|topic|strength)\b"
    r"|\b(?:weiß ich nicht|keine ahnung|ich weiß (?:es )?nicht|je ne sais pas|no lo sé|no sé"
    r"|non lo so|não sei)\b",
    re.IGNORECASE,
)
_REFUSED = re.compile(
    r"\b(?:I|we)(?: (?:really|honestly|just|simply))?(?: refuse| decline| won['\u2019]t| will not"
    r"|(?: would|['\u2019]d) (?:rather|"
    r"prefer) not| prefer not|(?: am|['\u2019]m| are|['\u2019]re) not (?:going|willing|allowed"
    r"|able|comfortable)"
    r"| do(?:n['\u2019]t| not) (?:want|wish|care)| can(?:['\u2019]t"
    r"|not))(?: to)?(?: \w+){0,2} (?:answer\w*|discuss"
    r"|talk|comment|respond|disclos\w+|reveal|go into)|\b(?:no comment"
    r"|under (?:an? )?NDA|is confidential"
    r"|I object to (?:this|the) question|this question is (?:stupid|inappropriate|irrelevant"
    r"|silly|unfair)"
    r"|not (?:going|willing) to answer)\b|\b(?:darauf antworte ich nicht|dazu sage ich nichts"
    r"|kein kommentar)\b",
    re.IGNORECASE,
)
_CLARIFY = re.compile(r"\?\s*$")
_SCRIPTS = re.compile(
    "[\u0370-\u03ff\u0400-\u04ff\u0590-\u06ff\u0900-\u0dff\u0e00-\u0e7f\u3040-\u30ff"
    "\u3400-\u9fff\uac00-\ud7af]"
)
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+|,? (?=but\b)|; ")

ACCENTED = 0.15
"""Share of words with letters that English does not have from which Latin letters are foreign."""

LITTLE_ENGLISH = 0.2
"""Share of English function words below which they are, together with the above."""

FEW_WORDS = 8
"""Words below which a sentence does not tell its language."""

SHORT_ANSWER = 30
"""Words up to which "I don't know" is the answer and not a remark in it."""


@dataclass(frozen=True)
class Voice:
    """How an answer is written."""

    language: str
    """Code of the language; `other` for scripts that the panel does not know by name."""

    tokens: tuple[str, ...]


MUCH_ENGLISH = 20
"""Words of English sentences from which an answer is English, whatever else stands in it."""


def hear(text: str) -> Voice:
    """Find the language of an answer."""
    whole = _hear(text)
    if whole.language == "en":
        return whole
    spoken = cut(text)
    tongues = zip(spoken, languages(spoken), strict=True)
    english = sum(segment.words for segment, tongue in tongues if tongue == "en")
    return Voice("en", whole.tokens) if english >= MUCH_ENGLISH else whole


def languages(segments: Sequence[Segment]) -> list[str]:
    """Return the language of each piece, judged by its sentence; a short one is as the last."""
    by_sentence: dict[int, str] = {}
    last = ""
    for segment in segments:
        by_sentence[segment.sentence] = f"{by_sentence.get(segment.sentence, '')} {segment.text}"
    known: dict[int, str] = {}
    for sentence, text in by_sentence.items():
        last = _hear(text).language if len(words(text)) >= FEW_WORDS or not last else last
        known[sentence] = last
    return [known[segment.sentence] for segment in segments]


def _hear(text: str) -> Voice:
    tokens = tuple(words(text))
    letters = sum(char.isalpha() for char in text)
    if letters and len(_SCRIPTS.findall(text)) > 0.3 * letters:
        return Voice("other", tokens)
    language, share = language_of(tokens)
    english = sum(token in FUNCTION_WORDS["en"] for token in tokens) / max(len(tokens), 1)
    foreign = share >= OTHER_LANGUAGE_SHARE and share > 1.5 * english and len(tokens) >= 6
    if not foreign and english < LITTLE_ENGLISH and len(tokens) >= FEW_WORDS:
        accented = sum(not token.isascii() and token.isalpha() for token in tokens)
        if accented >= ACCENTED * len(tokens):
            return Voice("other", tokens)
    return Voice(language if foreign else "en", tokens)


def plain_kind(text: str) -> AnswerKind | None:
    """Return the kind that the words alone decide: passed, refused or dont_know; else nothing."""
    stripped = text.strip()
    if not any(char.isalnum() for char in stripped) or _PASSED.fullmatch(stripped):
        return "passed"
    sentences = [part for part in _SENTENCE.split(stripped) if part.strip()]
    for kind, pattern in (("refused", _REFUSED), ("dont_know", _DONT_KNOW)):
        if pattern.search(sentences[0]) and _says_no_more(sentences, pattern):
            return "refused" if kind == "refused" else "dont_know"
    return None


def gives_up(text: str) -> bool:
    """Tell whether an answer that earned nothing says that the candidate does not know."""
    return bool(_DONT_KNOW.search(text))


def declines(text: str) -> bool:
    """Tell whether an answer that earned nothing refuses the question."""
    return bool(_REFUSED.search(text))


def _says_no_more(sentences: list[str], pattern: re.Pattern[str]) -> bool:
    rest = [part for part in sentences if not pattern.search(part)]
    return sum(len(words(part)) for part in rest) <= 8 and len(words(" ".join(sentences))) <= (
        SHORT_ANSWER
    )
