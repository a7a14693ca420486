"""Words that turn a sentence around: negation, rejection, hearsay, borrowed text, questions.

A cue never changes a credit by itself. The reader asks whether the sentence and the phrase that it
resembles point the same way, and a rejection that stands alone is applied to what it rejects.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Cues:
    """What the wording of one piece tells about its stance."""

    negated: bool
    """Has a negation anywhere: "so nobody is served another's answer" has one and claims much."""

    refused: bool
    """Its main verb is negated: says what one does not do."""

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


def any_of(*patterns: str) -> re.Pattern[str]:
    """Return a pattern that finds any of some, whatever the letters' size."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_NEGATED = any_of(
    r"\b(?:not|never|no|none|nobody|nothing|nowhere|neither|nor|without|cannot)\b",
    r"n['\u2019]t\b",
    r"\b(?:wont|dont|cant|doesnt|wouldnt|shouldnt|isnt|arent|didnt)\b",
    r"\b(?:refuse|avoid|stop|forbid|reject|rule out|instead of|rather than|hardly|rarely)\b",
    r"\b(?:nicht|nichts|kein\w*|nie|niemals|ohne|weder)\b",
    r"\b(?:ne|pas|jamais|sans|aucune?|nunca|jamás|sin|ningun[oa]?|mai|senza|nessun[oa]?)\b",
)
_REFUSED = any_of(
    r"(?<!so )(?<!that )(?<!if )(?<!which )(?<!who )(?<!what )(?<!where )(?<!one )(?<!because )"
    r"\b(?:I|we|you|one|people)(?:['\u2019](?:d|ll))?(?: (?:would|will|should|do|did|have|had|also"
    r"|just|rather|sooner|\w+ly))*(?: not| never|n['\u2019]t| won['\u2019]t)\b"
    r"(?! (?:know|sure|certain|only|just)\b)",
    r"^\W*(?:(?:and|but|so|also|then),? )*(?:never|don['\u2019]t|do not)\b",
    r"\b(?:I|we)(?:['\u2019]d| would)? (?:refuse to|see no|have no (?:use|interest|intention))\b",
    r"\b(?:ich|wir|man)(?: \w+){0,6} (?:nicht|kein\w*|nie|niemals)\b",
    r"\bthe last thing\b",
    r"\b(?:am|['\u2019]m|are|['\u2019]re) not (?:going|willing|about) to\b",
    r"\b(?:under no circumstances|on no account|in no case|far be it from)\b",
    r"\b(?:nothing|nobody|no one)(?: \w+){0,2} (?:make|get|bring|persuade|convince|force)"
    r" (?:me|us)\b",
    r"\b(?:not|never|n['\u2019]t)(?: \w+){0,2} (?:expect|ask|see|catch|find) (?:me|us)\b",
    r"\b(?:forbid|forbade|advise|tell|told|beg|warn)(?: [\w'\u2019]+){1,3} (?:not|never) to\b",
    r"\bforbid(?: [\w'\u2019]+){1,3} to\b",
)
_ONLY_IF = re.compile(
    r"(?:\b(?:not|never|no|nothing|none|nobody|cannot)\b|n['\u2019]t\b).{3,80}\b(?:until|unless"
    r"|without"
    r"|except|but only|before (?:I|we|it|the \w+) (?:know|have|has|see|can|is|are|pass\w*))\b",
    re.IGNORECASE,
)
"""Two negations that demand something: "no change goes out without a replay"."""

THING = r"(?:that|this|it|them|those|these|any of (?:that|this|it)|such things?)"
"""What points back at something that was said."""

