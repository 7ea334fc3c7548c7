-- Where did a version get worse than its control?
-- Param evaluation: Id or name of an evaluation; all of them unless it is given.
select
    evaluation_name as evaluation,
    evaluator_name as evaluator,
    version_label as version,
    control_version_label as control,
    run_id,
    n_pairs,
    wins_count as wins,
    losses_count as losses,
    round(ci_low, 3) as ci_low,
    round(ci_high, 3) as ci_high,
    round(mean_difference, 3) as difference
from marts.control_comparison
where
    verdict = 'regression'
    and ($evaluation is null or $evaluation in (evaluation_id, evaluation_name))
order by evaluation, evaluator, abs(mean_difference) desc, run_id
