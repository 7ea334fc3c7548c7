-- Which versions are better than their control, and by how much?
-- Param evaluation: Id or name of an evaluation; all of them unless it is given.
select
    evaluation_name as evaluation,
    evaluator_name as evaluator,
    version_label as version,
    control_version_label as control,
    n_pairs,
    round(control_mean, 3) as of_control,
    round(run_mean, 3) as of_run,
    round(mean_difference, 3) as difference,
    round(ci_low, 3) as ci_low,
    round(ci_high, 3) as ci_high
from marts.control_comparison
where
    verdict = 'improvement'
    and ($evaluation is null or $evaluation in (evaluation_id, evaluation_name))
order by evaluation, evaluator, abs(mean_difference) desc, run_id