_REJECTED = any_of(
    r"\bno (?:real |good |actual |great )?(?:need|point|reason|value|sense|use|benefit|merit)\b",
    r"\b(?:not|n['\u2019]t|never|hardly|barely|scarcely) (?:\w+ ){0,2}"
    r"(?:worth|necessary|need(?:ed)?|bother\w*|matter\w*|care|convinced|buy|believe|useful|helpful"
    r"|required|see (?:the (?:point|need|value)|any |much |why|what for)|saw (?:the (?:point|need"
    r"|value)|any |much |why|what for)"
    r"|seen (?:the |any |much )|understood (?:the |why)|understand why|hold with|agree|a fan"
    r"|waste|spend (?:\w+ )?(?:time|effort|money)|worry|lose sleep|persuaded|sold on)\b",
    r"\byet to (?:see|hear|find|meet|understand)\b|\b(?:we|I|one) can (?:easily "
    r"|well )?do without\b",
    r"\b(?:advised?|argued?|spoke|speak|decided?|voted?|warn|chose|counsel|recommend) against\b"
    r"|\b(?:do|did|live|manage|managed|get by|get along) without (?:it|this|that|them|any of)\b"
    r"|\b(?:leave|left|keep|kept) (?:it|this|that|them|these|those) out\b"
    r"|\bstrike (?:it|this|that|them|these|those)\b|\bbetter things to do\b|\bmakes? no sense\b"
    r"|\b(?:bad|poor|terrible|stupid) idea to\b|\b(?:a mistake|folly|madness) to\b"
    r"|\bonly a (?:fool|beginner) (?:would|does)\b|\bcannot see why\b"
    r"|^\W*why (?:would|should) (?:I|we|one|any\w+)\b"
    r"|\b(?:looking for|in search of) a problem\b"
    r"|(?:not|n['\u2019]t) share (?:the|that|this|your|their) (?:fear|worry|concern|view"
    r"|enthusiasm|opinion)"
    r"|\b(?:can['\u2019]t|cannot|don['\u2019]t) (?:remember|recall|think of|name) (?:a single|one"
    r"|any) "
    r"|\bmore trouble than\b|\b(?:ever|never) helped (?:anyone|anybody|us|me|a soul)\b",
    r"\b(?:waste of|wasted?|overkill|over-?engineer\w*|pointless|needless\w*|unnecessary|useless"
    r"|overrated|overhyped|hype|theat(?:re|er)|nonsense|premature|paranoi\w*|gold[- ]plating"
    r"|red tape|box[- ]ticking|busy ?work|bureaucra\w*|superfluous|redundant|cargo cult|folklore"
    r"|dogma|no,? thanks?|no,? thank you|not (?:really )?my (?:cup of tea|thing|style|approach|way)"
    r"|not (?:really )?for (?:me|us)|forget (?:it|that|about it)|let['\u2019]s not|(?:I"
    r"|we)['\u2019]ll pass|a fad|a myth|a distraction|a luxury|nice[- ]to[- ]have|academic"
    r"|rubbish|silly"
    r"|excessive|ceremony)\b",
    r"\b(?:would|['\u2019]d|can|could|will|['\u2019]ll|may|might|to|and|simply|just|rather"
    r"|happily|gladly)"
    r" (?:\w+ )?(?:skip|drop|ignore|omit|forget|dispense with|do without|pass on"
    r"|leave (?:\w+ ){0,3}"
    r"(?:out|aside|away)|ditch|scrap|disregard|wave \w+ away|throw \w+ out)\b",
    r"\b(?:I|we|I['\u2019]d|we['\u2019]d) (?:\w+ )?(?:skip|disagree|doubt|dismiss|oppose|resist"
    r"|object to"
    r"|steer clear)\b",
    r"\b(?:I|we)(?:['\u2019](?:m|re)| am| are) (?:\w+ )?(?:against|sceptical of|skeptical of"
    r"|tired of"
    r"|allergic to|opposed to)\b",
    r"\b(?:it is|it['\u2019]s|that is|that['\u2019]s|is) (?:simply |just |plain )?(?:not true"
    r"|untrue|false"
    r"|wrong|mistaken|incorrect)\b",
    r"\b(?:sounds?|looks?) (?:nice|good|great|fine|clever) (?:in theory|on paper|but)\b",
    r"\b(?:slows? (?:us|everyone|everybody|you|things|the team|people) down|adds? (?:nothing"
    r"|little)"
    r"|buys? (?:us |you )?(?:nothing|little)|gains? (?:us |you )?nothing|brings? nothing)\b",
    rf"\b(?:would|do|did|does|have|had|has|could|can|will)(?: never|n['\u2019]t"
    rf"| not)(?: \w+){{0,2}}"
    rf" (?:do|does|done|did|try|tried|use|used|need|needed|want|wanted) {THING}\b",
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
_REPORTED = any_of(
    rf"\b{_SPEAKERS}(?: \w+){{0,3}} (?:say|says|said|claim\w*|argue\w*|recommend\w*|suggest\w*"
    r"|insist\w*|advise\w*|preach\w*|tell|tells|told|think|thinks|believe\w*|advocate\w*|want you"
    r"|like to|love to|teach\w*|talk about|swear by|repeat\w*|go on about)\b",
    r"\b(?:you|one|we)(?:['\u2019]ll| will| often| always| sometimes| keep)* (?:hear|read"
    r"|are told)\b",
    r"\b(?:are|is|['\u2019]re) supposed to\b",
    r"\bsupposedly\b|\ballegedly\b|\bin theory\b|\bon paper\b|\bso[- ]called\b",
    r"\b(?:the|a) (?:usual|common|standard|textbook|official|received) (?:advice|answer|wisdom"
    r"|line)",
    r"\bit is (?:often |commonly |generally )?(?:said|claimed|argued|recommended)\b",
    r"\b(?:I|we) (?:was|were|have been|['\u2019]ve been) told\b",
    r"\b(?:man sagt|angeblich|viele sagen|es heißt)\b",
)
_ENDORSED = any_of(
    r"\b(?:I|we) (?:\w+ )?(?:agree|do (?:it|that|this|so)|did (?:it|that|this|so|just that))\b",
    r"\b(?:they|he|she|it|that)(?: is| are| was| were|['\u2019]s|['\u2019]re) right\b|\brightly\b",
    r"\bfor good reason\b|\bthat(?: is|['\u2019]s) what (?:I|we) do\b|\band (?:I"
    r"|we) (?:do|did|follow)\b",
)
_HEDGED = any_of(
    r"\b(?:I think|I guess|I suppose|maybe|perhaps|probably|possibly|might|not (?:\w+ )?sure"
    r"|in my opinion|sort of|kind of|I believe|I would say|roughly|more or less)\b",
)
_ARTICLE = r"(?:(?:the|a|an|this|that|your|another|previous|other|earlier|last|first|second|one) )*"
_REFERENCE = (
    rf"{_ARTICLE}(?:(?:model|sample|reference|ideal|expected|official|textbook|gold|suggested"
    r"|published) (?:answer|response|solution)s?(?: sheet| key)?|answer (?:key|sheet|guide)|rubric"
    r"|score ?card|marking (?:scheme|guide)|grading (?:guide|scheme))"
)
_KEPT = rf"{_ARTICLE}(?:answer|response|text|cheat sheet)s?"
"""What may be somebody else's, if the candidate says that they found it."""

_GOT = (
    r",? (?:(?:that|which) )?I(?:['\u2019]ve| have| had)?(?: \w+ly| just| once)? (?:found|got|saw"
    r"|seen|googled|downloaded|looked up|memori[sz]ed|learned by heart|was given|was sent|copied"
    r"|bought|printed|was shown)(?: [\w'\u2019-]+){0,5},?"
)
_SOMEBODY = rf"{_ARTICLE}(?:candidate|applicant|interviewee)s?(?: before me| [A-Z0-9]{{1,4}}\b)?"
_PRAISED = rf"{_ARTICLE}(?:perfect|correct|right|best|top|strong|good) (?:answer|response)s?"
_BORROWED = any_of(
    rf"\b{_KEPT}{_GOT} (?:says?|said|reads?|goes|lists?|states?|tells?|is)\b",
    rf"\b{_REFERENCE}{_GOT} (?:say|says|said|reads?|goes|is|was|lists?|states?|wants?|has)\b",
    rf"\b{_REFERENCE}(?: \w+){{0,3}} (?:say|says|said|reads?|goes|is|was|be|lists?|states?"
    rf"|contains?"
    r"|asks? for|wants?|looks for|expects?|mentions?|includes?|has)\b",
    rf"\b{_SOMEBODY}(?: \w+){{0,3}} (?:say|says|said|answer(?:ed|s)?|wrote|replied|explained|told"
    rf"|gave"
    r"|put it)\b",
    rf"\b{_PRAISED}(?: \w+){{0,2}} (?:says?|said|reads?|goes|lists?|looks? like|sounds? like)\b",
    rf"\b{_PRAISED}(?: \w+){{0,2}} (?:the following|as follows|like this)\b",
    rf"\b(?:from|according to|quoting|quote|per|copied from|to quote) (?:{_REFERENCE}"
    rf"|{_SOMEBODY})\b",
    r"\b(?:key points?|rubric|scoring points|expected points|criteria) *:",
    r"\b(?:the|this|a|my) (?:guide|crib sheet|cheat sheet|prep (?:book|guide)|chatbot|leaked \w+)"
    r" (?:\w+ )?(?:says?|lists?|reads?|tells?)\b",
    r"\b(?:die Musterlösung|Musterantwort|der andere Kandidat)\b",
)
_QUESTION = re.compile(r"[?\uff1f]\s*[\"'\u201d\u2019)\]]*\s*$")


def read_cues(text: str) -> Cues:
    """Return what the wording of one piece tells about its stance."""
    return Cues(
        negated=bool(_NEGATED.search(text)),
        refused=bool(_REFUSED.search(text)) and not _ONLY_IF.search(text),
        rejected=bool(_REJECTED.search(text)),
        reported=bool(_REPORTED.search(text)),
        endorsed=bool(_ENDORSED.search(text)),
        hedged=bool(_HEDGED.search(text)),
        question=bool(_QUESTION.search(text)),
        borrowed=bool(_BORROWED.search(text)),
    )


def either(one: Cues, two: Cues) -> Cues:
    """Return the cues of two neighbours together; a question needs both to be one."""
    return Cues(
        negated=one.negated or two.negated,
        refused=one.refused or two.refused,
        rejected=one.rejected or two.rejected,
        reported=one.reported or two.reported,
        endorsed=one.endorsed or two.endorsed,
        hedged=one.hedged or two.hedged,
        question=one.question and two.question,
        borrowed=one.borrowed or two.borrowed,
    )
