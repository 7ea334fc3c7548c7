-- error: logs and judgments of runs whose logs were never read, so that no view would show them.
with

found as (

    select
        'evaluation_logs' as table_name,
        evaluation_logs.evaluation_id,
        evaluation_logs.run_id
    from humanloop.evaluation_logs
    union
    select
        'judgments' as table_name,
        judgments.evaluation_id,
        judgments.run_id
    from humanloop.judgments

)

select
    found.table_name,
    found.evaluation_id,
    found.run_id
from found
left join humanloop.evaluation_log_reads
    on
        found.evaluation_id = evaluation_log_reads.evaluation_id
        and found.run_id = evaluation_log_reads.run_id
where evaluation_log_reads.run_id is null
