-- One row per evaluation and run over a version of a dataset: how much of it was answered and
-- judged. A run has one version of a dataset, but may be judged otherwise in each evaluation.
-- Key: evaluation_id, run_id
--
-- evaluation_id: The evaluation.
-- run_id: The run.
-- dataset_version_id: Version of the dataset it ran over.
-- evaluation_name: Name of the evaluation.
-- version_label: Name of the version that was run, or its id.
-- dataset_path: Path of the dataset.
-- status: Status of the run in the evaluation.
-- datapoints_count: Datapoints that the dataset's version says it has.
-- is_list_loaded: Whether it is known which datapoints these are.
-- covered_count: Datapoints of the run that have a log; NULL where logs were not read.
-- missing_count: Datapoints of the dataset without a log; NULL where logs or the list are not there.
-- unlisted_count: Datapoints that have a log but are not in the list, likewise.
-- repeated_count: Datapoints with more than one log.
-- unassigned_count: Logs that answer no datapoint.
-- evaluators_count: Evaluators of the evaluation.
-- judged_count: Datapoints that each of them has judged.
-- partly_judged_count: Datapoints that some of them have judged, but not all.
-- null_count: Datapoints of which at least one of them said nothing.
-- error_count: Datapoints on which at least one of them failed.
-- covered_share: Share of datapoints_count that is covered.
-- judged_share: Share of datapoints_count that is judged by all.
with

evaluators_of as (

    select
        evaluation_evaluators.evaluation_id,
        count(*) as evaluators_count
    from humanloop.evaluation_evaluators
    group by evaluation_evaluators.evaluation_id

),

answered as (

    select
        evaluation_logs.evaluation_id,
        evaluation_logs.run_id,
        evaluation_logs.datapoint_id,
        count(*) as logs_count
    from humanloop.evaluation_logs
    group by
        evaluation_logs.evaluation_id, evaluation_logs.run_id, evaluation_logs.datapoint_id

),

judged as (

    select
        datapoint_scores.evaluation_id,
        datapoint_scores.run_id,
        datapoint_scores.datapoint_id,
        count(*) filter (
            where datapoint_scores.judgments_count
            > datapoint_scores.null_count + datapoint_scores.error_count
        ) as judges_count,
        bool_or(datapoint_scores.null_count > 0) as has_null,
        bool_or(datapoint_scores.error_count > 0) as has_error
    from marts.datapoint_scores
    inner join humanloop.evaluation_evaluators
        on
            datapoint_scores.evaluation_id = evaluation_evaluators.evaluation_id
            and datapoint_scores.evaluator_version_id
            = evaluation_evaluators.evaluator_version_id
    group by
        datapoint_scores.evaluation_id, datapoint_scores.run_id, datapoint_scores.datapoint_id

),

listed as (

    select
        dataset_datapoints.dataset_version_id,
        count(*) as listed_count
    from humanloop.dataset_datapoints
    group by dataset_datapoints.dataset_version_id

),

covered as (

    select
        answered.evaluation_id,
        answered.run_id,
        count(answered.datapoint_id) as covered_count,
        count(dataset_datapoints.datapoint_id) as covered_listed_count,
        count(answered.datapoint_id) filter (where answered.logs_count > 1) as repeated_count,
        cast(coalesce(
            sum(answered.logs_count) filter (where answered.datapoint_id is null), 0
        ) as bigint) as unassigned_count,
        count(*) filter (where judged.judges_count >= evaluators_of.evaluators_count)
            as judged_count,
        count(*) filter (
            where judged.judges_count > 0 and judged.judges_count < evaluators_of.evaluators_count
        ) as partly_judged_count,
        count(*) filter (where judged.has_null) as null_count,
        count(*) filter (where judged.has_error) as error_count
    from answered
    inner join humanloop.runs on answered.run_id = runs.run_id
    left join evaluators_of on answered.evaluation_id = evaluators_of.evaluation_id
    left join humanloop.dataset_datapoints
        on
            runs.dataset_version_id = dataset_datapoints.dataset_version_id
            and answered.datapoint_id = dataset_datapoints.datapoint_id
    left join judged
        on
            answered.evaluation_id = judged.evaluation_id
            and answered.run_id = judged.run_id
            and answered.datapoint_id = judged.datapoint_id
    group by answered.evaluation_id, answered.run_id

)

select
    run_names.evaluation_id,
    run_names.run_id,
    run_names.dataset_version_id,
    run_names.evaluation_name,
    run_names.version_label,
    run_names.dataset_path,
    run_names.status,
    run_names.datapoints_count,
    coalesce(listed.listed_count, 0) >= run_names.datapoints_count as is_list_loaded,
    case when reads.run_id is not null then coalesce(covered.covered_count, 0) end
        as covered_count,
    case
        when reads.run_id is not null and listed.listed_count >= run_names.datapoints_count
            then listed.listed_count - coalesce(covered.covered_listed_count, 0)
    end as missing_count,
    case
        when reads.run_id is not null and listed.listed_count >= run_names.datapoints_count
            then coalesce(covered.covered_count - covered.covered_listed_count, 0)
    end as unlisted_count,
    case when reads.run_id is not null then coalesce(covered.repeated_count, 0) end
        as repeated_count,
    case when reads.run_id is not null then coalesce(covered.unassigned_count, 0) end
        as unassigned_count,
    coalesce(evaluators_of.evaluators_count, 0) as evaluators_count,
    case when reads.run_id is not null then coalesce(covered.judged_count, 0) end
        as judged_count,
    case when reads.run_id is not null then coalesce(covered.partly_judged_count, 0) end
        as partly_judged_count,
    case when reads.run_id is not null then coalesce(covered.null_count, 0) end as null_count,
    case when reads.run_id is not null then coalesce(covered.error_count, 0) end as error_count,
    case
        when reads.run_id is not null
            then coalesce(covered.covered_count, 0) * 1e0 / nullif(run_names.datapoints_count, 0)
    end as covered_share,
    case
        when reads.run_id is not null
            then coalesce(covered.judged_count, 0) * 1e0 / nullif(run_names.datapoints_count, 0)
    end as judged_share
from marts.run_names
left join humanloop.evaluation_log_reads as reads
    on
        run_names.evaluation_id = reads.evaluation_id
        and run_names.run_id = reads.run_id
left join covered
    on
        run_names.evaluation_id = covered.evaluation_id
        and run_names.run_id = covered.run_id
left join listed
    on run_names.dataset_version_id = listed.dataset_version_id
left join evaluators_of
    on run_names.evaluation_id = evaluators_of.evaluation_id
where run_names.dataset_version_id is not null
