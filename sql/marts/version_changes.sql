-- One row per version that was run, the version of the same file that was run before it, and each
-- evaluator version that judged both on common datapoints: what was changed, and what it did.
-- Where no evaluator judged both there is one row without.
-- Key: version_id, evaluator_version_id
--
-- version_id: The version.
-- evaluator_version_id: Version of the evaluator; NULL where none judged both.
-- previous_version_id: The version of the file that was first run before it.
-- file_id: The file.
-- file_path: Path of the file, its name included.
-- version_label: Name of the version, or its id.
-- previous_version_label: The same of the one before.
-- version_description: What changed, as whoever made the version says.
-- first_run_at: When the version was first run.
-- is_model_changed: Whether the model is another.
-- is_template_changed: Whether the template is another, as one text or as messages.
-- changed_parameters: Names of all that is another, one space between them; empty where nothing is.
-- evaluator_name: Name of the evaluator.
-- metric: pass_rate or mean.
-- direction: higher or lower: which scores are better; NULL where the evaluator does not say.
-- n_pairs: Datapoints that both have a score for, over all their runs; 0 where there are none.
-- is_small_sample: Whether there are fewer than 10.
-- mean: Mean of the version over these datapoints, several scores of one averaged.
-- previous_mean: Mean of the version before.
-- mean_difference: The first less the second.
-- stderr: Standard error of the difference, paired by datapoint.
-- ci_low: Lower end of its 95 % interval.
-- ci_high: Upper end.
-- verdict: improvement or regression where the interval excludes 0, otherwise inconclusive; not
--     comparable where there is no difference, or no direction to read it in.
with

said as (

    select distinct
        judgment_scores.judgment_log_id,
        judgment_scores.evaluator_version_id,
        judgment_scores.datapoint_id,
        runs.version_id,
        judgment_scores.score
    from marts.judgment_scores
    inner join humanloop.runs on judgment_scores.run_id = runs.run_id
    where
        judgment_scores.score is not null
        and judgment_scores.datapoint_id is not null
        and runs.version_id is not null

),

by_datapoint as (

    select
        said.version_id,
        said.evaluator_version_id,
        said.datapoint_id,
        avg(said.score) as score
    from said
    group by said.version_id, said.evaluator_version_id, said.datapoint_id

),

pairs as (

    select
        version_steps.version_id,
        current_scores.evaluator_version_id,
        current_scores.score,
        previous_scores.score as previous_score,
        -- Means of the same judgments in another order are equal, whatever their last digit.
        case
            when abs(current_scores.score - previous_scores.score) > 1e-9
                then current_scores.score - previous_scores.score
            else 0
        end as difference
    from marts.version_steps
    inner join by_datapoint as current_scores
        on version_steps.version_id = current_scores.version_id
    inner join by_datapoint as previous_scores
        on
            version_steps.previous_version_id = previous_scores.version_id
            and current_scores.evaluator_version_id = previous_scores.evaluator_version_id
            and current_scores.datapoint_id = previous_scores.datapoint_id

),

paired as (

    select
        pairs.version_id,
        pairs.evaluator_version_id,
        count(*) as n_pairs,
        avg(pairs.score) as mean,
        avg(pairs.previous_score) as previous_mean,
        avg(pairs.difference) as mean_difference,
        stddev_samp(pairs.difference) / sqrt(count(*)) as stderr
    from pairs
    group by pairs.version_id, pairs.evaluator_version_id

),

bounds as (

    select
        paired.version_id,
        paired.evaluator_version_id,
        paired.n_pairs,
        paired.mean,
        paired.previous_mean,
        paired.mean_difference,
        paired.stderr,
        paired.mean_difference - 1.959964e0 * paired.stderr as ci_low,
        paired.mean_difference + 1.959964e0 * paired.stderr as ci_high
    from paired

)

select
    version_steps.version_id,
    bounds.evaluator_version_id,
    version_steps.previous_version_id,
    version_steps.file_id,
    version_steps.file_path,
    version_steps.version_label,
    version_steps.previous_version_label,
    version_steps.version_description,
    version_steps.first_run_at,
    version_steps.is_model_changed,
    version_steps.is_template_changed,
    version_steps.changed_parameters,
    evaluators.evaluator_name,
    evaluators.metric,
    evaluators.direction,
    coalesce(bounds.n_pairs, 0) as n_pairs,
    coalesce(bounds.n_pairs, 0) < 10 as is_small_sample,
    bounds.mean,
    bounds.previous_mean,
    bounds.mean_difference,
    bounds.stderr,
    bounds.ci_low,
    bounds.ci_high,
    case
        when bounds.n_pairs is null or evaluators.direction is null then 'not comparable'
        when bounds.ci_low > 0 and evaluators.direction = 'higher' then 'improvement'
        when bounds.ci_low > 0 then 'regression'
        when bounds.ci_high < 0 and evaluators.direction = 'higher' then 'regression'
        when bounds.ci_high < 0 then 'improvement'
        else 'inconclusive'
    end as verdict
from marts.version_steps
left join bounds on version_steps.version_id = bounds.version_id
left join marts.evaluators on bounds.evaluator_version_id = evaluators.evaluator_version_id
