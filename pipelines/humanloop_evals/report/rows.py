"""What the report reads: rows of views and tables, each field named as its column."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Sync:
    """The sync that published the file."""

    started_at: str
    input: str
    origin: str
    exit_code: int
    message: str | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A row of `data_age`; times are texts, of which only the day is shown."""

    evaluation_id: str
    evaluation_name: str | None
    last_synced_at: str | None
    days_behind: int | None
    runs_count: int
    runs_without_logs_count: int
    newest_run_at: str | None


@dataclass(frozen=True, slots=True)
class Run:
    """A row of `run_overview`."""

    evaluation_id: str
    run_id: str
    version_id: str | None
    dataset_version_id: str | None
    evaluation_url: str | None
    file_path: str | None
    version_label: str | None
    model: str | None
    dataset_path: str | None
    dataset_version_name: str | None
    control: bool | None
    status: str | None
    logs_count: int | None


@dataclass(frozen=True, slots=True)
class Evaluator:
    """A row of `evaluators`."""

    evaluator_version_id: str
    evaluator_name: str | None
    evaluator_version_name: str | None
    evaluator_type: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A row of `control_comparison`."""

    evaluation_id: str
    run_id: str
    evaluator_version_id: str
    metric: str | None
    direction: str | None
    method: str | None
    n_pairs: int
    n: int | None
    control_n: int | None
    is_small_sample: bool | None
    wins_count: int | None
    losses_count: int | None
    ties_count: int | None
    run_mean: float | None
    control_mean: float | None
    mean_difference: float | None
    ci_low: float | None
    ci_high: float | None
    verdict: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """A row of `leaderboard`."""

    evaluation_id: str
    evaluator_version_id: str
    run_id: str
    dataset_version_id: str | None
    model: str | None
    control: bool | None
    metric: str | None
    direction: str | None
    n: int | None
    is_small_sample: bool | None
    mean: float | None
    ci_low: float | None
    ci_high: float | None
    is_comparable: bool
    reason: str | None
    comparable_count: int
    rank: int | None
    rank_by_value: int | None


@dataclass(frozen=True, slots=True)
class Flip:
    """A row of `flipped_datapoints`."""

    evaluation_id: str
    run_id: str
    evaluator_version_id: str
    datapoint_id: str
    change: str
    score: float | None
    control_score: float | None
    inputs: str | None
    messages: str | None
    target: str | None
    log_id: str
    output: str | None
    error: str | None
    control_log_id: str
    control_output: str | None
    control_error: str | None


@dataclass(frozen=True, slots=True)
class Spot:
    """A row of `cost_quality_frontier`."""

    evaluation_id: str
    run_id: str
    dataset_version_id: str | None
    model: str | None
    control: bool | None
    cost_per_log_usd: float | None
    latency_p50_seconds: float | None
    quality: float | None
    cost_per_passed_item_usd: float | None
    is_comparable: bool
    reason: str | None
    is_on_frontier: bool | None


@dataclass(frozen=True, slots=True)
class Flakiness:
    """A row of `flaky_evaluators`."""

    evaluator_version_id: str
    judgments_count: int
    null_rate: float | None
    error_rate: float | None
    n: int
    is_small_sample: bool | None
    flip_rate: float | None
    ci_low: float | None
    ci_high: float | None
    is_flaky: bool | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """A row of `judge_agreement`."""

    first_evaluator_version_id: str
    second_evaluator_version_id: str
    evaluation_id: str | None
    n: int
    is_small_sample: bool | None
    agreement: float | None
    ci_low: float | None
    ci_high: float | None
    kappa: float | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """A row of `dataset_coverage`."""

    evaluation_id: str
    run_id: str
    datapoints_count: int | None
    covered_count: int | None
    missing_count: int | None
    judged_count: int | None


@dataclass(frozen=True, slots=True)
class Stale:
    """A row of `stale_runs`."""

    evaluation_id: str
    run_id: str
    idle_days: int | None


@dataclass(frozen=True, slots=True)
class PlatformDifference:
    """A row of `platform_differences`."""

    evaluation_id: str
    run_id: str
    evaluator_version_id: str
    platform_judged_count: int | None
    judged_count: int | None
    platform_null_count: int | None
    null_count: int | None
    platform_error_count: int | None
    error_count: int | None
    platform_passed_count: int | None
    passed_count: int | None
    platform_mean: float | None
    mean: float | None


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything a report is made of.

    Attributes:
        evaluations: All that are asked for, those with the newest runs first.
        evaluations_count: Evaluations in the file.
        runs_count: Runs of those that are asked for; one in several evaluations counts once.
        shown: Ids of those that are shown in full; all other rows are about these.
        tallies: Verdicts of every evaluation that is asked for, by evaluation and verdict.
    """

    sync: Sync
    evaluations: list[Evaluation]
    evaluations_count: int
    runs_count: int
    shown: list[str]
    tallies: dict[tuple[str, str], int]
    runs: list[Run]
    evaluators: list[Evaluator]
    comparisons: list[Comparison]
    places: list[Place]
    flips: list[Flip]
    spots: list[Spot]
    flakiness: list[Flakiness]
    agreements: list[Agreement]
    coverage: list[Coverage]
    stale: list[Stale]
    platform_differences: list[PlatformDifference]


def columns(kind: type) -> list[str]:
    """The columns that rows of a kind are made of."""
    return [field.name for field in fields(kind)]
