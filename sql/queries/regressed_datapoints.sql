-- Which datapoints did a version get wrong that its control got right, and what came out?
-- Param evaluation: Id or name of an evaluation; all of them unless it is given.
-- Param version: Name or id of a version; all of them unless it is given.
-- Param evaluator: Name of an evaluator; all of them unless it is given.
select
    evaluation_name as evaluation,
    evaluator_name as evaluator,
    version_label as version,
    datapoint_id,
    change,
    round(difference, 3) as difference,
    cast(inputs as varchar) as inputs,
    control_output,
    output,
    log_id
from marts.flipped_datapoints
where
    is_worse
    and ($evaluation is null or $evaluation in (evaluation_id, evaluation_name))
    and ($version is null or $version = version_label)
    and ($evaluator is null or $evaluator = evaluator_name)
order by evaluation, evaluator, version, abs(difference) desc, datapoint_id, log_id
