-- warning: things that ended before they began, judged what was not there yet, or lie in the future.
select
    'log ended before it began' as what,
    logs.log_id as record_id
from humanloop.logs
where logs.duration_seconds < 0
union all
select
    'judgment before its log' as what,
    judgments.judgment_log_id as record_id
from humanloop.judgments
inner join humanloop.logs on judgments.log_id = logs.log_id
where judgments.created_at < coalesce(logs.started_at, logs.created_at)
union all
select
    'evaluation changed before it was made' as what,
    evaluations.evaluation_id as record_id
from humanloop.evaluations
where evaluations.updated_at < evaluations.created_at
union all
select
    'run added before it was made' as what,
    evaluation_runs.run_id as record_id
from humanloop.evaluation_runs
inner join humanloop.runs on evaluation_runs.run_id = runs.run_id
where evaluation_runs.added_at < runs.created_at
union all
select
    'run made after it was read' as what,
    runs.run_id as record_id
from humanloop.runs
inner join marts.last_sync on runs.created_at > last_sync.last_synced_at
