-- One row per evaluation, run, evaluator version and datapoint that the run and the evaluation's
-- control run both have a score for: the pairs that comparisons are made of.
-- Key: evaluation_id, run_id, evaluator_version_id, datapoint_id
--
-- evaluation_id: The evaluation.
-- run_id: The run; never the control itself.
-- evaluator_version_id: Version of the evaluator.
-- datapoint_id: The datapoint.
-- control_run_id: The control run.
-- score: Score of the run, the mean of several judgments.
-- control_score: The same of the control.
-- difference: The first less the second; 0 where they differ by a rounding error.
-- gain: The same read in the evaluator's direction: above 0 is better; NULL where it has none.
with

beside_control as (

    select
        datapoint_scores.evaluation_id,
        datapoint_scores.run_id,
        datapoint_scores.evaluator_version_id,
        datapoint_scores.datapoint_id,
        control_runs.control_run_id,
        datapoint_scores.score,
        max(
            case
                when datapoint_scores.run_id = control_runs.control_run_id
                    then datapoint_scores.score
            end
        ) over (
            partition by
                datapoint_scores.evaluation_id,
                datapoint_scores.evaluator_version_id,
                datapoint_scores.datapoint_id
        ) as control_score
    from marts.datapoint_scores
    inner join marts.control_runs
        on datapoint_scores.evaluation_id = control_runs.evaluation_id

),

differences as (

    select
        beside_control.evaluation_id,
        beside_control.run_id,
        beside_control.evaluator_version_id,
        beside_control.datapoint_id,
        beside_control.control_run_id,
        beside_control.score,
        beside_control.control_score,
        -- Means of the same judgments in another order are equal, whatever their last digit.
        case
            when abs(beside_control.score - beside_control.control_score) > 1e-9
                then beside_control.score - beside_control.control_score
            else 0
        end as difference
    from beside_control
    where
        beside_control.run_id <> beside_control.control_run_id
        and beside_control.score is not null
        and beside_control.control_score is not null

)

select
    differences.evaluation_id,
    differences.run_id,
    differences.evaluator_version_id,
    differences.datapoint_id,
    differences.control_run_id,
    differences.score,
    differences.control_score,
    differences.difference,
    evaluators.better_sign * differences.difference as gain
from differences
left join marts.evaluators
    on differences.evaluator_version_id = evaluators.evaluator_version_id
