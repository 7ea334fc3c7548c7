"""The prompts of the other teams: contracts, analytics, the shop."""

from humanloop_evals.sandbox.story.messages import (
    FLASH,
    GPT_4O,
    HAIKU,
    MINI,
    SONNET,
    assistant,
    system,
    user,
)
from humanloop_evals.sandbox.story.shape import FileStory, Monitor, Step
from humanloop_evals.sandbox.story.tools import parameters

SUMMARY = [system("Summarise the contract in ten bullet points."), user("{{contract}}")]
SUMMARY_CLAUSES = [
    system(
        "You read supplier contracts for people who buy furniture. Summarise what obliges us, what "
        "obliges them, and how it ends. Name the clause of every statement, e.g. (clause 4.2). "
        "No advice."
    ),
    user("<contract>\n{{contract}}\n</contract>"),
]
SUMMARY_THOUGHT = [
    SUMMARY_CLAUSES[0],
    user("<contract>\n1. Term: two years. 2.1 Notice: three months.\n</contract>"),
    {
        "role": "assistant",
        "content": "- Runs for two years (clause 1).\n- Three months' notice (clause 2.1).",
        "thinking": [
            {
                "type": "thinking",
                "thinking": "Two clauses: a term and a notice period. Both belong in the summary.",
                "signature": "ZXhhbXBsZSBzaWduYXR1cmU=",
            },
            {"type": "redacted_thinking", "data": "ZXhhbXBsZSByZWRhY3RlZCBkYXRh"},
        ],
    },
    SUMMARY_CLAUSES[1],
]

SQL = """Write one SQL query that answers the question.

Question: {{ question }}

SQL:"""
SQL_SCHEMA = [
    system(
        "You write DuckDB SQL. Tables:\n{% for table in tables %}{{ table.ddl }}\n{% endfor %}"
        "Only select. One statement, no explanation."
    ),
    user("{{ question }}"),
]
SQL_EXAMPLES = [
    SQL_SCHEMA[0],
    user("Orders per month of 2024?"),
    assistant(
        "select date_trunc('month', ordered_at) as month, count(*) as orders\nfrom orders\n"
        "where year(ordered_at) = 2024\ngroup by month\norder by month"
    ),
    SQL_SCHEMA[1],
]

BLURB = "Product: {{product}}\nFacts: {{facts}}\n\nDescription:"
BLURB_SHORT = (
    "Write two sentences for the catalogue. Facts only, no superlatives.\n\n"
    "Product: {{product}}\nFacts: {{facts}}\n\nDescription:"
)
BLURB_CHAT = [
    system("Two sentences for the catalogue. Facts only."),
    user("{{product}}\n{{facts}}"),
]

PHOTO = [
    system("Is the item in the picture damaged? Answer: scratched, broken or intact."),
    user(
        [
            {"type": "text", "text": "Item: {{item}}"},
            {"type": "image_url", "image_url": {"url": "{{photo_url}}"}},
        ]
    ),
]
PHOTO_REFERENCE = [
    PHOTO[0],
    user(
        [
            {
                "type": "text",
                "text": "Reference of an intact item, then the returned one ({{item}}).",
            },
            {
                "type": "image_url",
                "image_url": {
                    "url": "https://pictures.example.com/reference/chair.jpg",
                    "detail": "low",
                },
            },
            {"type": "image_url", "image_url": {"url": "{{photo_url}}", "detail": "high"}},
        ]
    ),
]

QUERY = "Correct the spelling of this search and add at most two synonyms: {{words}}"
QUERY_CHAT = [
    system("Correct spelling, add at most two synonyms, answer with words only."),
    user("{{words}}"),
]
CATEGORIES = {
    "name": "narrow_to_category",
    "description": "Limits the search to a category of the catalogue.",
    "strict": True,
    "parameters": parameters("category", category={"type": "string"}),
}

