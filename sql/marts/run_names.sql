-- One row per evaluation and run: what stands behind their ids.
-- Key: evaluation_id, run_id
--
-- evaluation_id: The evaluation.
-- run_id: The run.
-- file_id: File that is evaluated.
-- version_id: Version that was run; NULL where the run names none.
-- dataset_version_id: Version of the dataset it ran over; NULL where the run names none.
-- created_by_id: User who made the run.
-- evaluation_name: Name of the evaluation.
-- evaluation_url: Its page in the web application.
-- file_path: Path of the file whose version was run.
-- version_type: prompt, tool, flow, evaluator or agent.
-- version_name: Name given to the version.
-- version_label: The same, or the id of a version without a name.
-- model: Model of the version.
-- provider: Provider of the model.
-- temperature: Sampling temperature.
-- dataset_path: Path of the dataset.
-- dataset_version_name: Name given to the dataset's version.
-- datapoints_count: Datapoints that the dataset's version says it has.
-- created_by_name: Name of the user, or the e-mail address of one without a name.
-- control: Whether the run is the baseline of the evaluation.
-- status: pending, running, completed or cancelled.
-- orchestrated: Whether Humanloop made the logs.
-- created_at: When the run was made.
-- added_at: When it was added to the evaluation.
-- last_synced_at: Start of the last sync that read the evaluation completely.
select
    evaluation_runs.evaluation_id,
    evaluation_runs.run_id,
    evaluations.file_id,
    runs.version_id,
    runs.dataset_version_id,
    runs.created_by_id,
    evaluations.name as evaluation_name,
    evaluations.url as evaluation_url,
    versions.path as file_path,
    versions.type as version_type,
    versions.version_name,
    coalesce(versions.version_name, runs.version_id) as version_label,
    versions.model,
    versions.provider,
    versions.temperature,
    datasets.path as dataset_path,
    datasets.version_name as dataset_version_name,
    datasets.datapoints_count,
    coalesce(users.full_name, users.email_address) as created_by_name,
    evaluation_runs.control,
    evaluation_runs.status,
    runs.orchestrated,
    runs.created_at,
    evaluation_runs.added_at,
    evaluations.last_synced_at
from humanloop.evaluation_runs
inner join humanloop.runs
    on evaluation_runs.run_id = runs.run_id
inner join humanloop.evaluations
    on evaluation_runs.evaluation_id = evaluations.evaluation_id
left join humanloop.versions
    on runs.version_id = versions.version_id
left join humanloop.datasets
    on runs.dataset_version_id = datasets.dataset_version_id
left join humanloop.users
    on runs.created_by_id = users.user_id
