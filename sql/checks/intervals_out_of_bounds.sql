-- error: rates and their intervals that are not in 0 to 1, and intervals without their own mean.
select
    run_scores.evaluation_id,
    run_scores.run_id,
    run_scores.evaluator_version_id,
    run_scores.mean,
    run_scores.ci_low,
    run_scores.ci_high
from marts.run_scores
where
    -- A mean may be a rounding error beside an end of its interval.
    run_scores.mean < run_scores.ci_low - 1e-9 * (1 + abs(run_scores.ci_low))
    or run_scores.mean > run_scores.ci_high + 1e-9 * (1 + abs(run_scores.ci_high))
    or (
        run_scores.metric = 'pass_rate'
        and (
            run_scores.ci_low < 0
            or run_scores.ci_high > 1
            or run_scores.strict_ci_low < 0
            or run_scores.strict_ci_high > 1
            or run_scores.strict_pass_rate > run_scores.pass_rate + 1e-9
        )
    )
