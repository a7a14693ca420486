"""Words that turn a sentence around: negation, rejection, hearsay, borrowed text, questions.

A cue never changes a credit by itself. The reader asks whether the sentence and the phrase that it
resembles point the same way, and a rejection that stands alone is applied to what it rejects.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archpanel.agents.offline.segments import Segment, words


@dataclass(frozen=True)
class Cues:
    """What the wording of one piece tells about its stance."""

    negated: bool
    """Has a negation: says what is not, or what one does not do."""

    rejected: bool
    """Waves something off: no need, overkill, would skip it."""

    reported: bool
    """Says what others say."""

    endorsed: bool
    """Takes it as one's own: I agree, we do that, and rightly so."""

    hedged: bool
    question: bool
    borrowed: bool
    """Announces somebody else's answer, the model answer or the rubric."""


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_NEGATED = _any(
    r"\b(?:not|never|no|none|nobody|nothing|nowhere|neither|nor|without|cannot)\b",
    r"n['’]t\b",
    r"\b(?:wont|dont|cant|doesnt|wouldnt|shouldnt|isnt|arent|didnt)\b",
    r"\b(?:refuse|avoid|stop|forbid|reject|rule out|instead of|rather than|hardly|rarely)\b",
    r"\b(?:nicht|nichts|kein\w*|nie|niemals|ohne|weder)\b",
    r"\b(?:ne|pas|jamais|sans|aucune?|nunca|jamás|sin|ningun[oa]?|mai|senza|nessun[oa]?)\b",
)
_THING = r"(?:that|this|it|them|those|these|any of (?:that|this|it)|such things?)"
_REJECTED = _any(
    r"\bno (?:real |good |actual |great )?(?:need|point|reason|value|sense|use|benefit|merit)\b",
    r"\b(?:not|n['’]t|never|hardly|barely|scarcely) (?:\w+ ){0,2}"
    r"(?:worth|necessary|need(?:ed)?|bother\w*|matter\w*|care|convinced|buy|believe|useful|helpful"
    r"|required|see (?:the |any |much |a |why|what)|saw (?:the |any |much |a |why|what)"
    r"|seen (?:the |any |much )|understood (?:the |why)|understand why|hold with|agree|a fan"
    r"|waste|spend (?:\w+ )?(?:time|effort|money)|worry|lose sleep|persuaded|sold on)\b",
    r"\b(?:waste of|wasted?|overkill|over-?engineer\w*|pointless|needless\w*|unnecessary|useless"
    r"|overrated|overhyped|hype|theat(?:re|er)|nonsense|premature|paranoi\w*|gold[- ]plating"
    r"|red tape|box[- ]ticking|busy ?work|bureaucra\w*|superfluous|redundant|cargo cult|folklore"
    r"|dogma|a fad|a myth|a distraction|a luxury|nice[- ]to[- ]have|academic|rubbish|silly"
    r"|excessive|ceremony)\b",
    r"\b(?:would|['’]d|can|could|will|['’]ll|may|might|to|and|simply|just|rather|happily|gladly)"
    r" (?:\w+ )?(?:skip|drop|ignore|omit|forget|dispense with|do without|pass on|leave (?:\w+ ){0,3}"
    r"(?:out|aside|away)|ditch|scrap|disregard|wave \w+ away|throw \w+ out)\b",
    r"\b(?:I|we|I['’]d|we['’]d) (?:\w+ )?(?:skip|disagree|doubt|dismiss|oppose|resist|object to"
    r"|steer clear)\b",
    r"\b(?:against|sceptical of|skeptical of|tired of|allergic to|opposed to) (?:\w+)",
    r"\b(?:it is|it['’]s|that is|that['’]s|is) (?:simply |just |plain )?(?:not true|untrue|false"
    r"|wrong|mistaken|incorrect)\b",
    r"\b(?:sounds?|looks?) (?:nice|good|great|fine|clever) (?:in theory|on paper|but)\b",
    r"\b(?:slows? (?:us|everyone|everybody|you|things|the team|people) down|adds? (?:nothing|little)"
    r"|buys? (?:us |you )?(?:nothing|little)|gains? (?:us |you )?nothing|brings? nothing)\b",
    rf"\b(?:would|do|did|does|have|had|has|could|can|will)(?: never|n['’]t| not)(?: \w+){{0,2}}"
    rf" (?:do|does|done|did|try|tried|use|used|need|needed|want|wanted) {_THING}\b",
    r"\b(?:leave|left) (?:that|this|it) to (?:others|somebody|someone|the textbooks?)\b",
    r"\b(?:unnötig|überflüssig|übertrieben|sinnlos|zeitverschwendung|nicht nötig|bringt nichts"
    r"|halte ich nichts|verzichte)\b",
)
_SPEAKERS = (
    r"(?:people|some|many|most|others|everyone|everybody|they|folks|textbooks?|the books?|books"
    r"|blogs?(?: posts?)?|vendors?|consultants?|experts?|colleagues?|architects?|purists?|auditors?"
    r"|the (?:internet|industry|literature|theory|vendor|book|guidelines?|docs?|conference talks?)"
    r"|conference speakers?|conventional wisdom|teachers?|trainers?|certifications?|gurus?)"
)
_REPORTED = _any(
    rf"\b{_SPEAKERS}(?: \w+){{0,3}} (?:say|says|said|claim\w*|argue\w*|recommend\w*|suggest\w*"
    r"|insist\w*|advise\w*|preach\w*|tell|tells|told|think|thinks|believe\w*|advocate\w*|want you"
    r"|like to|love to|teach\w*|talk about|swear by|repeat\w*|go on about)\b",
    r"\b(?:you|one|we)(?:['’]ll| will| often| always| sometimes| keep)* (?:hear|read|are told)\b",
    r"\b(?:are|is|['’]re) supposed to\b",
    r"\bsupposedly\b|\ballegedly\b|\bin theory\b|\bon paper\b|\bso[- ]called\b",
    r"\b(?:the|a) (?:usual|common|standard|textbook|official|received) (?:advice|answer|wisdom|line)",
    r"\bit is (?:often |commonly |generally )?(?:said|claimed|argued|recommended)\b",
    r"\b(?:I|we) (?:was|were|have been|['’]ve been) told\b",
    r"\b(?:man sagt|angeblich|viele sagen|es heißt)\b",
)
_ENDORSED = _any(
    r"\b(?:I|we) (?:\w+ )?(?:agree|do (?:it|that|this|so)|did (?:it|that|this|so)|follow)\b",
    r"\b(?:they|he|she|it|that)(?: is| are|['’]s|['’]re) right\b|\brightly\b|\bfor good reason\b",
    r"\band (?:I|we|I['’]d|we['’]d)\b",
    r"\bso (?:I|we|I['’]d|we['’]d)\b",
)
_HEDGED = _any(
    r"\b(?:I think|I guess|I suppose|maybe|perhaps|probably|possibly|might|not (?:\w+ )?sure"
    r"|in my opinion|sort of|kind of|I believe|I would say|roughly|more or less)\b",
)
_OTHERS_ANSWER = (
    r"(?:(?:the |a |an |this |that |your |another |previous |other |earlier |last |first |second )*"
    r"(?:(?:model|sample|reference|ideal|expected|perfect|correct|official|textbook|best|top|right"
    r"|gold|strong|good|suggested|published) (?:answer|response|solution)s?(?: sheet| key)?"
    r"|answer (?:key|sheet|guide)|rubric|score ?card|marking (?:scheme|guide)|grading (?:guide|scheme)"
    r"|(?:candidate|applicant|interviewee)s?(?: before me| [A-Z0-9]{1,4})?))"
)
_BORROWED = _any(
    rf"\b{_OTHERS_ANSWER} (?:\w+ ){{0,3}}(?:say|says|said|answer\w*|reads?|goes|is|was|would be|would"
    r" say|lists?|wrote|states?|contains?|asks? for|wants?|looks for|expects?|mentions?|includes?"
    r"|put it|replied|explained|told|gave|has)\b",
    rf"\b(?:from|according to|quoting|quote|per|as in|copied from|says|in|to quote) {_OTHERS_ANSWER}\b",
    r"\b(?:key points?|rubric|scoring points|expected points|criteria) *:",
    r"\b(?:the|this|a|my) (?:guide|crib sheet|cheat sheet|prep (?:book|guide)|chatbot|leaked \w+)"
    r" (?:\w+ )?(?:says?|lists?|reads?|tells?)\b",
    r"\b(?:die Musterlösung|Musterantwort|der andere Kandidat)\b",
)
_QUESTION = re.compile(r"[?？]\s*[\"'”’)\]]*\s*$")
_ANAPHOR = re.compile(
    rf"\b{_THING}\b|\b(?:the|any|much|a) (?:point|need|value|use|sense|benefit|reason)\b"
    r"|\bdisagree\b|\bnobody (?:does|did)\b|\b(?:in practice|for me|to me|to us|for us)\b",
    re.IGNORECASE,
)
_GENERIC = frozenset(
    "i we you they it that this those these the a an is are was were be been to of in for on at but "
    "and or so my our me us personally honestly frankly never not no don't doesn't didn't wouldn't "
    "can't see saw seen point need value use sense benefit reason really actually just simply much "
    "any all practice think thought believe overkill pointless waste time money effort useless "
    "unnecessary worth bother disagree would could have had do does did done skip nonsense myth "
    "hype theatre nobody anyone ever always why what such too very i'd we'd i've we've it's that's "
    "i'm seem seems seemed look looks found find there's there with him her them else more most "
    "anything nothing something one thing things way life job years team projects project "
    "understood convinced buy sold fan rubbish academic dogma folklore bureaucracy luxury "
    "distraction as out leave drop ignore pass".split()
)


