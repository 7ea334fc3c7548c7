-- warning: numbers outside their evaluator's limits, and options that it does not know.
select
    judgments.evaluation_id,
    judgments.run_id,
    judgments.judgment_log_id,
    judgments.evaluator_version_id
from humanloop.judgments
inner join humanloop.versions
    on judgments.evaluator_version_id = versions.version_id
where
    judgments.judgment_number < versions.number_min
    or judgments.judgment_number > versions.number_max
union all
select
    judgments.evaluation_id,
    judgments.run_id,
    judgments.judgment_log_id,
    judgments.evaluator_version_id
from humanloop.judgment_options
inner join humanloop.judgments
    on
        judgment_options.evaluation_id = judgments.evaluation_id
        and judgment_options.run_id = judgments.run_id
        and judgment_options.judgment_log_id = judgments.judgment_log_id
left join humanloop.evaluator_options
    on
        judgments.evaluator_version_id = evaluator_options.version_id
        and judgment_options.option_name = evaluator_options.name
where evaluator_options.name is null
