"""The evaluators that run by themselves: models and code."""

from humanloop_evals.sandbox.story.judges import (
    AGREES,
    CLAUSES,
    CORRECT_V1,
    CORRECT_V2,
    EXACT_V1,
    EXACT_V2,
    FIVE_POINTS,
    FREE,
    GROUNDED,
    HELPFUL,
    ISSUES,
    JSON_VALID,
    POLICY,
    RATIONALE,
    REQUIRED,
    SQL_FAILURE,
    TONE,
    UNIT_INTERVAL,
    WORDS,
    YES_IS_GOOD,
    llm,
    python,
    valued,
)
from humanloop_evals.sandbox.story.shape import FileStory, Step

TONES = valued(friendly="positive", neutral="neutral", cold="negative")
RULES = valued(
    promises_a_refund="negative",
    gives_legal_advice="negative",
    asks_for_card_data="negative",
    names_a_colleague="neutral",
)
FAILURES = valued(none="positive", wrong_table="negative", writes="negative", empty="negative")
LLM_JUDGES = (
    FileStory(
        key="answer-correctness",
        kind="evaluator",
        path="evaluators/Answer correctness",
        born="2024-09-11",
        pace_days=42,
        description="Does the answer agree with the reference?",
        readme="# Answer correctness\n\nChecked against reviewers every quarter.",
        tags=("quality", "judge"),
        base={"spec": llm("boolean", REQUIRED, {"template": CORRECT_V1}, options=YES_IS_GOOD)},
        steps=(
            Step("first", None),
            Step(
                "rubric",
                "Says what counts as correct; fewer false alarms about wording.",
                {"spec": llm("boolean", REQUIRED, {"template": CORRECT_V2}, options=YES_IS_GOOD)},
                live_in=("production",),
            ),
            Step(
                "cheaper judge",
                "Small model, same rubric.",
                {
                    "spec": llm(
                        "boolean",
                        REQUIRED,
                        {"template": CORRECT_V2, "model": "gpt-4o-mini", "temperature": 0.0},
                        options=YES_IS_GOOD,
                    )
                },
            ),
            Step(
                "thinking judge",
                "A model that thinks first.",
                {
                    "spec": llm(
                        "boolean",
                        REQUIRED,
                        {
                            "template": CORRECT_V2,
                            "model": "o1",
                            "max_tokens": 6000,
                            "temperature": 1,
                            "reasoning_effort": "low",
                        },
                        options=YES_IS_GOOD,
                        attributes={"agreement_with_reviewers": 0.93},
                    )
                },
                live_in=("staging",),
            ),
        ),
    ),
    FileStory(
        key="helpfulness",
        kind="evaluator",
        path="evaluators/Helpfulness",
        born="2024-09-13",
        pace_days=40,
        description="How far does the reply help?",
        tags=("quality", "judge"),
        base={
            "spec": llm(
                "number",
                FREE,
                {"template": HELPFUL, "stop": "\n", "max_tokens": 4},
                number_limits=FIVE_POINTS,
                number_valence="positive",
            )
        },
        steps=(
            Step("1 to 5", None, live_in=("production",)),
            Step(
                "with seed",
                "Judgments moved between two nights; fixed seed.",
                {
                    "spec": llm(
                        "number",
                        FREE,
                        {"template": HELPFUL, "stop": ["\n", "."], "max_tokens": 4, "seed": 11},
                        number_limits=FIVE_POINTS,
                        number_valence="positive",
                    )
                },
            ),
        ),
    ),
    FileStory(
        key="tone",
        kind="evaluator",
        path="evaluators/Tone",
        born="2024-09-13",
        pace_days=50,
        description="Which tone does a reply have?",
        tags=("style", "judge"),
        base={
            "spec": llm(
                "select",
                FREE,
                {"template": TONE, "endpoint": "complete", "model": "gpt-3.5-turbo-instruct"},
                options=TONES,
            )
        },
        steps=(
            Step("completion", None),
            Step(
                "chat",
                "Completion models are going away.",
                {
                    "spec": llm(
                        "select",
                        FREE,
                        {
                            "template": [{"role": "user", "content": TONE}],
                            "model": "claude-3-5-haiku-20241022",
                            "provider": "anthropic",
                        },
                        options=TONES,
                    )
                },
                live_in=("production",),
            ),
            Step(
                "chat, larger",
                "Called neutral replies cold.",
                {
                    "spec": llm(
                        "select",
                        FREE,
                        {
                            "template": [{"role": "user", "content": TONE}],
                            "model": "claude-3-5-sonnet-20241022",
                            "provider": "anthropic",
                        },
                        options=TONES,
                    )
                },
            ),
        ),
    ),
    FileStory(
        key="policy-flags",
        kind="evaluator",
        path="evaluators/Policy flags",
        born="2024-10-08",
        pace_days=50,
        description="Which rules does a reply break?",
        tags=("safety", "judge"),
        base={
            "spec": llm(
                "multi_select",
                FREE,
                {
                    "template": POLICY,
                    "response_format": {"type": "json_object", "json_schema": None},
                },
                options=RULES,
            )
        },
        steps=(
            Step("four rules", None, live_in=("production", "eu-production")),
            Step(
                None,
                "May look up the order before it accuses anyone.",
                {
                    "spec": llm(
                        "multi_select",
                        FREE,
                        {"template": POLICY, "linked_tools": ["order-lookup"]},
                        options=RULES,
                    )
                },
            ),
        ),
    ),
    FileStory(
        key="groundedness",
        kind="evaluator",
        path="evaluators/Groundedness",
        born="2024-10-21",
        pace_days=45,
        description="Is everything in the answer supported by a passage?",
        base={"spec": llm("boolean", FREE, {"template": GROUNDED}, options=None)},
        steps=(
            Step("first", None),
            Step(
                "flash",
                None,
                {
                    "spec": llm(
                        "boolean",
                        FREE,
                        {
                            "template": GROUNDED,
                            "model": "gemini-1.5-flash",
                            "provider": "google",
                            "other": {"safety_settings": "off"},
                        },
                        options=YES_IS_GOOD,
                    )
                },
                live_in=("production",),
            ),
        ),
    ),
    FileStory(
        key="rationale",
        kind="evaluator",
        path="evaluators/Rationale",
        born="2024-11-04",
        pace_days=40,
        description="What would a colleague change?",
        tags=None,
        base={"spec": llm("text", FREE, {"template": RATIONALE, "reasoning_effort": "low"})},
        steps=(
            Step(None, None),
            Step("placeholder", "Prompt moved to its own file.", {"spec": llm("text", FREE, None)}),
        ),
    ),
)


