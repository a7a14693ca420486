"""The panel's vocabulary, in the order in which data flows."""

from archpanel.domain.answer import MAX_ANSWER, Answer, Evidence
from archpanel.domain.assessment import (
    Anchored,
    AnswerKind,
    Assessment,
    Bid,
    Concerned,
    Finding,
    Maker,
    PointState,
)
from archpanel.domain.ballot import Ballot, Blocking, Move
from archpanel.domain.bank import (
    BankQuestion,
    Example,
    Form,
    Item,
    KeyPoint,
    RedFlag,
    Risk,
    SurpriseCard,
)
from archpanel.domain.brief import Brief, EngineKind, PackRef, Purpose
from archpanel.domain.competency import Competency
from archpanel.domain.errors import (
    AnswerConflict,
    BadFile,
    BadRequest,
    PanelError,
    RecordTampered,
    SessionBusy,
    UnknownName,
)
from archpanel.domain.levels import Decision, Level, Recommendation, to_tenths
from archpanel.domain.pack import RolePack, Round, View, World, risks_of
from archpanel.domain.persona import Persona, Severity
from archpanel.domain.policy import MustHave, Policy, SeverityRule
from archpanel.domain.question import Question, QuestionMove
from archpanel.domain.record import DecisionRecord, FlagKept, ItemKept, PointKept, RoleKept
from archpanel.domain.seal import canonical_json, digest
from archpanel.domain.text import canonical
from archpanel.domain.verdict import (
    AxisResult,
    Dissent,
    Flip,
    Gate,
    Step,
    Verdict,
    Veto,
    Wanted,
)

__all__ = [
    "MAX_ANSWER",
    "Anchored",
    "Answer",
    "AnswerConflict",
    "AnswerKind",
    "Assessment",
    "AxisResult",
    "BadFile",
    "BadRequest",
    "Ballot",
    "BankQuestion",
    "Bid",
    "Blocking",
    "Brief",
    "Competency",
    "Concerned",
    "Decision",
    "DecisionRecord",
    "Dissent",
    "EngineKind",
    "Evidence",
    "Example",
    "Finding",
    "FlagKept",
    "Flip",
    "Form",
    "Gate",
    "Item",
    "ItemKept",
    "KeyPoint",
    "Level",
    "Maker",
    "Move",
    "MustHave",
    "PackRef",
    "PanelError",
    "Persona",
    "PointKept",
    "PointState",
    "Policy",
    "Purpose",
    "Question",
    "QuestionMove",
    "Recommendation",
    "RecordTampered",
    "RedFlag",
    "Risk",
    "RoleKept",
    "RolePack",
    "Round",
    "SessionBusy",
    "Severity",
    "SeverityRule",
    "Step",
    "SurpriseCard",
    "UnknownName",
    "Verdict",
    "Veto",
    "View",
    "Wanted",
    "World",
    "canonical",
    "canonical_json",
    "digest",
    "risks_of",
    "to_tenths",
]
