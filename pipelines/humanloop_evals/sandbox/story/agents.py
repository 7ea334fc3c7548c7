"""The agents of the story."""

from typing import Any

from humanloop_evals.sandbox.story.messages import GPT_4O, MINI, SONNET, system, user
from humanloop_evals.sandbox.story.shape import FileStory, Link, Monitor, Step
from humanloop_evals.sandbox.story.tools import TEXT, parameters


def inline(
    name: str, description: str, on_agent_call: str | None, **properties: Any
) -> dict[str, Any]:
    """Return a tool that exists only inside an agent."""
    return {
        "type": "inline",
        "json_schema": {
            "name": name,
            "description": description,
            "strict": True,
            "parameters": parameters(*properties, **properties),
        },
        "on_agent_call": on_agent_call,
    }


HAND_OVER = inline("hand_over", "Passes the case to a person.", "stop", summary=TEXT)
ASK = inline("ask_customer", "Asks the customer one question.", "stop", question=TEXT)
NOTE = inline("note", "Keeps a thought for later steps.", "continue", text=TEXT)
RUN_SQL = inline("run_sql", "Runs a query on a copy of the warehouse.", None, query=TEXT)

DESK = [
    system(
        "You act for a customer of {{shop_name}}. Look things up before you answer. Do what was "
        "asked and nothing else. Hand over if money above {{limit}} EUR is involved."
    ),
    user("{{request}}"),
]
DESK_PLAN = [
    system(
        DESK[0]["content"] + "\nFirst write down which wishes the message contains; it is finished "
        "when each of them is dealt with."
    ),
    DESK[1],
]

# Agents have no linked tools: everything they may call stands in `tools`.
GPT_4O_AGENT = {
    **{name: value for name, value in GPT_4O.items() if name != "linked_tools"},
    "model": "gpt-4o-2024-11-20",
    "temperature": 0,
}
THINKING_AGENT = {**SONNET, "model": "claude-3-7-sonnet-20250219", "temperature": 1}

AGENTS = (
    FileStory(
        key="support-agent",
        kind="agent",
        path="support/agents/Support agent",
        born="2025-02-24",
        pace_days=19,
        description="Answers, looks up orders and prepares refunds.",
        readme="# Support agent\n\nNever moves money; it prepares, a person confirms.",
        tags=("customer-facing", "agents"),
        base={
            **GPT_4O_AGENT,
            "template": DESK,
            "max_iterations": 5,
            "tools": [Link("order-lookup"), HAND_OVER],
            "status": "committed",
        },
        steps=(
            Step("two tools", None),
            Step(
                "refunds",
                "Prepares refunds.",
                {"tools": [Link("order-lookup"), Link("refund-calculator@4"), HAND_OVER]},
            ),
            Step(
                "ten steps",
                "Gave up on two wishes at once.",
                {"max_iterations": 10},
                live_in=("production",),
                monitors=(Monitor("policy-flags@1", by="environment"),),
            ),
            Step(
                "plans first",
                None,
                {
                    "template": DESK_PLAN,
                    "tools": [
                        Link("order-lookup"),
                        Link("refund-calculator@4", environment="staging"),
                        Link("faq-search@2", on_agent_call=None),
                        NOTE,
                        HAND_OVER,
                    ],
                },
                live_in=("staging",),
                monitors=(Monitor("tone@2", by="version"),),
            ),
            Step(
                "thinks",
                "More expensive, loops less.",
                {**THINKING_AGENT, "reasoning_effort": 4096},
            ),
            Step(
                "o4-mini",
                None,
                {
                    **MINI,
                    "model": "o4-mini",
                    "temperature": None,
                    "reasoning_effort": "medium",
                    "max_iterations": 12,
                    "max_tokens": -1,
                },
            ),
        ),
    ),
    FileStory(
        key="analyst-agent",
        kind="agent",
        path="analytics/Analyst",
        born="2025-03-11",
        pace_days=24,
        description="Answers questions about our numbers with several queries.",
        tags=("internal", "sql"),
        base={
            **GPT_4O_AGENT,
            "template": "Answer with numbers from the warehouse.\n\n{{question}}",
            "max_iterations": 8,
            "tools": [RUN_SQL],
            "status": "committed",
        },
        steps=(
            Step("queries", None),
            Step(
                "sql writer",
                "Leaves the SQL to the prompt that is tested for it.",
                {"tools": [Link("sql-writer@4", environment="production"), RUN_SQL]},
            ),
            Step(
                "sql writer, pinned",
                None,
                {
                    "tools": [Link("sql-writer@4", embedded=False), RUN_SQL],
                    "response_format": {
                        "type": "json_schema",
                        "json_schema": {
                            "name": "finding",
                            "schema": parameters("answer", answer=TEXT, query=TEXT),
                        },
                    },
                    "stop": ["END"],
                    "seed": 3,
                },
                live_in=("staging",),
            ),
            Step(
                "thinks hard",
                None,
                {"model": "o3", "reasoning_effort": "high", "temperature": None},
            ),
        ),
    ),
    FileStory(
        key="returns-agent",
        kind="agent",
        path="support/agents/Returns agent",
        born="2025-05-12",
        pace_days=16,
        description="Takes a return from the mail to the label.",
        tags=None,
        base={
            **GPT_4O_AGENT,
            "template": None,
            "template_language": None,
            "max_iterations": None,
            "tools": [],
            "status": "deleted",
        },
        steps=(
            Step("empty", "Made by mistake."),
            Step(
                "first",
                None,
                {
                    "template": DESK,
                    "tools": [Link("refund-calculator"), ASK],
                    "status": "committed",
                },
            ),
            Step(
                "support agent as a tool",
                "Asks the support agent when stuck.",
                {
                    "tools": [Link("support-agent@3"), Link("fake-courier"), ASK],
                    "max_iterations": 6,
                    "status": "uncommitted",
                },
            ),
        ),
    ),
)