CODE_JUDGES = (
    FileStory(
        key="right-queue",
        kind="evaluator",
        path="evaluators/Right queue",
        born="2024-09-18",
        pace_days=35,
        description="Is it the queue people chose?",
        tags=("classification",),
        base={"spec": python("boolean", REQUIRED, EXACT_V1, options=YES_IS_GOOD)},
        steps=(
            Step("text", None),
            Step(
                "json",
                "The prompt answers in JSON now.",
                {"spec": python("boolean", REQUIRED, EXACT_V2, options=YES_IS_GOOD)},
                live_in=("production",),
            ),
        ),
    ),
    FileStory(
        key="word-count",
        kind="evaluator",
        path="evaluators/Word count",
        born="2024-09-20",
        pace_days=30,
        description="How long is it?",
        tags=("style",),
        base={"spec": python("number", FREE, WORDS, number_valence="neutral")},
        steps=(
            Step(None, None, live_in=("production", "staging")),
            Step(
                None,
                "Shorter is better.",
                {
                    "spec": python(
                        "number",
                        FREE,
                        WORDS,
                        number_valence="negative",
                        number_limits={"min": 0, "max": None, "step": None},
                    )
                },
            ),
        ),
    ),
    FileStory(
        key="valid-json",
        kind="evaluator",
        path="evaluators/Valid JSON",
        born="2024-10-02",
        pace_days=30,
        description=None,
        tags=("format",),
        base={"spec": python("boolean", FREE, JSON_VALID, options=YES_IS_GOOD)},
        steps=(Step(None, None, live_in=("production",)),),
    ),
    FileStory(
        key="clause-recall",
        kind="evaluator",
        path="evaluators/Clause recall",
        born="2024-10-16",
        pace_days=40,
        description="How many of the clauses that matter does a summary name?",
        tags=("contracts",),
        base={
            "spec": python(
                "number",
                REQUIRED,
                CLAUSES.replace(r"(?:\.\d+)*", ""),
                number_limits=UNIT_INTERVAL,
                number_valence="positive",
            )
        },
        steps=(
            Step("first", None),
            Step(
                "sub-clauses",
                "Clause 4.2 was read as clause 4.",
                {
                    "spec": python(
                        "number",
                        REQUIRED,
                        CLAUSES,
                        number_limits=UNIT_INTERVAL,
                        number_valence="positive",
                    )
                },
                live_in=("production",),
            ),
        ),
    ),
    FileStory(
        key="sql-failure",
        kind="evaluator",
        path="evaluators/SQL failure",
        born="2024-10-29",
        pace_days=30,
        description="What is wrong with a query?",
        tags=("analytics",),
        base={"spec": python("select", REQUIRED, SQL_FAILURE, options=FAILURES)},
        steps=(Step(None, None, live_in=("staging",)),),
    ),
    FileStory(
        key="style-habits",
        kind="evaluator",
        path="evaluators/Style habits",
        born="2024-11-18",
        pace_days=30,
        description="Habits we want to get rid of.",
        base={
            "spec": python(
                "multi_select",
                FREE,
                ISSUES,
                options=valued(hedging="negative", apology="neutral", caps="negative"),
            )
        },
        steps=(Step(None, None),),
    ),
    FileStory(
        key="judge-agreement",
        kind="evaluator",
        path="evaluators/Judge agreement",
        born="2024-10-30",
        pace_days=30,
        description="Judges the judges: do they say what reviewers said?",
        tags=("judge",),
        base={"spec": python("boolean", REQUIRED, AGREES, options=YES_IS_GOOD)},
        steps=(Step(None, None),),
    ),
)
