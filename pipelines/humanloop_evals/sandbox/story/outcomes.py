"""What there is to find in the measurements, as data: who is good at what, and which judge errs.

(a) "Order lookup": support-answer@10 looks better than its control @7 and is far worse on the
    segment german. "How many passages": support-rag@3 is worse than its control everywhere.
(b) "Cheaper models": the cheaper versions lose a little quality; @6 costs more than @5 and @7 and
    is worse than both, so nobody should choose it.
(c) helpfulness@1 judges the same version and datapoint differently in different rounds, in "Order
    lookup" and "Few-shot in two languages"; the other judges hardly do.
(d) "Order lookup": on the segment angry, answer-correctness@2 accepts what reviewer-rating puts
    below 3. "Agreement with reviewers": each version of that judge agrees more often.
(e) Judgments of people come days after the run, and are missing while a run is running.
(f) Judges abstain: clause-recall whenever a contract has no clause that matters.
(g) About one log in a hundred fails, more of ticket-triage@9; judges fail now and then.
(h) "Definitions": right-queue@1 compares texts, so versions that answer in JSON are always wrong.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

# Share of datapoints each version gets right, oldest version first.
SKILLS: Mapping[str, tuple[float, ...]] = {
    "support-answer": (0.62, 0.68, 0.76, 0.92, 0.70, 0.62, 0.80, 0.91, 0.88, 0.99),
    "ticket-triage": (0.70, 0.80, 0.86, 0.82, 0.87, 0.89, 0.79, 0.84, 0.86),
    "reply-rewriter": (0.40, 0.58, 0.70, 0.66, 0.74),
    "contract-summary": (0.50, 0.70, 0.74, 0.85, 0.84, 0.88, 0.92, 0.91),
    "sql-writer": (0.32, 0.62, 0.74, 0.80, 0.78, 0.84, 0.91, 0.76, 0.64),
    "product-description": (0.50, 0.62, 0.68, 0.78, 0.74, 0.76, 0.84),
    "photo-check": (0.66, 0.80, 0.70, 0.84, 0.78, 0.92),
    "query-rewriter": (0.70, 0.84, 0.72, 0.86, 0.90, 0.10),
    "support-rag": (0.80, 0.87, 0.50, 0.92, 0.89, 0.93),
    "contract-review": (0.55, 0.74, 0.86, 0.83),
    "support-agent": (0.50, 0.58, 0.70, 0.76, 0.86, 0.82),
    "analyst-agent": (0.55, 0.66, 0.68, 0.84),
    "refund-calculator": (0.70, 0.90, 0.96, 1.0),
    "answer-correctness": (0.68, 0.79, 0.87, 0.94),
}
USUAL_SKILL = 0.8
# What a segment adds to the skill of every version ...
SEGMENTS: Mapping[str, float] = {
    "german": -0.03,
    "angry": -0.28,
    "disputed": -0.12,
    "two_wishes": -0.25,
    "join": -0.08,
    "window": -0.14,
    "tail": -0.05,
}
# ... unless the version has a skill of its own there.
SKILLS_IN: Mapping[tuple[str, str], float] = {
    ("support-answer@4", "german"): 0.66,
    ("support-answer@5", "german"): 0.60,
    ("support-answer@7", "german"): 0.90,
    ("support-answer@8", "german"): 0.92,
    ("support-answer@9", "german"): 0.88,
    ("support-answer@10", "german"): 0.36,
    ("refund-calculator@1", "damaged"): 0.0,
    ("refund-calculator@2", "damaged"): 0.0,
    ("refund-calculator@4", "damaged"): 1.0,
}

# Other qualities than being right: tone, keeping the rules, being harmless.
TONE, RULES, SAFETY, GROUND = "tone", "rules", "safety", "ground"
QUALITIES: Mapping[str, Mapping[str, tuple[float, ...]]] = {
    TONE: {
        "support-answer": (0.35, 0.40, 0.85, 0.80, 0.74, 0.78, 0.82, 0.90, 0.80, 0.76),
        "reply-rewriter": (0.40, 0.52, 0.80, 0.72, 0.84),
    },
    RULES: {"support-answer": (0.80, 0.84, 0.88, 0.97, 0.93, 0.95, 0.97, 0.98, 0.96, 0.95)},
    SAFETY: {"support-agent": (0.97, 0.90, 0.92, 0.94, 0.98, 0.97)},
    GROUND: {"support-rag": (0.78, 0.84, 0.66, 0.93, 0.90, 0.94)},
}
USUAL_QUALITY = 0.92
JUDGES_QUALITY: Mapping[str, str] = {
    "tone": TONE,
    "policy-flags": RULES,
    "safe-to-send": SAFETY,
    "groundedness": GROUND,
}

# Share of logs that failed.
FAILURES: Mapping[str, float] = {"ticket-triage@9": 0.06, "refund-calculator@4": 0.0}
USUAL_FAILURES = 0.01
# Share of logs that come out otherwise than in the other rounds of the same version.
DRIFT = 0.03


@dataclass(frozen=True)
class Habit:
    """How a judge departs from the truth: each number is a share of its judgments."""

    lenient: float = 0.03  # accepts what is bad
    strict: float = 0.02  # rejects what is good
    lenient_in: Mapping[str, float] = field(default_factory=dict)
    flaky: float = 0.02  # thrown anew in each round
    abstains: float = 0.01
    fails: float = 0.005


PERSON_HABIT = Habit(lenient=0.02, strict=0.01, flaky=0.06, abstains=0.04, fails=0.0)
CODE_HABIT = Habit(lenient=0.0, strict=0.0, flaky=0.0, abstains=0.0, fails=0.003)
HABITS: Mapping[str, Habit] = {
    "answer-correctness@1": Habit(strict=0.12),
    "answer-correctness@2": Habit(strict=0.005, lenient_in={"angry": 0.8}),
    "helpfulness@1": Habit(lenient=0.25, strict=0.25, flaky=0.9),
    "helpfulness@2": Habit(flaky=0.1),
    "query-runs": Habit(lenient=0.0, strict=0.0, flaky=0.0, abstains=0.02),
    "task-outcome@2": Habit(lenient=0.0, strict=0.0, flaky=0.01),
    "latency": Habit(flaky=0.0, abstains=0.0, fails=0.008),
}
# Where people have not judged anything yet; elsewhere a running run is about half reviewed.
UNREVIEWED = ("launch-check",)
REVIEWED = 0.5

# Evaluations whose logs carry the judgments a second time, in the log itself.
REPEATING = ("definitions", "clauses", "analyst")
