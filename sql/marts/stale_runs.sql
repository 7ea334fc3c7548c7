-- One row per evaluation and run that has not ended and shows no sign of life since 7 days.
-- Key: evaluation_id, run_id
--
-- evaluation_id: The evaluation.
-- run_id: The run.
-- evaluation_name: Name of the evaluation.
-- version_label: Name of the version that was run, or its id.
-- created_by_name: Who made the run.
-- status: pending or running; NULL where the source does not say.
-- logs_count: Logs of the run; NULL where they were not read.
-- created_at: When the run was made.
-- last_sign_at: The latest of when it was made, added to the evaluation, and last got a log.
-- idle_days: Whole days from then to the last sync.
with

signs as (

    select
        run_names.evaluation_id,
        run_names.run_id,
        run_usage.logs_count,
        greatest(run_names.created_at, run_names.added_at, run_usage.last_log_at) as last_sign_at
    from marts.run_names
    left join marts.run_usage
        on
            run_names.evaluation_id = run_usage.evaluation_id
            and run_names.run_id = run_usage.run_id
    where run_names.status is null or run_names.status not in ('completed', 'cancelled')

),

idle as (

    select
        signs.evaluation_id,
        signs.run_id,
        signs.logs_count,
        signs.last_sign_at,
        cast(extract(day from (last_sync.last_synced_at - signs.last_sign_at)) as bigint)
            as idle_days
    from signs
    inner join marts.last_sync on true

)

select
    run_names.evaluation_id,
    run_names.run_id,
    run_names.evaluation_name,
    run_names.version_label,
    run_names.created_by_name,
    run_names.status,
    idle.logs_count,
    run_names.created_at,
    idle.last_sign_at,
    idle.idle_days
from idle
inner join marts.run_names
    on
        idle.evaluation_id = run_names.evaluation_id
        and idle.run_id = run_names.run_id
where idle.idle_days >= 7
