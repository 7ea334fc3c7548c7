-- One row per evaluation: how old everything about it is.
-- Key: evaluation_id
--
-- evaluation_id: The evaluation.
-- evaluation_name: Name of the evaluation.
-- last_synced_at: Start of the last sync that read it completely.
-- days_behind: Whole days from then to the last sync of any evaluation.
-- runs_count: Runs that are loaded.
-- runs_without_logs_count: Those whose logs were not read.
-- oldest_logs_read_at: Start of the sync that read the logs of a run longest ago.
-- logs_days_behind: Whole days from then to the last sync of any evaluation.
-- updated_at: When the evaluation last changed, as the platform says.
-- newest_run_at: When its newest run was made.
-- newest_log_at: When its newest log was made.
-- newest_judgment_at: When its newest judgment was made.
-- idle_days: Whole days from the newest of these to the last sync of any evaluation.
with

runs_of as (

    select
        evaluation_runs.evaluation_id,
        count(*) as runs_count,
        count(*) filter (where evaluation_log_reads.run_id is null) as runs_without_logs_count,
        min(evaluation_log_reads.read_at) as oldest_logs_read_at,
        max(runs.created_at) as newest_run_at
    from humanloop.evaluation_runs
    inner join humanloop.runs on evaluation_runs.run_id = runs.run_id
    left join humanloop.evaluation_log_reads
        on
            evaluation_runs.evaluation_id = evaluation_log_reads.evaluation_id
            and evaluation_runs.run_id = evaluation_log_reads.run_id
    group by evaluation_runs.evaluation_id

),

logs_of as (

    select
        evaluation_logs.evaluation_id,
        max(coalesce(logs.started_at, logs.created_at)) as newest_log_at
    from humanloop.evaluation_logs
    inner join humanloop.logs on evaluation_logs.log_id = logs.log_id
    group by evaluation_logs.evaluation_id

),

judgments_of as (

    select
        judgments.evaluation_id,
        max(judgments.created_at) as newest_judgment_at
    from humanloop.judgments
    group by judgments.evaluation_id

)

select
    evaluations.evaluation_id,
    evaluations.name as evaluation_name,
    evaluations.last_synced_at,
    cast(extract(day from (last_sync.last_synced_at - evaluations.last_synced_at)) as bigint)
        as days_behind,
    coalesce(runs_of.runs_count, 0) as runs_count,
    coalesce(runs_of.runs_without_logs_count, 0) as runs_without_logs_count,
    runs_of.oldest_logs_read_at,
    cast(extract(day from (last_sync.last_synced_at - runs_of.oldest_logs_read_at)) as bigint)
        as logs_days_behind,
    evaluations.updated_at,
    runs_of.newest_run_at,
    logs_of.newest_log_at,
    judgments_of.newest_judgment_at,
    cast(extract(day from (
        last_sync.last_synced_at - greatest(
            evaluations.updated_at,
            runs_of.newest_run_at,
            logs_of.newest_log_at,
            judgments_of.newest_judgment_at
        )
    )) as bigint) as idle_days
from humanloop.evaluations
inner join marts.last_sync on true
left join runs_of on evaluations.evaluation_id = runs_of.evaluation_id
left join logs_of on evaluations.evaluation_id = logs_of.evaluation_id
left join judgments_of on evaluations.evaluation_id = judgments_of.evaluation_id
