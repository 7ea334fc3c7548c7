-- One row per evaluation, run and status that it has had.
-- Reads the ledger, which is in the files that syncs publish only.
-- Key: evaluation_id, run_id, seen_at
--
-- evaluation_id: The evaluation.
-- run_id: The run.
-- run_status: pending, running, completed or cancelled; removed where the run has left.
-- seen_at: Start of the sync that saw it first; NULL for a status from before the history.
-- sync_id: That sync.
with

seen as (

    select
        changes.record_key ->> 'evaluation_id' as evaluation_id,
        changes.record_key ->> 'run_id' as run_id,
        changes.sync_id,
        sync_runs.started_at as seen_at,
        changes.change,
        (changes.changed_columns -> 'status') ->> 'old' as old_status,
        (changes.changed_columns -> 'status') ->> 'new' as new_status,
        row_number() over (
            partition by changes.record_key ->> 'evaluation_id', changes.record_key ->> 'run_id'
            order by changes.sync_id
        ) as place
    from humanloop.changes
    inner join humanloop.sync_runs on changes.sync_id = sync_runs.sync_id
    where
        changes.table_name = 'evaluation_runs'
        and (
            changes.change in ('added', 'removed')
            or (changes.changed_columns -> 'status') is not null
        )

),

from_before as (

    select
        seen.evaluation_id,
        seen.run_id,
        seen.old_status as run_status
    from seen
    where seen.place = 1 and seen.change <> 'added'
    union all
    select
        evaluation_runs.evaluation_id,
        evaluation_runs.run_id,
        evaluation_runs.status as run_status
    from humanloop.evaluation_runs
    left join seen
        on
            evaluation_runs.evaluation_id = seen.evaluation_id
            and evaluation_runs.run_id = seen.run_id
    where seen.run_id is null

)

select
    from_before.evaluation_id,
    from_before.run_id,
    from_before.run_status,
    cast(null as timestamp with time zone) as seen_at,
    cast(null as varchar) as sync_id
from from_before
union all
select
    seen.evaluation_id,
    seen.run_id,
    case
        when seen.change = 'removed' then 'removed' else seen.new_status
    end as run_status,
    seen.seen_at,
    seen.sync_id
from seen
