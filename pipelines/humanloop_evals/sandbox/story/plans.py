"""The evaluations of the story: what the team compared, on which datasets, judged by whom.

The first two plans alone show every kind of version and nearly every special case, so that a tiny
account is still a complete one.
"""

from dataclasses import replace

from humanloop_evals.sandbox.story.shape import Plan, Trial

SUITE_PREFIX = "regression-"


def series(
    file: str,
    numbers: tuple[int, ...],
    dataset: str,
    *,
    rounds: int = 1,
    control: int | None = None,
) -> tuple[Trial, ...]:
    """Return one run per version, the whole series as often as there are rounds.

    Args:
        file: Key of the file the versions belong to.
        numbers: The versions, counted from 1.
        dataset: Reference of the dataset version all of them run on.
        rounds: More than one shows how far two runs of the same version differ.
        control: Version whose first run is the baseline.
    """
    once = [Trial(version=f"{file}@{number}", dataset=dataset) for number in numbers]
    trials = once * rounds
    if control is not None:
        first = numbers.index(control)
        trials[first] = replace(trials[first], control=True)
    return tuple(trials)


def regression(
    file: str, number: int, evaluators: tuple[str, ...], trials: tuple[Trial, ...]
) -> Plan:
    """Return one more plan of the routine kind, for accounts larger than the story."""
    return Plan(
        key=f"{SUITE_PREFIX}{file}-{number}",
        file=file,
        name=f"Regression suite {number}",
        evaluators=evaluators,
        trials=trials,
    )


QUALITY = ("answer-correctness@2", "helpfulness@1", "tone@2", "policy-flags@1")
RETRIEVAL = ("answer-correctness@2", "groundedness@2", "latency")
PICTURES = ("review-labels", "reviewer-comment", "latency")
AGENT_JUDGES = ("task-outcome@1", "safe-to-send", "simulator-notes", "latency")

SUPPORT_PLANS = (
    Plan(
        key="warm-and-brief",
        file="support-answer",
        name="Warm and brief against the first draft",
        evaluators=("answer-correctness@1", "helpfulness@1", "tone@1", "reviewer-rating@1"),
        trials=(
            Trial("support-answer@1", "support-questions@1", control=True),
            Trial("support-answer@2", "support-questions@1"),
            Trial("support-answer@3", "support-questions@1"),
            Trial("support-answer@3", "support-questions@1", has_author=False),
            Trial("support-answer@3", None, orchestrated=False, status="running"),
            Trial(None, "support-questions@1", orchestrated=False),
            Trial("support-answer@4", "support-questions@2", status="cancelled"),
            Trial("support-answer@4", "support-questions@2", status="pending"),
        ),
    ),
    Plan(
        key="launch-check",
        file=None,
        name="Launch check: every part of the assistant",
        evaluators=("helpfulness@2", "policy-flags@2", "reviewer-comment", "task-outcome@2"),
        trials=(
            # Complete where it was made; here the reviewers have not commented yet.
            Trial(reuses=("warm-and-brief", 0), status="running"),
            Trial("support-rag@4", "support-questions@3"),
            Trial("support-agent@4", "agent-tasks@2", orchestrated=False),
            Trial("refund-calculator@4", "refund-cases@1"),
            Trial("answer-correctness@4", "reviewed-answers@2"),
            Trial(None, None, orchestrated=False, status="pending", has_author=False),
        ),
        has_url=False,
    ),
    Plan(
        key="draft",
        file="support-answer",
        name="Draft: more languages",
        evaluators=("answer-correctness@4", "tone@3"),
        trials=(),
        has_author=False,
    ),
    Plan(
        key="cheaper-models",
        file="support-answer",
        name="Cheaper models",
        evaluators=("answer-correctness@2", "policy-flags@1", "word-count@1"),
        trials=(
            Trial(reuses=("warm-and-brief", 2), control=True),
            *series("support-answer", (4, 5, 6, 7), "support-questions@2", rounds=2),
        ),
    ),
    Plan(
        key="few-shot",
        file="support-answer",
        name="Few-shot in two languages",
        evaluators=QUALITY,
        trials=series("support-answer", (4, 5, 7, 8), "support-questions@3", rounds=2, control=4),
    ),
    Plan(
        key="order-lookup",
        file="support-answer",
        name="Order lookup",
        evaluators=(*QUALITY, "reviewer-rating@2", "review-labels"),
        trials=(
            *series("support-answer", (7, 8, 9, 10), "support-questions@4", rounds=3, control=7),
            Trial(reuses=("few-shot", 2)),
        ),
    ),
    Plan(
        key="house-style",
        file="reply-rewriter",
        name="House style",
        evaluators=("style-habits", "tone@2", "word-count@2", "preferred"),
        trials=(
            *series("reply-rewriter", (2, 3, 4, 5), "support-questions@2", rounds=2, control=2),
            Trial("reply-rewriter@1", "support-questions@2", status="cancelled"),
        ),
    ),
)

