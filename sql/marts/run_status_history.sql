-- One row per evaluation, run and status that it has had; seen_at is NULL for its first.
with

changed as (

    select
        changes.record_key ->> 'evaluation_id' as evaluation_id,
        changes.record_key ->> 'run_id' as run_id,
        changes.sync_id,
        sync_runs.started_at as seen_at,
        changes.change,
        (changes.changed_columns -> 'status') ->> 'old' as old_status,
        (changes.changed_columns -> 'status') ->> 'new' as new_status
    from humanloop.changes
    inner join humanloop.sync_runs on changes.sync_id = sync_runs.sync_id
    where
        changes.table_name = 'evaluation_runs'
        and (
            changes.change = 'removed'
            or (changes.changed_columns -> 'status') is not null
        )

),

earliest as (

    select
        changed.evaluation_id,
        changed.run_id,
        changed.old_status,
        row_number() over (
            partition by changed.evaluation_id, changed.run_id
            order by changed.sync_id
        ) as place
    from changed
    where changed.change = 'changed'

),

first_status as (

    select
        evaluation_runs.evaluation_id,
        evaluation_runs.run_id,
        coalesce(earliest.old_status, evaluation_runs.status) as run_status
    from humanloop.evaluation_runs
    left join earliest
        on
            evaluation_runs.evaluation_id = earliest.evaluation_id
            and evaluation_runs.run_id = earliest.run_id
            and earliest.place = 1

)

select
    first_status.evaluation_id,
    first_status.run_id,
    first_status.run_status,
    cast(null as timestamp with time zone) as seen_at,
    cast(null as varchar) as sync_id
from first_status
union all
select
    changed.evaluation_id,
    changed.run_id,
    case
        when changed.change = 'removed' then 'removed' else changed.new_status
    end as run_status,
    changed.seen_at,
    changed.sync_id
from changed
