-- The versions of every file that were run, oldest first: what changed from one to the next.
select
    versions.path,
    versions.version_name,
    versions.model,
    versions.temperature,
    versions.created_at,
    count(distinct runs.run_id) as runs_count
from humanloop.versions
inner join humanloop.runs on versions.version_id = runs.version_id
group by
    versions.path,
    versions.version_id,
    versions.version_name,
    versions.model,
    versions.temperature,
    versions.created_at
order by versions.path, versions.created_at
