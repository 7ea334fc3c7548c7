"""The prompts of the support desk; each is changed the way a team changes prompts."""

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
from humanloop_evals.sandbox.story.tools import LOOKUP, parameters

SUPPORT_FIRST = [system("You answer customers of {{shop_name}}."), user("{{question}}")]
SUPPORT_WARM = [
    system(
        "You answer customers of {{shop_name}}, a shop for home goods. Be warm and brief: at most "
        "six sentences. If you do not know, say so and offer to pass the question on."
    ),
    user("{{question}}"),
]
SUPPORT_RULES = [
    system(
        "You answer customers of {{shop_name}}, a shop for home goods. Be warm and brief: at most "
        "six sentences.\n\nRules\n- Refund: full within 30 days, half until day 60.\n"
        "- Delivery takes 2 to 5 working days.\n- Never promise a refund; say it will be checked.\n"
        "- Never ask for card data.\n\n"
        "If you do not know, say so and offer to pass the question on."
    ),
    user("Passages of the help centre:\n{{passages}}\n\nCustomer:\n{{question}}"),
]
SUPPORT_EXAMPLES = [
    SUPPORT_RULES[0],
    user("Customer:\nMy lamp came without a shade. What now?"),
    assistant(
        "I am sorry the shade is missing. Please send us your order number; we will check the "
        "packing list today and send the shade on if it was left out."
    ),
    user("Customer:\nWann kommt mein Tisch?"),
    assistant("Ihr Tisch ist unterwegs; die Lieferung dauert in der Regel 2 bis 5 Werktage."),
    SUPPORT_RULES[1],
]
SUPPORT_CALLS = [
    SUPPORT_RULES[0],
    user("Where is HX-204518?"),
    {
        "role": "assistant",
        "content": None,
        "name": None,
        "tool_call_id": None,
        "tool_calls": [
            {
                "id": "call_example_1",
                "type": "function",
                "function": {
                    "name": "look_up_order",
                    "arguments": '{"order_number": "HX-204518"}',
                },
            }
        ],
        "thinking": None,
    },
    {
        "role": "tool",
        "content": '{"status": "shipped", "delivery": "2025-02-04"}',
        "tool_call_id": "call_example_1",
    },
    assistant("Your order is on its way and should be with you on 4 February."),
    SUPPORT_RULES[1],
]

TRIAGE_LIST = [
    system("Put the ticket into one queue: billing, delivery, technical, press, legal."),
    user("{{subject}}\n\n{{body}}"),
]
TRIAGE_DEFINED = [
    system(
        "Put the ticket into one queue.\nbilling: invoices, payments, refunds\ndelivery: where is "
        "my parcel, damage in transit\ntechnical: website, app, account\npress: journalists\n"
        "legal: claims, data protection\nIf two fit, choose the one that must act first. "
        'Answer as JSON: {"queue": ..., "reason": ...}.'
    ),
    {"role": "user", "name": "help_desk", "content": "{{subject}}\n\n{{body}}"},
]
TRIAGE_JINJA = [
    {
        "role": "developer",
        "content": "Queues:\n{% for queue in queues %}- {{ queue.name }}: {{ queue.scope }}\n"
        "{% endfor %}Answer as JSON with queue and reason.",
    },
    user("{{ subject }}\n\n{{ body }}{% if customer_tier %}\nTier: {{ customer_tier }}{% endif %}"),
]
TRIAGE_ANSWER = {
    "type": "json_schema",
    "json_schema": {
        "name": "triage",
        "strict": True,
        "schema": parameters(
            "queue",
            "reason",
            queue={
                "type": "string",
                "enum": ["billing", "delivery", "technical", "press", "legal"],
            },
            reason={"type": "string"},
        ),
    },
}

REWRITE = (
    "Rewrite the reply below in the tone of our house style.\n\nReply:\n{{reply}}\n\nRewritten:\n"
)
REWRITE_STYLE = (
    "House style: plain words, short sentences, no exclamation marks.\n"
    "Keep every fact, amount and date.\n\nReply:\n{{reply}}\n\nRewritten:\n"
)

WATCHED = (
    Monitor("answer-correctness@2", by="environment"),
    Monitor("policy-flags@1", by="version"),
)

