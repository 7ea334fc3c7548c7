-- One row per evaluation, run, evaluator version and datapoint whose score is not the control's.
-- Key: evaluation_id, run_id, evaluator_version_id, datapoint_id
--
-- evaluation_id: The evaluation.
-- run_id: The run.
-- evaluator_version_id: Version of the evaluator.
-- datapoint_id: The datapoint.
-- control_run_id: The control run.
-- evaluation_name: Name of the evaluation.
-- evaluator_name: Name of the evaluator.
-- version_label: Name of the version that was run, or its id.
-- control_version_label: The same of the control.
-- change: pass to fail, fail to pass, better, worse, or different where the evaluator does not
--     say which scores are better.
-- is_worse: Whether the run is worse here; NULL where the direction is unknown.
-- score: Score of the run, the mean of several judgments.
-- control_score: The same of the control.
-- difference: The first less the second.
-- inputs: What the datapoint gives, by name.
-- messages: The conversation that it gives.
-- target: What it expects, by name.
-- log_id: Log of the run; of several about the datapoint the first.
-- output: What came out of it.
-- error: What went wrong in it.
-- control_log_id: Log of the control, likewise.
-- control_output: What came out of it.
-- control_error: What went wrong in it.
-- evaluation_url: Page of the evaluation in the web application.
with

answers as (

    select
        evaluation_logs.evaluation_id,
        evaluation_logs.run_id,
        evaluation_logs.datapoint_id,
        evaluation_logs.log_id,
        row_number() over (
            partition by
                evaluation_logs.evaluation_id, evaluation_logs.run_id, evaluation_logs.datapoint_id
            order by
                coalesce(logs.started_at, logs.created_at) nulls last,
                evaluation_logs.log_id nulls last
        ) as place
    from humanloop.evaluation_logs
    inner join humanloop.logs on evaluation_logs.log_id = logs.log_id
    where evaluation_logs.datapoint_id is not null

)

select
    flipped.evaluation_id,
    flipped.run_id,
    flipped.evaluator_version_id,
    flipped.datapoint_id,
    flipped.control_run_id,
    run_names.evaluation_name,
    evaluators.evaluator_name,
    run_names.version_label,
    control_names.version_label as control_version_label,
    case
        when evaluators.metric = 'pass_rate' and flipped.difference = -1 then 'pass to fail'
        when evaluators.metric = 'pass_rate' and flipped.difference = 1 then 'fail to pass'
        when flipped.gain > 0 then 'better'
        when flipped.gain < 0 then 'worse'
        else 'different'
    end as change,
    flipped.gain < 0 as is_worse,
    flipped.score,
    flipped.control_score,
    flipped.difference,
    datapoints.inputs,
    datapoints.messages,
    datapoints.target,
    answers.log_id,
    logs.output,
    logs.error,
    control_answers.log_id as control_log_id,
    control_logs.output as control_output,
    control_logs.error as control_error,
    run_names.evaluation_url
from marts.datapoint_differences as flipped
inner join marts.evaluators
    on flipped.evaluator_version_id = evaluators.evaluator_version_id
inner join marts.run_names
    on
        flipped.evaluation_id = run_names.evaluation_id
        and flipped.run_id = run_names.run_id
inner join marts.run_names as control_names
    on
        flipped.evaluation_id = control_names.evaluation_id
        and flipped.control_run_id = control_names.run_id
inner join humanloop.datapoints
    on flipped.datapoint_id = datapoints.datapoint_id
inner join answers
    on
        flipped.evaluation_id = answers.evaluation_id
        and flipped.run_id = answers.run_id
        and flipped.datapoint_id = answers.datapoint_id
inner join humanloop.logs
    on answers.log_id = logs.log_id
inner join answers as control_answers
    on
        flipped.evaluation_id = control_answers.evaluation_id
        and flipped.control_run_id = control_answers.run_id
        and flipped.datapoint_id = control_answers.datapoint_id
inner join humanloop.logs as control_logs
    on control_answers.log_id = control_logs.log_id
where
    flipped.difference <> 0
    and answers.place = 1
    and control_answers.place = 1
