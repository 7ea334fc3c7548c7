-- One row per evaluation, run and evaluator version: what the platform's own stats say, read as
-- scores.
-- Key: evaluation_id, run_id, evaluator_version_id
--
-- evaluation_id: The evaluation.
-- run_id: The run.
-- evaluator_version_id: Version of the evaluator.
-- judgments_count: Judgments of all outcomes.
-- judged_count: Judgments that said something.
-- null_count: Judgments that said nothing.
-- error_count: Judgments that ended with an error.
-- n: Judgments that have a score; NULL where a count can't be one.
-- passed_count: Those that pass; NULL of numbers, and of several options at once, of which the
--     platform does not count which were chosen together.
-- mean: Share that passes, or mean of the numbers.
-- stddev: Standard deviation of the numbers; of the sample or not is not documented.
with

options as (

    select
        evaluator_options.version_id,
        evaluator_options.name,
        bool_or(evaluator_options.valence = 'positive') as is_positive,
        bool_or(evaluator_options.valence = 'negative') as is_negative
    from humanloop.evaluator_options
    group by evaluator_options.version_id, evaluator_options.name

),

chosen as (

    select
        run_evaluator_options.evaluation_id,
        run_evaluator_options.run_id,
        run_evaluator_options.evaluator_version_id,
        cast(sum(run_evaluator_options.num_judgments) as bigint) as declared_count,
        cast(coalesce(
            sum(run_evaluator_options.num_judgments) filter (where options.is_positive), 0
        ) as bigint) as positive_count,
        cast(coalesce(
            sum(run_evaluator_options.num_judgments) filter (where options.is_negative), 0
        ) as bigint) as negative_count
    from humanloop.run_evaluator_options
    inner join options
        on
            run_evaluator_options.evaluator_version_id = options.version_id
            and run_evaluator_options.option_name = options.name
    where run_evaluator_options.num_judgments >= 0
    group by
        run_evaluator_options.evaluation_id,
        run_evaluator_options.run_id,
        run_evaluator_options.evaluator_version_id

),

counted as (

    select
        run_evaluator_stats.evaluation_id,
        run_evaluator_stats.run_id,
        run_evaluator_stats.evaluator_version_id,
        case
            when evaluators.metric = 'mean' then run_evaluator_stats.num_judgments
            when run_evaluator_stats.num_true < 0 or run_evaluator_stats.num_false < 0 then null
            when evaluators.return_type = 'boolean'
                then run_evaluator_stats.num_true + run_evaluator_stats.num_false
            when evaluators.return_type = 'select' then chosen.declared_count
        end as n,
        case
            when run_evaluator_stats.num_true < 0 or run_evaluator_stats.num_false < 0 then null
            when evaluators.pass_rule = 'true' then run_evaluator_stats.num_true
            when evaluators.pass_rule = 'false' then run_evaluator_stats.num_false
            when evaluators.return_type <> 'select' then null
            when evaluators.pass_rule = 'positive option' then chosen.positive_count
            when evaluators.pass_rule = 'no negative option'
                then chosen.declared_count - chosen.negative_count
        end as passed_count
    from humanloop.run_evaluator_stats
    inner join marts.evaluators
        on run_evaluator_stats.evaluator_version_id = evaluators.evaluator_version_id
    left join chosen
        on
            run_evaluator_stats.evaluation_id = chosen.evaluation_id
            and run_evaluator_stats.run_id = chosen.run_id
            and run_evaluator_stats.evaluator_version_id = chosen.evaluator_version_id
    where evaluators.metric is not null

)

select
    run_evaluator_stats.evaluation_id,
    run_evaluator_stats.run_id,
    run_evaluator_stats.evaluator_version_id,
    run_evaluator_stats.total_logs as judgments_count,
    run_evaluator_stats.num_judgments as judged_count,
    run_evaluator_stats.num_nulls as null_count,
    run_evaluator_stats.num_errors as error_count,
    counted.n,
    counted.passed_count,
    case
        when counted.passed_count is not null
            then counted.passed_count * 1e0 / nullif(counted.n, 0)
        -- Beyond, a square is no number any more.
        when abs(run_evaluator_stats.mean) < 1e100 then run_evaluator_stats.mean
    end as mean,
    case when abs(run_evaluator_stats.std) < 1e100 then run_evaluator_stats.std end as stddev
from humanloop.run_evaluator_stats
left join counted
    on
        run_evaluator_stats.evaluation_id = counted.evaluation_id
        and run_evaluator_stats.run_id = counted.run_id
        and run_evaluator_stats.evaluator_version_id = counted.evaluator_version_id
