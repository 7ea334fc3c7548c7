-- warning: judgments of logs that are neither in their run nor a step of a trace.
with

elsewhere as (

    select
        judgments.evaluation_id,
        judgments.run_id,
        judgments.judgment_log_id,
        judgments.log_id
    from humanloop.judgments
    left join humanloop.evaluation_logs
        on
            judgments.evaluation_id = evaluation_logs.evaluation_id
            and judgments.run_id = evaluation_logs.run_id
            and judgments.log_id = evaluation_logs.log_id
    where evaluation_logs.log_id is null

)

select
    elsewhere.evaluation_id,
    elsewhere.run_id,
    elsewhere.judgment_log_id,
    elsewhere.log_id
from elsewhere
inner join humanloop.logs on elsewhere.log_id = logs.log_id
where not exists (
    select 1 from humanloop.nested_logs
    where nested_logs.log_id = elsewhere.log_id
)
