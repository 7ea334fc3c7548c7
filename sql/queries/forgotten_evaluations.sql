-- Which evaluations has nothing happened in for longest?
select
    evaluation_name as evaluation,
    runs_count as runs,
    runs_without_logs_count as runs_without_logs,
    cast(newest_run_at as date) as newest_run,
    cast(newest_log_at as date) as newest_log,
    cast(newest_judgment_at as date) as newest_judgment,
    days_behind
from marts.data_age
order by idle_days desc, evaluation, evaluation_id
