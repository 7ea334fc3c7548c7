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
                "First forty.",
                segments("hand-written", delivery=16, refund=12, account=12),
            ),
            Step(
                "2024-Q4",
                "Sampled from October's tickets.",
                segments("tickets", delivery=40, refund=32, account=24, product=24),
                live_in=("production",),
            ),
            Step(
                "2025-Q1",
                "German questions added.",
                segments("tickets", delivery=40, refund=32, account=24, product=24, german=30),
                live_in=("staging",),
            ),
            Step(
                "2025-Q2",
                "Duplicates removed, angry customers added.",
                segments(
                    "tickets", delivery=38, refund=31, account=24, product=22, german=30, angry=20
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
            Step(None, "One week.", segments("help desk", billing=50, delivery=50, technical=50)),
            Step(
                None,
                "Rare queues filled up.",
                segments("help desk", billing=50, delivery=50, technical=50, press=25, legal=25),
            ),
            Step(
                "balanced",
                None,
                segments("help desk", billing=40, delivery=40, technical=40, press=40, legal=40),
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
            Step("thirty", "Leases added.", segments("archive", frame=12, one_off=10, lease=8)),
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
            Step(None, None, segments("chat", one_table=30, join=20)),
            Step(None, "Window functions.", segments("chat", one_table=30, join=25, window=15)),
            Step("holdout", "Not for tuning.", segments("chat", join=20, window=20)),
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
            Step(None, None, segments("catalogue", furniture=20, lamps=20, textiles=20)),
            Step(
                None, "Two languages.", segments("catalogue", furniture=30, lamps=30, textiles=30)
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
        base={"datapoints_count": 45},
        steps=(
            Step(None, "Without targets."),
            Step("labelled", None, segments("returns", scratched=25, broken=25, intact=30)),
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
        steps=(Step(None, None, segments("search log", head=60, tail=90, typo=50)),),
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
            Step(None, None, segments("simulator", status=15, send_back=15)),
            Step(
                "hard",
                "Tasks with two wishes at once.",
                segments("simulator", status=15, send_back=15, two_wishes=20),
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
            Step(None, None, segments("reviews", agreed=60)),
            Step(None, "Hard cases.", segments("reviews", agreed=60, disputed=30)),
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
        steps=(Step(None, None, segments("accounting", full=30, half=30, none=15, damaged=10)),),
    ),
)
