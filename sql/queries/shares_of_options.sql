-- How often was each option chosen, run by run?
-- Param evaluation: Id or name of an evaluation; all of them unless it is given.
-- Param evaluator: Name of an evaluator; all of them unless it is given.
select
    run_names.evaluation_name as evaluation,
    options.evaluator_name as evaluator,
    run_names.version_label as version,
    options.option_name as option,
    options.valence,
    options.chosen_count as chosen,
    options.n,
    round(options.share, 3) as share,
    round(options.ci_low, 3) as ci_low,
    round(options.ci_high, 3) as ci_high
from marts.run_score_options as options
inner join marts.run_names
    on
        options.evaluation_id = run_names.evaluation_id
        and options.run_id = run_names.run_id
where
    ($evaluation is null or $evaluation in (options.evaluation_id, run_names.evaluation_name))
    and ($evaluator is null or $evaluator = options.evaluator_name)
order by evaluation, evaluator, run_names.created_at, options.run_id, option
