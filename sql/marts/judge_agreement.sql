-- One row per evaluation and pair of evaluator versions that judged the same logs, and one for each
-- pair over all evaluations, where two versions of one evaluator may have met.
-- Key: evaluation_id, first_evaluator_version_id, second_evaluator_version_id
--
-- evaluation_id: The evaluation; NULL for all evaluations together.
-- first_evaluator_version_id: One evaluator version; people come first, then the older one.
-- second_evaluator_version_id: The other one.
-- evaluation_name: Name of the evaluation.
-- first_evaluator_name: Name of the first.
-- first_evaluator_version_name: Name of its version, or its id.
-- first_evaluator_type: llm, python, human or external.
-- second_evaluator_name: Name of the second.
-- second_evaluator_version_name: Name of its version, or its id.
-- second_evaluator_type: llm, python, human or external.
-- kind: two versions of one evaluator, a person and a model, or two evaluators.
-- n: Logs that both say pass or fail of; numbers pass at the middle of their limits or better, and
--     several judgments of one log by their majority.
-- is_small_sample: Whether n is below 10, so that little can be said.
-- both_pass_count: Logs that pass with both.
-- first_only_count: Logs that pass with the first only.
-- second_only_count: Logs that pass with the second only.
-- both_fail_count: Logs that fail with both.
-- agreement: Share of n that both say the same of.
-- ci_low: Lower end of its 95 % Wilson interval.
-- ci_high: Upper end.
-- kappa: Cohen's kappa, agreement beyond chance; NULL where both always say the same one thing.
-- scores_count: Logs that both have a score for.
-- correlation: Pearson's of the scores; NULL where one of them never varies.
with

said as (

    select distinct
        judgment_scores.evaluation_id as scope,
        judgment_scores.judgment_log_id,
        judgment_scores.log_id,
        judgment_scores.evaluator_version_id,
        judgment_scores.score,
        judgment_scores.is_pass
    from marts.judgment_scores
    where judgment_scores.score is not null
    union all
    -- Once more for all evaluations together, where a judgment of a shared run counts once.
    select distinct
        '' as scope,
        judgment_scores.judgment_log_id,
        judgment_scores.log_id,
        judgment_scores.evaluator_version_id,
        judgment_scores.score,
        judgment_scores.is_pass
    from marts.judgment_scores
    where judgment_scores.score is not null

),

judged as (

    select
        said.scope,
        said.log_id,
        said.evaluator_version_id,
        avg(said.score) as score,
        avg(case when said.is_pass then 1e0 when not said.is_pass then 0e0 end) >= 0.5 as is_pass
    from said
    group by said.scope, said.log_id, said.evaluator_version_id

),

judges as (

    select
        evaluators.evaluator_version_id,
        evaluators.evaluator_file_id,
        evaluators.evaluator_name,
        evaluators.evaluator_version_name,
        evaluators.evaluator_type,
        row_number() over (
            order by
                case when evaluators.evaluator_type = 'human' then 0 else 1 end nulls last,
                evaluators.created_at nulls last,
                evaluators.evaluator_version_id nulls last
        ) as place
    from marts.evaluators

),

placed as (

    select
        judged.scope,
        judged.log_id,
        judged.evaluator_version_id,
        judged.score,
        judged.is_pass,
        judges.place
    from judged
    inner join judges on judged.evaluator_version_id = judges.evaluator_version_id

),

counted as (

    select
        a.scope,
        a.evaluator_version_id as first_evaluator_version_id,
        b.evaluator_version_id as second_evaluator_version_id,
        count(*) filter (where a.is_pass and b.is_pass) as both_pass_count,
        count(*) filter (where a.is_pass and not b.is_pass) as first_only_count,
        count(*) filter (where not a.is_pass and b.is_pass) as second_only_count,
        count(*) filter (where not a.is_pass and not b.is_pass) as both_fail_count,
        count(*) as scores_count,
        case
            when min(a.score) < max(a.score) and min(b.score) < max(b.score)
                then corr(a.score, b.score)
        end as correlation
    from placed as a
    inner join placed as b
        on a.scope = b.scope and a.log_id = b.log_id and a.place < b.place
    group by a.scope, a.evaluator_version_id, b.evaluator_version_id

),

