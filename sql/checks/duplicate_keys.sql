-- error: views that everything else is joined to have a row twice.
select
    'run_names' as view_name,
    run_names.evaluation_id as first_key,
    run_names.run_id as second_key
from marts.run_names
group by run_names.evaluation_id, run_names.run_id
having count(*) > 1
union all
select
    'evaluators' as view_name,
    evaluators.evaluator_version_id as first_key,
    null as second_key
from marts.evaluators
group by evaluators.evaluator_version_id
having count(*) > 1
union all
select
    'platform_scores' as view_name,
    platform_scores.run_id as first_key,
    platform_scores.evaluator_version_id as second_key
from marts.platform_scores
group by
    platform_scores.evaluation_id,
    platform_scores.run_id,
    platform_scores.evaluator_version_id
having count(*) > 1
union all
select
    'control_runs' as view_name,
    control_runs.evaluation_id as first_key,
    null as second_key
from marts.control_runs
group by control_runs.evaluation_id
having count(*) > 1
