-- One row per evaluation, sync and run that became its control, or ceased to be it.
-- Reads the ledger, which is in the files that syncs publish only.
-- Key: evaluation_id, run_id, sync_id
--
-- evaluation_id: The evaluation.
-- run_id: The run.
-- sync_id: The sync that saw it.
-- seen_at: When that sync started.
-- is_control: Whether the run was the control from then on.
with

seen as (

    select
        changes.record_key ->> 'evaluation_id' as evaluation_id,
        changes.record_key ->> 'run_id' as run_id,
        changes.sync_id,
        sync_runs.started_at as seen_at,
        (changes.changed_columns -> 'control') ->> 'old' as old_control,
        (changes.changed_columns -> 'control') ->> 'new' as new_control
    from humanloop.changes
    inner join humanloop.sync_runs on changes.sync_id = sync_runs.sync_id
    where changes.table_name = 'evaluation_runs'

)

select
    seen.evaluation_id,
    seen.run_id,
    seen.sync_id,
    seen.seen_at,
    case when seen.new_control = 'true' then true else false end as is_control
from seen
where seen.old_control = 'true' or seen.new_control = 'true'
