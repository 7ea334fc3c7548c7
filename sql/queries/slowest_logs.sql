-- Which logs took longest?
-- Param evaluation: Id or name of an evaluation; all of them unless it is given.
select
    run_names.evaluation_name as evaluation,
    run_names.version_label as version,
    run_names.model,
    round(logs.duration_seconds, 2) as seconds,
    logs.output_tokens,
    logs.error,
    logs.log_id
from humanloop.evaluation_logs
inner join humanloop.logs on evaluation_logs.log_id = logs.log_id
inner join marts.run_names
    on
        evaluation_logs.evaluation_id = run_names.evaluation_id
        and evaluation_logs.run_id = run_names.run_id
where
    logs.duration_seconds is not null
    and ($evaluation is null or $evaluation in (run_names.evaluation_id, evaluation_name))
order by logs.duration_seconds desc, logs.log_id
limit 50
