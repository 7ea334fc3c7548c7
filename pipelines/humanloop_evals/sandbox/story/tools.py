"""The tools of the story."""

from typing import Any

from humanloop_evals.sandbox.story.shape import FileStory, Step

REFUND_V1 = '''def refund_amount(order_total: float, days_since_delivery: int) -> float:
    """Full refund for 30 days, half of it for another 30."""
    if days_since_delivery <= 30:
        return round(order_total, 2)
    if days_since_delivery <= 60:
        return round(order_total / 2, 2)
    return 0.0
'''
REFUND_V2 = '''from decimal import ROUND_HALF_UP, Decimal


def refund_amount(order_total: str, days_since_delivery: int) -> str:
    """Full refund for 30 days, half of it for another 30; cents are rounded half up."""
    period = max(days_since_delivery - 1, 0) // 30
    share = {0: Decimal(1), 1: Decimal("0.5")}.get(period, Decimal(0))
    return str((Decimal(order_total) * share).quantize(Decimal("0.01"), ROUND_HALF_UP))
'''
REFUND_V3 = REFUND_V2.replace(
    'days_since_delivery: int) -> str:\n    """Full',
    "days_since_delivery: int, damaged: bool = False) -> str:\n"
    "    if damaged:\n        return order_total\n"
    '    """Full',
)
REFUND_V4 = '''from decimal import ROUND_HALF_UP, Decimal

SHARES = (Decimal(1), Decimal("0.5"))


def refund_amount(order_total: str, days_since_delivery: int, damaged: bool = False) -> str:
    """Return what we pay back: all if damaged, else all for 30 days and half for another 30."""
    period = 0 if damaged else max(days_since_delivery - 1, 0) // 30
    share = SHARES[period] if period < len(SHARES) else Decimal(0)
    return str((Decimal(order_total) * share).quantize(Decimal("0.01"), ROUND_HALF_UP))
'''


