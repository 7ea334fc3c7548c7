-- In which segment of its dataset does a version do worse than the control?
-- Param field: Input of the datapoints that names the segment; segment unless it is given.
-- Param evaluation: Id or name of an evaluation; all of them unless it is given.
with

differences as (

    select
        run_names.evaluation_name as evaluation,
        evaluators.evaluator_name as evaluator,
        run_names.version_label as version,
        datapoints.inputs ->> coalesce($field, 'segment') as segment,
        datapoint_differences.score,
        datapoint_differences.control_score,
        datapoint_differences.gain
    from marts.datapoint_differences
    inner join marts.evaluators
        on datapoint_differences.evaluator_version_id = evaluators.evaluator_version_id
    inner join marts.run_names
        on
            datapoint_differences.evaluation_id = run_names.evaluation_id
            and datapoint_differences.run_id = run_names.run_id
    inner join humanloop.datapoints
        on datapoint_differences.datapoint_id = datapoints.datapoint_id
    where
        evaluators.metric = 'pass_rate'
        and ($evaluation is null or $evaluation in (run_names.evaluation_id, evaluation_name))

)

select
    evaluation,
    evaluator,
    version,
    segment,
    count(*) as n_pairs,
    round(avg(control_score), 2) as of_control,
    round(avg(score), 2) as of_version,
    count(*) filter (where gain > 0) as wins,
    count(*) filter (where gain < 0) as losses
from differences
where segment is not null
group by evaluation, evaluator, version, segment
having avg(gain) < 0 and count(*) >= 10
order by avg(gain), evaluation, evaluator, version, segment