def read_cues(text: str) -> Cues:
    """Return what the wording of one piece tells about its stance."""
    return Cues(
        negated=bool(_NEGATED.search(text)),
        rejected=bool(_REJECTED.search(text)),
        reported=bool(_REPORTED.search(text)),
        endorsed=bool(_ENDORSED.search(text)),
        hedged=bool(_HEDGED.search(text)),
        question=bool(_QUESTION.search(text)),
        borrowed=bool(_BORROWED.search(text)),
    )


def stands_alone(text: str, cues: Cues) -> bool:
    """Tell whether a piece does nothing but reject: "I never saw the point." """
    if not (cues.rejected or (cues.negated and _ANAPHOR.search(text))):
        return False
    own = [word for word in words(text) if word not in _GENERIC]
    return len(own) <= 3 and (len(own) <= 1 or bool(_ANAPHOR.search(text)))


def turned_down(segments: Sequence[Segment], cues: Sequence[Cues]) -> frozenset[int]:
    """Return the pieces that a neighbour takes back.

    A rejection that stands alone takes back what was said before it, in its sentence or the last
    one; a rejection that ends in a colon takes back the list that follows.
    """
    taken_back: set[int] = set()
    for at, (segment, cue) in enumerate(zip(segments, cues, strict=True)):
        if stands_alone(segment.text, cue):
            taken_back |= set(_said_before(segments, at))
        if segment.text.endswith(":") and (cue.rejected or cue.negated):
            taken_back |= set(_listed_after(segments, at))
    return frozenset(taken_back)


