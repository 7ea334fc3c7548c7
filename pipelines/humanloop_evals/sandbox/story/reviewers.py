"""The evaluators whose judgments come from elsewhere: people and outside services."""

from humanloop_evals.sandbox.story.judges import (
    FIVE_POINTS,
    FREE,
    REQUIRED,
    YES_IS_BAD,
    YES_IS_GOOD,
    external,
    human,
    valued,
)
from humanloop_evals.sandbox.story.shape import FileStory, Step

REVIEW_LABELS = [
    {"name": "wrong fact", "valence": "negative"},
    {"name": "misses the question", "valence": "negative"},
    {"name": "too long", "valence": "negative"},
    {"name": "worth copying", "valence": "positive"},
    {"name": "other", "valence": None},
]

PEOPLE = (
    FileStory(
        key="reviewer-rating",
        kind="evaluator",
        path="evaluators/people/Reviewer rating",
        born="2024-09-16",
        pace_days=60,
        description="Five stars, given by the support leads.",
        tags=("human",),
        base={
            "spec": human(
                "number",
                FREE,
                "Would you have sent this? 5 = as it is, 1 = certainly not.",
                number_limits=FIVE_POINTS,
                number_valence="positive",
            )
        },
        steps=(
            Step(None, None),
            Step(
                "half stars",
                "Reviewers asked for half stars.",
                {
                    "spec": human(
                        "number",
                        FREE,
                        "Would you have sent this? 5 = as it is, 1 = certainly not.",
                        number_limits={"min": 1, "max": 5, "step": 0.5},
                        number_valence="positive",
                    )
                },
            ),
        ),
    ),
    FileStory(
        key="review-labels",
        kind="evaluator",
        path="evaluators/people/Review labels",
        born="2024-10-14",
        pace_days=60,
        description="What reviewers noticed.",
        tags=("human",),
        base={"spec": human("multi_select", FREE, "Tick all that apply.", options=REVIEW_LABELS)},
        steps=(Step(None, None),),
    ),
    FileStory(
        key="reviewer-comment",
        kind="evaluator",
        path="evaluators/people/Reviewer comment",
        born="2024-10-14",
        pace_days=60,
        description=None,
        tags=("human",),
        base={"spec": human("text", FREE, None)},
        steps=(Step(None, None),),
    ),
    FileStory(
        key="preferred",
        kind="evaluator",
        path="evaluators/people/Preferred",
        born="2025-01-15",
        pace_days=60,
        description="Side by side with the answer a person gave.",
        tags=("human",),
        base={
            "spec": human(
                "select",
                REQUIRED,
                "Which of the two would you rather get?",
                options=valued(ours="positive", same="neutral", theirs="negative"),
            )
        },
        steps=(Step(None, None),),
    ),
    FileStory(
        key="safe-to-send",
        kind="evaluator",
        path="evaluators/people/Safe to send",
        born="2025-02-03",
        pace_days=60,
        description="The last look before an agent may act.",
        tags=("human", "safety"),
        base={"spec": human("boolean", FREE, "Could this do harm?", options=YES_IS_BAD)},
        steps=(Step(None, None),),
    ),
)


SERVICES = (
    FileStory(
        key="latency",
        kind="evaluator",
        path="evaluators/Latency",
        born="2024-11-06",
        pace_days=60,
        description="Seconds to the last token, measured at our gateway.",
        tags=("operations",),
        base={"spec": external("number", FREE, number_valence="negative")},
        steps=(
            Step(
                None,
                None,
                {"attributes": {"unit": "s", "percentile": 95}},
                live_in=("production",),
            ),
        ),
    ),
    FileStory(
        key="query-runs",
        kind="evaluator",
        path="evaluators/Query runs",
        born="2024-10-28",
        pace_days=60,
        description="Did the query run on the copy of the warehouse?",
        tags=("analytics",),
        base={"spec": external("boolean", REQUIRED, options=YES_IS_GOOD)},
        steps=(Step(None, None, live_in=("staging",)),),
    ),
    FileStory(
        key="task-outcome",
        kind="evaluator",
        path="evaluators/Task outcome",
        born="2025-02-20",
        pace_days=40,
        description="How an agent's attempt ended, told by the simulator.",
        tags=("agents",),
        base={
            "spec": external(
                "select",
                REQUIRED,
                options=valued(solved="positive", handed_over="neutral", failed="negative"),
            )
        },
        steps=(
            Step(None, None, live_in=("staging",)),
            Step(
                None,
                "A loop is a failure of its own.",
                {
                    "spec": external(
                        "select",
                        REQUIRED,
                        options=valued(
                            solved="positive",
                            handed_over="neutral",
                            looped="negative",
                            failed="negative",
                        ),
                        attributes={"simulator": "2025.3"},
                    )
                },
            ),
        ),
    ),
    FileStory(
        key="simulator-notes",
        kind="evaluator",
        path="evaluators/Simulator notes",
        born="2025-02-20",
        pace_days=60,
        description="Free text of the simulator.",
        base={"spec": external("text", FREE)},
        steps=(Step(None, None),),
    ),
)
