-- warning: judgments of logs that are neither in their run nor a step of a trace.
select
    judgments.evaluation_id,
    judgments.run_id,
    judgments.judgment_log_id,
    judgments.log_id
from humanloop.judgments
inner join humanloop.logs on judgments.log_id = logs.log_id
left join humanloop.evaluation_logs
    on
        judgments.evaluation_id = evaluation_logs.evaluation_id
        and judgments.run_id = evaluation_logs.run_id
        and judgments.log_id = evaluation_logs.log_id
where evaluation_logs.log_id is null and logs.root_log_id = logs.log_id
