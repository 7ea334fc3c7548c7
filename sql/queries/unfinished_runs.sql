-- Runs that are not in an end state, oldest first.
select
    evaluation_name,
    run_id,
    version_name,
    status,
    cast(created_at as date) as created_on
from marts.run_overview
where status is null or status not in ('completed', 'cancelled')
order by created_at, evaluation_id, run_id
