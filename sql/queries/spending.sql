-- What was spent on which model, month by month?
select
    cast(date_trunc('month', run_usage.first_log_at) as date) as in_month,
    run_names.model,
    count(*) as runs,
    sum(run_usage.logs_count) as logs,
    round(sum(run_usage.cost_usd), 4) as usd,
    sum(run_usage.logs_count - run_usage.costed_logs_count) as logs_of_unknown_cost,
    sum(run_usage.prompt_tokens) as prompt_tokens,
    sum(run_usage.output_tokens) as output_tokens
from (
    select distinct on (run_id) * from marts.run_usage order by run_id, evaluation_id
) as run_usage
inner join marts.run_names
    on
        run_usage.evaluation_id = run_names.evaluation_id
        and run_usage.run_id = run_names.run_id
where run_usage.logs_count > 0
group by date_trunc('month', run_usage.first_log_at), run_names.model
order by in_month desc, usd desc nulls last, run_names.model nulls last
