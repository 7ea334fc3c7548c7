-- One row per evaluation, evaluator version and run: its rank among the runs over the same version
-- of the dataset. Runs whose intervals overlap are not told apart.
-- Key: evaluation_id, evaluator_version_id, run_id
--
-- evaluation_id: The evaluation.
-- evaluator_version_id: Version of the evaluator.
-- run_id: The run.
-- version_id: Version that was run.
-- dataset_version_id: Version of the dataset it ran over.
-- evaluation_name: Name of the evaluation.
-- evaluator_name: Name of the evaluator.
-- version_label: Name of the version that was run, or its id.
-- model: Model of the version that was run.
-- control: Whether the run is the baseline of the evaluation.
-- status: Status of the run in the evaluation.
-- metric: pass_rate or mean; NULL of texts, and where nobody said what is good.
-- direction: higher or lower: which scores are better; NULL where the evaluator does not say.
-- n: Judgments that have a score.
-- is_small_sample: Whether n is below 10, so that little can be said.
-- mean: Share of n that passes, or mean of the numbers.
-- stderr: Standard error of the mean.
-- ci_low: Lower end of its 95 % interval.
-- ci_high: Upper end.
-- is_comparable: Whether the run has a rank.
-- reason: Why it has none.
-- comparable_count: Runs among which it is ranked, itself included; 0 where it has no rank.
-- rank: 1 and one more for every run that is better by more than the intervals: ties share a rank.
-- rank_by_value: Rank by the mean alone.
with

candidates as (

    select
        run_scores.evaluation_id,
        run_scores.evaluator_version_id,
        run_scores.run_id,
        run_scores.version_id,
        run_scores.dataset_version_id,
        run_scores.evaluation_name,
        run_scores.evaluator_name,
        run_scores.version_label,
        run_scores.control,
        run_scores.status,
        run_scores.metric,
        run_scores.direction,
        run_scores.n,
        run_scores.is_small_sample,
        run_scores.mean,
        run_scores.stderr,
        run_scores.ci_low,
        run_scores.ci_high,
        case run_scores.direction
            when 'higher' then run_scores.mean when 'lower' then -run_scores.mean
        end as goodness,
        case run_scores.direction
            when 'higher' then run_scores.ci_low when 'lower' then -run_scores.ci_high
        end as goodness_low,
        case run_scores.direction
            when 'higher' then run_scores.ci_high when 'lower' then -run_scores.ci_low
        end as goodness_high,
        case
            when run_scores.direction is null
                then 'the evaluator does not say which scores are better'
            when run_scores.mean is null then 'nothing is judged'
            when run_scores.dataset_version_id is null then 'the run has no dataset'
            when run_scores.status = 'cancelled' then 'the run was cancelled'
            when run_scores.status = 'completed' then null
            else 'the run has not ended'
        end as reason
    from marts.run_scores

),

ranked as (

    select
        mine.evaluation_id,
        mine.evaluator_version_id,
        mine.run_id,
        count(*) as comparable_count,
        -- Means of the same judgments in another order are equal, whatever their last digit.
        1 + count(*) filter (where other.goodness_low - mine.goodness_high > 1e-9) as rank,
        1 + count(*) filter (where other.goodness - mine.goodness > 1e-9) as rank_by_value
    from candidates as mine
    inner join candidates as other
        on
            mine.evaluation_id = other.evaluation_id
            and mine.evaluator_version_id = other.evaluator_version_id
            and mine.dataset_version_id = other.dataset_version_id
    where mine.reason is null and other.reason is null
    group by mine.evaluation_id, mine.evaluator_version_id, mine.run_id
    having count(*) > 1

)

select
    candidates.evaluation_id,
    candidates.evaluator_version_id,
    candidates.run_id,
    candidates.version_id,
    candidates.dataset_version_id,
    candidates.evaluation_name,
    candidates.evaluator_name,
    candidates.version_label,
    versions.model,
    candidates.control,
    candidates.status,
    candidates.metric,
    candidates.direction,
    candidates.n,
    candidates.is_small_sample,
    candidates.mean,
    candidates.stderr,
    candidates.ci_low,
    candidates.ci_high,
    ranked.rank is not null as is_comparable,
    case
        when candidates.reason is not null then candidates.reason
        when ranked.rank is null then 'no other run over this version of the dataset'
    end as reason,
    coalesce(ranked.comparable_count, 0) as comparable_count,
    ranked.rank,
    ranked.rank_by_value
from candidates
left join humanloop.versions
    on candidates.version_id = versions.version_id
left join ranked
    on
        candidates.evaluation_id = ranked.evaluation_id
        and candidates.evaluator_version_id = ranked.evaluator_version_id
        and candidates.run_id = ranked.run_id
