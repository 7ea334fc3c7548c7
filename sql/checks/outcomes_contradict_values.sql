-- error: judgments that said nothing, or failed, and have a value all the same.
select
    judgments.evaluation_id,
    judgments.run_id,
    judgments.judgment_log_id
from humanloop.judgments
left join humanloop.judgment_options
    on
        judgments.evaluation_id = judgment_options.evaluation_id
        and judgments.run_id = judgment_options.run_id
        and judgments.judgment_log_id = judgment_options.judgment_log_id
where
    judgments.outcome is distinct from 'judged'
    and (
        judgments.outcome is null
        or judgments.outcome not in ('null', 'error')
        or judgments.judgment is not null
        or judgments.judgment_boolean is not null
        or judgments.judgment_number is not null
        or judgments.judgment_text is not null
        or judgment_options.option_name is not null
    )
