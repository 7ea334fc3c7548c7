"""The flows of the story: pipelines that ran in our own code and sent their traces in."""

from humanloop_evals.sandbox.story.shape import FileStory, Monitor, Step
from humanloop_evals.sandbox.story.tools import parameters

RAG = {
    "retriever": {"index": "help-centre-2024-10", "top_k": 3, "rerank": False},
    "prompt": {"path": "support/Support answer", "version_name": "rules"},
    "git_sha": "3f9c1d2",
}


def rag(top_k: int, sha: str, index: str = "2024-12", *, rerank: bool = False) -> dict[str, object]:
    """Return the attributes of the support flow with another retriever."""
    retriever = {"index": f"help-centre-{index}", "top_k": top_k, "rerank": rerank}
    return {"attributes": {**RAG, "retriever": retriever, "git_sha": sha}}


FLOWS = (
    FileStory(
        key="support-rag",
        kind="flow",
        path="support/Support with retrieval",
        born="2024-12-02",
        pace_days=23,
        description="Finds passages, then drafts the answer.",
        readme="# Support with retrieval\n\nThe code lives in the support service.",
        tags=("customer-facing", "retrieval"),
        base={"attributes": RAG},
        steps=(
            Step("top 3", None),
            Step("top 5", "Index rebuilt, five passages.", rag(5, "90ab4e7")),
            Step("top 10", "More is not better?", rag(10, "90ab4e7")),
            Step(
                "top 5, rerank",
                "Reranked twenty down to five.",
                rag(5, "c4417fe", rerank=True),
                live_in=("production",),
                monitors=(Monitor("groundedness@2", by="environment"),),
            ),
            Step("small chunks", None, rag(8, "d80a2b3", "2025-03-small", rerank=True)),
            Step(
                "small chunks, top 5",
                "Shorter context, same recall.",
                rag(5, "e11f6c0", "2025-03-small", rerank=True),
                live_in=("staging",),
                monitors=(Monitor("groundedness@2", by="version", state="inactive"),),
            ),
        ),
    ),
    FileStory(
        key="contract-review",
        kind="flow",
        path="contracts/Contract review",
        born="2025-01-22",
        pace_days=30,
        description="Splits a contract, summarises the parts and joins them.",
        tags=("internal",),
        base={
            "attributes": {"split": "pages", "parts_at_once": 1},
            "schema": parameters("contract", contract={"type": "string"}),
        },
        steps=(
            Step("pages", None),
            Step(
                "clauses",
                "Sentences were cut.",
                {"attributes": {"split": "clauses", "parts_at_once": 4}},
            ),
            Step(
                "clauses, second look",
                "A second pass over exceptions.",
                {"attributes": {"split": "clauses", "parts_at_once": 4, "passes": 2}},
                live_in=("production",),
                monitors=(Monitor("clause-recall@2", by="version"),),
            ),
            Step(
                "whole",
                "Context windows have grown: no splitting.",
                {"attributes": {"split": None, "passes": 1}},
            ),
        ),
    ),
    FileStory(
        key="returns-intake",
        kind="flow",
        path="support/Returns intake",
        born="2025-03-04",
        pace_days=25,
        description="Reads the mail, looks at the picture, opens a return.",
        tags=None,
        base={"attributes": {}},
        steps=(
            Step(None, "Attributes were not sent yet."),
            Step("v2", None, {"attributes": {"photo_check": "mini", "dry_run": True}}),
            Step("v3", None, {"attributes": {"photo_check": "4.1", "dry_run": False}}),
        ),
    ),
)
