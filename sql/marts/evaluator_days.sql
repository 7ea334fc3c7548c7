-- One row per evaluator version and day: how much it judged, and how often it failed to.
-- Key: evaluator_version_id, day
--
-- evaluator_version_id: Version of the evaluator.
-- day: Day in the time zone of the session, UTC in `humanloop-evals query`; NULL where the
--     judgments do not say when they were made.
-- evaluator_name: Name of the evaluator.
-- evaluator_version_name: Name of its version, or its id.
-- judgments_count: Judgments of all outcomes; one of a run in several evaluations counts once.
-- is_small_sample: Whether they are fewer than 10, so that the rates say little.
-- null_count: Judgments that said nothing.
-- error_count: Judgments that ended with an error.
-- null_rate: Share of judgments_count that said nothing.
-- error_rate: Share of judgments_count that ended with an error.
with

said as (

    select distinct
        judgment_scores.judgment_log_id,
        judgment_scores.evaluator_version_id,
        judgment_scores.outcome,
        cast(judgment_scores.created_at as date) as day
    from marts.judgment_scores
    where judgment_scores.evaluator_version_id is not null

)

select
    said.evaluator_version_id,
    said.day,
    evaluators.evaluator_name,
    evaluators.evaluator_version_name,
    count(*) as judgments_count,
    count(*) < 10 as is_small_sample,
    count(*) filter (where said.outcome = 'null') as null_count,
    count(*) filter (where said.outcome = 'error') as error_count,
    avg(case when said.outcome = 'null' then 1e0 else 0e0 end) as null_rate,
    avg(case when said.outcome = 'error' then 1e0 else 0e0 end) as error_rate
from said
inner join marts.evaluators
    on said.evaluator_version_id = evaluators.evaluator_version_id
group by
    said.evaluator_version_id,
    said.day,
    evaluators.evaluator_name,
    evaluators.evaluator_version_name
