-- One row per evaluation and run: everything about it on one line.
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
-- logs_count: Logs of the run; as the platform counts them where they were not read, else NULL.
-- failed_logs_count: Logs with an error; this and what follows is NULL where logs were not read.
-- covered_datapoints_count: Datapoints that at least one log answers.
-- judgments_count: Judgments of all outcomes about the run's logs.
-- costed_logs_count: Logs whose cost is known.
-- cost_usd: What they cost together, steps of traces included; NULL where no cost is known.
-- cost_per_log_usd: Mean cost of those logs.
-- prompt_tokens: Tokens sent, steps of traces included.
-- output_tokens: Tokens received, likewise.
-- reasoning_tokens: Tokens of thinking, likewise.
-- latency_mean_seconds: Mean of how long logs took, from start to end, or as the provider says.
-- latency_p50_seconds: Half of them took no longer.
-- latency_p95_seconds: 95 of 100 took no longer.
-- first_log_at: When the first log was made.
-- last_log_at: When the last log was made.
-- logs_read_at: Start of the sync that read its logs.
-- last_synced_at: Start of the last sync that read the evaluation completely.
with

judged as (

    select
        judgment_scores.evaluation_id,
        judgment_scores.run_id,
        count(*) as judgments_count
    from marts.judgment_scores
    group by judgment_scores.evaluation_id, judgment_scores.run_id

)

select
    run_names.evaluation_id,
    run_names.run_id,
    run_names.file_id,
    run_names.version_id,
    run_names.dataset_version_id,
    run_names.created_by_id,
    run_names.evaluation_name,
    run_names.evaluation_url,
    run_names.file_path,
    run_names.version_type,
    run_names.version_name,
    run_names.version_label,
    run_names.model,
    run_names.provider,
    run_names.temperature,
    run_names.dataset_path,
    run_names.dataset_version_name,
    run_names.datapoints_count,
    run_names.created_by_name,
    run_names.control,
    run_names.status,
    run_names.orchestrated,
    run_names.created_at,
    run_names.added_at,
    coalesce(run_usage.logs_count, run_stats.num_logs) as logs_count,
    run_usage.failed_logs_count,
    run_usage.covered_datapoints_count,
    case
        when run_usage.run_id is not null then coalesce(judged.judgments_count, 0)
    end as judgments_count,
    run_usage.costed_logs_count,
    run_usage.cost_usd,
    run_usage.cost_per_log_usd,
    run_usage.prompt_tokens,
    run_usage.output_tokens,
    run_usage.reasoning_tokens,
    run_usage.latency_mean_seconds,
    run_usage.latency_p50_seconds,
    run_usage.latency_p95_seconds,
    run_usage.first_log_at,
    run_usage.last_log_at,
    evaluation_log_reads.read_at as logs_read_at,
    run_names.last_synced_at
from marts.run_names
left join marts.run_usage
    on
        run_names.evaluation_id = run_usage.evaluation_id
        and run_names.run_id = run_usage.run_id
left join humanloop.run_stats
    on
        run_names.evaluation_id = run_stats.evaluation_id
        and run_names.run_id = run_stats.run_id
left join humanloop.evaluation_log_reads
    on
        run_names.evaluation_id = evaluation_log_reads.evaluation_id
        and run_names.run_id = evaluation_log_reads.run_id
left join judged
    on
        run_names.evaluation_id = judged.evaluation_id
        and run_names.run_id = judged.run_id
