-- One row per evaluation and run.
with

runs_of_evaluations as (

    select
        evaluation_runs.evaluation_id,
        evaluation_runs.run_id,
        runs.version_id,
        runs.dataset_version_id,
        runs.created_by_id,
        evaluation_runs.control,
        evaluation_runs.status,
        runs.orchestrated,
        runs.created_at,
        evaluation_runs.added_at
    from humanloop.evaluation_runs
    inner join humanloop.runs on evaluation_runs.run_id = runs.run_id

)

select
    runs_of_evaluations.evaluation_id,
    runs_of_evaluations.run_id,
    evaluations.file_id,
    runs_of_evaluations.version_id,
    runs_of_evaluations.dataset_version_id,
    runs_of_evaluations.created_by_id,
    evaluations.name as evaluation_name,
    versions.path as file_path,
    versions.type as version_type,
    versions.version_name,
    versions.model,
    versions.provider,
    versions.temperature,
    datasets.path as dataset_path,
    datasets.datapoints_count,
    users.full_name as created_by_name,
    runs_of_evaluations.control,
    runs_of_evaluations.status,
    runs_of_evaluations.orchestrated,
    runs_of_evaluations.created_at,
    runs_of_evaluations.added_at,
    evaluations.last_synced_at
from runs_of_evaluations
inner join humanloop.evaluations
    on runs_of_evaluations.evaluation_id = evaluations.evaluation_id
left join humanloop.versions
    on runs_of_evaluations.version_id = versions.version_id
left join humanloop.datasets
    on runs_of_evaluations.dataset_version_id = datasets.dataset_version_id
left join humanloop.users
    on runs_of_evaluations.created_by_id = users.user_id
