-- One row per file and environment that one of its versions is deployed to, and one without an
-- environment for a file that was evaluated but of which it is not known what is deployed.
-- Key: file_id, environment_id
--
-- file_id: The file.
-- environment_id: The environment; NULL where the source can't know: no listing brought the file.
-- file_path: Path of the file, its name included.
-- file_type: prompt, tool, flow, evaluator or agent.
-- environment_name: Name of the environment.
-- environment_tag: default or other.
-- version_id: Version that is deployed.
-- version_label: Name of that version, or its id.
-- runs_count: Completed runs of that version, in any evaluation; NULL where it is not known.
-- last_run_at: When the last of them was made.
-- days_since_run: Whole days from then to the last sync.
-- is_gap: Whether there is no such run, or none since 30 days; NULL where it is not known.
-- reason: The same in words.
with

deployed as (

    select
        versions.file_id,
        version_environments.environment_id,
        versions.version_id,
        row_number() over (
            partition by versions.file_id, version_environments.environment_id
            -- What was read of a version stays when another one has taken its place since.
            order by
                versions.updated_at desc nulls last,
                versions.created_at desc nulls last,
                versions.version_id desc nulls last
        ) as place
    from humanloop.version_environments
    inner join humanloop.versions
        on version_environments.version_id = versions.version_id

),

files_seen as (

    select
        versions.file_id,
        max(versions.path) as file_path,
        max(versions.type) as file_type
    from humanloop.versions
    where versions.version_id in (select runs.version_id from humanloop.runs)
    group by versions.file_id

),

evaluated as (

    select
        runs.version_id,
        count(distinct runs.run_id) as runs_count,
        max(runs.created_at) as last_run_at
    from humanloop.runs
    inner join humanloop.evaluation_runs on runs.run_id = evaluation_runs.run_id
    where evaluation_runs.status = 'completed'
    group by runs.version_id

),

places as (

    select
        versions.file_id,
        versions.path as file_path,
        versions.type as file_type,
        deployed.environment_id,
        versions.version_id,
        coalesce(versions.version_name, versions.version_id) as version_label
    from deployed
    inner join humanloop.versions on deployed.version_id = versions.version_id
    where deployed.place = 1
    union all
    select
        files_seen.file_id,
        files_seen.file_path,
        files_seen.file_type,
        null as environment_id,
        null as version_id,
        null as version_label
    from files_seen
    left join deployed on files_seen.file_id = deployed.file_id
    left join humanloop.files on files_seen.file_id = files.file_id
    where deployed.file_id is null and files.file_id is null

)

select
    places.file_id,
    places.environment_id,
    places.file_path,
    places.file_type,
    environments.name as environment_name,
    environments.tag as environment_tag,
    places.version_id,
    places.version_label,
    case
        when places.environment_id is not null then coalesce(evaluated.runs_count, 0)
    end as runs_count,
    evaluated.last_run_at,
    cast(extract(day from (last_sync.last_synced_at - evaluated.last_run_at)) as bigint)
        as days_since_run,
    case
        when places.environment_id is not null
            then
                evaluated.last_run_at is null
                or extract(day from (last_sync.last_synced_at - evaluated.last_run_at)) >= 30
    end as is_gap,
    case
        when places.environment_id is null then 'the files were not listed'
        when evaluated.last_run_at is null then 'deployed, but never evaluated to the end'
        when extract(day from (last_sync.last_synced_at - evaluated.last_run_at)) >= 30
            then 'deployed, but not evaluated since 30 days'
    end as reason
from places
inner join marts.last_sync on true
left join evaluated on places.version_id = evaluated.version_id
left join humanloop.environments on places.environment_id = environments.environment_id
