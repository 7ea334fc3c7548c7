-- One row per evaluator version: how often it says something else about the same datapoint as
-- answered by the same version, in another run or the same one.
-- Key: evaluator_version_id
--
-- evaluator_version_id: Version of the evaluator.
-- evaluator_name: Name of the evaluator.
-- evaluator_version_name: Name of its version, or its id.
-- evaluator_type: llm, python, human or external.
-- return_type: boolean, number, select, multi_select or text.
-- judgments_count: Judgments of all outcomes; one of a run in several evaluations counts once.
-- null_rate: Share of them that said nothing.
-- error_rate: Share of them that ended with an error.
-- repeated_count: Pairs of a version and a datapoint that have more than one score.
-- changed_count: Those with scores that are not all the same.
-- changed_rate: Share of repeated_count that it is.
-- n: Pairs with more than one pass or fail; numbers pass at the middle of their limits or better.
-- is_small_sample: Whether n is below 10, so that little can be said.
-- flipped_count: Those that both pass and fail.
-- flip_rate: Share of n that it is.
-- ci_low: Lower end of its 95 % Wilson interval.
-- ci_high: Upper end.
-- is_flaky: Whether that end is above 0.1: more than one in ten flips; NULL where n is 0.
-- mean_spread: Mean standard deviation of the scores of a pair, in the evaluator's units.
-- same_output_count: Pairs with more than one score whose outputs were all the same text, so that
--     whatever changed was the evaluator.
-- same_output_changed_rate: Share of these with scores that are not all the same.
with

said as (

    select distinct
        judgment_scores.judgment_log_id,
        judgment_scores.evaluator_version_id,
        judgment_scores.log_id,
        judgment_scores.datapoint_id,
        judgment_scores.outcome,
        judgment_scores.score,
        judgment_scores.is_pass
    from marts.judgment_scores
    where judgment_scores.evaluator_version_id is not null

),

outcomes as (

    select
        said.evaluator_version_id,
        count(*) as judgments_count,
        avg(case when said.outcome = 'null' then 1e0 else 0e0 end) as null_rate,
        avg(case when said.outcome = 'error' then 1e0 else 0e0 end) as error_rate
    from said
    group by said.evaluator_version_id

),

repeated as (

    select
        said.evaluator_version_id,
        logs.version_id,
        said.datapoint_id,
        max(said.score) > min(said.score) as is_changed,
        stddev_samp(said.score) as spread,
        count(said.is_pass) > 1 as has_verdicts,
        bool_or(said.is_pass) and not bool_and(said.is_pass) as is_flipped,
        count(logs.output) = count(*) and min(logs.output) = max(logs.output) as is_same_output
    from said
    inner join humanloop.logs on said.log_id = logs.log_id
    where
        said.score is not null
        and said.datapoint_id is not null
        and logs.version_id is not null
    group by said.evaluator_version_id, logs.version_id, said.datapoint_id
    having count(*) > 1

),

counted as (

    select
        repeated.evaluator_version_id,
        count(*) as repeated_count,
        count(*) filter (where repeated.is_changed) as changed_count,
        count(*) filter (where repeated.has_verdicts) as n,
        count(*) filter (where repeated.has_verdicts and repeated.is_flipped) as flipped_count,
        avg(repeated.spread) as mean_spread,
        count(*) filter (where repeated.is_same_output) as same_output_count,
        count(*) filter (where repeated.is_same_output and repeated.is_changed)
            as same_output_changed_count
    from repeated
    group by repeated.evaluator_version_id

),

rates as (

    select
        counted.evaluator_version_id,
        counted.n,
        counted.flipped_count * 1e0 / counted.n as flip_rate,
        (counted.flipped_count * 1e0 / counted.n + 3.841458881296e0 / (2 * counted.n))
        / (1 + 3.841458881296e0 / counted.n) as centre,
        1.959964e0 / (1 + 3.841458881296e0 / counted.n) * sqrt(
            counted.flipped_count * 1e0 / counted.n
            * (counted.n - counted.flipped_count) / counted.n / counted.n
            + 3.841458881296e0 / (4e0 * counted.n * counted.n)
        ) as half
    from counted
    where counted.n > 0

)

select
    evaluators.evaluator_version_id,
    evaluators.evaluator_name,
    evaluators.evaluator_version_name,
    evaluators.evaluator_type,
    evaluators.return_type,
    outcomes.judgments_count,
    outcomes.null_rate,
    outcomes.error_rate,
    coalesce(counted.repeated_count, 0) as repeated_count,
    coalesce(counted.changed_count, 0) as changed_count,
    counted.changed_count * 1e0 / counted.repeated_count as changed_rate,
    coalesce(counted.n, 0) as n,
    coalesce(counted.n, 0) < 10 as is_small_sample,
    coalesce(counted.flipped_count, 0) as flipped_count,
    rates.flip_rate,
    case when rates.n > 0 then greatest(0, rates.centre - rates.half) end as ci_low,
    case when rates.n > 0 then least(1, rates.centre + rates.half) end as ci_high,
    rates.centre - rates.half > 0.1 as is_flaky,
    counted.mean_spread,
    coalesce(counted.same_output_count, 0) as same_output_count,
    counted.same_output_changed_count * 1e0 / nullif(counted.same_output_count, 0)
        as same_output_changed_rate
from outcomes
inner join marts.evaluators
    on outcomes.evaluator_version_id = evaluators.evaluator_version_id
left join counted
    on outcomes.evaluator_version_id = counted.evaluator_version_id
left join rates
    on outcomes.evaluator_version_id = rates.evaluator_version_id
