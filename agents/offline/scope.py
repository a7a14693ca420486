"""How far words reach that turn something around: which pieces of an answer they take back or lend.

A cue alone says that a piece waves something off or repeats somebody; here it is applied to what it
is about, beside it, before it or after it.
"""

import re
from collections.abc import Sequence

from archpanel.agents.offline.cues import THING, Cues, any_of
from archpanel.agents.offline.segments import Segment, words

_MISTAKE = (
    r"(?:a mistake|mistaken|an error|wrong|naive|foolish|silly|dangerous|not true|untrue|false"
    r"|a myth"
    r"|nonsense|incorrect|absurd|misguided|a fallacy|a misconception|not the case|not how)"
)
_FRAME = any_of(
    rf"\b(?:is|are|was|be|['\u2019]s|it)(?: \w+){{0,2}} {_MISTAKE}"
    r"(?: (?!thing|way|place|tool|answer|model)\w+){0,2} (?:that|to|when)\b",
    r"\b(?:opposite|reverse|contrary|converse)(?: of (?:this|that|it|what \w+ \w+))?"
    r"(?: (?:is|holds|would be|applies)\b|:)",
    r"\bcontrary to (?:the (?:idea|belief|view|advice)|what|those who)\b",
    r"\b(?:I|we)(?: would| do| can|['\u2019]d)?(?: \w+)? ?(?:n['\u2019]t|not)? ?(?:disagree|deny"
    r"|dispute|reject|contest|doubt|(?:not|n['\u2019]t) (?:agree|believe|think|accept|buy"
    r"|share the view)) (?:that|with the|with those|it when|the idea|the claim)\b",
    r"^\W*(?:and |but |so )?(?:nobody (?:needs|should|has|ought) to|who needs|why (?:would|should"
    r"|on earth))\b",
    r"\bit is (?:not|hardly|by no means) (?:so |true |the case )?that\b",
    r"\b(?:I|we)(?:['\u2019]ve| have| had)? (?:\w+ly )?(?:stopped|quit|given up|gave up)"
    r" (?:believing|thinking) that\b|\b(?:I|we) no longer (?:believe|think|hold) that\b",
    r"\b(?:I|we)(?: would| do| can|['\u2019]d)?(?: \w+)? (?:question|doubt|reject|oppose"
    r"|object to|contest|dismiss)(?: \w+ \w+)? (?:whether|that|the (?:notion|view|belief"
    r"|assumption|opinion|theory))\b",
    r"(?:n['\u2019]t| not) (?:agree|side|go along|hold) with (?:people|anyone|anybody|everyone"
    r"|everybody|all)(?: \w+)? who\b",
    rf"\b(?:I|we) (?:consider|call|think|find) it {_MISTAKE} (?:that|to)\b",
)
"""A denial of everything that follows in its sentence."""

_DISOWNED = any_of(
    r"\b(?:that|this|it)(?: is|['\u2019]s| was) (?:\w+ly |just )?(?:what|something"
    r"|the (?:\w+ )?(?:thing|part|bit)) (?:that )?(?:I|we)(?: would| will|['\u2019]d)?"
    r" ?(?:\w+ly )?(?:not|n['\u2019]t|never|drop|skip|avoid|reject|strike|cut|leave out|refuse)\b",
    r"\b(?:that|this|it)(?: is|['\u2019]s| was)(?: not|n['\u2019]t) (?:how|what|the way|something"
    r"|anything) (?:that )?(?:I|we)\b",
    r"\b(?:that|this|it)(?: is|['\u2019]s| was) the (?:exact |very )?"
    r"(?:opposite|reverse|contrary) of\b",
    r"\b(?:could|can)(?:n['\u2019]t| ?not) (?:disagree more|agree less)\b",
    r"^\W*(?:well|but|no|sorry)?,? ?not (?:with|in|for|on|under) (?:me|us|my|our)(?: \w+){0,2}\W*$",
    r"^\W*no[,:]? (?:I|we)(?: would| will| do| did|['\u2019]d)(?:n['\u2019]t| not| never)"
    r"(?: \w+){0,3}\W*$",
)
"""A sentence that disowns what stands beside it: "that is exactly what I would not do"."""

_ANAPHOR = re.compile(
    rf"\b{THING}\b|\b(?:the|any|much|a) (?:point|need|value|use|sense|benefit|reason)\b"
    r"|\bdisagree\b|\bnobody (?:does|did)\b|\b(?:in practice|for me|to me|to us|for us)\b",
    re.IGNORECASE,
)
_GENERIC = frozenset(
    "i we you they it that this those these the a an is are was were be been to of in for on at "
    "but "
    "and or so my our me us personally honestly frankly never not no don't doesn't didn't wouldn't "
    "can't see saw seen point need value use sense benefit reason really actually just simply much "
    "any all practice think thought believe overkill pointless waste time money effort useless "
    "unnecessary worth bother disagree would could have had do does did done skip nonsense myth "
    "hype theatre nobody anyone ever always why what such too very i'd we'd i've we've it's that's "
    "i'm seem seems seemed look looks found find there's there with him her them else more most "
    "anything nothing something one thing things way life job years team projects project "
    "understood convinced buy sold fan rubbish academic dogma folklore bureaucracy luxury "
    "distraction as out leave drop ignore pass from list off strike decided against live".split()
)


