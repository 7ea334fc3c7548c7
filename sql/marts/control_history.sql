-- One row per evaluation, sync and run that became its control, or ceased to be it.
with

changed as (

    select
        changes.record_key ->> 'evaluation_id' as evaluation_id,
        changes.record_key ->> 'run_id' as run_id,
        changes.sync_id,
        sync_runs.started_at as seen_at,
        (changes.changed_columns -> 'control') ->> 'new' as new_control
    from humanloop.changes
    inner join humanloop.sync_runs on changes.sync_id = sync_runs.sync_id
    where
        changes.table_name = 'evaluation_runs'
        and changes.change = 'changed'
        and (changes.changed_columns -> 'control') is not null

)

select
    changed.evaluation_id,
    changed.run_id,
    changed.sync_id,
    changed.seen_at,
    case when changed.new_control = 'true' then true else false end as is_control
from changed
