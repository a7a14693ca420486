"""Whose words they are: what somebody else said, thinks or asks is no claim of the candidate.

By grammar, not by names: a verb of saying, thinking or asking whose subject is not the candidate,
with what depends on it. Things that are designed may speak ("the contract says that ..."), since
that is a claim about the design; so may users, the law, and whatever must or may say something.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from archpanel.agents.offline.segments import Segment

_CLEAR = (
    "argue insist maintain assert declare announce contend believe suppose assume reckon recommend "
    "advise suggest propose urge preach lecture explain mention observe assure promise guarantee "
    "predict warn remind inform advocate boast advertise repeat respond stress emphasise emphasize "
    "complain conclude whisper shout swear agree hope fear"
).split()
_AMBIGUOUS = "claim state answer reply report note remark comment post point hint write".split()
"""Verbs of which some form is a noun, too: "answers that cite a source"."""

_IRREGULAR = (
    "say says said tell tells told think thinks thought hold holds held wrote written teach "
    "teaches taught swore put puts feel feels felt quotes quoted"
).split()


def _forms(verb: str) -> list[str]:
    short = verb[:-1] if verb.endswith(("e", "y")) else verb
    if verb.endswith("y"):
        return [verb, f"{short}ies", f"{short}ied"]
    return [verb, f"{verb}{'es' if verb.endswith(('ch', 'sh', 'ss')) else 's'}", f"{short}ed"]


def _either(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(words)})"


_SURE = _either([*(form for verb in _CLEAR for form in _forms(verb)), *_IRREGULAR])
_DOUBTFUL = _either(form for verb in _AMBIGUOUS for form in _forms(verb))
_BETWEEN = (
    r"(?:would|will|has|had|do|does|did|is|are|was|were|been|used to|likes? to|loves? to|tends? to"
    r"|wants? (?:us|you|me) to|always|often|also|already|still|once|just|then|now|even|sometimes"
    r"|out|\w+ly)"
)
_TO_WHOM = (
    r"(?:(?: out)?(?: to)? (?:me|us|you|him|her|them|everyone|everybody|people|anyone)"
    r"(?: \w+){0,4}?)"
)
_QUOTED = r"(?:[:,]?|(?: [\w'\u2019-]+){1,3}:) [\"\u201c\u201e\u00ab]"
_COLON = r"(?: (?:this|the following)|(?: it)?(?: like)? this)?:(?=\s|$)"
_SUBJECT = r"(?P<before>(?:[\w'\u2019-]+ ){0,3}?)\b(?P<subject>[A-Za-z][\w'\u2019-]*)"
_ASIDE = r"(?:,[^,]{2,60},)?"
_SAID = re.compile(
    rf"{_SUBJECT}{_ASIDE}(?: {_BETWEEN})* (?:(?:keeps?|kept)(?: \w+)? \w+ing(?: \w+)?|{_SURE})"
    rf"{_TO_WHOM}?(?: out)?(?:,? that(?= \w)|{_QUOTED}|{_COLON})",
    re.IGNORECASE,
)
_SAID_PERHAPS = re.compile(
    rf"{_SUBJECT}{_ASIDE}(?: {_BETWEEN})* {_DOUBTFUL}{_TO_WHOM}?(?: out)?(?:"
    r"(?:,? that(?= (?:the|an?|it|we|they|I|you|this|there|our|your|their|its|every|each|all|no"
    rf"|one|any|in|if)\b)|{_QUOTED}|{_COLON}))",
    re.IGNORECASE,
)
_SAID_BARE = re.compile(
    rf"{_SUBJECT}(?: {_BETWEEN})* (?:says?|said|thinks?|thought|believes?|believed|claims?|claimed"
    r"|insists?|swears?)(?= (?:we|you|they|one|I|I['\u2019]\w+|nobody) )",
    re.IGNORECASE,
)
_ASKED = re.compile(
    rf"{_SUBJECT}{_ASIDE}(?: {_BETWEEN})* (?:ask|wonder|enquire|inquire)(?:s|d|ed)?{_TO_WHOM}?"
    r" (?:whether|if)\b",
    re.IGNORECASE,
)
_NO_SUBJECT = frozenset(
    "i we i'd i've i'll i'm we'd we've we'll we're myself ourselves it "
    "to and or but so not must should shall may can could might cannot let let's please by of in "
    "for with on at from as if when the a an this these those my our your his her its their no "
    "every each any some all both only don't that than then too never keep would will".split()
)
"""Words before a verb that are the candidate, a machine, or no subject at all."""

_SUPPOSED = frozenset(
    "if when whenever until unless once what whatever let lets make makes may might must can could "
    "should before".split()
)
"""Words shortly before a subject after which nothing is said to have been said."""

_DESIGNED = frozenset(
    "contract agreement clause policy prompt instruction log message error mail email ticket page "
    "screen banner dashboard record schema code header field document doc runbook adr readme "
    "response reply output result model llm agent system tool test check gate judge grader eval "
    "classifier evaluator rule law article act gdpr regulation court ruling statute user customer "
    "metric number figure trace trial data graph alert button form label step service api endpoint "
    "server client job function assertion assistant bot ui spec threshold nobody everyone anybody "
    "somebody whoever which file row sentence line text sla invoice bill".split()
)
_NOMINAL = re.compile(
    r"(?:^|[,;:] )\W*according to (?!(?:our|my) own\b)[^,]{2,60},"
    r"|\bin the words of\b|\b(?:to|if I) quote\b|\b(?:rumou?r|legend) has it\b"
    r"|\b(?:it|there|that)(?: is|['\u2019]s| was| has been| had been| stands)(?: \w+){0,3}"
    r" (?:written|said|recorded|noted|claimed|rumou?red|suggested|argued|documented|mentioned"
    r"|stated|recommended|proposed|believed|on (?:the )?record)\b(?: [\w-]+){0,7}?(?: that\b|:)"
    r"|\b(?:the|a|one|your|their|his|her)(?: [\w-]+){0,3} (?:claim|view|opinion|advice|argument"
    r"|position|message|wisdom|belief|saying|assertion|conviction|promise|thesis|doctrine)"
    r"(?: (?:of|on|in|from|by|among)(?: [\w'\u2019-]+){1,5}?)? (?:is|was|has been)(?: \w+)? that\b"
    r"|\bwhat (?:the|a|an|my|our|some|his|her|their)(?: [\w'\u2019-]+){1,4} (?:is|was) that\b"
    r"|\bthere (?:is|was)(?: [\w-]+){0,5} (?:school of thought|opinion|view|claim|argument|talk"
    r"|article|theory|belief|saying)(?: \w+){0,4} (?:that|which|whose)\b"
    r"|\bI(?:['\u2019]ve| have| had)?(?: once| often| also| just| recently| sometimes)? (?:heard"
    r"|read|came across|come across|picked up)\b(?: [\w-]+){0,7}? (?:that|how|claim|argue|say"
    r"|tell)\b|\b(?:I|we)(?: was| were| am| are| have been|['\u2019]ve been| got)(?: \w+){0,2}"
    r" (?:told|taught|advised|informed|reminded|warned|assured|asked)\b(?: [\w-]+){0,5}?"
    r" (?:that|whether|to)\b"
    r"|\b(?:that|which) I(?: \w+)? (?:said|answered|replied|stated|explained|mentioned|told)\b"
    r"|\b(?:record|quote)[sd]? me (?:as )?saying\b",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"[\"\u201d\u00bb],? (?:(?:as|so) (?:[\w'\u2019-]+ ){1,5}?|(?:he|she|they|(?:the|my"
    r"|our) \w+) )"
    rf"{_SURE}\b|[\"\u201d\u00bb],? (?:is|was) what (?!I\b|we\b)",
    re.IGNORECASE,
)
_QUOTE = re.compile('["\u201c\u201d\u201e\u00ab\u00bb]')
_TURN = re.compile(
    r"^\W*(?:but|yet|however|though|although|still|whereas|so|which is why|and (?:I|we|my|our))\b",
    re.IGNORECASE,
)
"""Where a clause after somebody else's words is the candidate's own again."""

MOSTLY = 40
"""Characters before a report up to which a piece counts as one, however short the report."""


def attributed(segments: Sequence[Segment], endorsed: Sequence[bool]) -> frozenset[int]:
    """Return the pieces that only say what somebody else said, thinks or asks.

    Args:
        segments: of one answer, in order.
        endorsed: for each whether the candidate takes something as their own there; that is asked
            of a report's own sentence and of the piece after it.
    """
    found: set[int] = set()
    for at, segment in enumerate(segments):
        reaches = [_reach(segments, at, start, end) for start, end in _frames(segment.text)]
        reaches += [_before(segments, at) for _ in _TRAILING.finditer(segment.text)]
        for reached in reaches:
            if reached and not any(endorsed[at : max(reached) + 2]):
                found |= reached
    return frozenset(found)


def _frames(text: str) -> Iterator[tuple[int, int]]:
    """Yield where somebody else is given the word."""
    for pattern in (_SAID, _SAID_PERHAPS, _SAID_BARE, _ASKED):
        for match in pattern.finditer(text):
            if _is_somebody(match["subject"], match["before"]):
                yield match.start("subject"), match.end()
    for match in _NOMINAL.finditer(text):
        yield match.span()


def _is_somebody(subject: str, before: str) -> bool:
    word = subject.lower().replace("\u2019", "'")
    singular = word[:-1] if word.endswith("s") else word
    unsaid = word.endswith("n't") or not _SUPPOSED.isdisjoint(before.lower().split())
    return not unsaid and not ({word, singular} & (_NO_SUBJECT | _DESIGNED))


def _reach(segments: Sequence[Segment], at: int, start: int, end: int) -> set[int]:
    """Return what a report covers: to the end of its quotation, else of its sentence."""
    if quoted := _quoted(segments, at, end):
        return quoted
    told = len(segments[at].text) - end
    own = set() if start > max(told, MOSTLY) else {at}
    return own | set(_rest(segments, at))


def _before(segments: Sequence[Segment], at: int) -> set[int]:
    """Return the quotation that ends in a piece, back to where its sentence began."""
    sentence = segments[at].sentence
    return {i for i in range(at + 1) if segments[i].sentence == sentence}


def _quoted(segments: Sequence[Segment], at: int, end: int) -> set[int]:
    """Return the pieces of a quotation that opens where a report ends; none if it never closes."""
    begin, opened = max(end - 1, 0), False
    for after in range(at, len(segments)):
        rest = segments[after].text[begin if after == at else 0 :].lstrip(" :,")
        if not rest:
            continue
        if not (opened or _QUOTE.match(rest)):
            return set()
        if _QUOTE.search(rest, 0 if opened else 1):
            return set(range(at, after + 1))
        opened = True
    return set()


def _rest(segments: Sequence[Segment], at: int) -> Iterator[int]:
    for after in range(at + 1, len(segments)):
        same = segments[after].sentence == segments[at].sentence
        if not same or ";" in segments[after - 1].text[-2:] or _TURN.match(segments[after].text):
            return
        yield after
