-- warning: completed runs whose judgments are not as many as the platform's stats count.
with

counted as (

    select
        judgments.evaluation_id,
        judgments.run_id,
        judgments.evaluator_version_id,
        count(*) as judgments_count,
        count(*) filter (where judgments.outcome = 'judged') as judged_count,
        count(*) filter (where judgments.outcome = 'error') as error_count
    from humanloop.judgments
    inner join humanloop.evaluation_logs
        on
            judgments.evaluation_id = evaluation_logs.evaluation_id
            and judgments.run_id = evaluation_logs.run_id
            and judgments.log_id = evaluation_logs.log_id
    group by
        judgments.evaluation_id, judgments.run_id, judgments.evaluator_version_id

)

select
    run_evaluator_stats.evaluation_id,
    run_evaluator_stats.run_id,
    run_evaluator_stats.evaluator_version_id,
    run_evaluator_stats.total_logs as platform_judgments_count,
    coalesce(counted.judgments_count, 0) as judgments_count
from humanloop.run_evaluator_stats
inner join humanloop.evaluation_runs
    on
        run_evaluator_stats.evaluation_id = evaluation_runs.evaluation_id
        and run_evaluator_stats.run_id = evaluation_runs.run_id
inner join humanloop.evaluation_log_reads
    on
        run_evaluator_stats.evaluation_id = evaluation_log_reads.evaluation_id
        and run_evaluator_stats.run_id = evaluation_log_reads.run_id
left join counted
    on
        run_evaluator_stats.evaluation_id = counted.evaluation_id
        and run_evaluator_stats.run_id = counted.run_id
        and run_evaluator_stats.evaluator_version_id = counted.evaluator_version_id
where
    evaluation_runs.status = 'completed'
    and (
        run_evaluator_stats.total_logs <> coalesce(counted.judgments_count, 0)
        or run_evaluator_stats.num_judgments <> coalesce(counted.judged_count, 0)
        or run_evaluator_stats.num_errors <> coalesce(counted.error_count, 0)
    )