def borrowed_from(segments: Sequence[Segment], cues: Sequence[Cues]) -> frozenset[int]:
    """Return the pieces that repeat somebody else's answer: the announcement and what follows it.

    It ends with the paragraph, or where the candidate speaks for themselves again.
    """
    lent: set[int] = set()
    for at, cue in enumerate(cues):
        if not cue.borrowed:
            continue
        lent.add(at)
        announces = segments[at].text.rstrip().endswith((":", '"', "“", "-", ","))
        for after in range(at + 1, len(segments)):
            same = segments[after].sentence == segments[at].sentence
            if not same and (not announces or _own_voice(segments[after].text)):
                break
            lent.add(after)
    return frozenset(lent)


_OWN_VOICE = _any(
    r"^\W*(?:but |now |so )?(?:for me|my own|personally|in my own words|myself|my (?:view|take))\b",
    r"^\W*(?:but|however|instead),? (?:I|we|my)\b",
    r"\b(?:end of quote|unquote)\b",
)


def _own_voice(text: str) -> bool:
    return bool(_OWN_VOICE.search(text))


def _said_before(segments: Sequence[Segment], at: int) -> list[int]:
    sentence = segments[at].sentence
    own = [i for i in range(at) if segments[i].sentence == sentence]
    before = [i for i in range(at) if segments[i].sentence == sentence - 1]
    return own or before


def _listed_after(segments: Sequence[Segment], at: int) -> list[int]:
    listed: list[int] = []
    for after in range(at + 1, len(segments)):
        same = segments[after].sentence == segments[at].sentence
        if not same and segments[after].form != "bullet":
            break
        listed.append(after)
    return listed