def stands_alone(text: str, cues: Cues) -> bool:
    """Tell whether a piece does nothing but reject: "I never saw the point."."""
    if _DISOWNED.search(text):
        return True
    own = sum(word not in _GENERIC for word in words(text))
    back = bool(_ANAPHOR.search(text))
    if cues.rejected:
        return own <= (3 if back else 2)
    return cues.refused and back and own <= 1


def turned_down(segments: Sequence[Segment], cues: Sequence[Cues]) -> frozenset[int]:
    """Return the pieces that a neighbour takes back.

    A rejection that stands alone takes back what was said before it, in its sentence or the last
    one; a rejection that ends in a colon takes back the list that follows; hearsay and denials
    reach to the end of their sentence.
    """
    taken_back: set[int] = set()
    for at, (segment, cue) in enumerate(zip(segments, cues, strict=True)):
        if stands_alone(segment.text, cue):
            taken_back |= set(_said_before(segments, at) or _said_next(segments, at))
        if cue.reported and not cue.endorsed:
            taken_back |= set(_told_on(segments, at))
        if _FRAME.search(segment.text):
            taken_back |= {at, *_rest_of_sentence(segments, at)}
        if segment.text.endswith(":") and (cue.rejected or cue.refused or cue.negated):
            taken_back |= set(_listed_after(segments, at))
    return frozenset(taken_back)


def borrowed_from(segments: Sequence[Segment], cues: Sequence[Cues]) -> frozenset[int]:
    """Return the pieces that repeat somebody else's answer: the announcement and what follows it.

    It ends where the quotation ends; without quotation marks with the paragraph, or where the
    candidate speaks for themselves again.
    """
    lent: set[int] = set()
    for at, cue in enumerate(cues):
        if cue.borrowed and at not in lent:
            lent |= set(range(at, _end_of_loan(segments, at)))
    return frozenset(lent)


def _end_of_loan(segments: Sequence[Segment], at: int) -> int:
    marks = 0
    for after in range(at, len(segments)):
        segment = segments[after]
        if segment.paragraph != segments[at].paragraph and not marks % 2:
            return after
        if after > at and not marks and _own_voice(segment.text):
            return after
        marks += len(_QUOTE_MARK.findall(segment.text))
        if marks and not marks % 2:
            return after + 1
    return len(segments)


_QUOTE_MARK = re.compile('["\u201c\u201d\u201e\u00ab\u00bb]')
_OWN_VOICE = any_of(
    r"^\W*(?:but |now |so )?(?:for me|my own|personally|in my own words|myself|my (?:view|take))\b",
    r"^\W*(?:but|however|instead),? (?:I|we|my)\b",
    r"\b(?:end of quote|unquote)\b",
)


def _own_voice(text: str) -> bool:
    return bool(_OWN_VOICE.search(text))


_TURN = re.compile(r"^\W*(?:but|yet|however|though|still|I|we|and (?:I|we))\b", re.IGNORECASE)


def _told_on(segments: Sequence[Segment], at: int) -> list[int]:
    """Return what belongs to hearsay: the clauses after it, until the candidate turns to self."""
    told = []
    for after in _rest_of_sentence(segments, at):
        if _TURN.match(segments[after].text) or ";" in segments[after - 1].text[-2:]:
            break
        told.append(after)
    return told


def _rest_of_sentence(segments: Sequence[Segment], at: int) -> list[int]:
    sentence = segments[at].sentence
    return [i for i in range(at + 1, len(segments)) if segments[i].sentence == sentence]


REACHES_BACK = 40
"""Words that a rejection takes back at most: a sentence, not the whole of a breathless speech."""


def _said_before(segments: Sequence[Segment], at: int) -> list[int]:
    sentence = segments[at].sentence
    own = [i for i in range(at) if segments[i].sentence == sentence]
    before = own or [i for i in range(at) if segments[i].sentence == sentence - 1]
    reached: list[int] = []
    for i in reversed(before):
        if reached and sum(segments[j].words for j in (*reached, i)) > REACHES_BACK:
            break
        reached.append(i)
    return reached


def _said_next(segments: Sequence[Segment], at: int) -> list[int]:
    """Return the sentence that an answer's first words turn down before it is said."""
    sentence = segments[at].sentence + 1
    return [i for i in range(at + 1, len(segments)) if segments[i].sentence == sentence]


def _listed_after(segments: Sequence[Segment], at: int) -> list[int]:
    """Bullets under a line, or the rest of its sentence when the line names nothing itself."""
    empty = len([word for word in words(segments[at].text) if word not in _GENERIC]) <= 2
    listed: list[int] = []
    for after in range(at + 1, len(segments)):
        same = segments[after].sentence == segments[at].sentence
        if not (same and empty) and segments[after].form != "bullet":
            break
        listed.append(after)
    return listed