shares as (

    select
        counted.scope,
        counted.first_evaluator_version_id,
        counted.second_evaluator_version_id,
        counted.both_pass_count,
        counted.first_only_count,
        counted.second_only_count,
        counted.both_fail_count,
        counted.scores_count,
        counted.correlation,
        counted.both_pass_count + counted.first_only_count
        + counted.second_only_count + counted.both_fail_count as n,
        (counted.both_pass_count + counted.both_fail_count) * 1e0 / nullif(
            counted.both_pass_count + counted.first_only_count
            + counted.second_only_count + counted.both_fail_count, 0
        ) as agreement,
        (counted.both_pass_count + counted.first_only_count) * 1e0 / nullif(
            counted.both_pass_count + counted.first_only_count
            + counted.second_only_count + counted.both_fail_count, 0
        ) as first_share,
        (counted.both_pass_count + counted.second_only_count) * 1e0 / nullif(
            counted.both_pass_count + counted.first_only_count
            + counted.second_only_count + counted.both_fail_count, 0
        ) as second_share
    from counted

)

select
    evaluations.evaluation_id,
    shares.first_evaluator_version_id,
    shares.second_evaluator_version_id,
    evaluations.name as evaluation_name,
    first_judge.evaluator_name as first_evaluator_name,
    first_judge.evaluator_version_name as first_evaluator_version_name,
    first_judge.evaluator_type as first_evaluator_type,
    second_judge.evaluator_name as second_evaluator_name,
    second_judge.evaluator_version_name as second_evaluator_version_name,
    second_judge.evaluator_type as second_evaluator_type,
    case
        when first_judge.evaluator_file_id = second_judge.evaluator_file_id
            then 'two versions of one evaluator'
        when first_judge.evaluator_type = 'human' and second_judge.evaluator_type = 'llm'
            then 'a person and a model'
        else 'two evaluators'
    end as kind,
    shares.n,
    shares.n < 10 as is_small_sample,
    shares.both_pass_count,
    shares.first_only_count,
    shares.second_only_count,
    shares.both_fail_count,
    shares.agreement,
    case
        when shares.n > 0
            then greatest(0, (
                shares.agreement + 3.841458881296e0 / nullif(2 * shares.n, 0)
                - 1.959964e0 * sqrt(
                    shares.agreement * (1 - shares.agreement) / nullif(shares.n, 0)
                    + 3.841458881296e0 / nullif(4e0 * shares.n * shares.n, 0)
                )
            ) / (1 + 3.841458881296e0 / nullif(shares.n, 0)))
    end as ci_low,
    case
        when shares.n > 0
            then least(1, (
                shares.agreement + 3.841458881296e0 / nullif(2 * shares.n, 0)
                + 1.959964e0 * sqrt(
                    shares.agreement * (1 - shares.agreement) / nullif(shares.n, 0)
                    + 3.841458881296e0 / nullif(4e0 * shares.n * shares.n, 0)
                )
            ) / (1 + 3.841458881296e0 / nullif(shares.n, 0)))
    end as ci_high,
    (
        shares.agreement
        - shares.first_share * shares.second_share
        - (1 - shares.first_share) * (1 - shares.second_share)
    ) / nullif(
        1
        - shares.first_share * shares.second_share
        - (1 - shares.first_share) * (1 - shares.second_share), 0
    ) as kappa,
    shares.scores_count,
    shares.correlation
from shares
inner join judges as first_judge
    on shares.first_evaluator_version_id = first_judge.evaluator_version_id
inner join judges as second_judge
    on shares.second_evaluator_version_id = second_judge.evaluator_version_id
left join humanloop.evaluations
    on shares.scope = evaluations.evaluation_id
