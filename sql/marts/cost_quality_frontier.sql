-- One row per evaluation and run: what quality costs, and whether another run is as good for less.
-- Key: evaluation_id, run_id
--
-- evaluation_id: The evaluation.
-- run_id: The run.
-- version_id: Version that was run.
-- dataset_version_id: Version of the dataset it ran over.
-- evaluation_name: Name of the evaluation.
-- version_label: Name of the version that was run, or its id.
-- model: Model of the version that was run.
-- control: Whether the run is the baseline of the evaluation.
-- status: Status of the run in the evaluation.
-- logs_count: Logs of the run; NULL where they were not read.
-- costed_logs_count: Logs whose cost is known.
-- cost_per_log_usd: Mean cost of those; unknown is NULL, never 0.
-- latency_p50_seconds: Half of the logs took no longer.
-- latency_p95_seconds: 95 of 100 took no longer.
-- quality_evaluators_count: Evaluators that the quality is of: those that pass or fail, and those
--     whose numbers have limits and a direction.
-- quality: Mean of what they say, each on a scale from 0 to 1: pass rates, and numbers by their
--     place between the limits; NULL where there is none.
-- judged_items_count: Logs that one of them has judged.
-- is_small_sample: Whether they are fewer than 10, so that little can be said.
-- passed_items_count: Logs that pass with each of them that has judged; numbers pass at the middle
--     of their limits or better.
-- passed_share: Share of the judged that passed.
-- cost_per_passed_item_usd: Mean cost of a log divided by that share; NULL where nothing passed.
-- is_comparable: Whether the run takes part: it has ended, over a dataset, with a known cost and
--     with as many evaluators as any other run over that dataset's version.
-- reason: Why it does not.
-- is_on_frontier: Whether no other run over the same version of the dataset, judged by the same
--     evaluators, is as good or better for as much or less, and really better in one of both; NULL
--     where it is not comparable.
with

rated as (

    select
        run_scores.evaluation_id,
        run_scores.run_id,
        dense_rank() over (
            partition by run_scores.evaluation_id
            order by run_scores.evaluator_version_id nulls last
        ) as place,
        case
            when run_scores.metric = 'pass_rate' then run_scores.mean
            when run_scores.direction = 'higher'
                then
                    (run_scores.mean - evaluators.number_min)
                    / (evaluators.number_max - evaluators.number_min)
            else
                (evaluators.number_max - run_scores.mean)
                / (evaluators.number_max - evaluators.number_min)
        end as quality
    from marts.run_scores
    inner join marts.evaluators
        on run_scores.evaluator_version_id = evaluators.evaluator_version_id
    where
        run_scores.mean is not null
        and (
            run_scores.metric = 'pass_rate'
            or (run_scores.direction is not null and evaluators.number_max > evaluators.number_min)
        )

),

qualities as (

    select
        rated.evaluation_id,
        rated.run_id,
        count(*) as quality_evaluators_count,
        -- Which these are, a bit for each: evaluators may have been replaced between two runs.
        sum(power(2e0, rated.place)) as quality_evaluators,
        avg(rated.quality) as quality
    from rated
    group by rated.evaluation_id, rated.run_id

),

items as (

    select
        judgment_scores.evaluation_id,
        judgment_scores.run_id,
        judgment_scores.log_id,
        bool_and(judgment_scores.is_pass) as is_pass
    from marts.judgment_scores
    where judgment_scores.is_pass is not null
    group by judgment_scores.evaluation_id, judgment_scores.run_id, judgment_scores.log_id

),

passed as (

    select
        items.evaluation_id,
        items.run_id,
        count(*) as judged_items_count,
        count(*) filter (where items.is_pass) as passed_items_count,
        avg(case when items.is_pass then 1e0 else 0e0 end) as passed_share
    from items
    group by items.evaluation_id, items.run_id

),

candidates as (

    select
        run_names.evaluation_id,
        run_names.run_id,
        run_names.version_id,
        run_names.dataset_version_id,
        run_names.evaluation_name,
        run_names.version_label,
        run_names.model,
        run_names.control,
        run_names.status,
        run_usage.logs_count,
        run_usage.costed_logs_count,
        run_usage.cost_per_log_usd,
        run_usage.latency_p50_seconds,
        run_usage.latency_p95_seconds,
        coalesce(qualities.quality_evaluators_count, 0) as quality_evaluators_count,
        qualities.quality_evaluators,
        qualities.quality,
        passed.judged_items_count,
        passed.passed_items_count,
        passed.passed_share,
        case
            when run_names.dataset_version_id is null then 'the run has no dataset'
            when run_names.status = 'cancelled' then 'the run was cancelled'
            when run_names.status is distinct from 'completed' then 'the run has not ended'
            when run_usage.run_id is null then 'the logs were not read'
            when qualities.quality is null then 'nothing is judged on a scale'
            when qualities.quality_evaluators_count < max(qualities.quality_evaluators_count) over (
                partition by run_names.evaluation_id, run_names.dataset_version_id
            ) then 'judged by fewer evaluators than other runs'
            when run_usage.cost_per_log_usd is null then 'the cost is not known'
        end as reason
    from marts.run_names
    left join marts.run_usage
        on
            run_names.evaluation_id = run_usage.evaluation_id
            and run_names.run_id = run_usage.run_id
    left join qualities
        on
            run_names.evaluation_id = qualities.evaluation_id
            and run_names.run_id = qualities.run_id
    left join passed
        on
            run_names.evaluation_id = passed.evaluation_id
            and run_names.run_id = passed.run_id

),

beaten as (

    select distinct
        mine.evaluation_id,
        mine.run_id
    from candidates as mine
    inner join candidates as other
        on
            mine.evaluation_id = other.evaluation_id
            and mine.dataset_version_id = other.dataset_version_id
            and mine.quality_evaluators = other.quality_evaluators
    -- Means of the same figures in another order are equal, whatever their last digit.
    where
        mine.reason is null
        and other.reason is null
        and other.quality - mine.quality >= -1e-9
        and other.cost_per_log_usd <= mine.cost_per_log_usd * (1 + 1e-9)
        and (
            other.quality - mine.quality > 1e-9
            or other.cost_per_log_usd < mine.cost_per_log_usd * (1 - 1e-9)
        )

)

select
    candidates.evaluation_id,
    candidates.run_id,
    candidates.version_id,
    candidates.dataset_version_id,
    candidates.evaluation_name,
    candidates.version_label,
    candidates.model,
    candidates.control,
    candidates.status,
    candidates.logs_count,
    candidates.costed_logs_count,
    candidates.cost_per_log_usd,
    candidates.latency_p50_seconds,
    candidates.latency_p95_seconds,
    candidates.quality_evaluators_count,
    candidates.quality,
    candidates.judged_items_count,
    candidates.judged_items_count < 10 as is_small_sample,
    candidates.passed_items_count,
    candidates.passed_share,
    candidates.cost_per_log_usd / nullif(candidates.passed_share, 0)
        as cost_per_passed_item_usd,
    candidates.reason is null as is_comparable,
    candidates.reason,
    case when candidates.reason is null then beaten.run_id is null end as is_on_frontier
from candidates
left join beaten
    on
        candidates.evaluation_id = beaten.evaluation_id
        and candidates.run_id = beaten.run_id
