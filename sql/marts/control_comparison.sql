-- One row per evaluation, run and evaluator version, but for the control itself: the run against
-- the evaluation's control run, paired by datapoint; intervals are of 95 %.
-- Key: evaluation_id, run_id, evaluator_version_id
--
-- evaluation_id: The evaluation.
-- run_id: The run.
-- evaluator_version_id: Version of the evaluator.
-- control_run_id: The control run; NULL where the evaluation has none, or more than one.
-- version_id: Version that was run.
-- evaluation_name: Name of the evaluation.
-- evaluator_name: Name of the evaluator.
-- version_label: Name of the version that was run, or its id.
-- control_version_label: The same of the control.
-- status: Status of the run in the evaluation.
-- metric: pass_rate or mean.
-- direction: higher or lower: which scores are better; NULL where the evaluator does not say.
-- is_same_dataset_version: Whether both ran over the same version of the dataset.
-- method: paired by datapoint; unpaired, from the means of both, where no datapoint has a score
--     in both; NULL where they can't be compared.
-- n_pairs: Datapoints that both have a score for.
-- n: Judgments of the run that have a score.
-- control_n: The same of the control.
-- is_small_sample: Whether there are fewer than 10 pairs, or 10 judgments on either side.
-- wins_count: Pairs in which the run is better; NULL where the direction is unknown.
-- losses_count: Pairs in which it is worse.
-- ties_count: Pairs in which both are the same.
-- run_mean: Mean of the run, over the pairs if paired.
-- control_mean: Mean of the control, likewise.
-- mean_difference: The first less the second, in the evaluator's units: of a pass rate, shares.
-- stderr: Standard error of the difference.
-- ci_low: Lower end of its interval: 1.959964 standard errors; of pass rates that are not paired,
--     Newcombe's from the Wilson intervals of both.
-- ci_high: Upper end.
-- verdict: improvement or regression where the interval excludes 0, otherwise inconclusive; not
--     comparable where there is no difference, or no direction to read it in.
-- reason: Why it is not comparable, or not paired.
with

paired as (

    select
        datapoint_differences.evaluation_id,
        datapoint_differences.run_id,
        datapoint_differences.evaluator_version_id,
        count(*) as n_pairs,
        case
            when count(datapoint_differences.gain) > 0
                then count(*) filter (where datapoint_differences.gain > 0)
        end as wins_count,
        case
            when count(datapoint_differences.gain) > 0
                then count(*) filter (where datapoint_differences.gain < 0)
        end as losses_count,
        count(*) filter (where datapoint_differences.difference = 0) as ties_count,
        avg(datapoint_differences.score) as run_mean,
        avg(datapoint_differences.control_score) as control_mean,
        avg(datapoint_differences.difference) as mean_difference,
        stddev_samp(datapoint_differences.difference) / sqrt(count(*)) as stderr
    from marts.datapoint_differences
    group by
        datapoint_differences.evaluation_id,
        datapoint_differences.run_id,
        datapoint_differences.evaluator_version_id

),

-- What the judgments of both sides say, whichever datapoints they are about.
sides as (

    select
        run_scores.evaluation_id,
        run_scores.run_id,
        run_scores.evaluator_version_id,
        run_scores.version_id,
        run_scores.dataset_version_id,
        run_scores.evaluation_name,
        run_scores.evaluator_name,
        run_scores.version_label,
        run_scores.status,
        run_scores.metric,
        run_scores.direction,
        run_scores.n,
        run_scores.mean,
        run_scores.stderr,
        run_scores.ci_low,
        run_scores.ci_high,
        run_scores.basis,
        control_runs.controls_count,
        control_runs.control_run_id,
        max(
            case
                when run_scores.run_id = control_runs.control_run_id then run_scores.basis
            end
        ) over of_evaluator as control_basis,
        max(
            case
                when run_scores.run_id = control_runs.control_run_id then run_scores.version_label
            end
        ) over of_evaluator as control_version_label,
        max(
            case
                when run_scores.run_id = control_runs.control_run_id then run_scores.dataset_version_id
            end
        ) over of_evaluator as control_dataset_version_id,
        max(
            case
                when run_scores.run_id = control_runs.control_run_id then run_scores.n
            end
        ) over of_evaluator as control_n,
        max(
            case
                when run_scores.run_id = control_runs.control_run_id then run_scores.mean
            end
        ) over of_evaluator as control_mean,
        max(
            case
                when run_scores.run_id = control_runs.control_run_id then run_scores.stderr
            end
        ) over of_evaluator as control_stderr,
        max(
            case
                when run_scores.run_id = control_runs.control_run_id then run_scores.ci_low
            end
        ) over of_evaluator as control_ci_low,
        max(
            case
                when run_scores.run_id = control_runs.control_run_id then run_scores.ci_high
            end
        ) over of_evaluator as control_ci_high
    from marts.run_scores
    left join marts.control_runs
        on run_scores.evaluation_id = control_runs.evaluation_id
    window
        of_evaluator as (
            partition by run_scores.evaluation_id, run_scores.evaluator_version_id
        )

),

