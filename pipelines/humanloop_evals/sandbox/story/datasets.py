"""The datasets of the story; how many datapoints each version has per segment."""

from typing import Any

from humanloop_evals.sandbox.story.shape import FileStory, Step
from humanloop_evals.sandbox.story.tools import parameters

TEXT = {"type": "string"}


def segments(source: str, **counts: int) -> dict[str, Any]:
    """Return the content of a dataset version: where it came from and how it is composed."""
    return {
        "attributes": {"source": source, "segments": counts},
        "datapoints_count": sum(counts.values()),
    }


DATASETS = (
    FileStory(
        key="support-questions",
        kind="dataset",
        path="datasets/Support questions",
        born="2024-09-09",
        pace_days=38,
        description="Questions of customers with the answer a support lead would give.",
        readme="# Support questions\n\nSampled from tickets, rewritten by hand, no personal data.",
        tags=("support", "golden"),
        base={"schema": parameters("question", question=TEXT, order=TEXT)},
        steps=(
            Step(
                "pilot",
                "First two dozen.",
                segments("hand-written", delivery=10, refund=7, account=7),
            ),
            Step(
                "2024-Q4",
                "Sampled from October's tickets.",
                segments("tickets", delivery=16, refund=12, account=8, product=8),
                live_in=("production",),
            ),
            Step(
                "2025-Q1",
                "German questions added.",
                segments("tickets", delivery=16, refund=12, account=8, product=8, german=16),
                live_in=("staging",),
            ),
            Step(
                "2025-Q2",
                "Duplicates removed, angry customers added.",
                segments(
                    "tickets", delivery=15, refund=11, account=8, product=8, german=16, angry=12
                ),
            ),
        ),
    ),
    FileStory(
        key="sorted-tickets",
        kind="dataset",
        path="datasets/Sorted tickets",
        born="2024-09-17",
        pace_days=42,
        description="Tickets with the queue people put them in.",
        tags=("classification",),
        base={"schema": parameters("subject", "body", subject=TEXT, body=TEXT)},
        steps=(
            Step(None, "One week.", segments("help desk", billing=10, delivery=10, technical=10)),
            Step(
                None,
                "Rare queues filled up.",
                segments("help desk", billing=12, delivery=12, technical=12, press=6, legal=6),
            ),
            Step(
                "balanced",
                None,
                segments("help desk", billing=10, delivery=10, technical=10, press=10, legal=10),
                live_in=("production",),
            ),
        ),
    ),
    FileStory(
        key="contracts",
        kind="dataset",
        path="datasets/Supplier contracts",
        born="2024-10-10",
        pace_days=55,
        description="Anonymised contracts with the clauses a summary must name.",
        tags=("contracts", "long"),
        base={"schema": None},
        steps=(
            Step("twelve", None, segments("archive", frame=6, one_off=6)),
            Step("twenty", "Leases added.", segments("archive", frame=8, one_off=6, lease=6)),
        ),
    ),
    FileStory(
        key="number-questions",
        kind="dataset",
        path="datasets/Questions about numbers",
        born="2024-10-24",
        pace_days=50,
        description="Questions of colleagues, with tables and the expected result.",
        tags=None,
        base={},
        steps=(
            Step(None, None, segments("chat", one_table=14, join=10)),
            Step(None, "Window functions.", segments("chat", one_table=14, join=12, window=10)),
            Step("holdout", "Not for tuning.", segments("chat", join=10, window=10)),
        ),
    ),
    FileStory(
        key="catalogue-items",
        kind="dataset",
        path="datasets/Catalogue items",
        born="2024-11-05",
        pace_days=45,
        description="Product data sheets.",
        tags=("copy",),
        base={},
        steps=(
            Step(None, None, segments("catalogue", furniture=6, lamps=6, textiles=6)),
            Step(
                None, "Two languages.", segments("catalogue", furniture=10, lamps=10, textiles=10)
            ),
        ),
    ),
    FileStory(
        key="damage-photos",
        kind="dataset",
        path="datasets/Damage photos",
        born="2025-01-09",
        pace_days=40,
        description="Pictures of returned goods; no targets yet.",
        tags=("images",),
        base={"datapoints_count": 16},
        steps=(
            Step(None, "Without targets."),
            Step("labelled", None, segments("returns", scratched=10, broken=10, intact=12)),
        ),
    ),
    FileStory(
        key="search-words",
        kind="dataset",
        path="datasets/Search words",
        born="2024-12-03",
        pace_days=45,
        description="What people typed into the search box.",
        tags=("search",),
        base={},
        steps=(Step(None, None, segments("search log", head=12, tail=18, typo=10)),),
    ),
    FileStory(
        key="agent-tasks",
        kind="dataset",
        path="datasets/Agent tasks",
        born="2025-02-18",
        pace_days=40,
        description="Tasks for the simulator, with the state the shop must be in afterwards.",
        tags=("agents",),
        base={},
        steps=(
            Step(None, None, segments("simulator", status=6, send_back=6)),
            Step(
                "hard",
                "Tasks with two wishes at once.",
                segments("simulator", status=6, send_back=6, two_wishes=12),
                live_in=("staging",),
            ),
        ),
    ),
    FileStory(
        key="reviewed-answers",
        kind="dataset",
        path="datasets/Reviewed answers",
        born="2024-10-31",
        pace_days=70,
        description="Answers with the judgment of two reviewers, to judge the judges by.",
        tags=("judge", "golden"),
        base={},
        steps=(
            Step(None, None, segments("reviews", agreed=30)),
            Step(None, "Hard cases.", segments("reviews", agreed=30, disputed=16)),
        ),
    ),
    FileStory(
        key="refund-cases",
        kind="dataset",
        path="datasets/Refund cases",
        born="2024-09-26",
        pace_days=30,
        description="Orders with the refund accounting calculated.",
        tags=("money",),
        base={},
        steps=(Step(None, None, segments("accounting", full=12, half=12, none=6, damaged=10)),),
    ),
)