def parameters(*required: str, **properties: dict[str, Any]) -> dict[str, Any]:
    """Return a JSON schema of an object with these properties."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


TEXT = {"type": "string"}
ORDER_NUMBER = {"type": "string", "pattern": "^[A-Z]{2}-[0-9]{6}$", "description": "e.g. HX-204518"}

LOOKUP = {
    "name": "look_up_order",
    "description": "Returns lines, status and delivery date of an order.",
    "strict": True,
    "parameters": parameters("order_number", order_number=ORDER_NUMBER),
}
REFUND = {
    "name": "refund_amount",
    "description": "Calculates what we pay back for an order.",
    "strict": False,
    "parameters": parameters(
        "order_total",
        "days_since_delivery",
        order_total={"type": "number"},
        days_since_delivery={"type": "integer", "minimum": 0},
    ),
}
REFUND_DAMAGED = {
    **REFUND,
    "parameters": parameters(
        "order_total",
        "days_since_delivery",
        order_total=TEXT,
        days_since_delivery={"type": "integer", "minimum": 0},
        damaged={"type": "boolean", "default": False},
    ),
}
SEARCH = {
    "name": "search_help_centre",
    "description": "Finds passages of the help centre.",
    "strict": None,
    "parameters": parameters("query", query=TEXT),
}

TOOLS = (
    FileStory(
        key="order-lookup",
        kind="tool",
        path="tools/Order lookup",
        born="2024-09-10",
        pace_days=45,
        description="Reads one order from the shop system.",
        tags=("orders",),
        base={
            "function": {**LOOKUP, "strict": None},
            "tool_type": "json_schema",
            "attributes": {"owner": "orders", "timeout_seconds": 5},
        },
        steps=(
            Step(None, None),
            Step("strict", "Strict schema, the model invented fields.", {"function": LOOKUP}),
            Step(
                "by-email",
                "Also finds orders by e-mail address.",
                {
                    "function": {
                        **LOOKUP,
                        "parameters": parameters(order_number=ORDER_NUMBER, email=TEXT),
                    }
                },
                live_in=("production", "staging"),
            ),
        ),
    ),
    FileStory(
        key="refund-calculator",
        kind="tool",
        path="tools/Refund calculator",
        born="2024-09-24",
        pace_days=21,
        description="The refund rules as code, so that no model has to do sums.",
        readme="# Refund calculator\n\nFull refund for 30 days, half until day 60, all if damaged.",
        tags=("orders", "money"),
        base={
            "function": REFUND,
            "source_code": REFUND_V1,
            "tool_type": "python",
            "signature": "refund_amount(order_total: float, days_since_delivery: int) -> float",
        },
        steps=(
            Step("floats", "First version."),
            Step(
                "decimals",
                "Cents went missing: decimals instead of floats.",
                {
                    "source_code": REFUND_V2,
                    "signature": "refund_amount(order_total: str, days_since_delivery: int) -> str",
                },
                live_in=("production",),
            ),
            Step(
                "damaged",
                "Damaged goods are always paid back in full.",
                {
                    "function": REFUND_DAMAGED,
                    "source_code": REFUND_V3,
                    "signature": "refund_amount(order_total: str, days_since_delivery: int, "
                    "damaged: bool = False) -> str",
                },
            ),
            Step(
                "damaged-2",
                "Damaged goods are rounded like all others.",
                {"source_code": REFUND_V4},
                live_in=("staging",),
            ),
        ),
    ),
    FileStory(
        key="faq-search",
        kind="tool",
        path="tools/Help centre search",
        born="2024-10-07",
        pace_days=60,
        description="Vector search over the help centre.",
        tags=("retrieval",),
        base={
            "function": SEARCH,
            "setup_values": {"index": "help-centre-2024-10", "top_k": 3, "namespace": None},
            "tool_type": "pinecone_search",
        },
        steps=(
            Step("top-3", None),
            Step(
                "top-5",
                "Index rebuilt, five passages.",
                {"setup_values": {"index": "help-centre-2024-12", "top_k": 5, "namespace": "en"}},
                live_in=("production",),
            ),
        ),
    ),
    FileStory(
        key="exchange-rate",
        kind="tool",
        path="tools/Exchange rate",
        born="2024-11-12",
        pace_days=30,
        description="Daily reference rates.",
        tags=None,
        base={
            "setup_values": {
                "url": "https://rates.example.com/v1/daily",
                "params": {"base": "EUR"},
            },
            "tool_type": "get_api_call",
        },
        steps=(
            Step(None, None),
            Step(None, "Three digits are enough.", {"attributes": {"digits": 3}}),
        ),
    ),
    FileStory(
        key="web-search",
        kind="tool",
        path="tools/Web search",
        born="2025-02-11",
        pace_days=30,
        description=None,
        base={
            "setup_values": {"engine": "example-engine", "country": "de", "results": 5},
            "tool_type": "google",
        },
        steps=(Step(None, "For the analyst; not in use yet."),),
    ),
    FileStory(
        key="house-style",
        kind="tool",
        path="tools/House style",
        born="2024-10-01",
        pace_days=30,
        description="A snippet every customer-facing prompt includes.",
        tags=("copy",),
        base={
            "setup_values": {
                "value": "Plain words, short sentences, no exclamation marks. Say “you”."
            },
            "tool_type": "snippet",
        },
        steps=(Step(None, None, live_in=("production",)),),
    ),
    FileStory(
        key="fake-courier",
        kind="tool",
        path="tools/Fake courier",
        born="2025-01-20",
        pace_days=30,
        description="Stands in for the courier's tracking service in tests.",
        base={
            "function": {
                "name": "track_parcel",
                "description": "Returns where a parcel is.",
                "parameters": parameters("tracking_number", tracking_number=TEXT),
            },
            "setup_values": {"answer": {"status": "in_transit", "days_left": 2}},
            "tool_type": "mock",
        },
        steps=(Step(None, None, live_in=("staging",)),),
    ),
)