unpaired as (

    select
        sides.evaluation_id,
        sides.run_id,
        sides.evaluator_version_id,
        case
            when abs(sides.mean - sides.control_mean) <= 1e-9 then 0
            else sides.mean - sides.control_mean
        end as mean_difference,
        sqrt(sides.stderr * sides.stderr + sides.control_stderr * sides.control_stderr) as stderr,
        case sides.metric
            when 'pass_rate' then sqrt(
                (sides.mean - sides.ci_low) * (sides.mean - sides.ci_low)
                + (sides.control_ci_high - sides.control_mean)
                * (sides.control_ci_high - sides.control_mean)
            )
            else 1.959964e0 * sqrt(
                sides.stderr * sides.stderr + sides.control_stderr * sides.control_stderr
            )
        end as below,
        case sides.metric
            when 'pass_rate' then sqrt(
                (sides.ci_high - sides.mean) * (sides.ci_high - sides.mean)
                + (sides.control_mean - sides.control_ci_low)
                * (sides.control_mean - sides.control_ci_low)
            )
            else 1.959964e0 * sqrt(
                sides.stderr * sides.stderr + sides.control_stderr * sides.control_stderr
            )
        end as above
    from sides
    where sides.dataset_version_id = sides.control_dataset_version_id

),

compared as (

    select
        sides.evaluation_id,
        sides.run_id,
        sides.evaluator_version_id,
        case
            when paired.n_pairs > 0 then 'paired'
            when unpaired.mean_difference is not null then 'unpaired'
        end as method,
        case
            when sides.controls_count is null then 'the evaluation has no control run'
            when sides.controls_count > 1 then 'the evaluation has several control runs'
            when paired.n_pairs > 0 then null
            when sides.mean is null or sides.control_mean is null
                then 'nothing is judged on one side, or on both'
            when sides.basis = 'platform' or sides.control_basis = 'platform'
                then case
                    when unpaired.mean_difference is not null
                        then 'not paired: from stats, as logs were not read'
                    else 'logs were not read, and another dataset'
                end
            when unpaired.mean_difference is not null
                then 'not paired: no common datapoints'
            else 'no common datapoints, and another dataset'
        end as reason,
        coalesce(paired.n_pairs, 0) as n_pairs,
        paired.wins_count,
        paired.losses_count,
        paired.ties_count,
        coalesce(paired.run_mean, sides.mean) as run_mean,
        coalesce(paired.control_mean, sides.control_mean) as control_mean,
        coalesce(paired.mean_difference, unpaired.mean_difference) as mean_difference,
        case when paired.n_pairs > 0 then paired.stderr else unpaired.stderr end as stderr,
        case
            when paired.n_pairs > 0 then paired.mean_difference - 1.959964e0 * paired.stderr
            else unpaired.mean_difference - unpaired.below
        end as ci_low,
        case
            when paired.n_pairs > 0 then paired.mean_difference + 1.959964e0 * paired.stderr
            else unpaired.mean_difference + unpaired.above
        end as ci_high
    from sides
    left join paired
        on
            sides.evaluation_id = paired.evaluation_id
            and sides.run_id = paired.run_id
            and sides.evaluator_version_id = paired.evaluator_version_id
    left join unpaired
        on
            sides.evaluation_id = unpaired.evaluation_id
            and sides.run_id = unpaired.run_id
            and sides.evaluator_version_id = unpaired.evaluator_version_id

)

select
    sides.evaluation_id,
    sides.run_id,
    sides.evaluator_version_id,
    sides.control_run_id,
    sides.version_id,
    sides.evaluation_name,
    sides.evaluator_name,
    sides.version_label,
    sides.control_version_label,
    sides.status,
    sides.metric,
    sides.direction,
    sides.dataset_version_id = sides.control_dataset_version_id as is_same_dataset_version,
    compared.method,
    compared.n_pairs,
    sides.n,
    sides.control_n,
    case compared.method
        when 'paired' then compared.n_pairs < 10
        when 'unpaired' then sides.n < 10 or sides.control_n < 10
    end as is_small_sample,
    compared.wins_count,
    compared.losses_count,
    compared.ties_count,
    case when compared.method is not null then compared.run_mean end as run_mean,
    case when compared.method is not null then compared.control_mean end as control_mean,
    compared.mean_difference,
    compared.stderr,
    compared.ci_low,
    compared.ci_high,
    case
        when compared.method is null or sides.direction is null then 'not comparable'
        when compared.ci_low > 0 and sides.direction = 'higher' then 'improvement'
        when compared.ci_low > 0 then 'regression'
        when compared.ci_high < 0 and sides.direction = 'higher' then 'regression'
        when compared.ci_high < 0 then 'improvement'
        else 'inconclusive'
    end as verdict,
    case
        when compared.method is not null and sides.direction is null
            then 'the evaluator does not say which scores are better'
        else compared.reason
    end as reason
from sides
inner join compared
    on
        sides.evaluation_id = compared.evaluation_id
        and sides.run_id = compared.run_id
        and sides.evaluator_version_id = compared.evaluator_version_id
where sides.run_id is distinct from sides.control_run_id