CONTRACT_PROMPTS = (
    FileStory(
        key="contract-summary",
        kind="prompt",
        path="contracts/Contract summary",
        born="2024-10-17",
        pace_days=34,
        description="What a supplier contract obliges whom to.",
        tags=("internal", "long"),
        base={**GPT_4O, "model": "gpt-4-turbo", "temperature": 0.2, "template": SUMMARY},
        steps=(
            Step("ten bullets", None),
            Step("clauses", "Every statement names its clause.", {"template": SUMMARY_CLAUSES}),
            Step("clauses, 4o", None, {"model": "gpt-4o"}, live_in=("eu-production",)),
            Step("clauses, sonnet", "Reads to the end.", {**SONNET, "max_tokens": 4096}),
            Step(
                "on bedrock",
                "Contracts may not leave the region.",
                {
                    "model": "anthropic.claude-3-5-sonnet-20241022-v2:0",
                    "provider": "bedrock",
                    "other": {"region": "eu-central-1"},
                },
                live_in=("production",),
                monitors=(Monitor("clause-recall@2", by="environment"),),
            ),
            Step(
                "thinks 1k",
                "Misses exceptions: let it think.",
                {
                    "model": "claude-3-7-sonnet-20250219",
                    "provider": "anthropic",
                    "temperature": 1,
                    "max_tokens": 8192,
                    "reasoning_effort": 1024,
                    "other": {},
                },
            ),
            Step(
                "thinks 8k",
                "Does more thinking pay?",
                {"reasoning_effort": 8192, "max_tokens": 16384},
            ),
            Step(
                "thinks 4k, example",
                "Middle way, with a worked example.",
                {"reasoning_effort": 4096, "template": SUMMARY_THOUGHT},
                live_in=("staging",),
                monitors=(Monitor("clause-recall@2", by="version"),),
            ),
        ),
    ),
)

ANALYTICS_PROMPTS = (
    FileStory(
        key="sql-writer",
        kind="prompt",
        path="analytics/SQL writer",
        born="2024-10-28",
        pace_days=30,
        description="Turns a colleague's question into a query.",
        readme=None,
        tags=("internal", "sql"),
        base={
            **GPT_4O,
            "model": "gpt-3.5-turbo-instruct",
            "endpoint": "complete",
            "template": SQL,
            "template_language": "jinja",
            "temperature": 0.0,
            "max_tokens": 300,
            "stop": [";", "\n\n"],
        },
        steps=(
            Step("blind", "Without the tables."),
            Step(
                "with tables",
                "Invented columns: now sees the tables.",
                {**MINI, "endpoint": "chat", "template": SQL_SCHEMA, "stop": [";"]},
            ),
            Step("4o", None, {"model": "gpt-4o"}),
            Step(
                "example", "Months as dates.", {"template": SQL_EXAMPLES}, live_in=("production",)
            ),
            Step(
                "o3-mini low",
                "Joins: does reasoning help?",
                {
                    "model": "o3-mini",
                    "temperature": None,
                    "top_p": None,
                    "presence_penalty": None,
                    "frequency_penalty": None,
                    "stop": None,
                    "max_tokens": -1,
                    "reasoning_effort": "low",
                },
            ),
            Step("o3-mini medium", None, {"reasoning_effort": "medium"}),
            Step(
                "o3-mini high",
                "Slow and dear, but joins are right.",
                {"reasoning_effort": "high"},
                live_in=("staging",),
                monitors=(Monitor("sql-failure", by="environment"),),
            ),
            Step(
                "flash",
                "Cheap second opinion.",
                {**FLASH, "reasoning_effort": None, "temperature": 0, "seed": 7},
            ),
            Step(
                "replicate",
                None,
                {"model": "meta/meta-llama-3-70b-instruct", "provider": "replicate"},
            ),
        ),
    ),
)

