-- Which runs lead each evaluation, ties included?
-- Param evaluation: Id or name of an evaluation; all of them unless it is given.
select
    evaluation_name as evaluation,
    evaluator_name as evaluator,
    version_label as version,
    model,
    direction || ' is better' as reading,
    n,
    round(mean, 3) as mean,
    round(ci_low, 3) as ci_low,
    round(ci_high, 3) as ci_high,
    rank_by_value as place,
    comparable_count as of_runs
from marts.leaderboard
where
    rank = 1
    and ($evaluation is null or $evaluation in (evaluation_id, evaluation_name))
order by evaluation, evaluator, dataset_version_id, rank_by_value, run_id
