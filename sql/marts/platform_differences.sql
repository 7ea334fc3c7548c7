-- One row per evaluation, run and evaluator version whose judgments were read and of which the
-- platform has stats: its figures beside those computed from the judgments.
-- Key: evaluation_id, run_id, evaluator_version_id
--
-- evaluation_id: The evaluation.
-- run_id: The run.
-- evaluator_version_id: Version of the evaluator.
-- evaluation_name: Name of the evaluation.
-- version_label: Name of the version that was run, or its id.
-- evaluator_name: Name of the evaluator.
-- status: Status of the run; one that has not ended may have grown between two answers.
-- platform_judged_count: Judgments that said something, as the platform counts them.
-- judged_count: The same, counted here.
-- platform_null_count: Judgments that said nothing, as the platform counts them.
-- null_count: The same, counted here.
-- platform_error_count: Judgments that ended with an error, as the platform counts them.
-- error_count: The same, counted here.
-- platform_passed_count: Judgments that pass, read from the platform's counts; NULL of numbers.
-- passed_count: The same, counted here.
-- platform_mean: Mean of the numbers, or share that passes, as the platform has it.
-- mean: The same, computed here.
-- mean_difference: The second less the first.
-- platform_stddev: Standard deviation of the numbers, as the platform has it.
-- stddev: The same of the sample, computed here.
-- is_different: Whether a count differs, or the mean by more than rounding to 2 digits explains.
select
    run_counts.evaluation_id,
    run_counts.run_id,
    run_counts.evaluator_version_id,
    run_names.evaluation_name,
    run_names.version_label,
    evaluators.evaluator_name,
    run_names.status,
    platform_scores.judged_count as platform_judged_count,
    run_counts.judged_count,
    platform_scores.null_count as platform_null_count,
    run_counts.null_count,
    platform_scores.error_count as platform_error_count,
    run_counts.error_count,
    platform_scores.passed_count as platform_passed_count,
    run_counts.passed_count,
    platform_scores.mean as platform_mean,
    run_counts.mean,
    run_counts.mean - platform_scores.mean as mean_difference,
    platform_scores.stddev as platform_stddev,
    case when evaluators.metric = 'mean' then run_counts.stddev end as stddev,
    coalesce(platform_scores.judged_count <> run_counts.judged_count, false)
    or coalesce(platform_scores.null_count <> run_counts.null_count, false)
    or coalesce(platform_scores.error_count <> run_counts.error_count, false)
    or coalesce(platform_scores.passed_count <> run_counts.passed_count, false)
    or coalesce(abs(run_counts.mean - platform_scores.mean) > 0.005000001e0, false)
        as is_different
from marts.run_counts
inner join marts.platform_scores
    on
        run_counts.evaluation_id = platform_scores.evaluation_id
        and run_counts.run_id = platform_scores.run_id
        and run_counts.evaluator_version_id = platform_scores.evaluator_version_id
inner join marts.run_names
    on
        run_counts.evaluation_id = run_names.evaluation_id
        and run_counts.run_id = run_names.run_id
left join marts.evaluators
    on run_counts.evaluator_version_id = evaluators.evaluator_version_id
where run_counts.basis = 'judgments'