SHOP_PROMPTS = (
    FileStory(
        key="product-description",
        kind="prompt",
        path="shop/Product description",
        born="2024-11-08",
        pace_days=26,
        description="Two sentences for the catalogue.",
        tags=("copy",),
        base={
            **GPT_4O,
            "model": "gpt-3.5-turbo-instruct",
            "endpoint": "complete",
            "template": BLURB,
            "temperature": 0.9,
            "max_tokens": 120,
            "stop": "\n\n",
        },
        steps=(
            Step("first", None),
            Step("two sentences", "Went on and on.", {"template": BLURB_SHORT, "temperature": 0.6}),
            Step(
                "penalties",
                "Every lamp was elegant.",
                {"frequency_penalty": 0.8, "presence_penalty": 0.4},
            ),
            Step(
                "chat",
                None,
                {**MINI, "endpoint": "chat", "template": BLURB_CHAT, "stop": None},
                live_in=("production",),
                monitors=(
                    Monitor("word-count@1", by="environment"),
                    Monitor("style-habits", by="version"),
                ),
            ),
            Step("haiku", None, {**HAIKU, "frequency_penalty": None, "presence_penalty": None}),
            Step("flash", "Best price.", {**FLASH, "top_p": 0.95}),
            Step("house style", "Uses the snippet.", {"linked_tools": ["house-style"]}),
        ),
    ),
    FileStory(
        key="photo-check",
        kind="prompt",
        path="shop/Damage photo check",
        born="2025-01-14",
        pace_days=24,
        description="Looks at the picture a customer sent with a return.",
        tags=("images",),
        base={**GPT_4O, "temperature": 0, "max_tokens": 5, "template": PHOTO},
        steps=(
            Step("one picture", None),
            Step("with reference", "Patina is not damage.", {"template": PHOTO_REFERENCE}),
            Step("mini", None, MINI),
            Step("sonnet", None, {**SONNET, "max_tokens": 5}),
            Step("flash", None, FLASH, live_in=("staging",)),
            Step(
                "4.1",
                "Fewest false alarms.",
                {"model": "gpt-4.1", "provider": "openai"},
                live_in=("production",),
                monitors=(),
            ),
        ),
    ),
    FileStory(
        key="query-rewriter",
        kind="prompt",
        path="shop/Query rewriter",
        born="2024-12-05",
        pace_days=25,
        description="Repairs what people type into the search box.",
        tags=("search",),
        base={
            **GPT_4O,
            **MINI,
            "endpoint": "chat",
            "temperature": 0,
            "max_tokens": 30,
            "template": [user(QUERY)],
        },
        steps=(
            Step("first", None),
            Step("words only", "Chatted with the search engine.", {"template": QUERY_CHAT}),
            Step(
                "llama",
                "Latency.",
                {"model": "llama-3.1-8b-instant", "provider": "groq"},
            ),
            Step("haiku", None, {**HAIKU, "max_tokens": 30}),
            Step(
                "category tool",
                "May narrow the search to a category.",
                {**MINI, "tools": [CATEGORIES]},
                live_in=("production",),
            ),
            Step("canned", "For the load test.", {"model": "mock-echo", "provider": "mock"}),
        ),
    ),
    FileStory(
        key="few-shot-starter",
        kind="prompt",
        path="templates/Few-shot classifier",
        born="2024-11-20",
        pace_days=20,
        description="Copy this to begin a classifier.",
        tags=("template", "shared"),
        base={
            **GPT_4O,
            "temperature": 0,
            "template": [system("Labels: {{labels}}\n\nExamples:\n{{examples}}"), user("{{text}}")],
        },
        steps=(Step(None, None),),
    ),
    FileStory(
        key="scratch",
        kind="prompt",
        path="Scratch",
        born="2025-05-06",
        pace_days=20,
        description=None,
        tags=None,
        base={"model": "gpt-4o-mini"},
        steps=(Step(None, None),),
        homeless=True,
    ),
)

OTHER_PROMPTS = (*CONTRACT_PROMPTS, *ANALYTICS_PROMPTS, *SHOP_PROMPTS)
