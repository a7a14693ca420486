"""Whether the answer to a challenge faces it: concedes, or talks of something else instead."""

from archpanel.agents.offline.cues import any_of

_THIS = r"(?:this|that|the (?:topic|subject|question|matter|point))"
_WE = r"(?:I|we|let['\u2019]s|let us|let me|shall we|can we|could we|may we|please)"
_ELSEWHERE = (
    r"(?:(?:some|any)thing else|other (?:things|topics|matters|subjects)|another (?:topic|subject"
    r"|matter|thing|point|question)|a different (?:topic|subject|matter|question)"
    r"|the next (?:question|topic|point)|something (?:different|more interesting))"
)
_EVADES = any_of(
    rf"\b(?:talk|speak|chat|move on|turn|go on|switch|come|proceed|get|discuss|focus|skip|jump)"
    rf"(?: \w+){{0,3}}? {_ELSEWHERE}\b",
    rf"\b{_WE}(?:['\u2019]d)?(?: \w+){{0,3}}? (?:leave|park|skip|change) {_THIS}"
    r"(?: there| here| aside| now| for now)?\s*(?:[.,;!?]|$|and\b)",
    rf"(?:^|[,;] ?){_WE}(?: \w+){{0,2}}? move on"
    r"(?:\s*(?:[.,;!?]|$)|,? (?:and|now|please)\b| to (?:the next|another|something|other)\b)",
    r"\bnext question\b",
    r"\bnot the (?:right )?(?:time|place) (?:for|to)\b",
    r"\bI(?: would|['\u2019]d)(?: much)? (?:rather|prefer)(?: not| to)? (?:talk|speak|discuss|say"
    r"|go|answer|tell)\b",
)
"""Without a word on what was asked."""

_KEPT = r"(?!(?:not|never|hardly|in|is|isn)\b)\w+"
"""A word between that does not turn it round: "you are not right" grants nothing."""

_CONCEDES = any_of(
    rf"\b(?:you|you['\u2019]re|you are|she|he|they)(?: {_KEPT}){{0,2}} (?:right|correct)\b",
    r"\b(?:fair|good|valid) (?:point|enough|challenge|question)\b|\bI stand corrected\b",
    r"\b(?:I|we) (?:\w+ )?(?:take|took|withdraw|retract|correct) (?:that|this|it|back|what|myself)",
    rf"\b(?:I|that|this|it|we)(?: was| were|['\u2019]s| is)(?: {_KEPT}){{0,2}}"
    r" (?:wrong|mistaken|careless"
    r"|sloppy|naive|a mistake|badly (?:put|said)|too (?:quick|strong|simple|careless))\b",
    r"\bI (?:misspoke|put (?:that|it) badly|should not have said|shouldn['\u2019]t have said)\b",
)


def evades(text: str) -> bool:
    """Tell whether a sentence turns to something else than what was asked."""
    return bool(_EVADES.search(text))


def concedes(text: str) -> bool:
    """Tell whether a sentence grants that the challenge was right."""
    return bool(_CONCEDES.search(text))
