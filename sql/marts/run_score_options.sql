-- One row per evaluation, run, evaluator version and option: how often it was chosen; true and
-- false are the options of boolean evaluators.
-- Key: evaluation_id, run_id, evaluator_version_id, option_name
--
-- evaluation_id: The evaluation.
-- run_id: The run.
-- evaluator_version_id: Version of the evaluator.
-- evaluator_name: Name of the evaluator.
-- return_type: boolean, select or multi_select.
-- option_name: Name of the option.
-- valence: positive, negative or neutral; NULL where nobody said.
-- is_declared: Whether the evaluator knows the option; a model may answer with another.
-- chosen_count: Judgments that chose it; 0 for options that were never chosen.
-- n: Judgments that said something of this kind.
-- is_small_sample: Whether n is below 10, so that little can be said.
-- share: Share of n that chose it; of several options at once the shares add up to more than 1.
-- ci_low: Lower end of its 95 % Wilson interval.
-- ci_high: Upper end.
with

declared as (

    select
        evaluator_options.version_id as evaluator_version_id,
        evaluator_options.name as option_name,
        min(evaluator_options.valence) as valence
    from humanloop.evaluator_options
    where evaluator_options.name is not null
    group by evaluator_options.version_id, evaluator_options.name

),

judged as (

    select
        judgments.evaluation_id,
        judgments.run_id,
        judgments.evaluator_version_id,
        judgments.judgment_log_id,
        judgments.judgment_boolean
    from humanloop.judgments
    inner join humanloop.evaluation_logs
        on
            judgments.evaluation_id = evaluation_logs.evaluation_id
            and judgments.run_id = evaluation_logs.run_id
            and judgments.log_id = evaluation_logs.log_id
    inner join marts.evaluators
        on
            judgments.evaluator_version_id = evaluators.evaluator_version_id
            and judgments.judgment_type = evaluators.return_type
    where
        judgments.outcome = 'judged'
        and evaluators.return_type in ('boolean', 'select', 'multi_select')

),

totals as (

    select
        judged.evaluation_id,
        judged.run_id,
        judged.evaluator_version_id,
        count(*) as n
    from judged
    group by judged.evaluation_id, judged.run_id, judged.evaluator_version_id

),

chosen as (

    select
        judged.evaluation_id,
        judged.run_id,
        judged.evaluator_version_id,
        coalesce(
            judgment_options.option_name,
            case when judged.judgment_boolean then 'true' else 'false' end
        ) as option_name,
        count(*) as chosen_count
    from judged
    left join humanloop.judgment_options
        on
            judged.evaluation_id = judgment_options.evaluation_id
            and judged.run_id = judgment_options.run_id
            and judged.judgment_log_id = judgment_options.judgment_log_id
    where judged.judgment_boolean is not null or judgment_options.option_name is not null
    group by
        judged.evaluation_id,
        judged.run_id,
        judged.evaluator_version_id,
        coalesce(
            judgment_options.option_name,
            case when judged.judgment_boolean then 'true' else 'false' end
        )

),

counted as (

    select
        totals.evaluation_id,
        totals.run_id,
        totals.evaluator_version_id,
        declared.option_name
    from totals
    inner join declared on totals.evaluator_version_id = declared.evaluator_version_id
    union
    select
        chosen.evaluation_id,
        chosen.run_id,
        chosen.evaluator_version_id,
        chosen.option_name
    from chosen

),

shares as (

    select
        counted.evaluation_id,
        counted.run_id,
        counted.evaluator_version_id,
        counted.option_name,
        totals.n,
        coalesce(chosen.chosen_count, 0) as chosen_count,
        coalesce(chosen.chosen_count, 0) * 1e0 / totals.n as share
    from counted
    inner join totals
        on
            counted.evaluation_id = totals.evaluation_id
            and counted.run_id = totals.run_id
            and counted.evaluator_version_id = totals.evaluator_version_id
    left join chosen
        on
            counted.evaluation_id = chosen.evaluation_id
            and counted.run_id = chosen.run_id
            and counted.evaluator_version_id = chosen.evaluator_version_id
            and counted.option_name = chosen.option_name

)

select
    shares.evaluation_id,
    shares.run_id,
    shares.evaluator_version_id,
    evaluators.evaluator_name,
    evaluators.return_type,
    shares.option_name,
    declared.valence,
    declared.option_name is not null as is_declared,
    shares.chosen_count,
    shares.n,
    shares.n < 10 as is_small_sample,
    shares.share,
    greatest(0, (
        shares.share + 3.841458881296e0 / (2 * shares.n)
        - 1.959964e0 * sqrt(
            shares.share * (1 - shares.share) / shares.n
            + 3.841458881296e0 / (4e0 * shares.n * shares.n)
        )
    ) / (1 + 3.841458881296e0 / shares.n)) as ci_low,
    least(1, (
        shares.share + 3.841458881296e0 / (2 * shares.n)
        + 1.959964e0 * sqrt(
            shares.share * (1 - shares.share) / shares.n
            + 3.841458881296e0 / (4e0 * shares.n * shares.n)
        )
    ) / (1 + 3.841458881296e0 / shares.n)) as ci_high
from shares
inner join marts.evaluators
    on shares.evaluator_version_id = evaluators.evaluator_version_id
left join declared
    on
        shares.evaluator_version_id = declared.evaluator_version_id
        and shares.option_name = declared.option_name
