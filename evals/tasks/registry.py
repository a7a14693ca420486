"""All tasks, listed by hand: whoever writes one adds it here."""

from archpanel.domain import UnknownName
from archpanel.evals.harness.task import Task
from archpanel.evals.tasks.beliefs import BELIEFS
from archpanel.evals.tasks.deliberation import DELIBERATION
from archpanel.evals.tasks.deliberation_models import DELIBERATION_MODELS
from archpanel.evals.tasks.evidence import EVIDENCE
from archpanel.evals.tasks.fairness import FAIRNESS, FAIRNESS_FOREIGN
from archpanel.evals.tasks.golden import GOLDEN
from archpanel.evals.tasks.human_agreement import HUMAN_AGREEMENT
from archpanel.evals.tasks.injection import INJECTION, INJECTION_FOREIGN
from archpanel.evals.tasks.injection_models import INJECTION_MODELS, INJECTION_MODELS_FOREIGN
from archpanel.evals.tasks.joint_questioning import JOINT_QUESTIONING
from archpanel.evals.tasks.joint_questioning_models import JOINT_QUESTIONING_MODELS
from archpanel.evals.tasks.known_truth import KNOWN_TRUTH
from archpanel.evals.tasks.ladders import LADDERS
from archpanel.evals.tasks.padding import PADDING
from archpanel.evals.tasks.persona_separation import PERSONA_SEPARATION
from archpanel.evals.tasks.planted_flags import PLANTED_FLAGS
from archpanel.evals.tasks.questions_to_verdict import QUESTIONS_TO_VERDICT
from archpanel.evals.tasks.stability import STABILITY

TASKS: tuple[Task, ...] = (
    LADDERS,
    GOLDEN,
    HUMAN_AGREEMENT,
    BELIEFS,
    KNOWN_TRUTH,
    PADDING,
    EVIDENCE,
    INJECTION,
    INJECTION_FOREIGN,
    INJECTION_MODELS,
    INJECTION_MODELS_FOREIGN,
    JOINT_QUESTIONING,
    JOINT_QUESTIONING_MODELS,
    PLANTED_FLAGS,
    DELIBERATION,
    DELIBERATION_MODELS,
    QUESTIONS_TO_VERDICT,
    STABILITY,
    PERSONA_SEPARATION,
    FAIRNESS,
    FAIRNESS_FOREIGN,
)
"""In the order in which lists and the evidence page show them."""


def find_task(name: str) -> Task:
    """Return a task by its name.

    Raises:
        UnknownName: there is none of this name.
    """
    for task in TASKS:
        if task.name == name:
            return task
    raise UnknownName("task", name, [task.name for task in TASKS])
