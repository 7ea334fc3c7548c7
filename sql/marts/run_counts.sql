-- One row per evaluation, run and evaluator version that judges it: counts and moments, from the
-- judgments where logs were read, otherwise from the platform's stats.
-- Key: evaluation_id, run_id, evaluator_version_id
--
-- evaluation_id: The evaluation.
-- run_id: The run.
-- evaluator_version_id: Version of the evaluator.
-- basis: judgments, or platform where logs were not read; NULL where nothing is known.
-- judgments_count: Judgments of all outcomes.
-- judged_count: Judgments that said something.
-- null_count: Judgments that said nothing.
-- error_count: Judgments that ended with an error.
-- missing_count: Logs that have no judgment at all, and datapoints that the dataset has but no log
--     answers, however often others are answered; NULL where logs were not read.
-- repeated_count: Judgments beyond the first of a datapoint (of a log, where it answers none).
-- n: Judgments that have a score.
-- passed_count: Those that pass; NULL of numbers.
-- mean: Share that passes, or mean of the numbers.
-- stddev: Standard deviation of the scores.
with

judged as (

    select
        judgment_scores.evaluation_id,
        judgment_scores.run_id,
        judgment_scores.evaluator_version_id,
        count(*) as judgments_count,
        count(*) filter (where judgment_scores.outcome = 'judged') as judged_count,
        count(*) filter (where judgment_scores.outcome = 'null') as null_count,
        count(*) filter (where judgment_scores.outcome = 'error') as error_count,
        count(distinct judgment_scores.log_id) as logs_count,
        count(*) - count(distinct coalesce(judgment_scores.datapoint_id, judgment_scores.log_id))
            as repeated_count,
        count(judgment_scores.score) as n,
        count(*) filter (where judgment_scores.score = 1) as ones_count,
        avg(judgment_scores.score) as mean,
        stddev_samp(judgment_scores.score) as stddev
    from marts.judgment_scores
    where judgment_scores.evaluator_version_id is not null
    group by
        judgment_scores.evaluation_id,
        judgment_scores.run_id,
        judgment_scores.evaluator_version_id

),

pairs as (

    select
        evaluation_runs.evaluation_id,
        evaluation_runs.run_id,
        evaluation_evaluators.evaluator_version_id
    from humanloop.evaluation_runs
    inner join humanloop.evaluation_evaluators
        on evaluation_runs.evaluation_id = evaluation_evaluators.evaluation_id
    union
    select
        platform_scores.evaluation_id,
        platform_scores.run_id,
        platform_scores.evaluator_version_id
    from marts.platform_scores
    inner join humanloop.evaluation_runs
        on
            platform_scores.evaluation_id = evaluation_runs.evaluation_id
            and platform_scores.run_id = evaluation_runs.run_id

),

-- With what was judged before the evaluator was taken off the evaluation.
counted as (

    select
        coalesce(pairs.evaluation_id, judged.evaluation_id) as evaluation_id,
        coalesce(pairs.run_id, judged.run_id) as run_id,
        coalesce(pairs.evaluator_version_id, judged.evaluator_version_id) as evaluator_version_id,
        judged.judgments_count,
        judged.judged_count,
        judged.null_count,
        judged.error_count,
        judged.logs_count,
        judged.repeated_count,
        judged.n,
        judged.ones_count,
        judged.mean,
        judged.stddev
    from pairs
    full outer join judged
        on
            pairs.evaluation_id = judged.evaluation_id
            and pairs.run_id = judged.run_id
            and pairs.evaluator_version_id = judged.evaluator_version_id

),

runs_with_logs as (

    select
        evaluation_log_reads.evaluation_id,
        evaluation_log_reads.run_id,
        datasets.datapoints_count,
        count(evaluation_logs.log_id) as logs_count,
        count(distinct coalesce(evaluation_logs.datapoint_id, evaluation_logs.log_id))
            as answered_count
    from humanloop.evaluation_log_reads
    inner join humanloop.runs on evaluation_log_reads.run_id = runs.run_id
    left join humanloop.datasets
        on runs.dataset_version_id = datasets.dataset_version_id
    left join humanloop.evaluation_logs
        on
            evaluation_log_reads.evaluation_id = evaluation_logs.evaluation_id
            and evaluation_log_reads.run_id = evaluation_logs.run_id
    group by
        evaluation_log_reads.evaluation_id,
        evaluation_log_reads.run_id,
        datasets.datapoints_count

)

select
    counted.evaluation_id,
    counted.run_id,
    counted.evaluator_version_id,
    case
        when runs_with_logs.run_id is not null then 'judgments'
        when platform_scores.run_id is not null then 'platform'
    end as basis,
    case
        when runs_with_logs.run_id is not null then coalesce(counted.judgments_count, 0)
        else platform_scores.judgments_count
    end as judgments_count,
    case
        when runs_with_logs.run_id is not null then coalesce(counted.judged_count, 0)
        else platform_scores.judged_count
    end as judged_count,
    case
        when runs_with_logs.run_id is not null then coalesce(counted.null_count, 0)
        else platform_scores.null_count
    end as null_count,
    case
        when runs_with_logs.run_id is not null then coalesce(counted.error_count, 0)
        else platform_scores.error_count
    end as error_count,
    runs_with_logs.logs_count - coalesce(counted.logs_count, 0)
    + greatest(runs_with_logs.datapoints_count - runs_with_logs.answered_count, 0)
        as missing_count,
    case
        when runs_with_logs.run_id is not null then coalesce(counted.repeated_count, 0)
    end as repeated_count,
    case
        when runs_with_logs.run_id is not null then coalesce(counted.n, 0)
        else platform_scores.n
    end as n,
    case
        when evaluators.metric is distinct from 'pass_rate' then null
        when runs_with_logs.run_id is not null then coalesce(counted.ones_count, 0)
        else platform_scores.passed_count
    end as passed_count,
    case
        when runs_with_logs.run_id is not null then counted.mean
        else platform_scores.mean
    end as mean,
    case
        when runs_with_logs.run_id is not null then counted.stddev
        else platform_scores.stddev
    end as stddev
from counted
left join marts.evaluators
    on counted.evaluator_version_id = evaluators.evaluator_version_id
left join runs_with_logs
    on
        counted.evaluation_id = runs_with_logs.evaluation_id
        and counted.run_id = runs_with_logs.run_id
left join marts.platform_scores
    on
        counted.evaluation_id = platform_scores.evaluation_id
        and counted.run_id = platform_scores.run_id
        and counted.evaluator_version_id = platform_scores.evaluator_version_id
