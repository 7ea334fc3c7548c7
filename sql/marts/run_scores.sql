-- One row per evaluation, run and evaluator version that judges it: the score with its interval.
-- Errors, nulls and missing judgments are counted, and are no zeros; intervals are of 95 %.
-- Key: evaluation_id, run_id, evaluator_version_id
--
-- evaluation_id: The evaluation.
-- run_id: The run.
-- evaluator_version_id: Version of the evaluator.
-- version_id: Version that was run.
-- dataset_version_id: Version of the dataset it ran over.
-- evaluation_name: Name of the evaluation.
-- version_label: Name of the version that was run, or its id.
-- evaluator_name: Name of the evaluator.
-- evaluator_type: llm, python, human or external.
-- return_type: boolean, number, select, multi_select or text.
-- control: Whether the run is the baseline of the evaluation.
-- status: Status of the run in the evaluation.
-- metric: pass_rate or mean; NULL of texts, and where nobody said what is good.
-- direction: higher or lower: which scores are better; NULL where the evaluator does not say.
-- basis: judgments, or platform where logs were not read; NULL where nothing is known.
-- expected_count: Judged, null, error and missing together; NULL where logs were not read.
-- judged_count: Judgments that said something.
-- null_count: Judgments that said nothing.
-- error_count: Judgments that ended with an error.
-- missing_count: Judgments that the run's logs and its dataset let expect but that are not there.
-- repeated_count: Judgments beyond the first of a datapoint; the more there are, the more the
--     interval is too narrow.
-- n: Judgments that have a score: what the mean is of.
-- is_small_sample: Whether n is below 10, so that little can be said.
-- passed_count: Judgments that pass; NULL of numbers.
-- mean: Share of n that passes, or mean of the numbers.
-- stderr: Standard error of the mean.
-- ci_low: Lower end of its interval: Wilson's of shares, 1.959964 standard errors of numbers.
-- ci_high: Upper end.
-- pass_rate: The mean of evaluators that pass or fail; NULL of numbers.
-- strict_pass_rate: Share of expected_count that passes: whatever is missing counts as failure.
-- strict_ci_low: Lower end of its Wilson interval.
-- strict_ci_high: Upper end.
with

counted as (

    select
        run_counts.evaluation_id,
        run_counts.run_id,
        run_counts.evaluator_version_id,
        evaluators.evaluator_name,
        evaluators.evaluator_type,
        evaluators.return_type,
        evaluators.metric,
        evaluators.direction,
        run_counts.basis,
        run_counts.judgments_count + run_counts.missing_count as expected_count,
        run_counts.judged_count,
        run_counts.null_count,
        run_counts.error_count,
        run_counts.missing_count,
        run_counts.repeated_count,
        run_counts.n,
        run_counts.passed_count,
        case when evaluators.metric = 'mean' then run_counts.mean end as number_mean,
        case when evaluators.metric = 'mean' then run_counts.stddev end as number_stddev,
        case when evaluators.metric = 'pass_rate' then run_counts.mean end as pass_rate,
        run_counts.passed_count * 1e0
        / nullif(run_counts.judgments_count + run_counts.missing_count, 0) as strict_pass_rate
    from marts.run_counts
    left join marts.evaluators
        on run_counts.evaluator_version_id = evaluators.evaluator_version_id

),

-- Wilson's interval is the centre and a half to each side; 3.841458881296 is 1.959964 squared.
estimated as (

    select
        counted.evaluation_id,
        counted.run_id,
        counted.evaluator_version_id,
        counted.evaluator_name,
        counted.evaluator_type,
        counted.return_type,
        counted.metric,
        counted.direction,
        counted.basis,
        counted.expected_count,
        counted.judged_count,
        counted.null_count,
        counted.error_count,
        counted.missing_count,
        counted.repeated_count,
        counted.n,
        counted.passed_count,
        counted.number_mean,
        counted.pass_rate,
        counted.strict_pass_rate,
        -- No variance is negative; a rate out of bounds is for the checks to name, not for sqrt.
        case
            when counted.metric = 'pass_rate'
                then sqrt(abs(counted.pass_rate * (1 - counted.pass_rate)) / nullif(counted.n, 0))
            else counted.number_stddev / sqrt(nullif(counted.n, 0))
        end as stderr,
        (counted.pass_rate + 3.841458881296e0 / nullif(2 * counted.n, 0))
        / (1 + 3.841458881296e0 / nullif(counted.n, 0)) as centre,
        1.959964e0 / (1 + 3.841458881296e0 / nullif(counted.n, 0)) * sqrt(
            abs(counted.pass_rate * (1 - counted.pass_rate)) / nullif(counted.n, 0)
            + 3.841458881296e0 / nullif(4e0 * counted.n * counted.n, 0)
        ) as half,
        (counted.strict_pass_rate + 3.841458881296e0 / nullif(2 * counted.expected_count, 0))
        / (1 + 3.841458881296e0 / nullif(counted.expected_count, 0)) as strict_centre,
        1.959964e0 / (1 + 3.841458881296e0 / nullif(counted.expected_count, 0)) * sqrt(
            abs(counted.strict_pass_rate * (1 - counted.strict_pass_rate))
            / nullif(counted.expected_count, 0)
            + 3.841458881296e0 / nullif(4e0 * counted.expected_count * counted.expected_count, 0)
        ) as strict_half
    from counted

)

select
    estimated.evaluation_id,
    estimated.run_id,
    estimated.evaluator_version_id,
    run_names.version_id,
    run_names.dataset_version_id,
    run_names.evaluation_name,
    run_names.version_label,
    estimated.evaluator_name,
    estimated.evaluator_type,
    estimated.return_type,
    run_names.control,
    run_names.status,
    estimated.metric,
    estimated.direction,
    estimated.basis,
    estimated.expected_count,
    estimated.judged_count,
    estimated.null_count,
    estimated.error_count,
    estimated.missing_count,
    estimated.repeated_count,
    estimated.n,
    estimated.n < 10 as is_small_sample,
    estimated.passed_count,
    coalesce(estimated.pass_rate, estimated.number_mean) as mean,
    estimated.stderr,
    case
        when estimated.pass_rate is not null
            then greatest(0, estimated.centre - estimated.half)
        else estimated.number_mean - 1.959964e0 * estimated.stderr
    end as ci_low,
    case
        when estimated.pass_rate is not null
            then least(1, estimated.centre + estimated.half)
        else estimated.number_mean + 1.959964e0 * estimated.stderr
    end as ci_high,
    estimated.pass_rate,
    estimated.strict_pass_rate,
    case
        when estimated.strict_pass_rate is not null
            then greatest(0, estimated.strict_centre - estimated.strict_half)
    end as strict_ci_low,
    case
        when estimated.strict_pass_rate is not null
            then least(1, estimated.strict_centre + estimated.strict_half)
    end as strict_ci_high
from estimated
inner join marts.run_names
    on
        estimated.evaluation_id = run_names.evaluation_id
        and estimated.run_id = run_names.run_id