SUPPORT_PROMPTS = (
    FileStory(
        key="support-answer",
        kind="prompt",
        path="support/Support answer",
        born="2024-09-16",
        pace_days=21,
        description="Drafts the first answer to a customer.",
        readme="# Support answer\n\nDrafts only: a person presses send.\n\n"
        "Change one thing per version and say why.",
        tags=("customer-facing", "golden path"),
        base={**GPT_4O, "model": "gpt-4-turbo", "template": SUPPORT_FIRST},
        steps=(
            Step("first draft", "To have something to compare with."),
            Step("gpt-4o", "Newer model, half the price.", {"model": "gpt-4o"}),
            Step(
                "warm and brief",
                "Reviewers found the answers long and cold.",
                {"template": SUPPORT_WARM, "temperature": 0.5},
            ),
            Step(
                "rules",
                "Refund and delivery rules, passages of the help centre.",
                {
                    "template": SUPPORT_RULES,
                    "temperature": 0.3,
                    "attributes": {"retrieval": "help-centre-2024-10", "top_k": 5},
                    "schema": parameters(
                        "question", question={"type": "string"}, passages={"type": "string"}
                    ),
                },
                live_in=("eu-production",),
                monitors=(Monitor("answer-correctness@2", by="environment", state="inactive"),),
            ),
            Step("mini", "Same prompt, cheapest model.", {**MINI, "temperature": 0.3}),
            Step("haiku", "Same prompt, another cheap model.", HAIKU, monitors=()),
            Step(
                "few-shot",
                "Two examples, one in German: mini forgot the rules.",
                {**MINI, "template": SUPPORT_EXAMPLES, "temperature": 0, "max_tokens": 400},
                live_in=("production",),
                monitors=WATCHED,
            ),
            Step(
                "few-shot, sonnet",
                "How much would the large model add?",
                {**SONNET, "stop": ["Customer:", "Passages"]},
            ),
            Step(
                "order lookup",
                "May look up the order itself.",
                {
                    **MINI,
                    "template": SUPPORT_CALLS,
                    "tools": [LOOKUP],
                    "linked_tools": ["faq-search@2"],
                    "stop": None,
                    "max_tokens": -1,
                    "seed": 42,
                },
                live_in=("staging",),
                monitors=WATCHED,
            ),
            Step(
                None,
                "Flash, otherwise unchanged.",
                {**FLASH, "temperature": 0.2, "other": {"safety_settings": "default"}},
            ),
        ),
    ),
    FileStory(
        key="ticket-triage",
        kind="prompt",
        path="support/triage/Ticket triage",
        born="2024-09-19",
        pace_days=24,
        description="Chooses the queue of a ticket.",
        tags=("classification",),
        base={
            **GPT_4O,
            "model": "gpt-3.5-turbo",
            "temperature": 0,
            "max_tokens": 10,
            "template": TRIAGE_LIST,
        },
        steps=(
            Step("one word", None),
            Step("one word, 4o", "Confused billing and legal.", {"model": "gpt-4o"}),
            Step(
                "definitions",
                "Says what each queue is for; JSON with a reason.",
                {
                    "template": TRIAGE_DEFINED,
                    "max_tokens": 120,
                    "response_format": {"type": "json_object", "json_schema": None},
                },
                live_in=("production",),
                monitors=(Monitor("valid-json", by="environment"),),
            ),
            Step("definitions, mini", "A third of the price.", MINI),
            Step(
                "schema",
                "The schema keeps invented queues out.",
                {"response_format": TRIAGE_ANSWER},
                live_in=("staging",),
                monitors=(Monitor("right-queue@2", by="version"),),
            ),
            Step(
                "queues as input",
                "Queues come from the help desk; Jinja.",
                {
                    "template": TRIAGE_JINJA,
                    "template_language": "jinja",
                    "schema": parameters("subject", "body", subject={"type": "string"}),
                },
            ),
            Step(
                "llama",
                "Open model, hosted.",
                {"model": "llama-3.3-70b-versatile", "provider": "groq", "top_p": 0.9},
            ),
            Step(
                "deepseek",
                None,
                {"model": "deepseek-chat", "provider": "deepseek", "top_p": 1},
            ),
            Step(
                "azure",
                "Same as schema, in the European region.",
                {
                    "model": "gpt-4o-mini-eu",
                    "provider": "openai_azure",
                    "other": {"api_version": "2024-10-21", "region": "westeurope"},
                },
                live_in=("eu-production",),
                monitors=(Monitor("right-queue@2", by="environment"),),
            ),
        ),
    ),
    FileStory(
        key="reply-rewriter",
        kind="prompt",
        path="support/Reply rewriter",
        born="2024-10-15",
        pace_days=28,
        description="Puts a colleague's draft into house style.",
        tags=("copy",),
        base={
            **GPT_4O,
            "model": "text-davinci-edit-001",
            "endpoint": "edit",
            "template": REWRITE,
            "max_tokens": 512,
            "tools": None,
            "linked_tools": None,
        },
        steps=(
            Step("edit endpoint", "Imported as it was; the edit endpoint no longer answers."),
            Step(
                "completion",
                "The same prompt on an endpoint that exists.",
                {"model": "gpt-3.5-turbo-instruct", "endpoint": "complete", "stop": "Reply:"},
            ),
            Step("house style", None, {"template": REWRITE_STYLE, "presence_penalty": 0.1}),
            Step(
                "command",
                None,
                {"model": "command-r-plus", "provider": "cohere", "endpoint": "chat", "stop": None},
            ),
            Step(
                "mini",
                "One provider less to look after.",
                {**MINI, "presence_penalty": 0},
                live_in=("production",),
                monitors=(Monitor("style-habits", by="version"),),
            ),
        ),
    ),
)
