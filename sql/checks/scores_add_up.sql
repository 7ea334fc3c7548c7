-- error: runs with more or fewer scores than judgments, and rates that can't be in 0 to 1.
with

scored as (

    select
        judgment_scores.evaluation_id,
        judgment_scores.run_id,
        count(*) as scores_count,
        count(*) filter (
            where evaluators.metric = 'pass_rate' and judgment_scores.score not in (0, 1)
        ) as odd_count
    from marts.judgment_scores
    left join marts.evaluators
        on judgment_scores.evaluator_version_id = evaluators.evaluator_version_id
    group by judgment_scores.evaluation_id, judgment_scores.run_id

),

held as (

    select
        judgments.evaluation_id,
        judgments.run_id,
        count(*) as judgments_count
    from humanloop.judgments
    inner join humanloop.evaluation_logs
        on
            judgments.evaluation_id = evaluation_logs.evaluation_id
            and judgments.run_id = evaluation_logs.run_id
            and judgments.log_id = evaluation_logs.log_id
    group by judgments.evaluation_id, judgments.run_id

)

select
    'judgments and scores' as what,
    coalesce(held.evaluation_id, scored.evaluation_id) as evaluation_id,
    coalesce(held.run_id, scored.run_id) as run_id
from held
full outer join scored
    on
        held.evaluation_id = scored.evaluation_id
        and held.run_id = scored.run_id
where
    held.judgments_count is distinct from scored.scores_count
    or scored.odd_count > 0
union all
select
    'rate of the platform' as what,
    platform_scores.evaluation_id,
    platform_scores.run_id
from marts.platform_scores
where
    platform_scores.passed_count < 0
    or platform_scores.passed_count > platform_scores.n
