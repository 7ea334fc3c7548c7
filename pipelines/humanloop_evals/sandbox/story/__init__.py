"""The literal material: an imaginary shop's LLM team, its files and its evaluations."""

from humanloop_evals.sandbox.story.agents import AGENTS
from humanloop_evals.sandbox.story.datasets import DATASETS
from humanloop_evals.sandbox.story.evaluators import CODE_JUDGES, LLM_JUDGES
from humanloop_evals.sandbox.story.flows import FLOWS
from humanloop_evals.sandbox.story.other_prompts import OTHER_PROMPTS
from humanloop_evals.sandbox.story.plans import PLANS, SUITE_PREFIX, regression
from humanloop_evals.sandbox.story.reviewers import PEOPLE, SERVICES
from humanloop_evals.sandbox.story.shape import (
    FileStory,
    Link,
    Monitor,
    Plan,
    Step,
    Trial,
    reference,
)
from humanloop_evals.sandbox.story.support_prompts import SUPPORT_PROMPTS
from humanloop_evals.sandbox.story.tools import TOOLS

# In this order a file refers only to files before it.
FILES: tuple[FileStory, ...] = (
    *TOOLS,
    *LLM_JUDGES,
    *CODE_JUDGES,
    *PEOPLE,
    *SERVICES,
    *DATASETS,
    *SUPPORT_PROMPTS,
    *OTHER_PROMPTS,
    *FLOWS,
    *AGENTS,
)

__all__ = [
    "FILES",
    "PLANS",
    "SUITE_PREFIX",
    "FileStory",
    "Link",
    "Monitor",
    "Plan",
    "Step",
    "Trial",
    "reference",
    "regression",
]
