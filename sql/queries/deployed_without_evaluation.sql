-- What is deployed without having been evaluated lately? Evaluators are not asked for.
select
    file_path as file,
    file_type as type,
    environment_name as environment,
    version_label as version,
    runs_count as runs,
    cast(last_run_at as date) as last_run,
    reason
from marts.deployment_gaps
where is_gap is distinct from false and file_type <> 'evaluator'
order by last_run_at nulls first, file, environment