TRIAGE_PLANS = (
    Plan(
        key="definitions",
        file="ticket-triage",
        name="Definitions",
        evaluators=("right-queue@1", "valid-json"),
        trials=series("ticket-triage", (1, 2, 3, 4), "sorted-tickets@1", rounds=2, control=1),
    ),
    Plan(
        key="triage-schema",
        file="ticket-triage",
        name="Schema against free JSON",
        evaluators=("right-queue@2", "valid-json", "latency"),
        trials=series("ticket-triage", (3, 4, 5, 6), "sorted-tickets@2", rounds=2, control=3),
    ),
    Plan(
        key="open-models",
        file="ticket-triage",
        name=None,
        evaluators=("right-queue@2", "latency", "valid-json"),
        trials=(
            *series("ticket-triage", (5, 7, 8, 9), "sorted-tickets@3", rounds=2, control=5),
            Trial("ticket-triage@8", "sorted-tickets@3", status="cancelled"),
        ),
    ),
)

TEAM_PLANS = (
    Plan(
        key="clauses",
        file="contract-summary",
        name="Naming clauses",
        evaluators=("clause-recall@1", "word-count@1", "reviewer-comment"),
        trials=series("contract-summary", (1, 2, 3, 4), "contracts@1", rounds=2, control=1),
    ),
    Plan(
        key="thinking-budget",
        file="contract-summary",
        name="How much thinking",
        evaluators=("clause-recall@2", "rationale@1", "latency", "review-labels"),
        trials=series("contract-summary", (5, 6, 7, 8), "contracts@2", rounds=2, control=5),
    ),
    Plan(
        key="seeing-tables",
        file="sql-writer",
        name="Seeing the tables",
        evaluators=("query-runs", "sql-failure"),
        trials=series("sql-writer", (1, 2, 3, 4), "number-questions@1", rounds=2, control=1),
    ),
    Plan(
        key="reasoning",
        file="sql-writer",
        name="Reasoning effort",
        evaluators=("query-runs", "sql-failure", "latency"),
        trials=(
            *series("sql-writer", (4, 5, 6, 7, 8, 9), "number-questions@2", rounds=2, control=4),
            *series("sql-writer", (4, 7), "number-questions@3"),
        ),
    ),
    Plan(
        key="catalogue",
        file="product-description",
        name="Catalogue texts",
        evaluators=("word-count@2", "style-habits", "rationale@2"),
        trials=series(
            "product-description", (1, 2, 3, 4, 5, 6, 7), "catalogue-items@2", rounds=2, control=2
        ),
    ),
    Plan(
        key="photos",
        file="photo-check",
        name="Patina is not damage",
        evaluators=PICTURES,
        trials=(
            *series("photo-check", (1, 2), "damage-photos@1"),
            *series("photo-check", (1, 2, 3, 4, 5, 6), "damage-photos@2", rounds=2, control=2),
        ),
    ),
    Plan(
        key="search-box",
        file="query-rewriter",
        name="Search box",
        evaluators=("latency", "word-count@1", "preferred"),
        trials=series("query-rewriter", (1, 2, 3, 4, 5, 6), "search-words@1", rounds=2, control=1),
    ),
)

FLOW_PLANS = (
    Plan(
        key="retrieval-depth",
        file="support-rag",
        name="How many passages",
        evaluators=RETRIEVAL,
        trials=series("support-rag", (1, 2, 3, 4), "support-questions@2", rounds=2, control=1),
    ),
    Plan(
        key="chunks",
        file="support-rag",
        name="Small chunks",
        evaluators=(*RETRIEVAL, "policy-flags@1"),
        trials=series("support-rag", (4, 5, 6), "support-questions@4", rounds=2, control=4),
    ),
    Plan(
        key="splitting",
        file="contract-review",
        name="Splitting contracts",
        evaluators=("clause-recall@2", "reviewer-comment"),
        trials=tuple(
            replace(trial, orchestrated=False)
            for trial in series("contract-review", (1, 2, 3, 4), "contracts@2", rounds=2, control=1)
        ),
    ),
)

AGENT_PLANS = (
    Plan(
        key="two-wishes",
        file="support-agent",
        name="Two wishes at once",
        evaluators=AGENT_JUDGES,
        trials=(
            *series("support-agent", (1, 2, 3, 4, 5, 6), "agent-tasks@2", rounds=2, control=3),
            Trial("support-agent@6", "agent-tasks@2", status="running"),
        ),
    ),
    Plan(
        key="analyst",
        file="analyst-agent",
        name="Queries or the SQL writer",
        evaluators=("query-runs", "task-outcome@2", "rationale@1"),
        trials=series("analyst-agent", (1, 2, 3, 4), "number-questions@3", rounds=2, control=1),
    ),
    Plan(
        key="cents",
        file="refund-calculator",
        name="Cents and damaged goods",
        evaluators=("judge-agreement", "query-runs"),
        trials=series("refund-calculator", (1, 2, 3, 4), "refund-cases@1", control=1),
    ),
    Plan(
        key="judging-the-judge",
        file="answer-correctness",
        name="Agreement with reviewers",
        evaluators=("judge-agreement", "latency"),
        trials=(
            *series("answer-correctness", (1, 2), "reviewed-answers@1"),
            *series("answer-correctness", (1, 2, 3, 4), "reviewed-answers@2", rounds=2, control=2),
        ),
    ),
)

PLANS = (*SUPPORT_PLANS, *TRIAGE_PLANS, *TEAM_PLANS, *FLOW_PLANS, *AGENT_PLANS)
