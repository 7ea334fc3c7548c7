-- In which segment of its dataset a version passes less often than the control, and how many were judged.
with

passed as (

    select
        evaluation_logs.evaluation_id,
        evaluation_runs.control,
        runs.version_id,
        judgments.evaluator_version_id,
        json_extract_string(datapoints.inputs, '$.segment') as segment,
        count(*) as n,
        avg(cast(judgments.judgment_boolean as integer)) as pass_rate
    from humanloop.judgments
    inner join humanloop.evaluation_logs using (evaluation_id, run_id, log_id)
    inner join humanloop.evaluation_runs using (evaluation_id, run_id)
    inner join humanloop.runs using (run_id)
    inner join humanloop.datapoints using (datapoint_id)
    where judgments.judgment_boolean is not null
    group by all

)

select
    evaluations.name as evaluation,
    evaluators.name as evaluator,
    versions.version_name as candidate,
    candidate.segment,
    candidate.n,
    round(candidate.pass_rate, 2) as pass_rate,
    round(control.pass_rate, 2) as of_control
from passed as candidate
inner join passed as control
    using (evaluation_id, evaluator_version_id, segment)
inner join humanloop.evaluations using (evaluation_id)
inner join humanloop.versions
    on candidate.version_id = versions.version_id
inner join humanloop.versions as evaluators
    on candidate.evaluator_version_id = evaluators.version_id
where
    control.control
    and not candidate.control
    and candidate.version_id <> control.version_id
    and candidate.pass_rate < control.pass_rate
order by candidate.pass_rate - control.pass_rate, evaluation, candidate, segment
