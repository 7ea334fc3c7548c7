-- One row per evaluation, run and judgment of one of the run's own logs: what it says as a score.
-- Judgments of steps inside traces are not among them.
-- Key: evaluation_id, run_id, judgment_log_id
--
-- evaluation_id: The evaluation.
-- run_id: The run.
-- judgment_log_id: Id of the judgment: the evaluator's log.
-- log_id: The log that is judged.
-- datapoint_id: The datapoint that the log answers; NULL where it answers none.
-- evaluator_version_id: Version of the evaluator.
-- outcome: judged, null (it said nothing) or error.
-- score: 1 where it passes, 0 where it fails, a number as it is; NULL where nothing was judged,
--     and where what was judged can't be read by the evaluator's own rules.
-- is_pass: Whether it passes; of numbers, whether they are at the middle of their limits or better.
-- created_at: When it was judged.
with

options as (

    select
        evaluator_options.version_id,
        evaluator_options.name,
        bool_or(evaluator_options.valence = 'positive') as is_positive,
        bool_or(evaluator_options.valence = 'negative') as is_negative
    from humanloop.evaluator_options
    group by evaluator_options.version_id, evaluator_options.name

),

chosen as (

    select
        judgments.evaluation_id,
        judgments.run_id,
        judgments.judgment_log_id,
        bool_or(options.is_positive) as has_positive,
        bool_or(options.is_negative) as has_negative,
        bool_or(options.name is null) as has_undeclared
    from humanloop.judgment_options
    inner join humanloop.judgments
        on
            judgment_options.evaluation_id = judgments.evaluation_id
            and judgment_options.run_id = judgments.run_id
            and judgment_options.judgment_log_id = judgments.judgment_log_id
    left join options
        on
            judgments.evaluator_version_id = options.version_id
            and judgment_options.option_name = options.name
    group by judgments.evaluation_id, judgments.run_id, judgments.judgment_log_id

),

scored as (

    select
        judgments.evaluation_id,
        judgments.run_id,
        judgments.judgment_log_id,
        judgments.log_id,
        judgments.evaluator_version_id,
        judgments.outcome,
        judgments.created_at,
        evaluators.metric,
        evaluators.better_sign,
        evaluators.pass_mark,
        case
            when judgments.outcome <> 'judged' or judgments.judgment_type <> evaluators.return_type
                then null
            -- Beyond, a square is no number any more.
            when evaluators.metric = 'mean' and abs(judgments.judgment_number) < 1e100
                then judgments.judgment_number
            when evaluators.pass_rule = 'true' and judgments.judgment_boolean then 1
            when evaluators.pass_rule = 'true' and not judgments.judgment_boolean then 0
            when evaluators.pass_rule = 'false' and judgments.judgment_boolean then 0
            when evaluators.pass_rule = 'false' and not judgments.judgment_boolean then 1
            when evaluators.pass_rule = 'positive option' and chosen.has_positive then 1
            when evaluators.pass_rule = 'no negative option' and chosen.has_negative then 0
            when chosen.has_undeclared then null
            when evaluators.pass_rule = 'positive option' then 0
            when evaluators.pass_rule = 'no negative option' then 1
        end as score
    from humanloop.judgments
    left join marts.evaluators
        on judgments.evaluator_version_id = evaluators.evaluator_version_id
    left join chosen
        on
            judgments.evaluation_id = chosen.evaluation_id
            and judgments.run_id = chosen.run_id
            and judgments.judgment_log_id = chosen.judgment_log_id

)

select
    scored.evaluation_id,
    scored.run_id,
    scored.judgment_log_id,
    scored.log_id,
    evaluation_logs.datapoint_id,
    scored.evaluator_version_id,
    scored.outcome,
    scored.score,
    case
        when scored.metric = 'pass_rate' then scored.score = 1
        when scored.better_sign = 1 then scored.score >= scored.pass_mark
        when scored.better_sign = -1 then scored.score <= scored.pass_mark
    end as is_pass,
    scored.created_at
from scored
inner join humanloop.evaluation_logs
    on
        scored.evaluation_id = evaluation_logs.evaluation_id
        and scored.run_id = evaluation_logs.run_id
        and scored.log_id = evaluation_logs.log_id
